import { setTimeout as delay } from 'node:timers/promises';
import { isAlive } from '@rondo/platform/embedded/process-alive.ts';
import { until } from '@rondo/platform/testing/until.ts';
import type { CloudEvent } from '@rondo/schema/events/envelope.ts';
import { newId } from '@rondo/schema/ids.ts';
import { Topic } from '@rondo/schema/topics.ts';
import type pg from 'pg';
import { type EmbeddedWorld, ring } from './embedded-world.ts';
import type { Fault, FaultContext } from './world.ts';

/** The faults of the table that one process with its PostgreSQL can have. The log is in the database: 2 is 3, 4 has no sidecar. */
export function embeddedFaults(world: EmbeddedWorld): Fault[] {
  const fault = (number: number, name: string, run: Fault['run']): Fault => ({
    number,
    name,
    backlogMs: 15_000,
    workingMs: 10_000,
    run,
  });
  return [
    fault(1, 'kill -9 of the process', () => killProcess(world)),
    fault(1, 'kill -9 between the log’s acknowledgement and the mark in the outbox', (context) =>
      killBeforeMark(world, context),
    ),
    fault(3, 'PostgreSQL restarted (immediate)', () => restartPostgres(world)),
    fault(5, 'each event delivered three times', () => repeatEvents(world)),
    // As much as all that there is in the log: no bound for a restart.
    { ...fault(5, 'a topic replayed from its start', () => replayTopic(world)), backlogMs: 60_000 },
    fault(9, 'poison in the log', (context) => poisonLog(world, context)),
    fault(9, 'a handler that throws, then a redrive', (context) => failHandler(world, context)),
    fault(11, 'the process stopped, then continued', ({ short }) => stopProcess(world, short ? 4_000 : 45_000)),
  ];
}

async function killProcess(world: EmbeddedWorld): Promise<void> {
  await world.rondo.end('SIGKILL');
  await world.rondo.start();
}

/** Any number that nobody else takes an advisory lock of. */
const markLock = 7_205_759;
const marking = `select pid from pg_locks where locktype = 'advisory' and objid = ${markLock} and not granted`;

/**
 * A trigger has the relay's removal of published rows wait for a lock that is held here; the process is killed once one waits:
 * surely after the acknowledgement, surely before the mark.
 */
async function killBeforeMark(world: EmbeddedWorld, { random }: FaultContext): Promise<void> {
  const schema = random.pick(['tasks', 'tasks', 'notifications'] as const) ?? 'tasks';
  await world.database(async (client) => {
    await client.query(`create or replace function public.faults_hold() returns trigger language plpgsql as $$
      begin perform pg_advisory_xact_lock_shared(${markLock}); return null; end $$`);
    await client.query('select pg_advisory_lock($1)', [markLock]);
    await client.query(
      `create trigger faults_hold before delete on ${schema}.outbox for each statement execute function public.faults_hold()`,
    );
    try {
      const held = await until('a relay is about to mark', () => firstPid(client, marking), 30_000);
      await world.rondo.end('SIGKILL');
      // Its server process would go on, and mark after all.
      await client.query('select pg_terminate_backend($1)', [held]);
      await until('its transaction is undone', async () => (await firstPid(client, marking)) === null);
      const { rows } = await client.query(
        `select 1 from ${schema}.outbox o join platform.event e on e.event ->> 'id' = o.event ->> 'id' limit 1`,
      );
      if (rows.length === 0) throw new Error('No event was both in the log and in the outbox.');
    } finally {
      await client.query(`drop trigger faults_hold on ${schema}.outbox`);
    }
  });
  await world.rondo.start();
}

async function firstPid(client: pg.Client, query: string): Promise<number | null> {
  return (await client.query<{ pid: number }>(query)).rows[0]?.pid ?? null;
}

/** SIGQUIT is PostgreSQL's immediate shutdown: no checkpoint, the next start recovers. Rondo starts it again. */
async function restartPostgres(world: EmbeddedWorld): Promise<void> {
  const pid = await world.postgresPid();
  process.kill(pid, 'SIGQUIT');
  await until('PostgreSQL has ended', () => !isAlive(pid));
}

