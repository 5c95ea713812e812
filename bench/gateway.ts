/**
 * Gateways over the same four subgraphs, one operation after the other. The gateway has one core to itself, load and
 * subgraphs share the other; rounds alternate between gateways.
 *
 * `npm run bench -- gateway [--quick] [GATEWAY…] [OPERATION…]`
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { composeGraph, NESTED, ONE_FIELD, subgraphSchemas, THIRTY_FIELDS, TYPENAME } from './gateway/graph.ts';
import type { LoadResult } from './gateway/load.ts';
import { runToEnd, type Started, startNode } from './lib/processes.ts';
import { printTable, type Spread, spreadOf, writeResults } from './lib/report.ts';
import type { BenchOptions } from './run.ts';

const SUBGRAPH_PORT = 14_100;
const CONNECTIONS = 50;
const OPERATIONS: Readonly<Record<string, string>> = {
  nested: NESTED,
  typename: TYPENAME,
  'one field': ONE_FIELD,
  '30 fields': THIRTY_FIELDS,
};

interface Gateway {
  readonly name: string;
  readonly port: number;
  readonly script: string;
  readonly args: (supergraph: string) => string[];
  readonly env?: (supergraph: string) => NodeJS.ProcessEnv;
}

interface Result {
  readonly operation: string;
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
  readonly timesStock?: number;
  readonly ofLimit?: number;
}

const local = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const GATEWAYS: readonly Gateway[] = [
  {
    name: 'rondo',
    port: 14_001,
    script: local('../gateway/src/standalone.ts'),
    args: (supergraph) => ['--supergraph', supergraph, '--port', '14001', '--open'],
  },
  {
    name: 'stock',
    port: 14_002,
    script: local('gateway/stock.ts'),
    args: (supergraph) => [supergraph, '14002'],
    env: () => ({ APOLLO_TELEMETRY_DISABLED: '1' }),
  },
  {
    name: 'hive',
    port: 14_003,
    script: local('node_modules/@graphql-hive/gateway/dist/bin.js'),
    args: () => ['supergraph', '--config-path', local('gateway/hive.config.mjs')],
    env: (supergraph) => ({ BENCH_SUPERGRAPH: supergraph, BENCH_PORT: '14003' }),
  },
  { name: 'limit', port: 14_004, script: local('gateway/proxy.ts'), args: () => [String(SUBGRAPH_PORT), '14004'] },
];

export async function run({ quick, args }: BenchOptions): Promise<void> {
  const rounds = quick ? 3 : 7;
  const seconds = quick ? 3 : 10;
  const folder = await mkdtemp(join(tmpdir(), 'rondo-bench-'));
  const supergraph = join(folder, 'supergraph.graphql');
  const names = [...subgraphSchemas().keys()];
  await writeFile(
    supergraph,
    composeGraph((name) => `http://127.0.0.1:${SUBGRAPH_PORT + names.indexOf(name)}/graphql`),
  );
  const [gatewayCore, otherCores] = cpus().length > 1 ? ['0', '1'] : [undefined, undefined];
  const countsUrl = `http://127.0.0.1:${SUBGRAPH_PORT + names.length}/`;
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(folder, { recursive: true }));
  stack.use(
    await startNode(local('gateway/subgraphs.ts'), [String(SUBGRAPH_PORT)], () => answers(countsUrl), {
      cores: otherCores,
    }),
  );
  const running = new Map<Gateway, Started>();
  for (const gateway of pick(GATEWAYS, args, ({ name }) => name)) {
    const options = {
      cores: gatewayCore,
      env: { NODE_ENV: 'production', ...gateway.env?.(supergraph) },
      nodeArgs: process.env.BENCH_PROFILE
        ? ['--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_PROFILE}/${gateway.name}`]
        : [],
    };
    const ready = () => answers(urlOf(gateway), TYPENAME);
    running.set(gateway, stack.use(await startNode(gateway.script, gateway.args(supergraph), ready, options)));
  }
  const results: Result[] = [];
  for (const [operation, query] of pick(Object.entries(OPERATIONS), args, ([name]) => name)) {
    const measured = await measure(running, query, rounds, seconds, otherCores, countsUrl);
    results.push(...measured.map((result) => ({ operation, ...result })));
  }
  const compared = compare(results);
  printTable(compared.map(rowOf));
  if (!quick) await writeResults('gateway', compared);
}

async function measure(
  running: ReadonlyMap<Gateway, Started>,
  query: string,
  rounds: number,
  seconds: number,
  cores: string | undefined,
  countsUrl: string,
): Promise<Omit<Result, 'operation'>[]> {
  const loads = new Map<Gateway, { load: LoadResult; utilisation: number }[]>();
  const calls = new Map<Gateway, number>();
  const pin = cores === undefined ? [] : ['taskset', '-c', cores];
  const load = async (gateway: Gateway, forSeconds: number): Promise<LoadResult> =>
    JSON.parse(
      await runToEnd([
        ...pin,
        process.execPath,
        local('gateway/load.ts'),
        urlOf(gateway),
        String(CONNECTIONS),
        String(forSeconds),
        query,
      ]),
    );
  const responses = new Set<string>();
  for (const gateway of running.keys()) {
    const before = await countCalls(countsUrl);
    responses.add(await ask(urlOf(gateway), query));
    calls.set(gateway, (await countCalls(countsUrl)) - before);
    await load(gateway, Math.min(3, seconds));
  }
  if (responses.size > 1) throw new Error(`the gateways do not answer alike: ${[...responses].join('\n\n')}`);
  for (let round = 0; round < rounds; round++) {
    for (const [gateway, started] of running) {
      const cpuBefore = await started.cpuSeconds();
      const result = await load(gateway, seconds);
      if (result.failed > 0) throw new Error(`${gateway.name}: ${result.failed} failed requests`);
      const utilisation = ((await started.cpuSeconds()) - cpuBefore) / seconds;
      const previous = loads.get(gateway) ?? [];
      loads.set(gateway, [...previous, { load: result, utilisation }]);
    }
  }
  return [...loads].map(([{ name, ...gateway }, all]) => ({
    gateway: name,
    requestsPerSecond: spreadOf(all.map(({ load }) => load.requestsPerSecond)),
    p50Ms: spreadOf(all.map(({ load }) => load.p50Ms)).median,
    p99Ms: spreadOf(all.map(({ load }) => load.p99Ms)).median,
    bytes: all[0]?.load.bytes ?? 0,
    subgraphCalls: calls.get([...running.keys()].find(({ port }) => port === gateway.port) as Gateway) ?? 0,
    cpuMs: spreadOf(all.map(({ load, utilisation }) => (utilisation / load.requestsPerSecond) * 1000)).median,
    utilisation: spreadOf(all.map(({ utilisation }) => utilisation)).median,
  }));
}

function compare(results: readonly Result[]): Result[] {
  return results.map((result) => {
    const other = (name: string) =>
      results.find(({ gateway, operation }) => gateway === name && operation === result.operation)?.requestsPerSecond
        .median;
    const [stock, limit] = [other('stock'), other('limit')];
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

const urlOf = ({ port }: Gateway) => `http://127.0.0.1:${port}/graphql`;

/** Those named in the arguments; all where none is. */
function pick<T>(all: readonly T[], args: readonly string[], nameOf: (item: T) => string): T[] {
  const named = all.filter((item) => args.includes(nameOf(item)));
  return named.length > 0 ? named : [...all];
}

async function ask(url: string, query: string): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer check' },
    body: JSON.stringify({ query }),
  });
  return JSON.stringify(await response.json());
}

async function answers(url: string, query?: string): Promise<boolean> {
  try {
    if (query) return (await ask(url, query)).includes('"data"');
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

async function countCalls(url: string): Promise<number> {
  const counts: Record<string, number> = await (await fetch(url)).json();
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
