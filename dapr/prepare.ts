/**
 * `node dapr/prepare.ts DIRECTORY`: what the containers of compose.yaml need before they start. Writes secrets.json, resources and
 * configuration.yaml to the directory and makes the topics; what is there already stays valid. Reads DATABASE_URL (of a PostgreSQL user who may
 * create roles), KAFKA_… and DAPR_TRACES, host:port of an OTLP collector (gRPC).
 */
import { join } from 'node:path';
import { layOut } from './local/resources.ts';
import { writeSecrets } from './local/secrets.ts';
import { makeTopics } from './local/topics.ts';

const [directory] = process.argv.slice(2);
const { DATABASE_URL: adminUrl, DAPR_TRACES: traces } = process.env;

try {
  if (!directory || !adminUrl) throw new Error('DATABASE_URL=postgres://… node dapr/prepare.ts DIRECTORY');
  await layOut({ directory, services: true, pubsub: 'kafka', state: 'redis', ...(traces ? { traces } : {}) });
  await writeSecrets({ file: join(directory, 'secrets.json'), adminUrl, environment: process.env });
  await makeTopics(process.env, (line) => process.stdout.write(`${line}\n`));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
