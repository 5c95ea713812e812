/**
 * `npm run dead-letters -- list|show|redrive TOPIC [--group G] [--event ID]`: the events of a topic that a service has given up. They
 * are redriven to the group that failed on them, and to no other. Kafka is that of KAFKA_….
 */
import { parseArgs } from 'node:util';
import { openDeadLetters } from '@rondo/platform/dapr/operator.ts';
import { createLog } from '@rondo/platform/log.ts';
import { topics } from '@rondo/schema/topics.ts';
import type { Kafka } from 'kafkajs';
import { connectByEnvironment, impatient, runCommand } from './operator-command.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const usage = `npm run dead-letters -- list|show|redrive TOPIC [--group GROUP] [--event ID]
  TOPIC is one of ${topics.join(', ')}.`;

await runCommand(async () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { group: { type: 'string' }, event: { type: 'string' } },
  });
  const [command, topic] = positionals;
  if (!topic || !['list', 'show', 'redrive'].includes(command ?? '')) throw new Error(usage);
  const kafka = await connectByEnvironment('dead-letters', process.env, impatient);
  if (!(await hasTopic(kafka, topic))) throw new Error(`Kafka has no topic ${topic}.\n${usage}`);
  await using deadLetters = openDeadLetters(kafka, createLog('dead-letters', 'warn'));
  if (command === 'redrive') {
    const count = await deadLetters.redrive(topic, { group: values.group, eventId: values.event });
    say(`${count} redriven.`);
    return;
  }
  const all = await deadLetters.list(topic, { limit: Number.MAX_SAFE_INTEGER });
  const letters = all.filter(
    ({ group, event }) => (values.group ?? group) === group && (values.event ?? event.id) === event.id,
  );
  for (const letter of letters) {
    const { group, event, attempts, reason, failedAt } = letter;
    if (command === 'show') say(JSON.stringify(letter, null, 2));
    else say(`${failedAt.toISOString()}  ${group}  ${event.id}  ${event.type}  ${attempts} attempts: ${reason}`);
  }
  if (command === 'list') say(`${letters.length} dead letters.`);
});

async function hasTopic(kafka: Kafka, topic: string): Promise<boolean> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    return (await admin.listTopics()).includes(topic);
  } finally {
    await admin.disconnect();
  }
}
