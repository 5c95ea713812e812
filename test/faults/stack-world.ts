import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDeadLetters } from '@rondo/platform/dapr/operator.ts';
import { startPostgres } from '@rondo/platform/embedded/postgres.ts';
import type { DeadLetters } from '@rondo/platform/platform.ts';
import { testLog } from '@rondo/platform/testing/platform.ts';
import { type CloudEvent, envelopeSchema } from '@rondo/schema/events/envelope.ts';
import { Topic, topics } from '@rondo/schema/topics.ts';
import { type Admin, Kafka, logLevel } from 'kafkajs';
import pg from 'pg';
import { type Infrastructure, startInfrastructure } from '../../dapr/local/parts/infrastructure.ts';
import { freePort } from '../../dapr/local/parts/process.ts';
import { type RondoStack, type StackMember, startRondoStack } from '../../dapr/local/rondo-stack.ts';
import { subscriptionsOfServices } from '../../dapr/service/subscriptions.ts';
import { Clock } from './clock.ts';
import type { LoggedEvent, State } from './recording.ts';
import { stackFaults } from './stack-faults.ts';
import { loggedEvent, outboxSize, readStored } from './state.ts';
import type { Fault, World } from './world.ts';

interface Parts {
  directory: string;
  clock: Clock;
  databaseUrl: string;
  infrastructure: Infrastructure;
  rondo: RondoStack;
  kafka: Kafka;
  admin: Admin;
  deadLetters: DeadLetters;
  groups: readonly { service: string; topic: string }[];
}

/** Kafka, Redis, Dapr and a process a service, all of this world's own, so that each may be ended. */
export class StackWorld implements World {
  readonly faults: readonly Fault[];
  readonly parts: Parts;
  readonly #resources: AsyncDisposableStack;

  private constructor(parts: Parts, resources: AsyncDisposableStack) {
    this.parts = parts;
    this.#resources = resources;
    this.faults = stackFaults(this);
  }

  /** With `clocks`, those of its processes can be set, which costs each look at the time a little. */
  static async start(
    progress: (line: string) => void = () => undefined,
    { clocks = true }: { clocks?: boolean } = {},
  ): Promise<StackWorld> {
    await using resources = new AsyncDisposableStack();
    const directory = await mkdtemp(join(tmpdir(), 'rondo-faults-'));
    resources.defer(() => rm(directory, { recursive: true, force: true }));
    const [infrastructure, postgres] = await Promise.all([
      startInfrastructure(directory, {}, progress).then((started) => resources.use(started)),
      startPostgres({ dataDir: directory, log: testLog, lifeline: true }).then((started) => resources.use(started)),
    ]);
    const clock = await Clock.create(directory);
    const rondo = resources.use(
      await startRondoStack({
        directory,
        pubsub: 'kafka',
        state: 'redis',
        dapr: infrastructure.dapr,
        scheduler: infrastructure.scheduler.address,
        redis: infrastructure.redis,
        databaseUrl: postgres.url,
        environment: {
          ...(clocks ? clock.environment : {}),
          KAFKA_BROKERS: infrastructure.brokers,
          LOG_LEVEL: process.env.RONDO_TEST_LOG ?? 'warn',
        },
        port: await freePort(),
        progress,
      }),
    );
    const kafka = new Kafka({
      clientId: 'rondo-faults',
      brokers: [infrastructure.brokers],
      logLevel: logLevel.NOTHING,
    });
    const admin = kafka.admin();
    await admin.connect();
    resources.defer(() => admin.disconnect());
    const deadLetters = resources.use(openDeadLetters(kafka, testLog));
    const groups = await subscriptionsOfServices();
    const databaseUrl = postgres.url;
    const parts = { directory, clock, databaseUrl, infrastructure, rondo, kafka, admin, deadLetters, groups };
    return new StackWorld(parts, resources.move());
  }

  get url(): string {
    return this.parts.rondo.url;
  }

  member(name: string): StackMember {
    const member = this.parts.rondo.members.get(name);
    if (!member) throw new Error(`There is no process ${name}.`);
    return member;
  }

  async isReady(): Promise<boolean> {
    const response = await fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
    return response?.ok ?? false;
  }

  async postgresPid(): Promise<number> {
    const text = await readFile(join(this.parts.directory, 'postgres', 'postmaster.pid'), 'utf8');
    return Number(text.split('\n')[0]);
  }

