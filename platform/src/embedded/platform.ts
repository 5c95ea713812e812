import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { CloudEvent } from '@rondo/schema/events/envelope.ts';
import pg from 'pg';
import { provisionServices } from '../database/roles.ts';
import type { Logger } from '../log.ts';
import type {
  DeadLetters,
  Invocation,
  Method,
  Platform,
  Positions,
  StateStore,
  Subscription,
  Tail,
  TailOptions,
} from '../platform.ts';
import { watchLag } from '../telemetry/consumer-lag.ts';
import { Calls } from './calls.ts';
import { DeadLetterTable } from './dead-letters.ts';
import { EventLog } from './event-log.ts';
import { GroupOffsets } from './group-offsets.ts';
import { Groups } from './groups.ts';
import { Jobs } from './jobs.ts';
import { Locks } from './locks.ts';
import { startPostgres } from './postgres.ts';
import { type Query, queryOn } from './query.ts';
import { type RetentionOptions, removeOld, startRetention } from './retention.ts';
import { migratePlatform, platformSchema } from './schema.ts';
import { randomKey, type SecretGenerator, Secrets } from './secrets.ts';
import { Signals } from './signals.ts';
import { TableState } from './state.ts';
import { openTail } from './tail.ts';

export interface EmbeddedPlatformOptions {
  /** Where the database and the generated secrets are kept. */
  dataDir: string;
  /** DATABASE_URL: of a PostgreSQL 18 that runs already, and a user who may create roles. Where absent, one is started in `dataDir`. */
  url?: string;
  /** Where `RONDO_SECRET_<NAME>` are looked up. */
  env?: NodeJS.ProcessEnv;
  /** The services whose databases are to be had, each a schema with its own roles. */
  services: readonly string[];
  /** For secrets that are made where they are not set. */
  generators?: Readonly<Record<string, SecretGenerator>>;
  log: Logger;
  /** Called with a line at a time while the first start makes the database. */
  progress?: (line: string) => void;
  /** How long the log keeps an event, in milliseconds. */
  retentionMs?: number;
}

const sevenDaysMs = 7 * 24 * 3_600_000;
const defaultGenerators: Readonly<Record<string, SecretGenerator>> = { 'database-key': randomKey };

/** The platform in one process on one PostgreSQL. Throws AlreadyRunning where another process has `dataDir`. */
export async function openEmbeddedPlatform(options: EmbeddedPlatformOptions): Promise<EmbeddedPlatform> {
  await using stack = new AsyncDisposableStack();
  const { log, services } = options;
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  const dataDir = await realpath(options.dataDir);
  const generators = { ...defaultGenerators, ...options.generators };
  const secrets = new Secrets(join(dataDir, 'secrets'), options.env ?? {}, generators);
  const adminUrl = options.url ?? stack.use(await startPostgres({ dataDir, log, progress: options.progress })).url;

  const key = await secrets.get('database-key');
  const urls = await provisionServices({ adminUrl, services: [platformSchema, ...services], key });
  for (const [service, { url, migrationUrl }] of urls) {
    secrets.give(`${service}-database-url`, url);
    secrets.give(`${service}-migration-url`, migrationUrl);
  }
  const own = urls.get(platformSchema);
  if (!own) throw new Error('The platform has no database of its own.');
  const pool = new pg.Pool({
    connectionString: own.url,
    application_name: 'rondo platform',
    max: 10,
    idleTimeoutMillis: 60_000,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 30_000,
    keepAlive: true,
  });
  // An idle connection broke; the pool has dropped it already.
  pool.on('error', (error) => log.debug(error, 'a database connection broke'));
  stack.defer(() => pool.end());
  await migratePlatform(pool, own.migrationUrl);
  const signals = stack.use(await Signals.open(own.url, log));
  const locks = stack.use(await Locks.open(own.url, log));
  return new EmbeddedPlatform(
    { ...options, retentionMs: options.retentionMs ?? sevenDaysMs },
    { query: queryOn(pool), signals, locks, secrets },
    stack.move(),
  );
}

