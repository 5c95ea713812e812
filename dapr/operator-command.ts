import { connectKafka, KAFKA_PASSWORD, readKafkaSettings } from '@rondo/platform/dapr/kafka.ts';
import { createLog } from '@rondo/platform/log.ts';
import type { Kafka } from 'kafkajs';

type Environment = Readonly<Record<string, string | undefined>>;

/** Of a request, where somebody waits for the answer: it takes two seconds then. */
export const impatient = 4;

/** A client of the Kafka that KAFKA_… name, as the services read them, with the password from KAFKA_PASSWORD. */
export function connectByEnvironment(name: string, environment: Environment, retries?: number): Promise<Kafka> {
  return connectKafka(readKafkaSettings(environment), {
    clientId: `rondo-${name}`,
    log: createLog(name, 'error'),
    secret: async (secret) => environment[secret === KAFKA_PASSWORD ? 'KAFKA_PASSWORD' : 'KAFKA_CLIENT_KEY'] ?? '',
    ...(retries === undefined ? {} : { retries }),
  });
}

/** Runs a command for operators. What fails is told in words, and ends the process with 1. */
export async function runCommand(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = 1;
  }
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const causes = [error];
  for (let { cause } = error; cause instanceof Error; cause = cause.cause) causes.push(cause);
  const failed = (...names: string[]) => causes.find((each) => names.includes(each.name))?.message;
  const refused = failed('KafkaJSSASLAuthenticationError');
  if (refused) {
    return `Kafka refused the login: ${refused}. Check KAFKA_AUTH_TYPE, KAFKA_SASL_MECHANISM, KAFKA_USERNAME and KAFKA_PASSWORD.`;
  }
  const unreachable = failed('KafkaJSConnectionError', 'KafkaJSConnectionClosedError', 'KafkaJSRequestTimeoutError');
  if (unreachable) {
    return `Kafka can't be reached at ${process.env.KAFKA_BROKERS}: ${unreachable}. Set KAFKA_BROKERS and what else your cluster needs: dapr/kafka has a file for each kind.`;
  }
  return error.message;
}
