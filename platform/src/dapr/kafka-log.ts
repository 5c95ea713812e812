import { setTimeout as delay } from 'node:timers/promises';
import type { Admin, Kafka } from 'kafkajs';
import type { Positions } from '../platform.ts';

/** Of one partition: the oldest offset that is kept, and the next one to be written. */
export interface Bounds {
  low: bigint;
  head: bigint;
}

/** How long a topic may be without a leader, in milliseconds: right after it was made, or when a broker has gone. */
const leaderlessMs = 10_000;

/** What Kafka tells of its topics, by one connection that is opened when it is first asked. */
export class KafkaLog implements AsyncDisposable {
  readonly kafka: Kafka;
  #admin: Promise<Admin> | undefined;

  constructor(kafka: Kafka) {
    this.kafka = kafka;
  }

  async bounds(topic: string): Promise<Map<number, Bounds>> {
    const admin = await this.#connected();
    const offsets = await settled(() => admin.fetchTopicOffsets(topic));
    return new Map(offsets.map(({ partition, low, high }) => [partition, { low: BigInt(low), head: BigInt(high) }]));
  }

  async head(topic: string): Promise<Positions> {
    return new Map([...(await this.bounds(topic))].map(([partition, { head }]) => [partition, head]));
  }

  /** Events of a topic that a consumer group has not committed. For a group that has no place yet, all that are kept. */
  async lag(groupId: string, topic: string): Promise<number> {
    const admin = await this.#connected();
    const [bounds, [of]] = await Promise.all([
      this.bounds(topic),
      admin.fetchOffsets({ groupId, topics: [topic], resolveOffsets: false }),
    ]);
    let lag = 0n;
    for (const { partition, offset } of of?.partitions ?? []) {
      const { low, head } = bounds.get(partition) ?? { low: 0n, head: 0n };
      const next = BigInt(offset) < low ? low : BigInt(offset);
      if (next < head) lag += head - next;
    }
    return Number(lag);
  }

  async topics(): Promise<string[]> {
    return (await this.#connected()).listTopics();
  }

  /** Of a reader that has gone. Kafka itself forgets it after some days. */
  async forgetGroup(groupId: string): Promise<void> {
    await (await this.#connected()).deleteGroups([groupId]).catch(() => {});
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#admin?.catch(() => undefined))?.disconnect();
  }

  #connected(): Promise<Admin> {
    if (!this.#admin) {
      const admin = this.kafka.admin();
      this.#admin = admin.connect().then(() => admin);
      this.#admin.catch(() => {
        this.#admin = undefined;
      });
    }
    return this.#admin;
  }
}

/** Asks again while a topic's leaders are not known, which kafkajs does for its consumers only. */
async function settled<T>(ask: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + leaderlessMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!isRetriable(error) || Date.now() > deadline) throw error;
      await delay(50);
    }
  }
}

/** As kafkajs marks its errors. */
const isRetriable = (error: unknown) => error instanceof Error && 'retriable' in error && error.retriable === true;
