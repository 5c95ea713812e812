import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '@rondo/platform/embedded/postgres.ts';
import { testLog } from '@rondo/platform/testing/platform.ts';
import { until } from '@rondo/platform/testing/until.ts';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { freePorts, LocalProcess } from '../dapr/local/parts/process.ts';
import { choosePorts, startSidecar } from '../dapr/local/parts/sidecar.ts';
import { layOut } from '../dapr/local/resources.ts';
import { writeSecrets } from '../dapr/local/secrets.ts';
import { makeTopics } from '../dapr/local/topics.ts';

/* A process that can't start says why in one line, stays alive and is not ready: nothing restarts it over and over. */

const shared = inject('stack');
const stack = new AsyncDisposableStack();
const kafka = { KAFKA_BROKERS: shared.brokers, KAFKA_AUTH_TYPE: 'none', KAFKA_DISABLE_TLS: 'true' };
const patienceMs = 40_000;
let directory: string;
let secretsFile: string;
let databaseUrl: string;
let layout: Awaited<ReturnType<typeof layOut>>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rondo-failures-'));
  stack.defer(() => rm(directory, { recursive: true, force: true }));
  const postgres = await startPostgres({ dataDir: directory, log: testLog, lifeline: true, durable: false });
  stack.use(postgres);
  databaseUrl = postgres.url;
  secretsFile = join(directory, 'secrets.json');
  layout = await layOut({ directory, services: true, pubsub: 'kafka', state: 'redis' });
  await writeSecrets({ file: secretsFile, adminUrl: databaseUrl, environment: {} });
  await makeTopics(kafka, () => {});
}, 60_000);

afterAll(() => stack.disposeAsync());

interface Started extends AsyncDisposable {
  readonly process: LocalProcess;
  /** HTTP status of one of its probes. */
  probe(path: 'live' | 'ready'): Promise<number>;
  /** What it said of not being ready, the first of it. */
  complaint(): Promise<string>;
}

interface StartOptions {
  readonly secrets?: string;
  readonly sidecar?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

async function start(
  name: string,
  { secrets = secretsFile, sidecar = true, env = {} }: StartOptions,
): Promise<Started> {
  await using parts = new AsyncDisposableStack();
  const [appPort = 0, port = 0] = await freePorts(2);
  const ports = await choosePorts();
  const [appToken, daprToken] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')];
  const logs = await mkdtemp(join(directory, `${name}-`));
  const logFile = join(logs, 'log');
  const environment = { ...kafka, REDIS_ADDRESS: shared.redis, RONDO_SECRETS_FILE: secrets };
  const process_ = await LocalProcess.start({
    name,
    command: process.execPath,
    args: ['--disable-warning=TimeoutNegativeWarning', fileURLToPath(new URL('../service.ts', import.meta.url)), name],
    env: {
      ...environment,
      APP_PORT: String(appPort),
      APP_API_TOKEN: appToken,
      DAPR_API_TOKEN: daprToken,
      DAPR_HTTP_PORT: String(ports.http),
      PORT: String(port),
      LOG_LEVEL: 'error',
      ...env,
    },
    logFile,
    stopMs: 20_000,
  });
  parts.use(process_);
  if (sidecar)
    parts.use(
      await startSidecar({
        ...{ dapr: shared.dapr, appId: name, appPort, appToken, daprToken, scheduler: shared.scheduler, ports },
        resources: [layout.resources],
        configuration: layout.configuration,
        directory: logs,
        env: environment,
      }),
    );
  const running = parts.move();
  return {
    process: process_,
    probe: async (path) => (await fetch(`http://127.0.0.1:${appPort}/health/${path}`)).status,
    complaint: () =>
      until(
        `${name} says what it lacks`,
        async () => (await linesOf(logFile)).find((line) => line.startsWith('not ready:')),
        patienceMs,
      ),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** What a process logged; a line that is no JSON is of something that it did not mean to say. */
async function linesOf(file: string): Promise<string[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').slice(0, -1);
  return lines.map((line) => String((JSON.parse(line) as { msg: unknown }).msg));
}

async function expectWaiting({ process: started, probe }: Started): Promise<void> {
  expect(started.running).toBe(true);
  expect(await probe('live')).toBe(200);
  expect(await probe('ready')).toBe(503);
}

async function execute(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(statement);
  await client.end();
}

/** Gives a role another password than the secret has. @returns what gives it that of the secret again */
async function breakPassword(secret: string): Promise<() => Promise<void>> {
  const { username, password } = new URL(JSON.parse(await readFile(secretsFile, 'utf8'))[secret]);
  const setPassword = (value: string) =>
    execute(`alter role ${pg.escapeIdentifier(username)} password ${pg.escapeLiteral(value)}`);
  await setPassword('another');
  return () => setPassword(decodeURIComponent(password));
}

describe('a service that lacks something', { timeout: 90_000 }, () => {
  it('names the secret that is missing', async () => {
    const secrets = JSON.parse(await readFile(secretsFile, 'utf8'));
    delete secrets['tags-database-url'];
    const without = join(directory, 'without.json');
    await writeFile(without, JSON.stringify(secrets));
    await using tags = await start('tags', { secrets: without });
    expect(await tags.complaint()).toContain('tags-database-url');
    await expectWaiting(tags);
  });

  it('says that an older schema can’t be migrated and why, and goes on by itself once it can', async () => {
    const mend = await breakPassword('tags-migration-url');
    await using tags = await start('tags', {});
    expect(await tags.complaint()).toMatch(
      /^not ready: The database of tags can't be opened: password authentication failed .*tags-migration-url/,
    );
    await expectWaiting(tags);
    await mend();
    await until('it is ready', async () => (await tags.probe('ready')) === 200, patienceMs);
  });

  it('names the user whom the database does not let in', async () => {
    const mend = await breakPassword('tags-database-url');
    await using tags = await start('tags', {});
    expect(await tags.complaint()).toMatch(
      /password authentication failed for user \S+\. Check the secrets tags-database-url/,
    );
    await expectWaiting(tags);
    await mend();
  });

  it('says that its sidecar is not ready, as where that finds no Kafka', async () => {
    await using tags = await start('tags', { sidecar: false });
    expect(await tags.complaint()).toMatch(/The sidecar at \S+ is not there, or not ready: its own log says why/);
    await expectWaiting(tags);
  });

  it('names the Kafka that it can’t reach, and ends at once when it is told to', async () => {
    await using gateway = await start('gateway', { env: { KAFKA_BROKERS: '127.0.0.1:9' } });
    expect(await gateway.complaint()).toContain('127.0.0.1:9');
    await expectWaiting(gateway);
    gateway.process.kill('SIGTERM');
    await until('it has ended', () => !gateway.process.running, 10_000);
  });
});
