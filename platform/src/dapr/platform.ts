import type { CloudEvent } from '@rondo/schema/events/envelope.ts';
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
import { AppServer } from './app-server.ts';
import { Calls } from './calls.ts';
import { KafkaDeadLetters } from './dead-letters.ts';
import { Deliveries } from './deliveries.ts';
import { Jobs } from './jobs.ts';
import { connectKafka, type KafkaSettings } from './kafka.ts';
import { KafkaLog } from './kafka-log.ts';
import { Publisher } from './publisher.ts';
import { DaprSecrets } from './secrets.ts';
import { Sidecar } from './sidecar.ts';
import { DaprState } from './state.ts';
import { openTail } from './tail.ts';
import { untilPossible } from './until-possible.ts';

export interface DaprPlatformOptions {
  /** The sidecar's `--app-id`: the service's name. */
  appId: string;
  /** Where the sidecar reaches this process (`--app-channel-address`, `--app-port`; 0: any that is free). */
  appHost: string;
  appPort: number;
  /** APP_API_TOKEN and DAPR_API_TOKEN, which the sidecar has as well. */
  appToken: string;
  daprToken: string;
  /** Where the sidecar listens (`--dapr-http-port`). */
  daprHost: string;
  daprPort: number;
  kafka: KafkaSettings;
  log: Logger;
  /** Where it is there, what a start needs is waited for until it is aborted, and what is missing is logged; else a start fails after a minute. */
  signal?: AbortSignal;
  /** The names of the components; see dapr/components. */
  components?: { pubsub: string; state: string; secrets: string };
}

/** The cron binding's name in `dapr/components`, and so its path. */
const JOB_NET = 'job-net';

/** For the sidecar to be ready, before it is said that it is not … */
const PATIENCE_MS = 10_000;
/** … or before a start fails. */
const LONGEST_PATIENCE_MS = 60_000;

/** As `dapr/components` names them. */
export const defaultComponents = { pubsub: 'pubsub', state: 'state', secrets: 'secrets' };

/**
 * The platform of a process with a sidecar of its own. Listens first, so that the sidecar, which waits for it, may come later; resolves
 * once the sidecar has its components.
 */
export async function openDaprPlatform(options: DaprPlatformOptions): Promise<DaprPlatform> {
  await using stack = new AsyncDisposableStack();
  const { appId, log, components = defaultComponents } = options;
  const server = stack.use(
    await AppServer.listen({ host: options.appHost, port: options.appPort, token: options.appToken, log }),
  );
  const sidecar = stack.use(
    new Sidecar({ host: options.daprHost, port: options.daprPort, token: options.daprToken, log }),
  );
  const publisher = new Publisher(sidecar, components.pubsub);
  const parts = {
    server,
    sidecar,
    publisher,
    deliveries: new Deliveries((topic, events) => publisher.publish(topic, events), log),
    calls: new Calls(sidecar, log),
    jobs: new Jobs(sidecar, appId, log),
    secrets: new DaprSecrets(sidecar, components.secrets),
    state: new DaprState(sidecar, components.state),
  };
  // Before anything is waited for: the sidecar may deliver already, and is told to come again until there is who handles it.
  server.route('events', (request) => parts.deliveries.answer(request));
  server.route('bulks', (request) => parts.deliveries.answerBulk(request));
  server.route('methods', (request) => parts.calls.answer(request));
  server.route('job', (request) => parts.jobs.answer(request));
  server.route(JOB_NET, (request) => parts.jobs.catchUp(request));
  const { signal } = options;
  const start = async () => {
    await sidecar.ready(signal ? PATIENCE_MS : LONGEST_PATIENCE_MS);
    return connectKafka(options.kafka, { clientId: appId, log, secret: (name) => parts.secrets.get(name) });
  };
  const kafka = await (signal ? untilPossible(start, { log, signal }) : start());
  const kafkaLog = stack.use(new KafkaLog(kafka));
  const deadLetters = stack.use(new KafkaDeadLetters(kafkaLog, log));
  return new DaprPlatform({ ...parts, kafkaLog, deadLetters }, log, stack.move());
}

interface Parts {
  server: AppServer;
  sidecar: Sidecar;
  publisher: Publisher;
  deliveries: Deliveries;
  calls: Calls;
  jobs: Jobs;
  secrets: DaprSecrets;
  state: DaprState;
  kafkaLog: KafkaLog;
  deadLetters: KafkaDeadLetters;
}

export class DaprPlatform implements Platform {
  readonly state: StateStore;
  readonly deadLetters: DeadLetters;
  readonly #parts: Parts;
  readonly #log: Logger;
  readonly #stack: AsyncDisposableStack;
  /** What was subscribed, tailed or handled and has not been disposed of. */
  readonly #open = new Set<AsyncDisposable>();

  constructor(parts: Parts, log: Logger, stack: AsyncDisposableStack) {
    this.#parts = parts;
    this.#log = log;
    this.#stack = stack;
    this.state = parts.state;
    this.deadLetters = parts.deadLetters;
    stack.defer(async () => {
      await Promise.all([...this.#open].map((open) => open[Symbol.asyncDispose]()));
    });
  }

  publish(topic: string, events: readonly CloudEvent[]): Promise<void> {
    return this.#parts.publisher.publish(topic, events);
  }

  /** That the sidecar delivers the topic to this group is declared, in `dapr/subscriptions`; this is who takes it. */
  async subscribe(subscription: Subscription): Promise<AsyncDisposable> {
    const { group, topic } = subscription;
    const member = new AsyncDisposableStack();
    member.use(this.#parts.deliveries.join(subscription));
    member.use(watchLag(subscription, () => this.#parts.kafkaLog.lag(group, topic)));
    return this.#owned(member);
  }

  async tail(options: TailOptions): Promise<Tail> {
    const tail = await openTail(options, this.#parts.kafkaLog, this.#log);
    const owned = this.#owned(tail);
    return {
      pause: (partition) => tail.pause(partition),
      resume: (partition) => tail.resume(partition),
      [Symbol.asyncDispose]: () => owned[Symbol.asyncDispose](),
    };
  }

  head(topic: string): Promise<Positions> {
    return this.#parts.kafkaLog.head(topic);
  }

  invoke(call: Invocation): Promise<unknown> {
    return this.#parts.calls.invoke(call);
  }

  async serve(service: string, methods: Readonly<Record<string, Method>>): Promise<AsyncDisposable> {
    return this.#parts.calls.serve(service, methods);
  }

  secret(name: string): Promise<string> {
    return this.#parts.secrets.get(name);
  }

  schedule(service: string, job: string, at: Date): Promise<void> {
    return this.#parts.jobs.schedule(service, job, at);
  }

  unschedule(service: string, job: string): Promise<void> {
    return this.#parts.jobs.unschedule(service, job);
  }

  async onJob(service: string, job: string, handler: (signal: AbortSignal) => Promise<void>): Promise<AsyncDisposable> {
    return this.#owned(this.#parts.jobs.handle(service, job, handler));
  }

  /** What the sidecar has loaded: GET /v1.0/metadata, as it answers. */
  async sidecarMetadata(): Promise<string> {
    return (await this.#parts.sidecar.call('GET', '/v1.0/metadata')).text;
  }

  /** From now on `GET /health/ready` of the app's port answers 200, until this is disposed of. */
  announceReady(): void {
    this.#parts.server.ready = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#parts.server.ready = false;
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
