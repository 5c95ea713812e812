import { startTestServices, type TestServices } from '@rondo/platform/testing/service.ts';
import { until } from '@rondo/platform/testing/until.ts';
import { newId } from '@rondo/schema/ids.ts';
import { Topic } from '@rondo/schema/topics.ts';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hashEntry } from './chain.ts';
import { activity } from './main.ts';
import { eventOf } from './testing/events.ts';
import { verifyChains } from './verification.ts';

let services: TestServices;
let db: pg.Client;
const whole = newId('user');
beforeAll(async () => {
  services = await startTestServices([activity]);
  db = new pg.Client({ connectionString: services.testPlatform.url });
  await db.connect();
  await grow(whole, 3);
});
afterAll(async () => {
  await db.end();
  await services[Symbol.asyncDispose]();
});

/** A chain of `length` entries. */
async function grow(owner: string, length: number): Promise<void> {
  await services.platform.publish(
    Topic.TASK_EVENTS,
    Array.from({ length }, () => eventOf(owner)),
  );
  await until('the chain is there', async () => {
    const { rows } = await db.query<{ sequence: number }>('select sequence from activity.chain where owner_id = $1', [
      owner,
    ]);
    return rows[0]?.sequence === length;
  });
}

test("whole chains are counted and found whole, by the service's own role too", async () => {
  const progress: number[] = [];
  const found = await verifyChains(db, { onProgress: (entries) => progress.push(entries) });
  expect(found.faults).toEqual([]);
  expect(found.entries).toBeGreaterThanOrEqual(3);
  expect(progress.at(-1)).toBe(found.entries);
  const service = new pg.Client({ connectionString: await services.platform.secret('activity-database-url') });
  await service.connect();
  expect(await verifyChains(service, { userId: whole })).toEqual({ chains: 1, entries: 3, faults: [] });
  await service.end();
});

test.each([
  [
    'a title was changed',
    `update activity.entry set changes = '[{"field":"title","from":"Milk","to":"Beer"}]' where sequence = 3`,
    3,
    /changed/,
  ],
  ['who did it was changed', `update activity.entry set actor_kind = 'SYSTEM' where sequence = 1`, 1, /changed/],
  [
    'the time was changed by a millisecond',
    `update activity.entry set at = at + interval '1 ms' where sequence = 2`,
    2,
    /changed/,
  ],
  ['one was removed', 'delete from activity.entry where sequence = 2', 3, /entry 2 before it is missing/],
  ['the first was removed', 'delete from activity.entry where sequence = 1', 2, /entry 1 before it is missing/],
  ['one was moved', 'update activity.entry set sequence = 9 where sequence = 2', 3, /missing/],
  [
    'the last were removed',
    'delete from activity.entry where sequence > 3',
    null,
    /last entry is 3, but the head says 5/,
  ],
  ['all were removed', 'delete from activity.entry where true', null, /last entry is 0, but the head says 5/],
  ['the head was removed', 'delete from activity.chain where true', null, /head is missing/],
] as const)('a chain is broken where %s, and the first place is named', async (_what, statement, sequence, reason) => {
  const owner = newId('user');
  await grow(owner, 5);
  await db.query(`${statement} and owner_id = $1`, [owner]);
  const { faults, chains } = await verifyChains(db, { userId: owner });
  expect(chains).toBe(1);
  expect(faults).toMatchObject([{ userId: owner, entry: sequence === null ? null : { sequence } }]);
  expect(faults[0]?.reason).toMatch(reason);
});

test('a change is found though its entry was hashed anew, by the entry after it', async () => {
  const owner = newId('user');
  await grow(owner, 3);
  const { rows } = await db.query('select * from activity.entry where owner_id = $1 and sequence = 2', [owner]);
  const [row] = rows;
  const hash = hashEntry({
    ...{ previousHash: row.previous_hash, sequence: 2, id: row.id, type: 'task.deleted.v1', subjectId: row.subject_id },
    ...{ actor: { kind: 'USER', id: null, name: null }, at: row.at.toISOString(), changes: row.changes },
  });
  await db.query(`update activity.entry set type = 'task.deleted.v1', hash = $2 where owner_id = $1 and sequence = 2`, [
    owner,
    hash,
  ]);
  const { faults } = await verifyChains(db, { userId: owner });
  expect(faults).toMatchObject([{ entry: { sequence: 3 }, reason: expect.stringContaining(hash) }]);
});