/** The latest events of both topics once more, and again: what a relay does that is killed again and again. */
async function repeatEvents(world: EmbeddedWorld): Promise<void> {
  for (const topic of [Topic.TASK_EVENTS, Topic.TASK_UPDATES, Topic.REMINDERS]) {
    for (let time = 1; time <= 2; time++) await world.append(topic, await latest(world, topic, 300));
  }
}

async function latest(world: EmbeddedWorld, topic: string, count: number): Promise<CloudEvent[]> {
  const { rows } = await world.database((client) =>
    client.query<{ event: CloudEvent }>(
      `select event from (
         select distinct on (event ->> 'id') event, partition, "offset" from platform.event where topic = $1
         order by event ->> 'id', "offset"
       ) as each_once order by partition, "offset" desc limit $2`,
      [topic, count],
    ),
  );
  return rows.map(({ event }) => event).reverse();
}

/** Every group's offsets go back to the beginning while it is at work, which it finds out at its next commit. */
async function replayTopic(world: EmbeddedWorld): Promise<void> {
  await world.database((client) =>
    client.query(
      `update platform.group_offset g set "offset" = p.floor from platform.topic_partition p
       where p.topic = g.topic and p.partition = g.partition`,
    ),
  );
}

const strangeSource = '/faults';

function strange(userId: string, type: string, data: unknown): CloudEvent {
  return {
    specversion: '1.0',
    id: newId('event'),
    source: strangeSource,
    type,
    subject: newId('task'),
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    partitionkey: userId,
    actorkind: 'SYSTEM',
    data,
  };
}

/** The log's column takes no bad JSON: what is malformed is the events' data. */
async function poisonLog(world: EmbeddedWorld, { userIds, poison, short }: FaultContext): Promise<void> {
  const large = 'x'.repeat(2 * 1_024 * 1_024);
  const events = userIds.flatMap((userId) => [
    strange(userId, 'task.completed.v1', 'no object'),
    strange(userId, 'task.created.v1', { task: { title: large } }),
  ]);
  const unknown = userIds.map((userId) => strange(userId, 'task.teleported.v9', { task: null }));
  for (const { id } of [...events, ...unknown]) poison.add(id);
  for (const topic of [Topic.TASK_EVENTS, Topic.TASK_UPDATES]) await world.append(topic, [...events, ...unknown]);
  const wanted = events.map(({ id }) => id);
  await until(
    'all of it is dead-lettered',
    () =>
      world.database(async (client) => {
        const { rows } = await client.query<{ n: number }>(
          `select count(*)::int as n from platform.dead_letter where group_name = 'activity' and event_id = any($1)`,
          [wanted],
        );
        return rows[0]?.n === wanted.length;
      }),
    short ? 15_000 : 60_000,
  );
}

/** No effect of an event of this user's can be written by the notifications service for a while; then it can, and the dead letters come again. */
async function failHandler(world: EmbeddedWorld, { userIds }: FaultContext): Promise<void> {
  const [userId = ''] = userIds;
  await world.database(async (client) => {
    const letters = async () => {
      const { rows } = await client.query<{ n: number }>(
        `select count(*)::int as n from platform.dead_letter
         where group_name = 'notifications' and event ->> 'source' <> $1`,
        [strangeSource],
      );
      return rows[0]?.n ?? 0;
    };
    // Only consumers write to the inbox, so that no call of a user's is hit.
    await client.query(`create or replace function public.faults_fail() returns trigger language plpgsql as $$
      begin
        if exists (select from platform.event where event ->> 'id' = new.event_id and key = '${userId}') then
          raise exception 'a handler that throws';
        end if;
        return new;
      end $$`);
    await client.query(
      'create trigger faults_fail before insert on notifications.inbox for each row execute function public.faults_fail()',
    );
    try {
      await until('an event is dead-lettered', async () => (await letters()) > 0, 60_000);
    } finally {
      await client.query('drop trigger faults_fail on notifications.inbox');
    }
    await client.query(
      `update platform.dead_letter set redriving = true where group_name = 'notifications' and event ->> 'source' <> $1`,
      [strangeSource],
    );
    await ring(client, `redrive/notifications/${Topic.TASK_EVENTS}`);
    await until('the redriven event is handled', async () => (await letters()) === 0, 30_000);
  });
}

async function stopProcess(world: EmbeddedWorld, ms: number): Promise<void> {
  process.kill(world.rondo.pid, 'SIGSTOP');
  await delay(ms);
  process.kill(world.rondo.pid, 'SIGCONT');
}
