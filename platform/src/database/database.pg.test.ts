import { defineEntity, p } from '@mikro-orm/core';
import { Migration } from '@mikro-orm/migrations';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RondoError } from '../errors.ts';
import { openTestPlatform, type TestPlatform, testLog } from '../testing/platform.ts';
import { until } from '../testing/until.ts';
import { type Database, openDatabase } from './database.ts';
import type { MigrationClass } from './migrations.ts';
import { ownedRows, ownerPolicy, systemOwner } from './row-level-security.ts';
import { uniqueViolation } from './sql-state.ts';

const NoteEntity = defineEntity({
  name: 'Note',
  tableName: 'note',
  properties: { id: p.string().primary(), ownerId: p.string(), text: p.string() },
  ...ownedRows(),
});

class Notes0001 extends Migration {
  override name = '0001-notes';
  override up(): void {
    this.addSql('create table note (id text primary key, owner_id text not null, text text not null)');
    this.addSql(ownerPolicy('note'));
    this.addSql('create unique index note_text_unique on note (owner_id, text)');
  }
}

class Notes0002 extends Migration {
  override name = '0002-pinned';
  override up(): void {
    this.addSql('alter table note add column pinned boolean not null default false');
  }
}

let test: TestPlatform;
let database: Database;

const open = async (migrations: MigrationClass[] = [Notes0001], poolSize?: number): Promise<Database> =>
  openDatabase({
    service: 'notes',
    url: await test.platform.secret('notes-database-url'),
    migrationUrl: await test.platform.secret('notes-migration-url'),
    entities: [NoteEntity],
    migrations,
    log: testLog,
    poolSize,
  });

beforeAll(async () => {
  test = await openTestPlatform({ services: ['notes'] });
  database = await open();
});

afterAll(async () => {
  await database?.[Symbol.asyncDispose]();
  await test?.[Symbol.asyncDispose]();
});

const addNote = (owner: string, id: string, text: string) =>
  database.transaction(owner, async (em) => {
    em.create(NoteEntity, { id, ownerId: owner, text });
  });

describe('row-level security', () => {
  it('shows a transaction its owner’s rows only, even by id', async () => {
    await addNote('ann', 'ann-1', 'hers');
    await addNote('bob', 'bob-1', 'his');
    expect(await database.transaction('ann', (em) => em.find(NoteEntity, {}))).toMatchObject([{ id: 'ann-1' }]);
    expect(await database.transaction('ann', (em) => em.findOne(NoteEntity, { id: 'bob-1' }))).toBeNull();
    const all = await database.transaction(systemOwner, (em) => em.find(NoteEntity, {}));
    expect(all.map(({ id }) => id).toSorted()).toEqual(['ann-1', 'bob-1']);
  });

  it('shows the service’s role nothing where no owner is set', async () => {
    expect((await database.pool.query('select * from notes.note')).rows).toEqual([]);
  });

  it('lets nobody write a row of another owner, change one, or give one away', async () => {
    await addNote('cat', 'cat-1', 'hers');
    const forge = database.transaction('dan', async (em) => {
      em.create(NoteEntity, { id: 'forged', ownerId: 'cat', text: 'forged' });
    });
    await expect(forge).rejects.toThrow(/row-level security/);
    const changed = await database.transaction('dan', (em) =>
      em.execute(`update notes.note set text = 'changed' where id = 'cat-1' returning id`),
    );
    expect(changed).toEqual([]);
    const given = database.transaction('cat', (em) =>
      em.execute(`update notes.note set owner_id = 'dan' where id = 'cat-1'`),
    );
    await expect(given).rejects.toThrow(/row-level security/);
  });

  it('holds for the role that owns the tables as well', async () => {
    await addNote('eve', 'eve-1', 'hers');
    const owner = new pg.Client({ connectionString: await test.platform.secret('notes-migration-url') });
    await owner.connect();
    try {
      expect((await owner.query('select * from notes.note')).rows).toEqual([]);
    } finally {
      await owner.end();
    }
  });

  it('takes no text for the owner of all rows', async () => {
    await expect(database.transaction('*', async () => {})).rejects.toThrow(RangeError);
    await expect(database.transaction('', async () => {})).rejects.toThrow(RangeError);
  });

  it('keeps an owner’s quotes from becoming SQL', async () => {
    const owner = `x', true); set rondo.owner = '*'; --`;
    expect(await database.transaction(owner, (em) => em.find(NoteEntity, {}))).toEqual([]);
  });

  it('does not carry an owner over to the connection’s next user', async () => {
    await using narrow = await open([Notes0001], 1);
    await narrow.transaction(systemOwner, (em) => em.find(NoteEntity, {}));
    await narrow.transaction(systemOwner, (em) => em.find(NoteEntity, {}), { readOnly: true });
    expect((await narrow.pool.query('select * from notes.note')).rows).toEqual([]);
  });

  it('keeps a service out of the schema of another', async () => {
    await expect(database.pool.query('select * from platform.event')).rejects.toThrow(/permission denied/);
  });

  it('gives the service’s role no right to change its schema', async () => {
    await expect(database.pool.query('drop table notes.note')).rejects.toThrow(/must be owner/);
    await expect(database.pool.query('create table notes.other ()')).rejects.toThrow(/permission denied/);
  });
});

