/**
 * `npm run dead-letters -- list|show|redrive TOPIC [--group G] [--event ID]`: the events of a topic that a service has given up. They
 * are redriven to the group that failed on them, and to no other. Reads KAFKA_… as the services do.
 */
import { parseArgs } from 'node:util';
import { connectKafka, KAFKA_PASSWORD, readKafkaSettings } from '@rondo/platform/dapr/kafka.ts';
import { openDeadLetters } from '@rondo/platform/dapr/operator.ts';
import { createLog } from '@rondo/platform/log.ts';
import { topics } from '@rondo/schema/topics.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const usage = `npm run dead-letters -- list|show|redrive TOPIC [--group GROUP] [--event ID]
  TOPIC is one of ${topics.join(', ')}.`;

try {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { group: { type: 'string' }, event: { type: 'string' } },
  });
  const [command, topic] = positionals;
  if (!topic || !['list', 'show', 'redrive'].includes(command ?? '')) throw new Error(usage);
  const log = createLog('dead-letters', 'warn');
  const kafka = await connectKafka(readKafkaSettings(process.env), {
    clientId: 'rondo-dead-letters',
    log,
    secret: async (name) => process.env[name === KAFKA_PASSWORD ? 'KAFKA_PASSWORD' : 'KAFKA_CLIENT_KEY'] ?? '',
  });
  await using deadLetters = openDeadLetters(kafka, log);
  if (command === 'redrive') {
    const count = await deadLetters.redrive(topic, { group: values.group, eventId: values.event });
    say(`${count} redriven.`);
  } else {
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
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
