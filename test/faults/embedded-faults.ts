import { setTimeout as delay } from 'node:timers/promises';
import { isAlive } from '@rondo/platform/embedded/process-alive.ts';
import { until } from '@rondo/platform/testing/until.ts';
import type { CloudEvent } from '@rondo/schema/events/envelope.ts';
import { Topic } from '@rondo/schema/topics.ts';
import type pg from 'pg';
import { clocksName, jumpClocks } from './clock.ts';
import { failHandlers, killBeforeMark, poisonFor, shuffleEvents, strangeSource } from './database-faults.ts';
import { type EmbeddedWorld, ring } from './embedded-world.ts';
import type { Fault, FaultContext } from './world.ts';

/** The faults of the table that one process with its PostgreSQL can have. The log is in the database: 2 is 3, 4 has no sidecar. */
export function embeddedFaults(world: EmbeddedWorld): Fault[] {
  const fault = (number: number, name: string, run: Fault['run']): Fault => ({
    number,
    name,
    // Of a restart. Where a fault is made of more events, which take their time, no more is promised than that they are done.
    backlogMs: number <= 4 ? 15_000 : 60_000,
    workingMs: 10_000,
    run,
  });
  return [
    fault(1, 'kill -9 of the process', () => killProcess(world)),
    fault(1, 'kill -9 between the log’s acknowledgement and the mark in the outbox', (context) =>
      killRelay(world, context),
    ),
    fault(3, 'PostgreSQL restarted (immediate)', () => restartPostgres(world)),
    fault(5, 'each event delivered three times', () => repeatEvents(world)),
    fault(5, 'a topic replayed from its start', () => replayTopic(world)),
    fault(6, 'facts shuffled within 1 000', (context) => shuffleEvents(world, context)),
    fault(8, clocksName, (context) => jumpClocks(world, world.clock, context)),
    fault(9, 'poison in the log', (context) => poisonLog(world, context)),
    fault(9, 'a handler that throws, then a redrive', () => failHandler(world)),
    fault(11, 'the process stopped, then continued', ({ short }) => stopProcess(world, short ? 4_000 : 45_000)),
  ];
}

async function killProcess(world: EmbeddedWorld): Promise<void> {
  await world.rondo.end('SIGKILL');
  await world.rondo.start();
}

async function killRelay(world: EmbeddedWorld, { random }: FaultContext): Promise<void> {
  const schema = random.pick(['tasks', 'notifications']) ?? 'tasks';
  await world.database((client) => killBeforeMark(client, schema, () => world.rondo.end('SIGKILL')));
  await world.rondo.start();
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

/** The log's column takes no bad JSON: what is malformed is the events' data. */
async function poisonLog(world: EmbeddedWorld, { userIds, poison, short }: FaultContext): Promise<void> {
  const { malformed, unknown } = poisonFor(userIds, 2 * 1_024 * 1_024);
  for (const { id } of [...malformed, ...unknown]) poison.add(id);
  for (const topic of [Topic.TASK_EVENTS, Topic.TASK_UPDATES]) await world.append(topic, [...malformed, ...unknown]);
  const ids = malformed.map(({ id }) => id);
  const lettersOf = async (client: pg.Client) => {
    const { rows } = await client.query<{ n: number }>(
      `select count(*)::int as n from platform.dead_letter where group_name = 'activity' and event_id = any($1)`,
      [ids],
    );
    return rows[0]?.n;
  };
  const all = () => world.database(async (client) => (await lettersOf(client)) === ids.length);
  await until('all of it is dead-lettered', all, short ? 15_000 : 60_000);
}

/** Some events' effects cannot be written for a while; then they can, and the dead letters come again. */
async function failHandler(world: EmbeddedWorld): Promise<void> {
  await world.database(async (client) => {
    const of = `group_name = 'notifications' and event ->> 'source' <> '${strangeSource}'`;
    const letters = async () => {
      const { rows } = await client.query<{ n: number }>(
        `select count(*)::int as n from platform.dead_letter where ${of}`,
      );
      return rows[0]?.n ?? 0;
    };
    await failHandlers(client, () => until('an event is dead-lettered', async () => (await letters()) > 0, 60_000));
    await client.query(`update platform.dead_letter set redriving = true where ${of}`);
    await ring(client, `redrive/notifications/${Topic.TASK_EVENTS}`);
    await until('the redriven events are handled', async () => (await letters()) === 0, 30_000);
  });
}

async function stopProcess(world: EmbeddedWorld, ms: number): Promise<void> {
  process.kill(world.rondo.pid, 'SIGSTOP');
  await delay(ms);
  process.kill(world.rondo.pid, 'SIGCONT');
}
