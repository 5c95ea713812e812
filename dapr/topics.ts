/**
 * `npm run topics [-- --apply] [--partitions N]`: says how Kafka's topics differ from what Rondo needs, and changes nothing without
 * --apply. Ends with 1 where something differs.
 */
import { parseArgs } from 'node:util';
import { TopicAdmin } from '@rondo/platform/dapr/topic-admin.ts';
import { connectByEnvironment, impatient, runCommand } from './operator-command.ts';
import { subscriptionsOfServices } from './service/subscriptions.ts';
import { mostCopies, partitionsOfTopics, planTopics } from './topic-plans.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

await runCommand(async () => {
  const { values } = parseArgs({
    options: { apply: { type: 'boolean', default: false }, partitions: { type: 'string' } },
  });
  const partitions = Number(values.partitions ?? partitionsOfTopics);
  if (!Number.isInteger(partitions) || partitions < 1) {
    throw new Error(`--partitions: expected a whole number from 1, got "${values.partitions}".`);
  }
  // What applies also runs by itself, beside a Kafka that is still starting.
  const kafka = await connectByEnvironment('topics', process.env, values.apply ? undefined : impatient);
  await using admin = await TopicAdmin.connect(kafka);
  const replication = Math.min(mostCopies, await admin.brokers());
  const plans = planTopics(await subscriptionsOfServices(), { partitions, replication });
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
});
