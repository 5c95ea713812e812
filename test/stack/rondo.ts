import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDeadLetters } from '@rondo/platform/dapr/operator.ts';
import { startPostgres } from '@rondo/platform/embedded/postgres.ts';
import type { DeadLetters } from '@rondo/platform/platform.ts';
import { testLog } from '@rondo/platform/testing/platform.ts';
import { Kafka, logLevel } from 'kafkajs';
import { freePort } from '../../dapr/local/parts/process.ts';
import { type RondoStack, startRondoStack } from '../../dapr/local/rondo-stack.ts';
import type { SharedStack } from './setup.ts';

export interface TestRondo extends AsyncDisposable {
  readonly stack: RondoStack;
  readonly deadLetters: DeadLetters;
  /** Where its secrets and what its sidecars were given are. */
  readonly directory: string;
}

/** All of Rondo's processes on the shared Kafka, Redis and scheduler, with a database of their own. */
export async function startTestRondo(
  shared: SharedStack,
  environment: Readonly<Record<string, string>> = {},
): Promise<TestRondo> {
  await using resources = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'rondo-real-'));
  resources.defer(() => rm(directory, { recursive: true, force: true }));
  const postgres = resources.use(
    await startPostgres({ dataDir: directory, log: testLog, lifeline: true, durable: false }),
  );
  const stack = resources.use(
    await startRondoStack({
      directory,
      pubsub: 'kafka',
      state: 'redis',
      dapr: shared.dapr,
      scheduler: shared.scheduler,
      redis: shared.redis,
      databaseUrl: postgres.url,
      environment: { KAFKA_BROKERS: shared.brokers, LOG_LEVEL: process.env.RONDO_TEST_LOG ?? 'warn', ...environment },
      port: await freePort(),
      progress: (line) => testLog.info(line),
    }),
  );
  const kafka = new Kafka({ clientId: `test-${randomUUID()}`, brokers: [shared.brokers], logLevel: logLevel.NOTHING });
  const deadLetters = resources.use(openDeadLetters(kafka, testLog));
  const running = resources.move();
  return { stack, deadLetters, directory, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
