import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { findProgram, outputOf, type Part, PartUnavailable, type Progress } from '../parts/part.ts';
import { freePorts, LocalProcess } from '../parts/process.ts';
import { startPrometheus } from '../parts/prometheus.ts';
import type { StackMember } from '../rondo-stack.ts';
import { findCollector, findJaeger } from './programs.ts';

const monitoring = fileURLToPath(new URL('../../../monitoring/', import.meta.url));

/** Where traces are sent by OTLP: a URL for services, host:port of gRPC for sidecars. */
export interface Traces {
  http: string;
  grpc: string;
}

interface Started extends AsyncDisposable {
  readonly part: Part;
}

interface TracePart extends Started {
  readonly traces: Traces;
}

/**
 * What watches a stack: Jaeger and an OpenTelemetry collector before it starts, Prometheus and Grafana once it runs. What can't be had is a
 * line of the table that says how to get it, and stops nothing.
 */
export class Observers implements AsyncDisposable {
  readonly parts: Part[] = [];
  readonly #stack = new AsyncDisposableStack();
  readonly #directory: string;
  readonly #progress: Progress;
  #jaeger: string | null = null;

  constructor(directory: string, progress: Progress) {
    this.#directory = directory;
    this.#progress = progress;
  }

  /** Null where there is nothing that takes traces. */
  async startTracing(): Promise<Traces | null> {
    await mkdir(this.#directory, { recursive: true });
    const jaeger = await this.#start('jaeger', () => startJaeger(this.#directory, this.#progress));
    if (!jaeger) return null;
    this.#jaeger = jaeger.part.address;
    const collector = await this.#start('otel collector', () =>
      startCollector(this.#directory, jaeger.traces.grpc, this.#progress),
    );
    return (collector ?? jaeger).traces;
  }

  async watch(members: Iterable<StackMember>): Promise<void> {
    const all = [...members];
    const prometheus = await this.#start('prometheus', () =>
      startPrometheus({
        directory: join(this.#directory, 'prometheus'),
        targets: {
          rondo: all.map(({ name, appMetricsPort: port }) => ({ instance: name, address: `127.0.0.1:${port}` })),
          dapr: all.map(({ name, metricsPort: port }) => ({ instance: name, address: `127.0.0.1:${port}` })),
        },
        ruleFiles: [join(monitoring, 'rules/*.rules.yaml')],
        every: 5,
      }),
    );
    await this.#start('grafana', () => startGrafana(this.#directory, prometheus?.url ?? null, this.#jaeger));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack.disposeAsync().then(() => undefined);
  }

  async #start<P extends Started>(name: string, start: () => Promise<P>): Promise<P | null> {
    try {
      const started = this.#stack.use(await start());
      this.parts.push(started.part);
      return started;
    } catch (error) {
      if (!(error instanceof PartUnavailable)) throw error;
      this.parts.push({ name, version: '', from: '', address: '', state: `not there: ${error.message}` });
      return null;
    }
  }
}

async function startJaeger(directory: string, progress: Progress): Promise<TracePart> {
  const { path, version, from } = await findJaeger(progress);
  const [query = 0, grpc = 0, http = 0, admin = 0] = await freePorts(4);
  const local = (port: number) => `127.0.0.1:${port}`;
  const process = await LocalProcess.start({
    name: 'jaeger',
    command: path,
    args: [
      `--query.http-server.host-port=${local(query)}`,
      `--collector.otlp.grpc.host-port=${local(grpc)}`,
      `--collector.otlp.http.host-port=${local(http)}`,
      `--admin.http.host-port=${local(admin)}`,
      // What is of no use here, on ports that nobody is kept from.
      ...['--query.grpc-server', '--collector.grpc-server', '--collector.http-server', '--http-server'].map(
        (name) => `${name}.host-port=127.0.0.1:0`,
      ),
      ...['jaeger-binary', 'jaeger-compact', 'zipkin-compact'].map(
        (name) => `--processor.${name}.server-host-port=127.0.0.1:0`,
      ),
      '--memory.max-traces=20000',
      '--log-level=warn',
    ],
    logFile: join(directory, 'jaeger.log'),
  });
  return running(process, `http://${local(admin)}/`, {
    part: { name: 'jaeger', version, from, address: `http://${local(query)}` },
    traces: { http: `http://${local(http)}`, grpc: local(grpc) },
  });
}

