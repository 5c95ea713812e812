import { connectKafka, KAFKA_PASSWORD, readKafkaSettings } from '@rondo/platform/dapr/kafka.ts';
import { TopicAdmin } from '@rondo/platform/dapr/topic-admin.ts';
import { createLog } from '@rondo/platform/log.ts';
import { subscriptionsOfServices } from '../service/subscriptions.ts';
import { planTopics } from '../topic-plans.ts';
import type { Progress } from './parts/part.ts';

const partitions = 8;
const mostCopies = 3;

/** Makes the topics that there are not, and changes those that differ. `environment`: KAFKA_…, the password as KAFKA_PASSWORD. */
export async function makeTopics(
  environment: Readonly<Record<string, string | undefined>>,
  progress: Progress,
): Promise<void> {
  const kafka = await connectKafka(readKafkaSettings(environment), {
    clientId: 'rondo-stack',
    log: createLog('stack', 'error'),
    secret: async (name) => environment[name === KAFKA_PASSWORD ? 'KAFKA_PASSWORD' : 'KAFKA_CLIENT_KEY'] ?? '',
  });
  await using admin = await TopicAdmin.connect(kafka);
  const replication = Math.min(mostCopies, await admin.brokers());
  const plans = planTopics(await subscriptionsOfServices(), { partitions, replication });
  const differences = await admin.compare(plans);
  if (differences.length === 0) return;
  progress('making the topics');
  await admin.apply(plans, differences);
}
