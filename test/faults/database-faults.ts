import { until } from '@rondo/platform/testing/until.ts';
import type { CloudEvent } from '@rondo/schema/events/envelope.ts';
import { newId } from '@rondo/schema/ids.ts';
import { Topic } from '@rondo/schema/topics.ts';
import type pg from 'pg';
import { services } from './state.ts';
import type { FaultContext } from './world.ts';

/* Faults that are done by way of the services' databases, so that no service needs a hook for them. */

/** A number of which nobody else takes an advisory lock. */
const markLock = 7_205_759;
const waiting = `select pid from pg_locks where locktype = 'advisory' and objid = ${markLock} and not granted`;

/**
 * Ends the relay of `schema` by `kill` in the moment between the broker's acknowledgement and the mark in the outbox: a trigger
 * has the removal of published rows wait for a lock that is held here.
 */
export async function killBeforeMark(client: pg.Client, schema: string, kill: () => Promise<unknown>): Promise<void> {
  await client.query(`create or replace function public.faults_hold() returns trigger language plpgsql as $$
    begin perform pg_advisory_xact_lock_shared(${markLock}); return null; end $$`);
  await client.query('select pg_advisory_lock($1)', [markLock]);
  try {
    await client.query(
      `create trigger faults_hold before delete on ${schema}.outbox for each statement execute function public.faults_hold()`,
    );
    const held = await until('a relay is about to mark', () => firstPid(client), 30_000);
    await kill();
    // Its server process would go on, and mark after all.
    await client.query('select pg_terminate_backend($1)', [held]);
    await until('its transaction is undone', async () => (await firstPid(client)) === null);
    const { rows } = await client.query(`select 1 from ${schema}.outbox limit 1`);
    if (rows.length === 0) throw new Error('The outbox is empty: the mark was made.');
  } finally {
    await client.query(`drop trigger if exists faults_hold on ${schema}.outbox`);
    await client.query('select pg_advisory_unlock($1)', [markLock]);
  }
}

async function firstPid(client: pg.Client): Promise<number | null> {
  return (await client.query<{ pid: number }>(waiting)).rows[0]?.pid ?? null;
}

/**
 * While `meanwhile` runs, the notifications service can't take in any event that says something of this user's tasks: each handler throws. Only
 * consumers write to the inbox, so that no call of a user's is hit.
 */
export async function failHandlers(client: pg.Client, meanwhile: () => Promise<unknown>): Promise<void> {
  await client.query(`create or replace function public.faults_fail() returns trigger language plpgsql as $$
    begin raise exception 'a handler that throws'; end $$`);
  await client.query(
    `create trigger faults_fail before insert on notifications.inbox for each row
     when (hashtextextended(new.event_id, 0) % 8 = 0) execute function public.faults_fail()`,
  );
  try {
    await meanwhile();
  } finally {
    await client.query('drop trigger faults_fail on notifications.inbox');
  }
}

/** See shuffleOutboxes; in CI with as many events as a few seconds bring. */
export function shuffleEvents(world: Databases, context: FaultContext): Promise<void> {
  const size = context.short ? { count: 200, longestMs: 10_000 } : { count: windowSize, longestMs: 60_000 };
  return world.database((client) => shuffleOutboxes(client, context, size));
}

export interface Databases {
  /** Runs `work` on a connection of the superuser's, of its own. */
  database<T>(work: (client: pg.Client) => Promise<T>): Promise<T>;
}

const shuffledTopics = [Topic.TASK_EVENTS, Topic.REMINDERS];

/** So many events at most change places with one another. */
const windowSize = 1_000;
/** Of fewer than these a shuffle would show nothing. */
const fewest = 50;

/**
 * Has the facts of all services come into the log in another order than they happened, for the first time: while this runs they are held in a
 * table beside the outboxes, and then written to them shuffled. The update stream is left as it is, for its order is what clients are
 * promised. `count` events are held, fewer where they take longer than `longestMs`.
 */
async function shuffleOutboxes(
  client: pg.Client,
  { random, shuffled }: FaultContext,
  { count, longestMs }: { count: number; longestMs: number },
): Promise<void> {
  const triggers = (statement: (schema: string) => string) => services.map(statement).join(';');
  const topicList = shuffledTopics.map((topic) => `'${topic}'`).join();
  await client.query(`create table public.faults_held (
      n bigint generated always as identity, schema text, key text, topics jsonb, event json);
    create or replace function public.faults_hold_back() returns trigger language plpgsql security definer as $$
    declare held jsonb := (select jsonb_agg(t) from jsonb_array_elements(new.topics::jsonb) t where t #>> '{}' in (${topicList}));
    begin
      if held is null then return new; end if;
      insert into public.faults_held (schema, key, topics, event) values (tg_table_schema, new.key, held, new.event);
      new.topics := (select jsonb_agg(t)::json from jsonb_array_elements(new.topics::jsonb) t where t #>> '{}' not in (${topicList}));
      return case when new.topics is null then null else new end;
    end $$;
    ${triggers((schema) => `create trigger faults_hold_back before insert on ${schema}.outbox for each row execute function public.faults_hold_back()`)}`);
  const held = async () =>
    (await client.query<{ n: string; id: string }>(`select n, event ->> 'id' as id from public.faults_held order by n`))
      .rows;
  const deadline = Date.now() + longestMs;
  const enough = async () => (await held()).length >= (Date.now() > deadline ? fewest : count);
  await until('enough events are held back', enough, longestMs + 60_000);
  await client.query('begin');
  await client.query(triggers((schema) => `drop trigger faults_hold_back on ${schema}.outbox`));
  const rows = await held();
  for (const { id } of rows) shuffled.add(id);
  const order: string[] = [];
  for (let from = 0; from < rows.length; from += windowSize) {
    order.push(...random.shuffle(rows.slice(from, from + windowSize)).map(({ n }) => n));
  }
  for (const schema of services) {
    await client.query(
      `insert into ${schema}.outbox (key, topics, event)
       select key, topics::json, event from public.faults_held join unnest($1::bigint[]) with ordinality as o (n, place) using (n)
       where schema = $2 order by place`,
      [order, schema],
    );
    await client.query('select pg_notify($1, $2)', [`rondo_outbox_${schema}`, '']);
  }
  await client.query('drop table public.faults_held; commit');
}

export const strangeSource = '/faults';

/** An event that no service of ours has sent. */
export function strange(userId: string, type: string, data: unknown): CloudEvent {
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

/** Of each user's: two whose data no consumer can read, and one of a type that there is not. `largest`: characters. */
export function poisonFor(
  userIds: readonly string[],
  largest: number,
): { malformed: CloudEvent[]; unknown: CloudEvent[] } {
  return {
    malformed: userIds.flatMap((userId) => [
      strange(userId, 'task.completed.v1', 'no object'),
      strange(userId, 'task.created.v1', { task: { title: 'x'.repeat(largest) } }),
    ]),
    unknown: userIds.map((userId) => strange(userId, 'task.teleported.v9', { task: null })),
  };
}
