import type { CloudEvent } from '@rondo/schema/events/envelope.ts';
import { newId } from '@rondo/schema/ids.ts';
import { Topic } from '@rondo/schema/topics.ts';
import type pg from 'pg';
import { eventually } from '../../test/client.ts';

interface Database {
  database<T>(work: (client: pg.Client) => Promise<T>): Promise<T>;
}

/** As many as a bulk of the relay holds where they come in turns: it takes one event of a user at a time. */
export const fewUsers = 16;
export const manyUsers = 500;
const owners = Array.from({ length: manyUsers }, () => newId('user'));

/** A fact that the activity service records, and of which no other does anything; of each of so many users in turn. */
function fact(n: number, users: number): CloudEvent {
  const owner = owners[n % users] ?? '';
  const id = newId('tag');
  const tag = { id, ownerId: owner, name: 'bench', color: '#000000', version: 1, createdAt: new Date().toISOString() };
  return {
    specversion: '1.0',
    id: newId('event'),
    source: '/bench',
    type: 'tag.updated.v1',
    subject: id,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    partitionkey: owner,
    actorkind: 'SYSTEM',
    data: { tag, changes: [{ field: 'color', from: '#000001', to: '#000000' }] },
  };
}

/** Events a second from an outbox that has `count` waiting, while those who hear the topic take them: all services facts, the gateway alone updates. */
export async function measureRelay(
  world: Database,
  { count, topic, users = fewUsers }: { count: number; topic: Topic; users?: number },
): Promise<number> {
  const events = Array.from({ length: count }, (_, n) => fact(n, users));
  return world.database(async (client) => {
    await client.query(
      `insert into tasks.outbox (key, topics, event)
       select e ->> 'partitionkey', '["${topic}"]'::json, e from json_array_elements($1) as e`,
      [JSON.stringify(events)],
    );
    const written = performance.now();
    await client.query(`select pg_notify('rondo_outbox_tasks', '')`);
    await eventually(
      async () => (await client.query<{ n: number }>('select count(*)::int as n from tasks.outbox')).rows[0]?.n ?? 0,
      (left) => left === 0,
      120_000,
    );
    return (count * 1_000) / (performance.now() - written);
  });
}

export interface Consumer {
  stop(): Promise<void>;
  append(topic: string, events: readonly CloudEvent[]): Promise<void>;
  /** Until all others have taken what was appended, where they are processes of their own. */
  othersDone(): Promise<void>;
  start(): Promise<void>;
}

/** Events a second that the activity service records of `count` that came while it was away: from the first one to the last. */
export async function measureCatchUp(world: Database, consumer: Consumer, count: number): Promise<number> {
  const events = Array.from({ length: count }, (_, n) => fact(n, fewUsers));
  const recorded = (client: pg.Client) =>
    client
      .query<{ n: number }>('select count(*)::int as n from activity.entry where id = any($1)', [
        events.map(({ id }) => id),
      ])
      .then(({ rows }) => rows[0]?.n ?? 0);
  // What there was before it is done first.
  await consumer.stop();
  for (let n = 0; n < count; n += 500) await consumer.append(Topic.TASK_EVENTS, events.slice(n, n + 500));
  await consumer.othersDone();
  const starting = consumer.start();
  return world.database(async (client) => {
    const first = await eventually(
      () => recorded(client),
      (n) => n > 0,
      120_000,
    );
    const began = performance.now();
    await eventually(
      () => recorded(client),
      (n) => n === count,
      300_000,
    );
    const took = performance.now() - began;
    await starting;
    return ((count - first) * 1_000) / took;
  });
}
