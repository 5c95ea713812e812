import { join } from 'node:path';
import { type DaprBinaries, findDapr } from './daprd.ts';
import { type LocalKafka, startKafka } from './kafka.ts';
import type { Part, Progress } from './part.ts';
import { startRedis } from './redis.ts';
import { type Scheduler, startScheduler } from './scheduler.ts';

export interface Infrastructure extends AsyncDisposable {
  readonly parts: readonly Part[];
  readonly dapr: DaprBinaries;
  /** Null where KAFKA_BROKERS names one that runs already. */
  readonly kafka: LocalKafka | null;
  readonly brokers: string;
  readonly redis: string;
  readonly scheduler: Scheduler;
}

/** Kafka, Redis and Dapr's scheduler, side by side. Addresses in the environment are used instead: KAFKA_BROKERS, REDIS_ADDRESS. */
export async function startInfrastructure(
  directory: string,
  environment: Readonly<Record<string, string | undefined>>,
  progress: Progress,
): Promise<Infrastructure> {
  await using stack = new AsyncDisposableStack();
  const { KAFKA_BROKERS: brokers, REDIS_ADDRESS: redisAddress } = environment;
  const dapr = await findDapr(progress);
  const started = await Promise.allSettled([
    brokers ? null : startKafka({ directory: join(directory, 'kafka'), progress }),
    redisAddress ? null : startRedis(join(directory, 'redis')),
    startScheduler(dapr, join(directory, 'scheduler')),
  ]);
  for (const result of started) if (result.status === 'fulfilled' && result.value) stack.use(result.value);
  const failed = started.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  const [kafka, redis, scheduler] = started.map((result) => (result.status === 'fulfilled' ? result.value : null)) as [
    LocalKafka | null,
    Awaited<ReturnType<typeof startRedis>> | null,
    Scheduler,
  ];
  const given = (name: string, address: string, variable: string): Part => ({
    name,
    version: '',
    from: `environment (${variable})`,
    address,
  });
  const running = stack.move();
  return {
    parts: [
      kafka?.part ?? given('kafka', brokers ?? '', 'KAFKA_BROKERS'),
      redis?.part ?? given('redis', redisAddress ?? '', 'REDIS_ADDRESS'),
      scheduler.part,
    ],
    dapr,
    kafka,
    brokers: kafka?.brokers ?? brokers ?? '',
    redis: redis?.address ?? redisAddress ?? '',
    scheduler,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
