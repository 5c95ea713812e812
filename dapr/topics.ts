/**
 * `npm run topics [-- --apply]`: says how Kafka's topics differ from what Rondo needs, and changes nothing without --apply. Reads
 * KAFKA_… as the services do, the password from KAFKA_PASSWORD. Ends with 1 where something differs.
 */
import { parseArgs } from 'node:util';
import { connectKafka, KAFKA_PASSWORD, readKafkaSettings } from '@rondo/platform/dapr/kafka.ts';
import { TopicAdmin } from '@rondo/platform/dapr/topic-admin.ts';
import { createLog } from '@rondo/platform/log.ts';
import { subscriptionsOfServices } from './service/subscriptions.ts';
import { planTopics } from './topic-plans.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const mostCopies = 3;

try {
  const { values } = parseArgs({
    options: { apply: { type: 'boolean', default: false }, partitions: { type: 'string', default: '8' } },
  });
  const kafka = await connectKafka(readKafkaSettings(process.env), {
    clientId: 'rondo-topics',
    log: createLog('topics', 'warn'),
    secret: async (name) => process.env[name === KAFKA_PASSWORD ? 'KAFKA_PASSWORD' : 'KAFKA_CLIENT_KEY'] ?? '',
  });
  await using admin = await TopicAdmin.connect(kafka);
  const replication = Math.min(mostCopies, await admin.brokers());
  const plans = planTopics(await subscriptionsOfServices(), { partitions: Number(values.partitions), replication });
  const differences = await admin.compare(plans);
  for (const { topic, what, expected, found, mendable } of differences) {
    say(`${topic}: ${what}: expected ${expected}, found ${found}${mendable ? '' : ' (not changed by --apply)'}`);
  }
  if (differences.length === 0) say(`All ${plans.length} topics are as they should be.`);
  else if (values.apply) {
    await admin.apply(plans, differences);
    say('Applied.');
  } else {
    say(`${differences.length} differences. \`npm run topics -- --apply\` changes what can be changed.`);
    process.exitCode = 1;
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
