import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectKafka, readKafkaSettings } from '@rondo/platform/dapr/kafka.ts';
import { type DaprPlatform, openDaprPlatform } from '@rondo/platform/dapr/platform.ts';
import { bulksRoute, deadLetterTopic, eventsRoute, redriveTopic } from '@rondo/platform/dapr/topics.ts';
import type { Subscription } from '@rondo/platform/platform.ts';
import { testLog } from '@rondo/platform/testing/platform.ts';
import { until } from '@rondo/platform/testing/until.ts';
import type { Admin } from 'kafkajs';
import { freePort } from '../../dapr/local/parts/process.ts';
import { choosePorts, startSidecar } from '../../dapr/local/parts/sidecar.ts';
import { type Choice, layOut } from '../../dapr/local/resources.ts';
import type { SharedStack } from './setup.ts';

export interface TestSidecarOptions extends Partial<Omit<Choice, 'secrets'>> {
  stack: SharedStack;
  appId: string;
  /** Where its secrets are; `secrets` are those of the file. */
  secretStore?: Choice['secrets'];
  /** What the sidecar has in its environment besides. */
  environment?: Record<string, string>;
  secrets?: Record<string, string>;
  /** KAFKA_… of another Kafka than the shared one; its password is the secret kafka-password. */
  kafka?: Record<string, string>;
}

const partitions = 8;
const patienceMs = 30_000;

/** An app with a sidecar of its own, on the shared Kafka, Redis and scheduler. */
export class TestSidecar implements AsyncDisposable {
  platform: DaprPlatform;
  readonly admin: Admin;
  readonly daprPort: number;
  readonly appPort: number;
  readonly #open: () => Promise<DaprPlatform>;
  readonly #resources: string;
  readonly #stack: AsyncDisposableStack;
  readonly #declared = new Map<string, number>();
  readonly #groups = new Set<string>();

  private constructor(
    parts: { open: () => Promise<DaprPlatform>; platform: DaprPlatform; admin: Admin },
    ports: { dapr: number; app: number },
    resources: string,
    stack: AsyncDisposableStack,
  ) {
    this.#open = parts.open;
    this.platform = parts.platform;
    this.admin = parts.admin;
    this.daprPort = ports.dapr;
    this.appPort = ports.app;
    this.#resources = resources;
    this.#stack = stack;
  }

  static async start(options: TestSidecarOptions): Promise<TestSidecar> {
    await using stack = new AsyncDisposableStack();
    const { stack: shared, appId } = options;
    const directory = await mkdtemp(join(tmpdir(), `rondo-${appId}-`));
    stack.defer(() => rm(directory, { recursive: true, force: true }));
    const secretsFile = join(directory, 'secrets.json');
    const secrets = { 'kafka-password': '', 'kafka-client-key': '', 'redis-password': '', ...options.secrets };
    await writeFile(secretsFile, JSON.stringify(secrets), { mode: 0o600 });
    const { resources, configuration } = await layOut({
      directory,
      services: false,
      pubsub: options.pubsub ?? 'kafka',
      state: options.state ?? 'redis',
      secrets: options.secretStore ?? 'file',
    });
    const ports = await choosePorts();
    const [appPort, appToken, daprToken] = [await freePort(), randomUUID(), randomUUID()];
    const kafka = options.kafka ?? {
      KAFKA_BROKERS: shared.brokers,
      KAFKA_AUTH_TYPE: 'none',
      KAFKA_DISABLE_TLS: 'true',
    };
    const open = () =>
      openDaprPlatform({
        appId,
        appHost: '127.0.0.1',
        appPort,
        appToken,
        daprToken,
        daprHost: '127.0.0.1',
        daprPort: ports.http,
        kafka: readKafkaSettings(kafka),
        log: testLog,
      });
    const [platform] = await Promise.all([
      open(),
      startSidecar({
        dapr: shared.dapr,
        appId,
        appPort,
        appToken,
        daprToken,
        scheduler: shared.scheduler,
        resources: [resources],
        configuration,
        directory: process.env.RONDO_TEST_SIDECAR_LOGS ?? directory,
        ports,
        env: {
          ...kafka,
          REDIS_ADDRESS: shared.redis,
          RONDO_SECRETS_FILE: secretsFile,
          ...options.environment,
        },
      }).then((sidecar) => stack.use(sidecar)),
    ]);
    const client = await connectKafka(readKafkaSettings(kafka), {
      clientId: 'test',
      log: testLog,
      secret: (name) => platform.secret(name),
    });
    const admin = client.admin();
    await admin.connect();
    stack.defer(() => admin.disconnect());
    return new TestSidecar({ open, platform, admin }, { dapr: ports.http, app: appPort }, resources, stack.move());
  }

