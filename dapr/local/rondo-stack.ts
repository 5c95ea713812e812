import { randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GATEWAY, runnable } from '../service/run.ts';
import type { DaprBinaries } from './parts/daprd.ts';
import type { Part, Progress } from './parts/part.ts';
import { freePorts, LocalProcess } from './parts/process.ts';
import { choosePorts, type RunningSidecar, type SidecarPorts, startSidecar } from './parts/sidecar.ts';
import { type Choice, layOut } from './resources.ts';
import { writeSecrets } from './secrets.ts';
import { makeTopics } from './topics.ts';

const service = fileURLToPath(new URL('../../service.ts', import.meta.url));
const startTimeoutMs = 90_000;

export interface RondoStackOptions extends Choice {
  /** Secrets, logs and mails. */
  directory: string;
  dapr: DaprBinaries;
  /** host:port of Dapr's scheduler. */
  scheduler: string;
  redis: string;
  /** Of a PostgreSQL user who may create roles. */
  databaseUrl: string;
  /** KAFKA_…, and what the services read besides. */
  environment: Readonly<Record<string, string>>;
  /** Of the gateway. */
  port: number;
  /** host:port of an OTLP collector (gRPC) that sidecars send traces to; the services' own is OTEL_EXPORTER_OTLP_ENDPOINT. */
  traces?: string;
  progress: Progress;
}

/** A service's process and its sidecar's. */
export interface StackMember extends AsyncDisposable {
  readonly name: string;
  readonly appPort: number;
  readonly daprPort: number;
  /** Where its sidecar tells its metrics. */
  readonly metricsPort: number;
  /** Where the service does. */
  readonly appMetricsPort: number;
  readonly appToken: string;
  readonly daprToken: string;
  readonly app: LocalProcess;
  readonly sidecar: RunningSidecar;
  /** Starts what was ended of the two again, in their places. */
  revive(): Promise<void>;
}

export interface RondoStack extends AsyncDisposable {
  readonly url: string;
  readonly mailDirectory: string;
  readonly members: ReadonlyMap<string, StackMember>;
  readonly parts: readonly Part[];
}

/** Every service and the gateway, each a process with a sidecar of its own. Resolves once all are ready. */
export async function startRondoStack(options: RondoStackOptions): Promise<RondoStack> {
  await using stack = new AsyncDisposableStack();
  const { directory, progress, port } = options;
  const secretsFile = join(directory, 'secrets.json');
  const url = `http://localhost:${port}`;
  const mailDirectory = join(directory, 'mail');
  const logs = join(directory, 'logs');
  await rm(logs, { recursive: true, force: true });
  const [{ resources, configuration }] = await Promise.all([
    layOut({ ...options, services: true }),
    writeSecrets({ file: secretsFile, adminUrl: options.databaseUrl, environment: options.environment }),
    makeTopics(options.environment, progress),
  ]);
  const env = {
    KAFKA_AUTH_TYPE: 'none',
    KAFKA_DISABLE_TLS: 'true',
    ...options.environment,
    REDIS_ADDRESS: options.redis,
    RONDO_SECRETS_FILE: secretsFile,
    PORT: String(port),
    PUBLIC_URL: url,
    MAIL_DIRECTORY: mailDirectory,
  };
  progress(`starting ${runnable.join(', ')}`);
  const started = await Promise.allSettled(
    runnable.map((name) => Member.start({ ...options, name, resources, configuration, env, logs })),
  );
  const members = new Map<string, Member>();
  for (const result of started) {
    if (result.status === 'fulfilled') members.set(result.value.name, result.value);
  }
  stack.defer(async () => {
    // The gateway first, so that clients are told to go elsewhere while all else still answers.
    await members.get(GATEWAY)?.[Symbol.asyncDispose]();
    await Promise.all([...members.values()].map((member) => member[Symbol.asyncDispose]()));
  });
  const failed = started.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
  const running = stack.move();
  return {
    url,
    mailDirectory,
    members,
    parts: [...members.values()].map(({ name, appPort, daprPort }) => ({
      name,
      version,
      from: 'this checkout',
      address: name === GATEWAY ? `${url} (sidecar ${daprPort})` : `127.0.0.1:${appPort} (sidecar ${daprPort})`,
    })),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

interface MemberOptions {
  name: string;
  dapr: DaprBinaries;
  scheduler: string;
  resources: string;
  configuration: string;
  env: Readonly<Record<string, string>>;
  logs: string;
  port: number;
}

class Member implements StackMember {
  readonly name: string;
  readonly appPort: number;
  readonly appMetricsPort: number;
  readonly appToken = randomBytes(24).toString('base64url');
  readonly daprToken = randomBytes(24).toString('base64url');
  readonly #options: MemberOptions;
  readonly #ports: SidecarPorts;
  #app: LocalProcess | undefined;
  #sidecar: RunningSidecar | undefined;

  private constructor(options: MemberOptions, [app = 0, metrics = 0]: number[], sidecar: SidecarPorts) {
    this.name = options.name;
    this.appPort = app;
    this.appMetricsPort = metrics;
    this.#options = options;
    this.#ports = sidecar;
  }

  static async start(options: MemberOptions): Promise<Member> {
    const member = new Member(options, await freePorts(2), await choosePorts());
    try {
      await member.revive();
    } catch (error) {
      await member[Symbol.asyncDispose]();
      throw error;
    }
    return member;
  }

  get daprPort(): number {
    return this.#ports.http;
  }

  get metricsPort(): number {
    return this.#ports.metrics;
  }

  get app(): LocalProcess {
    if (!this.#app) throw new Error(`${this.name} has not been started.`);
    return this.#app;
  }

  get sidecar(): RunningSidecar {
    if (!this.#sidecar) throw new Error(`The sidecar of ${this.name} has not been started.`);
    return this.#sidecar;
  }

  async revive(): Promise<void> {
    const results = await Promise.allSettled([
      this.#app?.running ? null : this.#startApp(),
      this.#sidecar?.process.running ? null : this.#startSidecar(),
    ]);
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
    const ready = `http://127.0.0.1:${this.appPort}/health/ready`;
    await this.app.until(async () => (await fetch(ready)).ok, startTimeoutMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // What the service has in hand it acknowledges through its sidecar.
    await this.#app?.[Symbol.asyncDispose]();
    await this.#sidecar?.[Symbol.asyncDispose]();
  }

  async #startApp(): Promise<void> {
    const { name, env, logs } = this.#options;
    this.#app = await LocalProcess.start({
      name,
      command: process.execPath,
      // kafkajs asks for timeouts that Node thinks odd.
      args: ['--disable-warning=TimeoutNegativeWarning', service, name],
      env: {
        ...env,
        APP_PORT: String(this.appPort),
        APP_API_TOKEN: this.appToken,
        DAPR_API_TOKEN: this.daprToken,
        DAPR_HTTP_PORT: String(this.#ports.http),
        METRICS_PORT: String(this.appMetricsPort),
      },
      logFile: join(logs, `${name}.log`),
      stopMs: 20_000,
    });
  }

  async #startSidecar(): Promise<void> {
    const { name, env, logs } = this.#options;
    this.#sidecar = await startSidecar({
      ...this.#options,
      appId: name,
      appPort: this.appPort,
      appToken: this.appToken,
      daprToken: this.daprToken,
      resources: [this.#options.resources],
      directory: logs,
      ports: this.#ports,
      env,
    });
  }
}
