import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Migration } from '@mikro-orm/migrations';
import type { CloudEvent } from '@rondo/schema/events/envelope.ts';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeEvent, makeEvents } from '../conformance/fixture.ts';
import { type Database, openDatabase } from '../database/database.ts';
import { ownerPolicy, systemOwner } from '../database/row-level-security.ts';
import { PermanentFailure, type Platform } from '../platform.ts';
import { openTestPlatform, type TestPlatform, testLog } from '../testing/platform.ts';
import { until } from '../testing/until.ts';
import { pruneInbox, takeOnce } from './inbox.ts';
import { appendToOutbox } from './outbox.ts';
import { startRelay } from './relay.ts';

const childFile = fileURLToPath(new URL('./relay.child.ts', import.meta.url));

class Counters0001 extends Migration {
  override name = '0001-counters';
  override up(): void {
    this.addSql('create table counter (owner_id text primary key, n int not null)');
    this.addSql(ownerPolicy('counter'));
  }
}

let test: TestPlatform;
let database: Database;
let admin: pg.Client;
const stack: AsyncDisposable[] = [];

const openCounters = async (): Promise<Database> =>
  openDatabase({
    service: 'counters',
    url: await test.platform.secret('counters-database-url'),
    migrationUrl: await test.platform.secret('counters-migration-url'),
    entities: [],
    migrations: [Counters0001],
    log: testLog,
  });

beforeAll(async () => {
  test = await openTestPlatform({ services: ['counters'] });
  database = await openCounters();
  admin = new pg.Client({ connectionString: test.url });
  await admin.connect();
});

afterEach(async () => {
  for (const each of stack.splice(0).reverse()) await each[Symbol.asyncDispose]();
  await admin.query('truncate counters.outbox, counters.counter, counters.inbox');
});

afterAll(async () => {
  await admin?.end();
  await database?.[Symbol.asyncDispose]();
  await test?.[Symbol.asyncDispose]();
});

/** A broker that keeps what it got. `before` may delay or refuse. */
class Broker {
  readonly got: { topic: string; event: CloudEvent }[] = [];
  readonly publish: Platform['publish'];

  constructor(before: (events: readonly CloudEvent[]) => Promise<void> = async () => {}) {
    this.publish = async (topic, events) => {
      await before(events);
      this.got.push(...events.map((event) => ({ topic, event })));
    };
  }

  ids(topic = 'facts'): string[] {
    return this.got.filter((each) => each.topic === topic).map(({ event }) => event.id);
  }
}

const relay = async (publish: Platform['publish'], of = database, idleTimeoutMs?: number) => {
  const started = await startRelay({ service: 'counters', database: of, publish, log: testLog, idleTimeoutMs });
  stack.push(started);
  return started;
};

const append = (events: readonly CloudEvent[], topics = ['facts'], to = database) =>
  to.transaction(systemOwner, async (em) =>
    appendToOutbox(
      em,
      events.map((event) => ({ topics, event })),
    ),
  );

const outboxSize = async (): Promise<number> =>
  (await admin.query<{ n: number }>('select count(*)::int as n from counters.outbox')).rows[0]?.n ?? -1;

