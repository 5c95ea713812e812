/**
 * How long after a mutation its event is at a WebSocket client, at 200 mutations a second; how many events a second go
 * through a relay; how fast a consumer catches up. `npm run bench -- latency [embedded] [stack]`: the embedded default, and
 * the same services on real Kafka and Dapr against bare kafkajs, produce to consume, on the same broker in the same run.
 */
import { EmbeddedWorld } from '../test/faults/embedded-world.ts';
import type { StackWorld } from '../test/faults/stack-world.ts';
import { measureKafka } from './latency/kafka.ts';
import { measureMutations, percentiles, type Samples, signUpUsers } from './latency/mutations.ts';
import { measureCatchUp, measureRelay } from './latency/throughput.ts';
import { printTable, type Spread, spreadOf, writeResults } from './lib/report.ts';
import type { BenchOptions } from './run.ts';

interface Row {
  what: string;
  p50: Spread;
  p99: Spread;
}

export async function run({ quick, args }: BenchOptions): Promise<void> {
  const seconds = quick ? 3 : 10;
  const rounds = quick ? 1 : 5;
  const results: Record<string, unknown> = {};
  if (args.length === 0 || args.includes('embedded')) {
    await using world = await EmbeddedWorld.start();
    const users = await signUpUsers(world.url);
    await measureMutations(users, { seconds: 2 });
    const samples: Samples[] = [];
    for (let round = 0; round < rounds; round++) samples.push(await measureMutations(users, { seconds }));
    const rows = rowsOf('embedded', samples);
    const rates = {
      relayPerSecond: await measureRelay(world, quick ? 2_000 : 20_000),
      catchUpPerSecond: await measureCatchUp(world, embedded(world), quick ? 1_000 : 10_000),
    };
    show('embedded', rows, rates);
    results.embedded = { rows, rates };
  }
  if (args.length === 0 || args.includes('stack')) {
    const { StackWorld } = await import('../test/faults/stack-world.ts');
    await using world = await StackWorld.start();
    const users = await signUpUsers(world.url);
    await measureMutations(users, { seconds: 3 });
    const samples: Samples[] = [];
    const bare: Samples[] = [];
    for (let round = 0; round < rounds; round++) {
      bare.push(await measureKafka(world.parts.kafka, world.parts.admin, { seconds }));
      samples.push(await measureMutations(users, { seconds }));
    }
    const rows = [...rowsOf('Kafka and Dapr', samples), ...rowsOf('bare kafkajs', bare)];
    const ratios = { p50: ratio(samples, bare, 50), p99: ratio(samples, bare, 99) };
    const rates = {
      relayPerSecond: await measureRelay(world, quick ? 1_000 : 10_000),
      catchUpPerSecond: await measureCatchUp(world, stack(world), quick ? 500 : 5_000),
    };
    show('Kafka and Dapr', rows, { ...rates, 'p50 ÷ bare': ratios.p50.median, 'p99 ÷ bare': ratios.p99.median });
    results.stack = { rows, ratios, rates };
  }
  if (!quick) await writeResults('latency', results);
}

const embedded = (world: EmbeddedWorld) => ({
  stop: async () => void (await world.rondo.end('SIGKILL')),
  append: world.append.bind(world),
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
  start: () => world.member('activity').revive(),
});

function rowsOf(name: string, samples: readonly Samples[]): Row[] {
  return (['acknowledged', 'sent'] as const).map((since) => ({
    what: `${name}: ${since} → event, ms`,
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

function show(name: string, rows: readonly Row[], rates: Readonly<Record<string, number>>): void {
  const text = ({ median, min, max }: Spread) => `${median.toFixed(1)} (${min.toFixed(1)}–${max.toFixed(1)})`;
  process.stdout.write(`\n${name}\n`);
  printTable(rows.map(({ what, p50, p99 }) => ({ what, p50: text(p50), p99: text(p99) })));
  for (const [what, rate] of Object.entries(rates))
    process.stdout.write(`${what}: ${rate.toFixed(rate < 100 ? 2 : 0)}\n`);
}
