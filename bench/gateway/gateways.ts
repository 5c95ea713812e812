/** The gateways that are measured, and the federation that they are started over. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Started, startNode } from '../lib/processes.ts';
import { composeGraph, subgraphSchemas, TYPENAME } from './graph.ts';

export interface Gateway {
  readonly name: string;
  readonly port: number;
  readonly script: string;
  readonly args: (supergraph: string) => string[];
  readonly env?: (supergraph: string) => NodeJS.ProcessEnv;
}

const SUBGRAPH_PORT = 14_100;
const local = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export const GATEWAYS: readonly Gateway[] = [
  {
    name: 'rondo',
    port: 14_001,
    script: local('../../gateway/src/standalone.ts'),
    args: (supergraph) => ['--supergraph', supergraph, '--port', '14001', '--open'],
  },
  {
    name: 'stock',
    port: 14_002,
    script: local('stock.ts'),
    args: (supergraph) => [supergraph, '14002'],
    env: () => ({ APOLLO_TELEMETRY_DISABLED: '1' }),
  },
  {
    name: 'hive',
    port: 14_003,
    script: local('../node_modules/@graphql-hive/gateway/dist/bin.js'),
    args: () => ['supergraph', '--config-path', local('hive.config.mjs')],
    env: (supergraph) => ({ BENCH_SUPERGRAPH: supergraph, BENCH_PORT: '14003' }),
  },
  { name: 'limit', port: 14_004, script: local('proxy.ts'), args: () => [String(SUBGRAPH_PORT), '14004'] },
];

/** One core for the gateway, the other for load and subgraphs; no pinning where there is one core only. */
export const [GATEWAY_CORE, OTHER_CORES] = cpus().length > 1 ? ['0', '1'] : [undefined, undefined];

/** The same young generation for all: with V8's default of it most of the time goes to collecting garbage at this load. */
const V8_FLAGS = ['--max-semi-space-size=64'];

export const urlOf = ({ port }: Gateway): string => `http://127.0.0.1:${port}/graphql`;

/** The fixture subgraphs, running, and their supergraph in a file. */
export interface Federation extends AsyncDisposable {
  readonly supergraph: string;
  /** How often subgraphs were called so far. */
  countCalls(): Promise<number>;
  start(gateway: Gateway): Promise<Started>;
}

export async function startFederation(): Promise<Federation> {
  const folder = await mkdtemp(join(tmpdir(), 'rondo-bench-'));
  const supergraph = join(folder, 'supergraph.graphql');
  const names = [...subgraphSchemas().keys()];
  await writeFile(
    supergraph,
    composeGraph((name) => `http://127.0.0.1:${SUBGRAPH_PORT + names.indexOf(name)}/graphql`),
  );
  const countsUrl = `http://127.0.0.1:${SUBGRAPH_PORT + names.length}/`;
  const subgraphs = await startNode(
    local('subgraphs.ts'),
    [String(SUBGRAPH_PORT)],
    async () => (await fetch(countsUrl).catch(() => undefined))?.ok ?? false,
    { cores: OTHER_CORES },
  );
  return {
    supergraph,
    async countCalls() {
      const counts = (await (await fetch(countsUrl)).json()) as Record<string, number>;
      return Object.values(counts).reduce((sum, count) => sum + count, 0);
    },
    start: (gateway) =>
      startNode(gateway.script, gateway.args(supergraph), () => answers(gateway), {
        cores: GATEWAY_CORE,
        env: { NODE_ENV: 'production', ...gateway.env?.(supergraph) },
        nodeArgs: [...V8_FLAGS, ...profilingFlags(gateway)],
      }),
    async [Symbol.asyncDispose]() {
      await subgraphs[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

/** The answer, whatever it is, as JSON. */
export async function ask(gateway: Gateway, query: string): Promise<string> {
  const response = await fetch(urlOf(gateway), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer check' },
    body: JSON.stringify({ query }),
  });
  return JSON.stringify(await response.json());
}

/** Those named in the arguments; all where none is. */
export function pick<T>(all: readonly T[], args: readonly string[], nameOf: (item: T) => string): T[] {
  const named = all.filter((item) => args.includes(nameOf(item)));
  return named.length > 0 ? named : [...all];
}

async function answers(gateway: Gateway): Promise<boolean> {
  return (await ask(gateway, TYPENAME).catch(() => '')).includes('"data"');
}

/** With BENCH_PROFILE=folder each gateway leaves a CPU profile there. */
function profilingFlags({ name }: Gateway): string[] {
  const folder = process.env.BENCH_PROFILE;
  return folder ? ['--cpu-prof', `--cpu-prof-dir=${join(folder, name)}`] : [];
}