describe('the outbox', () => {
  it('holds nothing of a transaction that was rolled back', async () => {
    const failed = database.transaction('ann', async (em) => {
      appendToOutbox(em, [{ topics: ['facts'], event: makeEvent('ann') }]);
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    expect(await outboxSize()).toBe(0);
  });

  it('takes no event of another owner', async () => {
    const forged = database.transaction('ann', async (em) => {
      appendToOutbox(em, [{ topics: ['facts'], event: makeEvent('bob') }]);
    });
    await expect(forged).rejects.toThrow(/row-level security/);
  });

  it('holds events of one row in the order in which their transactions changed it, however many at once', async () => {
    await admin.query(`insert into counters.counter values ('ann', 0)`);
    const increment = () =>
      database.transaction('ann', async (em) => {
        // The event is recorded first and the row locked later: the outbox is written last all the same.
        const event = makeEvent('ann');
        appendToOutbox(em, [{ topics: ['facts'], event }]);
        const [row] = await em.execute<{ n: number }[]>('update counters.counter set n = n + 1 returning n');
        event.data = { n: row?.n };
      });
    await Promise.all(Array.from({ length: 40 }, increment));
    const { rows } = await admin.query<{ n: number }>(
      `select (event #>> '{data,n}')::int as n from counters.outbox order by id`,
    );
    expect(rows.map(({ n }) => n)).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
  });
});

describe('the relay', () => {
  it('publishes to each of an event’s topics, in order, and removes what was acknowledged', async () => {
    const broker = new Broker();
    await relay(broker.publish);
    const events = makeEvents(1_200, ['ann', 'bob']);
    for (let n = 0; n < events.length; n += 100) await append(events.slice(n, n + 100), ['facts', 'updates']);
    await until('the outbox is empty', async () => (await outboxSize()) === 0);
    const ids = events.map(({ id }) => id);
    expect(broker.ids('facts')).toEqual(ids);
    expect(broker.ids('updates')).toEqual(ids);
    expect(broker.got[0]?.event).toEqual(events[0]);
  });

  it('publishes what was written before it started', async () => {
    const events = makeEvents(3, ['ann']);
    await append(events);
    const broker = new Broker();
    await relay(broker.publish);
    await until('all is published', () => broker.got.length === 3);
  });

  it('publishes again what was not acknowledged, and keeps the order', async () => {
    let refusals = 2;
    const broker = new Broker(async () => {
      if (refusals-- > 0) throw new Error('the broker is away');
    });
    await relay(broker.publish);
    const events = makeEvents(10, ['ann']);
    await append(events.slice(0, 5));
    await append(events.slice(5));
    await until('the outbox is empty', async () => (await outboxSize()) === 0);
    expect(broker.ids()).toEqual(events.map(({ id }) => id));
  });

  it('begins a round again only when all of it has ended, though one topic failed at once and another one is slow', async () => {
    const got: string[] = [];
    let [underWay, most, failures] = [0, 0, 3];
    await relay(async (topic, events) => {
      if (topic === 'updates' && failures-- > 0) throw new Error('this partition is away');
      if (topic === 'updates') return;
      most = Math.max(most, ++underWay);
      await new Promise((resolve) => setTimeout(resolve, 300));
      got.push(...events.map(({ id }) => id));
      underWay--;
    });
    const events = makeEvents(10, ['ann']);
    await append(events, ['facts', 'updates']);
    await until('the outbox is empty', async () => (await outboxSize()) === 0);
    expect(most).toBe(1);
    expect([...new Set(got)]).toEqual(events.map(({ id }) => id));
  });

  it('goes on with few events after a failure, and with more each time that they are taken', async () => {
    const sizes: number[] = [];
    let [failing, failures] = [true, 0];
    await relay(async (_topic, events) => {
      if (failing) failures++;
      if (failing) throw new Error('the broker is away');
      sizes.push(events.length);
    });
    for (let n = 0; n < 6; n++) await append(makeEvents(100, ['ann']));
    await until('it has failed', () => failures > 0);
    failing = false;
    await until('the outbox is empty', async () => (await outboxSize()) === 0);
    expect(sizes[0]).toBeLessThan(100);
    expect(Math.max(...sizes)).toBeGreaterThan(sizes[0] ?? 0);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(600);
  });

  it('publishes twice, not never, where it ends between the acknowledgement and the removal', async () => {
    const first = new Broker();
    const dying = await relay(async (topic, events) => {
      await first.publish(topic, events);
      await admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'rondo relay counters'`,
      );
    });
    const [event] = makeEvents(1, ['ann']);
    if (event) await append([event]);
    await until('it is published', () => first.got.length > 0);
    await dying[Symbol.asyncDispose]();
    expect(await outboxSize()).toBe(1);
    const second = new Broker();
    await relay(second.publish);
    await until('it is published again', () => second.got.length === 1);
    await until('the outbox is empty', async () => (await outboxSize()) === 0);
  });

  it('works alone: another stands by, and takes over when the first one ends', async () => {
    await using otherProcess = await openCounters();
    const [one, other] = [new Broker(), new Broker()];
    const active = await relay(one.publish);
    const first = makeEvents(1, ['ann']);
    await append(first);
    await until('the first one is at work', () => one.got.length === 1);
    await relay(other.publish, otherProcess);
    // Written by the process whose relay stands by: the active one is told.
    const second = makeEvents(20, ['ann']);
    for (const event of second) await append([event], ['facts'], otherProcess);
    await until('the first one has published all', () => one.got.length === 21);
    expect(other.got).toEqual([]);
    await active[Symbol.asyncDispose]();
    const third = makeEvents(1, ['ann']);
    await append(third);
    await until('the other one has taken over', () => other.got.length === 1);
    expect(one.got).toHaveLength(21);
    for (const each of stack.splice(0).reverse()) await each[Symbol.asyncDispose]();
  });

  it('takes the lock again after its connection broke', async () => {
    const broker = new Broker();
    await relay(broker.publish);
    await append(makeEvents(1, ['ann']));
    await until('it is at work', () => broker.got.length === 1);
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'rondo relay counters'`,
    );
    const [second] = makeEvents(1, ['ann']);
    if (second) await append([second]);
    // The first one may come again: its removal may have been lost with the connection.
    await until('it is at work again', () => broker.ids().at(-1) === second?.id);
  });

  it('does no harm as a zombie: stopped, it loses its place, and finds that out when it goes on', {
    timeout: 40_000,
  }, async () => {
    const idleTimeoutMs = 1_500;
    const zombie = spawn(process.execPath, [childFile, 'counters', database.url, String(idleTimeoutMs)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    stack.push({ [Symbol.asyncDispose]: async () => void zombie.kill('SIGKILL') });
    const fromZombie: string[] = [];
    createInterface(zombie.stdout).on('line', (line) => fromZombie.push(line));
    const [before, during, afterwards] = [makeEvents(1, ['ann']), makeEvents(1, ['ann']), makeEvents(20, ['ann'])];
    await append(before);
    await until('it is at work', () => fromZombie.length === 1);
    // Else the other one publishes it too, as it must.
    await until('it has removed what it published', async () => {
      const { rowCount } = await admin.query('select from counters.outbox');
      return rowCount === 0;
    });
    zombie.kill('SIGSTOP');
    const broker = new Broker();
    await relay(broker.publish, database, idleTimeoutMs);
    await append(during);
    await until('the other one has taken over', () => broker.got.length === 1);
    zombie.kill('SIGCONT');
    for (const event of afterwards) await append([event]);
    await until('all is published', () => broker.got.length === 21);
    expect(broker.ids()).toEqual([...during, ...afterwards].map(({ id }) => id));
    expect(fromZombie).toEqual(before.map(({ id }) => id));
  });

  it('sets an event aside that the broker will never take, and publishes the rest', async () => {
    const events = makeEvents(5, ['ann']);
    const broker = new Broker(async (batch) => {
      if (batch.some(({ id }) => id === events[2]?.id)) throw new PermanentFailure('too large');
    });
    await relay(broker.publish);
    await append(events);
    await until('only the bad one is left', async () => (await outboxSize()) === 1);
    expect(broker.ids()).toEqual([0, 1, 3, 4].map((n) => events[n]?.id));
    const { rows } = await admin.query('select refused from counters.outbox');
    expect(rows).toEqual([{ refused: 'too large' }]);
  });
});

describe('the inbox', () => {
  it('lets an event have its effect once, however often and at however many places it comes', async () => {
    await admin.query(`insert into counters.counter values ('ann', 0)`);
    const take = (consumer: string) =>
      database.transaction('ann', async (em) => {
        if (await takeOnce(em, consumer, 'event-1')) await em.execute('update counters.counter set n = n + 1');
      });
    await Promise.all([take('a'), take('a'), take('a'), take('b')]);
    await take('a');
    expect((await admin.query('select n from counters.counter')).rows).toEqual([{ n: 2 }]);
  });

  it('takes an event whose effect was rolled back', async () => {
    const failed = database.transaction('ann', async (em) => {
      await takeOnce(em, 'a', 'event-1');
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    expect(await database.transaction('ann', (em) => takeOnce(em, 'a', 'event-1'))).toBe(true);
  });

  it('forgets what the log has forgotten', async () => {
    await database.transaction('ann', async (em) => {
      await takeOnce(em, 'a', 'old');
      await takeOnce(em, 'a', 'new');
    });
    await admin.query(`update counters.inbox set at = now() - interval '20 days' where event_id = 'old'`);
    expect(await pruneInbox(database)).toBe(1);
    expect(await database.transaction('ann', (em) => takeOnce(em, 'a', 'new'))).toBe(false);
  });
});
