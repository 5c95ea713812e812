import { setTimeout as delay } from 'node:timers/promises';
import { isAlive } from '@rondo/platform/embedded/process-alive.ts';
import { until } from '@rondo/platform/testing/until.ts';
import type { CloudEvent } from '@rondo/schema/events/envelope.ts';
import { Topic } from '@rondo/schema/topics.ts';
import { clocksName, jumpClocks } from './clock.ts';
import { failHandlers, killBeforeMark, poisonFor, shuffleEvents, strangeSource } from './database-faults.ts';
import type { StackWorld } from './stack-world.ts';
import type { Fault, FaultContext } from './world.ts';

/** The faults of the table, done to real processes. */
export function stackFaults(world: StackWorld): Fault[] {
  const fault = (number: number, name: string, run: Fault['run']): Fault => ({
    number,
    name,
    // Of a restart. Where a fault is made of more events, which take their time, no more is promised than that they are done.
    backlogMs: number <= 4 ? 15_000 : 60_000,
    // A circuit that opened meanwhile tries again after 10 s (dapr/resiliency.yaml).
    workingMs: number === 3 ? 10_000 : 15_000,
    run,
  });
  return [
    ...[...world.parts.rondo.members.keys()].map((name) =>
      fault(1, `kill -9 of ${name}`, () => killService(world, name)),
    ),
    fault(1, 'kill -9 of tasks between the broker’s acknowledgement and the mark in the outbox', () =>
      killRelay(world),
    ),
    { ...fault(2, 'the broker down', (context) => stopBroker(world, context)), backlogMs: 30_000 },
    fault(3, 'PostgreSQL restarted (immediate)', () => restartPostgres(world)),
    fault(4, 'kill -9 of a sidecar', (context) => endSidecar(world, context, 'SIGKILL')),
    fault(4, 'SIGTERM of a sidecar with work in flight', (context) => endSidecar(world, context, 'SIGTERM')),
    fault(5, 'each event delivered three times', () => repeatEvents(world)),
    fault(5, 'a topic replayed from its start', (context) => replayTopic(world, context)),
    fault(6, 'facts shuffled within 1 000', (context) => shuffleEvents(world, context)),
    fault(8, clocksName, (context) => jumpClocks(world, world.parts.clock, context)),
    fault(9, 'poison in the log', (context) => poisonLog(world, context)),
    fault(9, 'a handler that throws, then a redrive', (context) => failHandler(world, context)),
    fault(11, 'a relay and its consumer stopped, then continued', (context) => stopService(world, context)),
  ];
}

async function killService(world: StackWorld, name: string): Promise<void> {
  const member = world.member(name);
  member.app.kill('SIGKILL');
  await member.app.ended();
  await member.revive();
}

async function killRelay(world: StackWorld): Promise<void> {
  const tasks = world.member('tasks');
  await world.database((client) =>
    killBeforeMark(client, 'tasks', async () => {
      tasks.app.kill('SIGKILL');
      await tasks.app.ended();
    }),
  );
  await tasks.revive();
}

/** What is acknowledged meanwhile waits in the outbox. */
async function stopBroker(world: StackWorld, { short, acknowledged }: FaultContext): Promise<void> {
  const { kafka } = world.parts.infrastructure;
  if (!kafka?.process) throw new Error('Kafka runs elsewhere (KAFKA_BROKERS): it cannot be stopped.');
  kafka.process.kill('SIGKILL');
  await kafka.process.ended();
  const before = acknowledged();
  await delay(short ? 8_000 : 60_000);
  const meanwhile = acknowledged() - before;
  await kafka.restart();
  if (meanwhile < 10) throw new Error(`${meanwhile} mutations succeeded while the broker was down.`);
}

async function restartPostgres(world: StackWorld): Promise<void> {
  const pid = await world.postgresPid();
  process.kill(pid, 'SIGQUIT');
  await until('PostgreSQL has ended', () => !isAlive(pid));
}

const consumers = ['activity', 'recurrence', 'notifications', 'tasks'] as const;