export class EmbeddedPlatform implements Platform {
  readonly state: StateStore;
  readonly deadLetters: DeadLetters;
  readonly #log: Logger;
  readonly #signals: Signals;
  readonly #secrets: Secrets;
  readonly #events: EventLog;
  readonly #offsets: GroupOffsets;
  readonly #groups: Groups;
  readonly #jobs: Jobs;
  readonly #calls: Calls;
  readonly #retention: RetentionOptions;
  readonly #stack: AsyncDisposableStack;
  /** What was subscribed, tailed or handled and has not been disposed of. */
  readonly #open = new Set<AsyncDisposable>();

  constructor(
    { log, retentionMs }: { log: Logger; retentionMs: number },
    { query, signals, locks, secrets }: { query: Query; signals: Signals; locks: Locks; secrets: Secrets },
    stack: AsyncDisposableStack,
  ) {
    const deadLetters = new DeadLetterTable(query, signals);
    const state = new TableState(query);
    this.#log = log;
    this.#signals = signals;
    this.#secrets = secrets;
    this.#stack = stack;
    this.state = state;
    this.deadLetters = deadLetters;
    this.#events = new EventLog(query, signals);
    this.#offsets = new GroupOffsets(query);
    this.#groups = new Groups({
      log: this.#events,
      offsets: this.#offsets,
      locks,
      signals,
      deadLetters,
      logger: log,
    });
    this.#jobs = new Jobs(query, locks, signals, log);
    this.#calls = new Calls(log);
    this.#retention = { query, groups: this.#groups, state, log, retentionMs };
    stack.use(startRetention(this.#retention));
    stack.defer(async () => {
      await Promise.all([...this.#open].map((open) => open[Symbol.asyncDispose]()));
    });
  }

  publish(topic: string, events: readonly CloudEvent[]): Promise<void> {
    return this.#events.append(topic, events);
  }

  async subscribe(subscription: Subscription): Promise<AsyncDisposable> {
    const { group, topic } = subscription;
    const member = new AsyncDisposableStack();
    member.use(await this.#groups.join(subscription));
    member.use(watchLag(subscription, () => this.#offsets.lag(group, topic)));
    return this.#owned(member);
  }

  async tail(options: TailOptions): Promise<Tail> {
    const tail = await openTail(options, this.#events, this.#signals, this.#log);
    const owned = this.#owned(tail);
    return {
      pause: (partition) => tail.pause(partition),
      resume: (partition) => tail.resume(partition),
      [Symbol.asyncDispose]: () => owned[Symbol.asyncDispose](),
    };
  }

  head(topic: string): Promise<Positions> {
    return this.#events.head(topic);
  }

  invoke(call: Invocation): Promise<unknown> {
    return this.#calls.invoke(call);
  }

  async serve(service: string, methods: Readonly<Record<string, Method>>): Promise<AsyncDisposable> {
    return this.#calls.serve(service, methods);
  }

  secret(name: string): Promise<string> {
    return this.#secrets.get(name);
  }

  schedule(service: string, job: string, at: Date): Promise<void> {
    return this.#jobs.schedule(service, job, at);
  }

  unschedule(service: string, job: string): Promise<void> {
    return this.#jobs.unschedule(service, job);
  }

  async onJob(service: string, job: string, handler: (signal: AbortSignal) => Promise<void>): Promise<AsyncDisposable> {
    return this.#owned(this.#jobs.handle(service, job, handler));
  }

  /** Removes what is older than the retention now, as is done every hour. Returns how many events went. */
  removeOld(): Promise<number> {
    return removeOld(this.#retention);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }

  #owned(resource: AsyncDisposable): AsyncDisposable {
    const owned: AsyncDisposable = {
      [Symbol.asyncDispose]: async () => {
        if (this.#open.delete(owned)) await resource[Symbol.asyncDispose]();
      },
    };
    this.#open.add(owned);
    return owned;
  }
}
