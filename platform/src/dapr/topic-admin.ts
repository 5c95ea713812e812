// Node finds not all of kafkajs's names, as it is CommonJS.
import kafkajs, { type Admin, type Kafka } from 'kafkajs';

const topicType = kafkajs.ConfigResourceTypes.TOPIC;

/** How a topic is to be. */
export interface TopicPlan {
  topic: string;
  partitions: number;
  replication: number;
  retentionMs: number;
  maxMessageBytes: number;
  /** How many replicas must have an event before it counts as published. */
  minInSyncReplicas: number;
}

export interface TopicDifference {
  topic: string;
  /** `topic`, `partitions`, `replication`, or the name of a setting of Kafka's. */
  what: string;
  expected: string;
  found: string;
  /** False where only an operator can mend it. */
  mendable: boolean;
}

/** Compares a cluster's topics with how they are to be, and makes them so. */
export class TopicAdmin implements AsyncDisposable {
  readonly #admin: Admin;

  private constructor(admin: Admin) {
    this.#admin = admin;
  }

  static async connect(kafka: Kafka): Promise<TopicAdmin> {
    const admin = kafka.admin();
    await admin.connect();
    return new TopicAdmin(admin);
  }

  async brokers(): Promise<number> {
    return (await this.#admin.describeCluster()).brokers.length;
  }

  async compare(plans: readonly TopicPlan[]): Promise<TopicDifference[]> {
    const existing = new Set(await this.#admin.listTopics());
    const missing = plans
      .filter(({ topic }) => !existing.has(topic))
      .map(({ topic }) => ({ topic, what: 'topic', expected: 'there', found: 'missing', mendable: true }));
    const present = plans.filter(({ topic }) => existing.has(topic));
    if (present.length === 0) return missing;
    const [metadata, configs] = await Promise.all([
      this.#admin.fetchTopicMetadata({ topics: present.map(({ topic }) => topic) }),
      this.#admin.describeConfigs({
        includeSynonyms: false,
        resources: present.map(({ topic }) => ({ type: topicType, name: topic })),
      }),
    ]);
    const differences = present.flatMap((plan) => {
      const { topic } = plan;
      const partitions = metadata.topics.find(({ name }) => name === topic)?.partitions ?? [];
      const replication = Math.min(...partitions.map(({ replicas }) => replicas.length));
      const entries = configs.resources.find(({ resourceName }) => resourceName === topic)?.configEntries ?? [];
      const found = new Map(entries.map(({ configName, configValue }) => [configName, configValue]));
      return [
        {
          what: 'partitions',
          expected: String(plan.partitions),
          found: String(partitions.length),
          // Keys would move to other partitions: of an owner's events, later ones could overtake earlier ones.
          mendable: false,
        },
        { what: 'replication', expected: String(plan.replication), found: String(replication), mendable: false },
        ...Object.entries(configOf(plan)).map(([what, expected]) => ({
          what,
          expected,
          found: found.get(what) ?? '',
          mendable: true,
        })),
      ]
        .filter((each) => each.expected !== each.found)
        .map((each) => ({ topic, ...each }));
    });
    return [...missing, ...differences];
  }

  /** Makes the missing topics and mends what can be mended. Resolves once every topic has its leaders. */
  async apply(plans: readonly TopicPlan[], differences: readonly TopicDifference[]): Promise<void> {
    const mendable = differences.filter((each) => each.mendable);
    const missing = new Set(mendable.filter(({ what }) => what === 'topic').map(({ topic }) => topic));
    const changed = new Set(mendable.map(({ topic }) => topic).filter((topic) => !missing.has(topic)));
    await this.#admin.createTopics({
      waitForLeaders: false,
      topics: plans
        .filter(({ topic }) => missing.has(topic))
        .map((plan) => ({
          topic: plan.topic,
          numPartitions: plan.partitions,
          replicationFactor: plan.replication,
          configEntries: Object.entries(configOf(plan)).map(([name, value]) => ({ name, value })),
        })),
    });
    const altered = plans.filter(({ topic }) => changed.has(topic));
    if (altered.length === 0) return;
    await this.#admin.alterConfigs({
      validateOnly: false,
      resources: altered.map((plan) => ({
        type: topicType,
        name: plan.topic,
        configEntries: Object.entries(configOf(plan)).map(([name, value]) => ({ name, value })),
      })),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#admin.disconnect();
  }
}

const configOf = (plan: TopicPlan): Record<string, string> => ({
  'cleanup.policy': 'delete',
  'retention.ms': String(plan.retentionMs),
  'max.message.bytes': String(plan.maxMessageBytes),
  'min.insync.replicas': String(plan.minInSyncReplicas),
});