  async newTopic(): Promise<string> {
    const topic = `topic-${randomUUID()}`;
    await this.#create([{ topic, numPartitions: partitions }]);
    return topic;
  }

  /** As `dapr/subscriptions` declares a service's, then subscribes. Disposing takes the declaration back first. */
  async subscribe(subscription: Subscription, { bulk = false } = {}): Promise<AsyncDisposable> {
    const { group, topic } = subscription;
    const member = await this.platform.subscribe(subscription);
    await this.#declare(group, topic, bulk);
    return {
      [Symbol.asyncDispose]: async () => {
        await this.#withdraw(group, topic);
        await member[Symbol.asyncDispose]();
      },
    };
  }

  async reopen(): Promise<DaprPlatform> {
    await this.platform[Symbol.asyncDispose]();
    this.platform = await this.#open();
    return this.platform;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // The sidecar first: with the app gone it would try to deliver what is in hand until it is killed.
    await this.#stack.disposeAsync();
    await this.platform[Symbol.asyncDispose]();
  }

  /** Metadata names a leader before the broker knows that it is one: a topic is ready once its offsets can be asked. */
  async #create(topics: { topic: string; numPartitions: number }[]): Promise<void> {
    await this.admin.createTopics({ topics, waitForLeaders: false });
    for (const { topic } of topics) {
      const ready = () =>
        this.admin.fetchTopicOffsets(topic).then(
          () => true,
          () => false,
        );
      await until(`${topic} is ready`, ready, patienceMs);
    }
  }

  async #declare(group: string, topic: string, bulk: boolean): Promise<void> {
    const members = this.#declared.get(`${group}/${topic}`) ?? 0;
    this.#declared.set(`${group}/${topic}`, members + 1);
    if (members > 0) return;
    const deadLetters = deadLetterTopic(topic, group);
    const topics = [topic, redriveTopic(topic, group)];
    await this.#create([
      { topic: deadLetters, numPartitions: 1 },
      { topic: redriveTopic(topic, group), numPartitions: partitions },
    ]);
    await this.#groupComponent(group);
    const documents = topics.map(
      (name) => `apiVersion: dapr.io/v2alpha1
kind: Subscription
metadata:
  name: ${nameOf(group, name)}
spec:
  pubsubname: pubsub-${group}
  topic: ${name}
  deadLetterTopic: ${deadLetters}
${bulk ? '  bulkSubscribe: { enabled: true, maxMessagesCount: 50, maxAwaitDurationMs: 200 }\n' : ''}  routes:
    default: ${bulk ? bulksRoute(topic, group) : eventsRoute(topic, group)}
`,
    );
    await writeFile(this.#fileOf(group, topic), documents.join('---\n'));
    await until('the sidecar has subscribed', async () => (await this.#subscribed(group, topic)) === 2, patienceMs);
  }

  async #withdraw(group: string, topic: string): Promise<void> {
    const members = this.#declared.get(`${group}/${topic}`) ?? 0;
    this.#declared.set(`${group}/${topic}`, members - 1);
    if (members !== 1) return;
    await rm(this.#fileOf(group, topic));
    await until('the sidecar has left', async () => (await this.#subscribed(group, topic)) === 0, patienceMs);
  }

  /** A component for each group: one has but one. */
  async #groupComponent(group: string): Promise<void> {
    if (this.#groups.has(group)) return;
    this.#groups.add(group);
    const component = await readFile(join(this.#resources, 'pubsub.yaml'), 'utf8');
    const named = component.replace('name: pubsub', `name: pubsub-${group}`);
    const grouped = named.replace('  metadata:\n', `  metadata:\n    - name: consumerGroup\n      value: ${group}\n`);
    await writeFile(join(this.#resources, `pubsub-${group}.yaml`), grouped.includes('consumerGroup') ? grouped : named);
    await until(
      'the sidecar has the component',
      async () => {
        const { components } = await this.#metadata();
        return components.some(({ name }) => name === `pubsub-${group}`);
      },
      patienceMs,
    );
  }

  async #subscribed(group: string, topic: string): Promise<number> {
    const { subscriptions = [] } = await this.#metadata();
    const topics = [topic, redriveTopic(topic, group)];
    return subscriptions.filter((each) => each.pubsubname === `pubsub-${group}` && topics.includes(each.topic)).length;
  }

  async #metadata() {
    return JSON.parse(await this.platform.sidecarMetadata()) as {
      components: { name: string }[];
      subscriptions?: { pubsubname: string; topic: string }[];
    };
  }

  #fileOf(group: string, topic: string): string {
    return join(this.#resources, `subscription-${nameOf(group, topic)}.yaml`);
  }
}

const nameOf = (group: string, topic: string) => `${group}-${topic}`.replaceAll('.', '-').toLowerCase();
