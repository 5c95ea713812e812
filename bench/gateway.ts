/**
 * Gateways over the same four subgraphs, one operation after the other. The gateway has one core to itself, load and
 * subgraphs share the other; rounds alternate between gateways. All of it takes five to six minutes.
 *
 * `npm run bench -- gateway [--quick] [GATEWAY…] [OPERATION…]`
 *
 * Not there: Mercurius, whose gateway composes services of the first version of federation by itself and takes no
 * supergraph; Cosmo Router, which is no package for Node.js.
 */
import { fileURLToPath } from 'node:url';
import {
  ask,
  type Federation,
  GATEWAYS,
  type Gateway,
  OTHER_CORES,
  pick,
  startFederation,
  urlOf,
} from './gateway/gateways.ts';
import { NESTED, ONE_FIELD, THIRTY_FIELDS, TYPENAME } from './gateway/graph.ts';
import type { LoadResult } from './gateway/load.ts';
import { runToEnd, type Started } from './lib/processes.ts';
import { printTable, type Spread, spreadOf, writeResults } from './lib/report.ts';
import type { BenchOptions } from './run.ts';

const CONNECTIONS = 50;
const OPERATIONS: Readonly<Record<string, string>> = {
  nested: NESTED,
  typename: TYPENAME,
  'one field': ONE_FIELD,
  '30 fields': THIRTY_FIELDS,
};

interface Measured {
  readonly gateway: string;
  readonly requestsPerSecond: Spread;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly bytes: number;
  readonly subgraphCalls: number;
  /** Processor time of the gateway for one request: holds still where the machine is shared. */
  readonly cpuMs: number;
  /** Share of its core that the gateway used: well under 1, and something else was the limit. */
  readonly utilisation: number;
}

interface Result extends Measured {
  readonly operation: string;
  readonly timesStock?: number;
  readonly ofLimit?: number;
}

interface Round {
  readonly load: LoadResult;
  readonly cpuSeconds: number;
}

export async function run({ quick, args }: BenchOptions): Promise<void> {
  const rounds = quick ? 2 : 5;
  await using stack = new AsyncDisposableStack();
  const federation = stack.use(await startFederation());
  const running = new Map<Gateway, Started>();
  for (const gateway of pick(GATEWAYS, args, ({ name }) => name))
    running.set(gateway, stack.use(await federation.start(gateway)));
  const results: Result[] = [];
  for (const [operation, query] of pick(Object.entries(OPERATIONS), args, ([name]) => name)) {
    const seconds = quick ? 1 : operation === 'nested' ? 7 : 2;
    for (const measured of await measure(federation, running, query, rounds, seconds))
      results.push({ operation, ...measured });
  }
  const compared = compare(results);
  printTable(compared.map(rowOf));
  if (!quick) await writeResults('gateway', compared);
}

async function measure(
  federation: Federation,
  running: ReadonlyMap<Gateway, Started>,
  query: string,
  rounds: number,
  seconds: number,
): Promise<Measured[]> {
  const calls = new Map<Gateway, number>();
  const answers = new Set<string>();
  for (const gateway of running.keys()) {
    const before = await federation.countCalls();
    answers.add(await ask(gateway, query));
    calls.set(gateway, (await federation.countCalls()) - before);
    // Until the code is compiled.
    await load(gateway, query, Math.min(2, seconds));
  }
  if (answers.size > 1) throw new Error(`the gateways do not answer alike: ${[...answers].join('\n\n')}`);
  const all = new Map<Gateway, Round[]>();
  for (let round = 0; round < rounds; round++)
    for (const [gateway, started] of running) {
      const cpuBefore = await started.cpuSeconds();
      const result = await load(gateway, query, seconds);
      if (result.failed > 0) throw new Error(`${gateway.name}: ${result.failed} failed requests`);
      const cpuSeconds = (await started.cpuSeconds()) - cpuBefore;
      all.set(gateway, [...(all.get(gateway) ?? []), { load: result, cpuSeconds }]);
    }
  return [...all].map(([gateway, measured]) => summarise(gateway, measured, calls.get(gateway) ?? 0));
}

async function load(gateway: Gateway, query: string, seconds: number): Promise<LoadResult> {
  const pin = OTHER_CORES === undefined ? [] : ['taskset', '-c', OTHER_CORES];
  const script = fileURLToPath(new URL('gateway/load.ts', import.meta.url));
  const args = [urlOf(gateway), String(CONNECTIONS), String(seconds), query];
  return JSON.parse(await runToEnd([...pin, process.execPath, script, ...args]));
}

function summarise({ name }: Gateway, rounds: readonly Round[], subgraphCalls: number): Measured {
  const median = (of: (round: Round) => number) => spreadOf(rounds.map(of)).median;
  return {
    gateway: name,
    requestsPerSecond: spreadOf(rounds.map(({ load }) => load.requestsPerSecond)),
    p50Ms: median(({ load }) => load.p50Ms),
    p99Ms: median(({ load }) => load.p99Ms),
    bytes: rounds[0]?.load.bytes ?? 0,
    subgraphCalls,
    cpuMs: median(({ load, cpuSeconds }) => (cpuSeconds / load.requests) * 1000),
    utilisation: median(({ load, cpuSeconds }) => (cpuSeconds / load.requests) * load.requestsPerSecond),
  };
}

function compare(results: readonly Result[]): Result[] {
  return results.map((result) => {
    const medianOf = (name: string) =>
      results.find(({ gateway, operation }) => gateway === name && operation === result.operation)?.requestsPerSecond
        .median;
    const [stock, limit] = [medianOf('stock'), medianOf('limit')];
    const own = result.requestsPerSecond.median;
    return { ...result, timesStock: stock && own / stock, ofLimit: limit && own / limit };
  });
}

function rowOf(result: Result): Record<string, string | number> {
  const { median, min, max } = result.requestsPerSecond;
  return {
    operation: result.operation,
    gateway: result.gateway,
    'requests/s': Math.round(median),
    spread: `${Math.round(min)}–${Math.round(max)}`,
    'p50 ms': result.p50Ms.toFixed(1),
    'p99 ms': result.p99Ms.toFixed(1),
    '× stock': result.timesStock?.toFixed(2) ?? '',
    'of limit': result.ofLimit?.toFixed(2) ?? '',
    calls: result.subgraphCalls,
    bytes: result.bytes,
    'CPU ms': result.cpuMs.toFixed(3),
    'core used': result.utilisation.toFixed(2),
  };
}
