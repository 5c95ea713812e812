import { randomUUID } from 'node:crypto';
import type { Consumer, EachBatchPayload, KafkaMessage } from 'kafkajs';
import type { Logger } from '../log.ts';
import { PositionExpired } from '../platform.ts';
import type { KafkaLog } from './kafka-log.ts';

/** How long a fetch may wait for events, in milliseconds: also how long it takes until a resumed partition is read again. */
const longestFetchMs = 500;
const sessionTimeoutMs = 30_000;
const heartbeatMs = 3_000;

export interface RecordReaderOptions {
  topic: string;
  /** Where each partition is read from; others are not read. */
  positions: ReadonlyMap<number, bigint>;
  /** In order per partition, one batch at a time. */
  onRecords(partition: number, records: readonly KafkaMessage[]): Promise<void> | void;
  onError(error: Error): void;
  log: Logger;
}

/**
 * Reads a topic from given positions. kafkajs has no consumer without a group, so each reader is alone in a group of its own that
 * never commits; on joining it seeks, and what was fetched before that is stale.
 */
export class RecordReader implements AsyncDisposable {
  readonly #source: KafkaLog;
  readonly #options: RecordReaderOptions;
  readonly #positions: Map<number, bigint>;
  readonly #paused = new Set<number>();
  readonly #groupId = `rondo-reader-${randomUUID()}`;
  readonly #consumer: Consumer;
  #stopped = false;

  constructor(source: KafkaLog, options: RecordReaderOptions) {
    this.#source = source;
    this.#options = options;
    this.#positions = new Map(options.positions);
    this.#consumer = source.kafka.consumer({
      groupId: this.#groupId,
      sessionTimeout: sessionTimeoutMs,
      heartbeatInterval: heartbeatMs,
      maxWaitTimeInMs: longestFetchMs,
      allowAutoTopicCreation: false,
      // A broker that is away comes back: the reader waits for it.
      retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 10, restartOnFailure: async () => !this.#stopped },
    });
  }

  /** Resolves once it reads. */
  async start(): Promise<void> {
    const { topic, log } = this.#options;
    const joined = Promise.withResolvers<void>();
    const { GROUP_JOIN, CRASH } = this.#consumer.events;
    this.#consumer.on(GROUP_JOIN, ({ payload }) => {
      for (const partition of payload.memberAssignment[topic] ?? []) this.#place(partition);
      joined.resolve();
    });
    this.#consumer.on(CRASH, ({ payload: { error, restart } }) => {
      if (this.#stopped) return;
      log.warn({ err: error, topic }, restart ? 'the log can’t be read just now' : 'the log can’t be read any more');
      if (restart) return;
      this.#fail(error);
      joined.reject(error);
    });
    await this.#consumer.connect();
    // Oldest: what Kafka falls back to from a position that it has forgotten shows as a gap then.
    await this.#consumer.subscribe({ topics: [topic], fromBeginning: true });
    await this.#consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: (batch) => this.#take(batch),
    });
    await joined.promise;
  }

  pause(partition: number): void {
    this.#paused.add(partition);
    this.#consumer.pause([{ topic: this.#options.topic, partitions: [partition] }]);
  }

  resume(partition: number): void {
    if (!this.#paused.delete(partition)) return;
    this.#consumer.resume([{ topic: this.#options.topic, partitions: [partition] }]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true;
    await this.#consumer.disconnect();
    await this.#source.forgetGroup(this.#groupId);
  }

  #place(partition: number): void {
    const { topic } = this.#options;
    const position = this.#positions.get(partition);
    if (position === undefined || this.#paused.has(partition))
      this.#consumer.pause([{ topic, partitions: [partition] }]);
    if (position !== undefined) this.#consumer.seek({ topic, partition, offset: String(position) });
  }

  async #take({ batch, resolveOffset, heartbeat, isStale, isRunning }: EachBatchPayload): Promise<void> {
    const { partition } = batch;
    const position = this.#positions.get(partition);
    const unwanted = () => this.#stopped || !isRunning() || isStale() || this.#paused.has(partition);
    if (position === undefined || unwanted()) return;
    const records = batch.messages.filter(({ offset }) => BigInt(offset) >= position);
    const [first, last] = [records[0], records.at(-1)];
    if (!first || !last) return;
    if (BigInt(first.offset) > position && (await this.#isForgotten(partition, position))) {
      this.#fail(expiry(this.#options.topic, partition, position));
      return;
    }
    if (unwanted()) return;
    // A slow reader is not a dead one.
    const beat = setInterval(() => void heartbeat().catch(() => {}), heartbeatMs);
    try {
      await this.#options.onRecords(partition, records);
    } catch (error) {
      // What of the batch was taken can't be told.
      this.#fail(error);
      return;
    } finally {
      clearInterval(beat);
    }
    this.#positions.set(partition, BigInt(last.offset) + 1n);
    resolveOffset(last.offset);
  }

  async #isForgotten(partition: number, position: bigint): Promise<boolean> {
    const bounds = (await this.#source.bounds(this.#options.topic)).get(partition);
    return bounds === undefined || bounds.low > position;
  }

  #fail(error: unknown): void {
    if (this.#stopped) return;
    this.#stopped = true;
    // Not awaited: it waits for the batch in which this may be called.
    void this.#consumer.stop().catch(() => {});
    this.#options.onError(error instanceof Error ? error : new Error(String(error)));
  }
}

export function expiry(topic: string, partition: number, position: bigint): PositionExpired {
  return new PositionExpired(
    `Offset ${position} of ${topic}, partition ${partition}, lies outside what the log keeps.`,
  );
}
