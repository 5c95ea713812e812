/** The processes of a stream benchmark: the server on a core of its own; PostgreSQL, publisher and subscribers on the others. */
import type { ChildProcess } from 'node:child_process';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { taskEvent } from '@rondo/gateway/testing/events.ts';
import type { EmbeddedPlatform } from '@rondo/platform/embedded/platform.ts';
import { startPostgres } from '@rondo/platform/embedded/postgres.ts';
import { createLog } from '@rondo/platform/log.ts';
import { Topic } from '@rondo/schema/topics.ts';
import { GATEWAY_CORE, OTHER_CORES } from '../gateway/gateways.ts';
import { type Started, startNode } from '../lib/processes.ts';
import { openPlatform } from './platform.ts';
import { type Arrival, askProcess, clockNow, type Usage } from './protocol.ts';

const RONDO_PORT = 14_011;
const STOCK_PORT = 14_012;
/** Events given to the log at once. */
const BATCH = 500;
const NODE_ARGS = ['--expose-gc', '--max-semi-space-size=64'];
const local = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What is published: `count` events for each user, titled `<title>-<number>`. */
export interface Burst {
  readonly users: readonly string[];
  readonly count: number;
  readonly title: string;
}

/** A server of subscriptions, Rondo's or stock. */
export interface StreamServer extends AsyncDisposable {
  readonly name: string;
  readonly url: string;
  readonly process: ChildProcess;
  publish(burst: Burst): Promise<void>;
  usage(options?: { readonly collected: boolean }): Promise<Usage>;
}

export interface Rig extends AsyncDisposable {
  readonly platform: EmbeddedPlatform;
  startRondo(): Promise<StreamServer>;
  startStock(): Promise<StreamServer>;
  /** A process for subscribers. */
  startClients(): Promise<Started>;
  /** To the log, whether or not a gateway runs; `from`: the first number. */
  publish(burst: Burst & { readonly from?: number }): Promise<void>;
}

export async function startRig(): Promise<Rig> {
  await using stack = new AsyncDisposableStack();
  // Inherited by PostgreSQL.
  if (OTHER_CORES !== undefined) execFileSync('taskset', ['-acp', OTHER_CORES, String(process.pid)]);
  const dataDir = await mkdtemp(join(tmpdir(), 'rondo-bench-'));
  stack.defer(() => rm(dataDir, { recursive: true }));
  const { url } = stack.use(await startPostgres({ dataDir, log: createLog('bench', 'error') }));
  const { platform } = await openPlatform(url, dataDir);
  stack.use(platform);
  const publish: Rig['publish'] = async ({ users, count, title, from = 0 }) => {
    for (let number = from; number < from + count; number++)
      for (let at = 0; at < users.length; at += BATCH) {
        const described = { title: `${title}-${number}`, description: String(clockNow()) };
        const events = users.slice(at, at + BATCH).map((user) => taskEvent(user, described));
        await platform.publish(Topic.TASK_UPDATES, events);
      }
  };
  const running = stack.move();
  return {
    platform,
    publish,
    startRondo: () =>
      startServer(
        'rondo',
        [url, dataDir, String(RONDO_PORT)],
        RONDO_PORT,
        `http://127.0.0.1:${RONDO_PORT}/health`,
        publish,
      ),
    startStock: () => startServer('stock', [String(STOCK_PORT)], STOCK_PORT, `http://127.0.0.1:${STOCK_PORT}/`),
    startClients: () =>
      startNode(local('subscribers.ts'), [], () => Promise.resolve(true), {
        cores: OTHER_CORES,
        nodeArgs: ['--max-semi-space-size=64'],
      }),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function startServer(
  name: string,
  args: readonly string[],
  port: number,
  readyUrl: string,
  publish?: Rig['publish'],
): Promise<StreamServer> {
  const started = await startNode(local(`${name}.ts`), args, () => answers(readyUrl), {
    cores: GATEWAY_CORE,
    nodeArgs: NODE_ARGS,
    env: { NODE_ENV: 'production' },
  });
  return {
    name,
    url: `ws://127.0.0.1:${port}/graphql`,
    process: started.process,
    publish: publish ?? ((burst) => askProcess(started.process, { do: 'publish', ...burst })),
    usage: ({ collected } = { collected: false }) => askProcess(started.process, { do: 'usage', collected }),
    [Symbol.asyncDispose]: () => started[Symbol.asyncDispose](),
  };
}

async function answers(url: string): Promise<boolean> {
  return (await fetch(url).catch(() => undefined))?.ok ?? false;
}

/** Publishes until every subscriber has had something: then all are live. */
export async function awaitLive(server: StreamServer, clients: Started, users: readonly string[]): Promise<void> {
  for (let attempt = 0; attempt < 10; attempt++) {
    const title = `probe${attempt}`;
    const arrived = askProcess<Arrival | null>(clients.process, { do: 'expect', title, each: 1, withinMs: 20_000 });
    await server.publish({ users, count: 1, title });
    if (await arrived) return;
  }
  throw new Error(`${server.name}: not every subscriber has an event after ten`);
}
