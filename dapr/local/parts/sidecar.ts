import { join } from 'node:path';
import type { DaprBinaries } from './daprd.ts';
import { freePorts, LocalProcess } from './process.ts';

export interface SidecarOptions {
  dapr: DaprBinaries;
  appId: string;
  appPort: number;
  appToken: string;
  daprToken: string;
  scheduler: string;
  /** Folders of components, subscriptions and resiliency. */
  resources: readonly string[];
  configuration: string;
  /** What the components' `envRef`s name. */
  env: Readonly<Record<string, string>>;
  /** Where it logs to. */
  directory: string;
  /** Fixed, for a sidecar that is started again under an app that goes on. */
  ports?: SidecarPorts;
}

export interface SidecarPorts {
  http: number;
  grpc: number;
  internal: number;
  metrics: number;
}

export interface RunningSidecar extends AsyncDisposable {
  readonly port: number;
  readonly process: LocalProcess;
}

export async function choosePorts(): Promise<SidecarPorts> {
  const [http = 0, grpc = 0, internal = 0, metrics = 0] = await freePorts(4);
  return { http, grpc, internal, metrics };
}

/** Starts a sidecar, which waits for its app before it delivers. Resolves once it has its components. */
export async function startSidecar(options: SidecarOptions): Promise<RunningSidecar> {
  const { appId, appPort, resources } = options;
  const ports = options.ports ?? (await choosePorts());
  const process = await LocalProcess.start({
    name: `daprd of ${appId}`,
    command: options.dapr.daprd,
    args: [
      `--app-id=${appId}`,
      `--app-port=${appPort}`,
      '--app-channel-address=127.0.0.1',
      `--dapr-http-port=${ports.http}`,
      `--dapr-grpc-port=${ports.grpc}`,
      `--dapr-internal-grpc-port=${ports.internal}`,
      '--dapr-listen-addresses=127.0.0.1',
      '--dapr-internal-grpc-listen-address=127.0.0.1',
      `--metrics-port=${ports.metrics}`,
      '--metrics-listen-address=127.0.0.1',
      `--scheduler-host-address=${options.scheduler}`,
      `--config=${options.configuration}`,
      ...resources.map((folder) => `--resources-path=${folder}`),
      // Longer than a handler's own grace, so that what is in hand is acknowledged.
      '--dapr-graceful-shutdown-seconds=12',
      '--max-body-size=16Mi',
      '--log-level=info',
    ],
    env: {
      ...options.env,
      APP_API_TOKEN: options.appToken,
      DAPR_API_TOKEN: options.daprToken,
      DAPR_HOST_IP: '127.0.0.1',
    },
    logFile: join(options.directory, `daprd-${appId}.log`),
  });
  try {
    const health = `http://127.0.0.1:${ports.http}/v1.0/healthz/outbound`;
    await process.until(async () => (await fetch(health)).status === 204, 60_000);
  } catch (error) {
    await process[Symbol.asyncDispose]();
    throw error;
  }
  return { port: ports.http, process, [Symbol.asyncDispose]: () => process[Symbol.asyncDispose]() };
}