describe('a transaction', () => {
  it('is rolled back as a whole where its work throws', async () => {
    const failed = database.transaction('fay', async (em) => {
      em.create(NoteEntity, { id: 'fay-1', ownerId: 'fay', text: 'x' });
      await em.flush();
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    expect(await database.transaction('fay', (em) => em.find(NoteEntity, {}))).toEqual([]);
  });

  it('names the unique constraint that was violated', async () => {
    await addNote('gus', 'gus-1', 'same');
    const error = await addNote('gus', 'gus-2', 'same').catch((reason: unknown) => reason);
    expect(uniqueViolation(error)).toBe('note_text_unique');
    expect(uniqueViolation(new Error('other'))).toBeUndefined();
  });

  it('writes nothing where it is read-only', async () => {
    const write = database.transaction(
      'hal',
      (em) => em.execute(`insert into notes.note values ('hal-1', 'hal', 'x')`),
      { readOnly: true },
    );
    await expect(write).rejects.toThrow(/read-only transaction/);
  });

  it('runs again after a serialization failure, so that concurrent increments are all kept', async () => {
    await addNote('ida', 'ida-1', '0');
    const increment = () =>
      database.transaction(
        'ida',
        async (em) => {
          const note = await em.findOneOrFail(NoteEntity, { id: 'ida-1' });
          note.text = String(Number(note.text) + 1);
        },
        { isolation: 'serializable' },
      );
    await Promise.all([increment(), increment(), increment()]);
    expect(await database.transaction('ida', (em) => em.findOneOrFail(NoteEntity, { id: 'ida-1' }))).toMatchObject({
      text: '3',
    });
  });

  it('runs again after a deadlock', async () => {
    await addNote('jon', 'jon-1', 'a');
    await addNote('jon', 'jon-2', 'b');
    const locked = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
    const lockBoth = (mine: 0 | 1, ids: [string, string]) =>
      database.transaction('jon', async (em) => {
        await em.execute('select 1 from notes.note where id = ? for update', [ids[0]]);
        locked[mine].resolve();
        await locked[mine === 0 ? 1 : 0].promise;
        await em.execute('select 1 from notes.note where id = ? for update', [ids[1]]);
        return mine;
      });
    expect(await Promise.all([lockBoth(0, ['jon-1', 'jon-2']), lockBoth(1, ['jon-2', 'jon-1'])])).toEqual([0, 1]);
  });

  it('rejects where a statement failed whose error its work swallowed, for nothing was committed', async () => {
    const swallowed = database.transaction('ivy', async (em) => {
      await em.execute(`insert into notes.note values ('ivy-1', 'ivy', 'x')`);
      await em.execute('select nonsense').catch(() => {});
    });
    await expect(swallowed).rejects.toThrow(/rolled back/);
    expect(await database.transaction('ivy', (em) => em.find(NoteEntity, {}))).toEqual([]);
  });

  it('nests, losing only the inner changes where the inner one fails', async () => {
    await database.transaction('kim', async (em) => {
      em.create(NoteEntity, { id: 'kim-1', ownerId: 'kim', text: 'outer' });
      await em.flush();
      await em
        .transactional(async (inner) => {
          await inner.execute(`insert into notes.note values ('kim-2', 'kim', 'inner')`);
          throw new Error('no');
        })
        .catch(() => {});
    });
    expect(await database.transaction('kim', (em) => em.find(NoteEntity, {}))).toMatchObject([{ id: 'kim-1' }]);
  });

  it('binds parameters of a first statement inside the transaction', async () => {
    await addNote('lea', 'lea-1', 'x');
    const { rows } = await database.transaction('lea', (em) =>
      em
        .getKysely<{ 'notes.note': { id: string; text: string } }>()
        .selectFrom('notes.note')
        .selectAll()
        .where('text', '=', 'x')
        .execute()
        .then((rows) => ({ rows })),
    );
    expect(rows).toMatchObject([{ id: 'lea-1' }]);
  });

  it('is UNAVAILABLE where the server ended its connection, and the next one succeeds', async () => {
    await addNote('max', 'max-1', 'x');
    const cut = database.transaction('max', async (em) => {
      await em.find(NoteEntity, {});
      await killSessions();
      await em.find(NoteEntity, {}, { disableIdentityMap: true });
    });
    await expect(cut).rejects.toSatisfy((error) => error instanceof RondoError && error.code === 'UNAVAILABLE');
    const found = await until('the pool has a connection again', () =>
      database.transaction('max', (em) => em.find(NoteEntity, {})).catch(() => null),
    );
    expect(found).toHaveLength(1);
  });

  it('loses no place in the pool to connections that break', async () => {
    await using narrow = await open([Notes0001], 1);
    for (let round = 0; round < 3; round++) {
      await narrow
        .transaction('max', async (em) => {
          await em.execute('select 1');
          await killSessions();
          await em.execute('select 1');
        })
        .catch(() => {});
    }
    await until('it has a connection again', () => narrow.pool.query('select 1').catch(() => null));
  });
});

describe('migrations', () => {
  it('run those that are pending, and no others', async () => {
    await using later = await open([Notes0001, Notes0002]);
    const { rows } = await later.pool.query(
      `select name from notes.migration union all
       select column_name from information_schema.columns where table_schema = 'notes' and column_name = 'pinned'`,
    );
    expect(rows.map(({ name }) => name)).toEqual(['platform-0001-outbox-inbox', '0001-notes', '0002-pinned', 'pinned']);
  });

  it('are left alone by an older version, which a roll-back starts', async () => {
    await using older = await open([Notes0001]);
    expect((await older.pool.query('select count(*)::int as n from notes.migration')).rows).toEqual([{ n: 3 }]);
  });

  it('run once where several processes start at the same time', async () => {
    class Counted extends Migration {
      override name = '0003-counted';
      override up(): void {
        this.addSql('create table counted (id int)');
      }
    }
    const opened = await Promise.all([1, 2, 3].map(() => open([Notes0001, Notes0002, Counted])));
    await Promise.all(opened.map((each) => each[Symbol.asyncDispose]()));
  });

  it('leave nothing behind where one of them fails', async () => {
    class Half extends Migration {
      override name = '0004-half';
      override up(): void {
        this.addSql('create table half (id int)');
        this.addSql('select nonsense');
      }
    }
    await expect(open([Notes0001, Notes0002, Half])).rejects.toThrow(/nonsense/);
    const { rows } = await database.pool.query(`select to_regclass('notes.half') as half`);
    expect(rows).toEqual([{ half: null }]);
  });
});

async function killSessions(): Promise<void> {
  const admin = new pg.Client({ connectionString: test.url });
  await admin.connect();
  await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'rondo notes'`);
  await admin.end();
}
