import type { EntityManager } from '@mikro-orm/postgresql';
import { queryRows } from '@rondo/platform/query.ts';
import type { ServiceHost } from '@rondo/platform/service.ts';
import type { TestUser } from '@rondo/platform/testing/service.ts';
import { until } from '@rondo/platform/testing/until.ts';
import { newId } from '@rondo/schema/ids.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { queryTestDatabase } from './testing/database.ts';
import { accept, createWebhook, startWebhookReceiver, type WebhookReceiver } from './testing/webhook-receiver.ts';
import { startWorld, type World } from './testing/world.ts';
import type { WebhookJob } from './webhook-job.ts';
import { settleDelivered } from './webhook-outcome.ts';

let world: World;
let receiver: WebhookReceiver;
let user: TestUser;
beforeAll(async () => {
  world = await startWorld();
  receiver = await startWebhookReceiver();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
});
let path = '';
let webhookId = '';
let paths = 0;
beforeEach(async () => {
  user = world.user();
  path = `/backlog-${paths++}`;
  webhookId = (await createWebhook(user, { url: receiver.origin + path })).id;
});
afterEach(() => {
  receiver.answer = accept;
});

/** So many events in the queue, of so many lanes in turn; the first of each lane is due after `delay`. Returns their ids in order. */
async function queueEvents(count: number, lanes: number, delay = '0 s'): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId('event'));
  await queryTestDatabase(
    world,
    `with kept as (
       insert into notifications.webhook_event (id, owner_id, type, subject, body)
       select id, $1, 'task.updated.v1', 'task_' || (nth - 1) % $4, json_build_object('subject', 'task_' || (nth - 1) % $4)
       from unnest($3::text[]) with ordinality as e(id, nth) order by nth returning *)
     insert into notifications.webhook_delivery
       (webhook_id, event_id, owner_id, position, lane, state, attempts, claims, since, next_attempt_at)
     select $2, id, $1, position, subject, 'PENDING', 0, 0, now(),
       case when row_number() over (partition by subject order by position) = 1 then now() + $5::interval end
     from kept`,
    [user.id, webhookId, ids, lanes, delay],
  );
  await queryTestDatabase(world, 'analyze notifications.webhook_event, notifications.webhook_delivery');
  return ids;
}

/** Rows of deliveries that this connection has read lately. */
async function rowsRead(em: EntityManager): Promise<number> {
  const [row] = await queryRows<{ read: number }>(
    em,
    `select (coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int as read
     from pg_stat_xact_user_tables where relname = 'webhook_delivery'`,
  );
  return row?.read ?? 0;
}

describe('a backlog', () => {
  it('is delivered once each, in order per subject, and of at most eight subjects at a time', async () => {
    let [under, most] = [0, 0];
    const subjectsUnder = new Set<string>();
    receiver.answer = ({ body }, response) => {
      const { subject } = JSON.parse(body);
      expect(subjectsUnder).not.toContain(subject);
      subjectsUnder.add(subject);
      most = Math.max(most, ++under);
      setImmediate(() => {
        subjectsUnder.delete(subject);
        under--;
        response.writeHead(204).end();
      });
    };
    const lanes = 20;
    const ids = await queueEvents(400, lanes);
    // Any event of the user's has the courier look.
    await world.tasks.create({ ownerId: user.id });
    await until('all came', () => receiver.of(path).length >= ids.length + 1, 25_000);
    const came = receiver.of(path).map(({ id }) => id);
    expect(came.length).toBe(ids.length + 1);
    const ofLane = (all: string[], lane: number) => all.filter((id) => ids.indexOf(id) % lanes === lane);
    for (let lane = 0; lane < lanes; lane++) expect(ofLane(came, lane)).toEqual(ofLane(ids, lane));
    expect(most).toBeLessThanOrEqual(8);
  });

  it('of one subject is delivered one at a time, in order', async () => {
    const ids = await queueEvents(60, 1);
    await world.tasks.create({ ownerId: user.id });
    await until('all came', () => receiver.of(path).length >= ids.length + 1, 25_000);
    const came = receiver.of(path).map(({ id }) => id);
    expect(came.filter((id) => ids.includes(id))).toEqual(ids);
    const left = () =>
      queryTestDatabase<{ attempts: number }>(
        world,
        `select attempts from notifications.webhook_delivery
         where webhook_id = $1 and (state <> 'DELIVERED' or attempts <> 1 or next_attempt_at is not null)`,
        [webhookId],
      );
    await until('all are written down, tried once', async () => (await left()).length === 0);
  });

  it('costs what is settled no more the longer it is: few rows are read to write few down', async () => {
    const ids = await queueEvents(4_000, 2_000, '1 hour');
    const jobs: WebhookJob[] = ids.slice(0, 3).map((eventId, nth) => ({
      ...{ webhookId, eventId, ownerId: user.id, lane: `task_${nth}`, url: receiver.origin + path, body: '{}' },
      ...{ secret: '', previousSecret: null, attempt: 0, claim: 0, ageMs: 0 },
    }));
    let read = Number.POSITIVE_INFINITY;
    const counting: ServiceHost = {
      ...world.host,
      asSystem: (work) =>
        world.host.asSystem(async (operation) => {
          // What the connection has not told the server yet of transactions before is counted with it.
          const before = await rowsRead(operation.em);
          const result = await work(operation);
          read = (await rowsRead(operation.em)) - before;
          return result;
        }),
    };
    const taken = jobs.map((job, nth) => ({ job, status: 204, nextForMs: nth === 0 ? 60_000 : null }));
    const settled = await settleDelivered(counting, taken);
    expect(read).toBeLessThan(50);
    // The first one's successor was claimed with it; those of the others are due.
    expect(settled).toMatchObject([
      { settled: true, next: { eventId: ids[2_000], lane: 'task_0', attempt: 1, claim: 1, body: expect.any(String) } },
      { settled: true, next: undefined },
      { settled: true, next: undefined },
    ]);
    const rows = await queryTestDatabase<{ id: string; claims: number; due: boolean }>(
      world,
      `select event_id as id, claims, next_attempt_at <= now() as due from notifications.webhook_delivery
       where event_id = any($1) and state = 'PENDING' order by position`,
      [ids.slice(2_000, 2_003)],
    );
    expect(rows[0]).toEqual({ id: ids[2_000], claims: 1, due: false });
    expect(rows.map(({ id }) => id)).toEqual(ids.slice(2_000, 2_003));
  });
});
