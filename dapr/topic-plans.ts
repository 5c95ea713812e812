import type { TopicPlan } from '@rondo/platform/dapr/topic-admin.ts';
import { deadLetterTopic, redriveTopic } from '@rondo/platform/dapr/topics.ts';
import { topicRetentionMs, topics } from '@rondo/schema/topics.ts';
import type { DeclaredSubscription } from './service/subscriptions.ts';

const dayMs = 24 * 3_600_000;

/** Where nobody asks for another number: eight processes of a service can share the work. */
export const partitionsOfTopics = 8;
/** Copies of a partition, where there are as many brokers. */
export const mostCopies = 3;

export interface PlanOptions {
  /** Of the log's topics. It is the most readers of one group at a time, and can't be changed later without disorder. */
  partitions: number;
  /** Copies of each partition: not more than there are brokers. */
  replication: number;
}

/** Every topic that Rondo needs: the log's own, and for each subscription its dead letters and their way back. */
export function planTopics(
  subscriptions: readonly DeclaredSubscription[],
  { partitions, replication }: PlanOptions,
): TopicPlan[] {
  const common = {
    replication,
    // As the sidecars' maxMessageBytes.
    maxMessageBytes: 1_048_588,
    // One broker of three may be away, and yet what was acknowledged is on two disks.
    minInSyncReplicas: Math.min(replication, 2),
  };
  return [
    // How long a client may be away and still resume, and a service be down without losing anything.
    ...topics.map((topic) => ({ ...common, topic, partitions, retentionMs: topicRetentionMs[topic] ?? 7 * dayMs })),
    ...subscriptions.flatMap(({ topic, service }) => [
      // Few, and read as a whole by people, who take their time.
      { ...common, topic: deadLetterTopic(topic, service), partitions: 1, retentionMs: 30 * dayMs },
      { ...common, topic: redriveTopic(topic, service), partitions, retentionMs: 7 * dayMs },
    ]),
  ];
}