  /** Runs `work` on a connection of the superuser's, of its own. */
  async database<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client({ connectionString: this.parts.databaseUrl, application_name: 'rondo faults' });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  /** Straight to Kafka, beside the sidecars. */
  async produce(topic: string, records: readonly { key: string; value: string; partition?: number }[]): Promise<void> {
    const producer = this.parts.kafka.producer({ allowAutoTopicCreation: false });
    await producer.connect();
    try {
      await producer.send({ topic, acks: -1, messages: [...records] });
    } finally {
      await producer.disconnect();
    }
  }

  /** Of all services, or of all but one. */
  async markBacklog({ except }: { except?: string } = {}): Promise<() => Promise<number>> {
    const { admin } = this.parts;
    const groups = this.parts.groups.filter(({ service }) => service !== except);
    const now = await this.database(async (client) => {
      const { rows } = await client.query<{ now: Date }>('select clock_timestamp() as now');
      return rows[0]?.now ?? new Date();
    });
    const heads = new Map<string, number>();
    for (const topic of topics) {
      for (const { partition, high } of await admin.fetchTopicOffsets(topic)) {
        heads.set(`${topic}/${partition}`, Number(high));
      }
    }
    return async () => {
      let left = await this.database((client) => outboxSize(client, now));
      for (const { service, topic } of groups) {
        const [offsets] = await admin.fetchOffsets({ groupId: service, topics: [topic] });
        for (const { partition, offset } of offsets?.partitions ?? []) {
          left += Math.max(0, (heads.get(`${topic}/${partition}`) ?? 0) - Math.max(0, Number(offset)));
        }
      }
      return left;
    };
  }

  async readState(): Promise<State> {
    const { deadLetters } = this.parts;
    const letters = await Promise.all(topics.map((topic) => deadLetters.list(topic, { limit: 1_000 })));
    const stored = await this.database(readStored);
    const [facts, updates] = await Promise.all([this.#logged(Topic.TASK_EVENTS), this.#logged(Topic.TASK_UPDATES)]);
    return {
      ...stored,
      facts,
      updates,
      deadLetters: letters.flat().map(({ group, event }) => ({ group, eventId: event.id })),
    };
  }

  /** A topic's events in the order of its partitions; without what is none. */
  async read(topic: string): Promise<CloudEvent[]> {
    return (await this.readPlaced(topic)).map(({ event }) => event);
  }

  /** The same with their partitions: sidecars place keys in others than kafkajs does. */
  async readPlaced(topic: string): Promise<{ partition: number; event: CloudEvent }[]> {
    const { admin, kafka } = this.parts;
    const left = new Map(
      (await admin.fetchTopicOffsets(topic))
        .filter(({ low, high }) => low !== high)
        .map(({ partition, high }) => [partition, BigInt(high)]),
    );
    const read = new Map<number, CloudEvent[]>([...left.keys()].map((partition) => [partition, []]));
    if (left.size === 0) return [];
    const groupId = `rondo-faults-${crypto.randomUUID()}`;
    const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100, allowAutoTopicCreation: false });
    await consumer.connect();
    try {
      await consumer.subscribe({ topics: [topic], fromBeginning: true });
      const done = Promise.withResolvers<void>();
      await consumer.run({
        autoCommit: false,
        eachMessage: async ({ partition, message }) => {
          const end = left.get(partition);
          if (end === undefined) return;
          if (BigInt(message.offset) < end) read.get(partition)?.push(...parse(message.value));
          if (BigInt(message.offset) + 1n >= end) left.delete(partition);
          if (left.size === 0) done.resolve();
        },
      });
      await done.promise;
    } finally {
      await consumer.disconnect();
      await admin.deleteGroups([groupId]).catch(() => undefined);
    }
    return [...read.entries()]
      .sort(([a], [b]) => a - b)
      .flatMap(([partition, events]) => events.map((event) => ({ partition, event })));
  }

  async #logged(topic: string): Promise<LoggedEvent[]> {
    return (await this.read(topic)).map(loggedEvent);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#resources.disposeAsync();
  }
}

function parse(value: Buffer | null): CloudEvent[] {
  try {
    return [envelopeSchema.parse(JSON.parse(String(value))) as CloudEvent];
  } catch {
    return [];
  }
}
