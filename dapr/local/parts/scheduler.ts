import { join } from 'node:path';
import type { DaprBinaries } from './daprd.ts';
import type { Part } from './part.ts';
import { freePorts, LocalProcess } from './process.ts';

export interface Scheduler extends AsyncDisposable {
  readonly part: Part;
  readonly address: string;
  readonly process: LocalProcess;
}

/** Dapr's scheduler with its embedded etcd, which keeps the jobs in `directory`. */
export async function startScheduler(dapr: DaprBinaries, directory: string): Promise<Scheduler> {
  const [port = 0, health = 0, etcdClient = 0, etcdPeer = 0] = await freePorts(4);
  const [command, ...before] = dapr.scheduler;
  const address = `127.0.0.1:${port}`;
  const process = await LocalProcess.start({
    name: 'scheduler',
    command,
    args: [
      ...before,
      `--port=${port}`,
      '--listen-address=127.0.0.1',
      `--override-broadcast-host-port=${address}`,
      `--healthz-port=${health}`,
      '--healthz-listen-address=127.0.0.1',
      '--enable-metrics=false',
      `--etcd-data-dir=${join(directory, 'data')}`,
      `--etcd-client-port=${etcdClient}`,
      `--etcd-initial-cluster=dapr-scheduler-server-0=http://127.0.0.1:${etcdPeer}`,
      '--log-level=warn',
    ],
    logFile: join(directory, 'scheduler.log'),
  });
  try {
    await process.until(async () => (await fetch(`http://127.0.0.1:${health}/healthz`)).ok, 60_000);
  } catch (error) {
    await process[Symbol.asyncDispose]();
    throw error;
  }
  return {
    part: { name: 'dapr scheduler', version: dapr.version, from: dapr.from, address },
    address,
    process,
    [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
  };
}
