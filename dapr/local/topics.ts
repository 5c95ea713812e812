import { TopicAdmin } from '@rondo/platform/dapr/topic-admin.ts';
import { connectByEnvironment } from '../operator-command.ts';
import { subscriptionsOfServices } from '../service/subscriptions.ts';
import { mostCopies, partitionsOfTopics, planTopics } from '../topic-plans.ts';
import type { Progress } from './parts/part.ts';

/** Makes the topics that there are not, and changes those that differ. `environment`: KAFKA_…, the password as KAFKA_PASSWORD. */
export async function makeTopics(
  environment: Readonly<Record<string, string | undefined>>,
  progress: Progress,
): Promise<void> {
  await using admin = await TopicAdmin.connect(await connectByEnvironment('stack', environment));
  const replication = Math.min(mostCopies, await admin.brokers());
  const plans = planTopics(await subscriptionsOfServices(), { partitions: partitionsOfTopics, replication });
  const differences = await admin.compare(plans);
  if (differences.length === 0) return;
  progress('making the topics');
  await admin.apply(plans, differences);
}