async function endSidecar(world: StackWorld, { random }: FaultContext, signal: NodeJS.Signals): Promise<void> {
  const member = world.member(random.pick(consumers) ?? 'activity');
  const { process } = member.sidecar;
  process.kill(signal);
  await process.ended();
  await member.revive();
}

async function repeatEvents(world: StackWorld): Promise<void> {
  for (const topic of Object.values(Topic)) {
    const events = await world.readPlaced(topic);
    const latest = [...Map.groupBy(events, ({ event }) => event.partitionkey).values()].flatMap((of) => of.slice(-100));
    const records = latest.map(asRecord);
    for (let time = 1; time <= 2 && records.length > 0; time++) await world.produce(topic, records);
  }
}

const asRecord = ({ partition, event }: { partition: number; event: CloudEvent }) => ({
  partition,
  key: event.partitionkey,
  value: JSON.stringify(event),
});

/** Kafka moves the offsets only of a group without members: its service is stopped for that. */
async function replayTopic(world: StackWorld, { random }: FaultContext): Promise<void> {
  const service = random.pick(consumers) ?? 'activity';
  const member = world.member(service);
  await member.app[Symbol.asyncDispose]();
  await member.sidecar[Symbol.asyncDispose]();
  const topic = Topic.TASK_EVENTS;
  const reset = () =>
    world.parts.admin.resetOffsets({ groupId: service, topic, earliest: true }).then(
      () => true,
      () => false,
    );
  await until('the group’s offsets are back at the start', reset, 40_000);
  await member.revive();
}

/** Kafka takes nothing over 1 MB: 2 MB are refused at its door. */
async function poisonLog(world: StackWorld, { userIds, poison }: FaultContext): Promise<void> {
  const { malformed, unknown } = poisonFor(userIds, 900_000);
  for (const { id } of [...malformed, ...unknown]) poison.add(id);
  const records = [...malformed, ...unknown].map((event) => ({
    key: event.partitionkey,
    value: JSON.stringify(event),
  }));
  const bad = userIds.map((key) => ({ key, value: '{ this is no JSON' }));
  for (const topic of [Topic.TASK_EVENTS, Topic.TASK_UPDATES]) {
    for (const record of [...records, ...bad]) await world.produce(topic, [record]);
  }
  const refused = await world
    .produce(Topic.TASK_EVENTS, [{ key: userIds[0] ?? '', value: 'x'.repeat(2 * 1_024 * 1_024) }])
    .then(
      () => false,
      () => true,
    );
  if (!refused) throw new Error('Kafka took a record of 2 MB.');
  const lettersOf = async () => {
    const letters = await world.parts.deadLetters.list(Topic.TASK_EVENTS, { limit: 1_000 });
    const own = letters.filter(({ group }) => group === 'activity');
    for (const { event } of letters) if (event.type === 'undecodable') poison.add(event.id);
    return {
      malformed: own.filter(({ event }) => malformed.some(({ id }) => id === event.id)).length,
      bad: own.filter(({ event }) => event.type === 'undecodable').length,
    };
  };
  const all = async () => {
    const found = await lettersOf();
    return found.malformed >= malformed.length && found.bad >= bad.length;
  };
  await until('all of it is dead-lettered', all, 60_000);
}

async function failHandler(world: StackWorld, { poison }: FaultContext): Promise<void> {
  const { deadLetters } = world.parts;
  const group = 'notifications';
  const letters = async () =>
    (await deadLetters.list(Topic.TASK_EVENTS, { limit: 1_000 })).filter(
      (letter) => letter.group === group && letter.event.source !== strangeSource && !poison.has(letter.event.id),
    );
  await world.database((client) =>
    failHandlers(client, () => until('an event is dead-lettered', async () => (await letters()).length > 0, 60_000)),
  );
  for (const { event } of await letters()) await deadLetters.redrive(Topic.TASK_EVENTS, { group, eventId: event.id });
}

async function stopService(world: StackWorld, { random, short }: FaultContext): Promise<void> {
  const { app } = world.member(random.pick(['tasks', 'notifications'] as const) ?? 'tasks');
  app.kill('SIGSTOP');
  await delay(short ? 6_000 : 45_000);
  app.kill('SIGCONT');
}
