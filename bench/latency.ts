/**
 * How long after a mutation its event is at a WebSocket client, at 200 mutations a second; how many mutations a second are carried
 * without a queue that grows, how long it takes at half of that, and what one costs in processor time; how many events a second go
 * through a relay; how fast a consumer catches up. `npm run bench -- latency [embedded] [stack]`: the embedded default, and
 * the same services on real Kafka and Dapr against bare kafkajs, produce to consume, on the same broker in the same run.
 */
import { Topic } from '@rondo/schema/topics.ts';
import { eventually } from '../test/client.ts';
import { EmbeddedWorld } from '../test/faults/embedded-world.ts';
import type { StackWorld } from '../test/faults/stack-world.ts';
import { findCarriedRate } from './latency/carried.ts';
import { measureKafka } from './latency/kafka.ts';
import { measureMutations, percentiles, perSecond, type Samples, signUpUsers } from './latency/mutations.ts';
import { costOf, type Part } from './latency/processors.ts';
import { manyUsers, measureCatchUp, measureRelay } from './latency/throughput.ts';
import { printTable, type Spread, spreadOf, writeResults } from './lib/report.ts';
import type { BenchOptions } from './run.ts';

interface Row {
  what: string;
  p50: Spread;
  p99: Spread;
}

interface Sizes {
  rounds: number;
  seconds: number;
  relay: number;
  catchUp: number;
}

type Measured = Record<string, unknown>;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

export async function run({ quick, args }: BenchOptions): Promise<void> {
  const results: Measured = {};
  const sizes = { rounds: quick ? 1 : 5, seconds: quick ? 3 : 10 };
  if (args.length === 0 || args.includes('embedded')) {
    results.embedded = await measureEmbedded({
      ...sizes,
      relay: quick ? 2_000 : 20_000,
      catchUp: quick ? 1_000 : 10_000,
    });
  }
  if (args.length === 0 || args.includes('stack')) {
    results.stack = await measureStack({ ...sizes, relay: quick ? 1_000 : 10_000, catchUp: quick ? 500 : 5_000 });
  }
  if (!quick) await writeResults('latency', results);
}

async function measureEmbedded({ rounds, seconds, relay, catchUp }: Sizes): Promise<Measured> {
  await using world = await EmbeddedWorld.start({ clocks: false });
  const users = await signUpUsers(world.url);
  await measureMutations(users, { seconds: 2 });
  const samples: Samples[] = [];
  for (let round = 0; round < rounds; round++) samples.push(await measureMutations(users, { seconds }));
  say('\nembedded');
  const rows = show(rowsOf('embedded', perSecond, samples));
  const carriedPerSecond = await findCarriedRate(world, users, { seconds, say });
  const parts = new Map<string, Part>([
    ['rondo', { pid: world.rondo.pid }],
    ['postgresql', { pid: await world.postgresPid(), withChildren: true }],
    ['the load', { pid: process.pid }],
  ]);
  const half = Math.max(1, Math.round(carriedPerSecond / 2));
  const { result, msEach } = await costOf(parts, { count: half * seconds, idleSeconds: 3 }, () =>
    measureMutations(users, { seconds, rate: half }),
  );
  const halfRows = show(rowsOf('embedded', half, [result]));
  showCosts(msEach);
  const rates = {
    carriedPerSecond,
    relayPerSecond: await measureRelay(world, { count: relay, topic: Topic.TASK_EVENTS }),
    catchUpPerSecond: await measureCatchUp(world, embedded(world), catchUp),
  };
  showRates(rates);
  return { rows, half: { rows: halfRows, processorMsOfAMutation: msEach }, rates };
}