async function startCollector(directory: string, jaeger: string, progress: Progress): Promise<TracePart> {
  const { path, version, from } = await findCollector(progress);
  const [grpc = 0, http = 0] = await freePorts(2);
  const traces = { http: `http://127.0.0.1:${http}`, grpc: `127.0.0.1:${grpc}` };
  const process = await LocalProcess.start({
    name: 'collector',
    command: path,
    args: [`--config=${join(monitoring, 'collector/traces.yaml')}`],
    env: { JAEGER_OTLP: jaeger, OTLP_GRPC: traces.grpc, OTLP_HTTP: `127.0.0.1:${http}` },
    logFile: join(directory, 'collector.log'),
  });
  // It has no pages of its own; a GET of where traces are posted is refused by it.
  return running(process, `${traces.http}/v1/traces`, {
    part: { name: 'otel collector', version, from, address: traces.http },
    traces,
  });
}

async function startGrafana(directory: string, prometheus: string | null, jaeger: string | null): Promise<Started> {
  const program = (await findProgram('grafana-server')) ?? (await findProgram('grafana'));
  if (!program) {
    throw new PartUnavailable(
      'grafana is not on PATH: https://grafana.com/grafana/download, or `docker compose up`. Dashboards are in monitoring/dashboards.',
    );
  }
  const [port = 0] = await freePorts(1);
  const provisioning = join(directory, 'grafana/provisioning');
  await mkdir(join(provisioning, 'datasources'), { recursive: true });
  await mkdir(join(provisioning, 'dashboards'), { recursive: true });
  const datasources = [
    { name: 'Prometheus', type: 'prometheus', url: prometheus, isDefault: true },
    { name: 'Jaeger', type: 'jaeger', url: jaeger },
  ].filter(({ url }) => url !== null);
  const providers = [
    { name: 'rondo', type: 'file', folder: 'Rondo', options: { path: join(monitoring, 'dashboards') } },
  ];
  await writeFile(join(provisioning, 'datasources/rondo.yaml'), stringify({ apiVersion: 1, datasources }));
  await writeFile(join(provisioning, 'dashboards/rondo.yaml'), stringify({ apiVersion: 1, providers }));
  const process = await LocalProcess.start({
    name: 'grafana',
    command: program,
    args: [...(program.endsWith('-server') ? [] : ['server']), '--homepath', '/usr/share/grafana'],
    env: {
      GF_PATHS_DATA: join(directory, 'grafana/data'),
      GF_PATHS_PROVISIONING: provisioning,
      GF_SERVER_HTTP_ADDR: '127.0.0.1',
      GF_SERVER_HTTP_PORT: String(port),
      GF_AUTH_ANONYMOUS_ENABLED: 'true',
      GF_AUTH_ANONYMOUS_ORG_ROLE: 'Admin',
      GF_ANALYTICS_REPORTING_ENABLED: 'false',
    },
    logFile: join(directory, 'grafana.log'),
  });
  const address = `http://127.0.0.1:${port}`;
  const version = await outputOf(program, '-v');
  return running(process, `${address}/api/health`, {
    part: { name: 'grafana', version, from: `PATH (${program})`, address },
  });
}

/** Once it answers at `url`, whatever it says. */
async function running<P extends object>(process: LocalProcess, url: string, started: P): Promise<P & AsyncDisposable> {
  try {
    await process.until(async () => (await fetch(url)).status > 0, 60_000);
  } catch (error) {
    await process[Symbol.asyncDispose]();
    throw error;
  }
  return { ...started, [Symbol.asyncDispose]: () => process[Symbol.asyncDispose]() };
}