async function measureStack({ rounds, seconds, relay, catchUp }: Sizes): Promise<Measured> {
  const { StackWorld } = await import('../test/faults/stack-world.ts');
  await using world = await StackWorld.start(undefined, { clocks: false });
  const users = await signUpUsers(world.url);
  await measureMutations(users, { seconds: 3 });
  const alternating = async (rate: number) => {
    const [samples, bare]: [Samples[], Samples[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      bare.push(await measureKafka(world.parts.kafka, world.parts.admin, { seconds, rate }));
      samples.push(await measureMutations(users, { seconds, rate }));
    }
    const rows = show([...rowsOf('Kafka and Dapr', rate, samples), ...rowsOf('bare kafkajs', rate, bare)]);
    const ratios = { p50: ratio(samples, bare, 50), p99: ratio(samples, bare, 99) };
    showRates({ 'p50 ÷ bare': ratios.p50.median, 'p99 ÷ bare': ratios.p99.median });
    return { rows, ratios };
  };
  say('\nKafka and Dapr');
  const full = await alternating(perSecond);
  await drained(world);
  const carriedPerSecond = await findCarriedRate(world, users, { seconds, say });
  const half = Math.max(1, Math.round(carriedPerSecond / 2));
  const atHalf = await alternating(half);
  await drained(world);
  const { msEach } = await costOf(await processesOf(world), { count: half * seconds, idleSeconds: 3 }, () =>
    measureMutations(users, { seconds, rate: half }),
  );
  showCosts(msEach);
  const [facts, updates] = [
    { count: relay, topic: Topic.TASK_EVENTS },
    { count: relay, topic: Topic.TASK_UPDATES },
  ];
  const rates = {
    carriedPerSecond,
    relayPerSecond: await measureRelay(world, facts),
    relayOfUpdatesPerSecond: await measureRelay(world, updates),
    relayOfUpdatesOfManyPerSecond: await measureRelay(world, { ...updates, users: manyUsers }),
    catchUpPerSecond: await measureCatchUp(world, stack(world), catchUp),
  };
  showRates(rates);
  return { ...full, half: { ...atHalf, processorMsOfAMutation: msEach }, rates };
}

async function drained(world: StackWorld, except?: string): Promise<void> {
  await eventually(await world.markBacklog(except === undefined ? {} : { except }), (left) => left === 0, 300_000);
}

/** By the names that the costs are told by. */
async function processesOf(world: StackWorld): Promise<Map<string, Part>> {
  const processes = new Map<string, Part>([
    ['postgresql', { pid: await world.postgresPid(), withChildren: true }],
    ['kafka', { pid: world.parts.infrastructure.kafka?.process?.pid ?? 0 }],
    ['the load', { pid: process.pid }],
  ]);
  for (const [name, { app, sidecar }] of world.parts.rondo.members) {
    processes.set(name, { pid: app.pid });
    processes.set(`sidecar of ${name}`, { pid: sidecar.process.pid });
  }
  return processes;
}

/** Its consumers are one process, which comes back as a whole. */
const embedded = (world: EmbeddedWorld) => ({
  stop: async () => void (await world.rondo.end('SIGKILL')),
  append: world.append.bind(world),
  othersDone: async () => {},
  start: async () => void (await world.rondo.start()),
});

const stack = (world: StackWorld) => ({
  async stop() {
    const { app } = world.member('activity');
    app.kill('SIGKILL');
    await app.ended();
  },
  append: (topic: string, events: Parameters<EmbeddedWorld['append']>[1]) =>
    world.produce(
      topic,
      events.map((event) => ({ key: event.partitionkey, value: JSON.stringify(event) })),
    ),
  othersDone: () => drained(world, 'activity'),
  start: () => world.member('activity').revive(),
});

function rowsOf(name: string, rate: number, samples: readonly Samples[]): Row[] {
  return (['acknowledged', 'sent'] as const).map((since) => ({
    what: `${name}, ${rate}/s: ${since} → event, ms`,
    p50: spreadOf(samples.map((round) => percentiles(round[since]).p50)),
    p99: spreadOf(samples.map((round) => percentiles(round[since]).p99)),
  }));
}

/** Of each round with the one beside it. Bare Kafka is measured from the sending on: what is acknowledged has often been consumed by then. */
function ratio(samples: readonly Samples[], bare: readonly Samples[], percent: 50 | 99): Spread {
  const at = percent === 50 ? 'p50' : 'p99';
  return spreadOf(
    samples.map((round, n) => percentiles(round.acknowledged)[at] / percentiles(bare[n]?.sent ?? [])[at]),
  );
}

function show(rows: readonly Row[]): readonly Row[] {
  const text = ({ median, min, max }: Spread) => `${median.toFixed(1)} (${min.toFixed(1)}–${max.toFixed(1)})`;
  printTable(rows.map(({ what, p50, p99 }) => ({ what, p50: text(p50), p99: text(p99) })));
  return rows;
}

function showCosts(msEach: Readonly<Record<string, number>>): void {
  const all = Object.values(msEach).reduce((sum, ms) => sum + ms, 0);
  say('processor time of a mutation and all that follows from it, ms');
  printTable(Object.entries({ ...msEach, all }).map(([part, ms]) => ({ part, ms: ms.toFixed(2) })));
}

function showRates(rates: Readonly<Record<string, number>>): void {
  for (const [what, rate] of Object.entries(rates)) say(`${what}: ${rate.toFixed(rate < 100 ? 2 : 0)}`);
}
