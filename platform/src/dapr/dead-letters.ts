import type { KafkaMessage, Producer } from 'kafkajs';
import type { Logger } from '../log.ts';
import type { DeadLetter, DeadLetters } from '../platform.ts';
import { fromDeadLetter } from './dead-letter.ts';
import type { KafkaLog } from './kafka-log.ts';
import { RecordReader } from './record-reader.ts';
import { deadLetterGroup, deadLetterTopic, redriveTopic } from './topics.ts';

/** A record with this header says which dead letter of its topic was redriven: `<partition>/<offset>`. */
const redrivenHeader = 'rondo-redriven';
const longestReadMs = 30_000;

interface KeptLetter {
  position: string;
  at: number;
  letter: DeadLetter;
}

/**
 * The dead letters of each subscription are a Kafka topic. One that was redriven stays in it, followed by a record that says so. A
 * crash between the two redrives it twice, which a consumer's inbox takes once.
 */
export class KafkaDeadLetters implements DeadLetters, AsyncDisposable {
  readonly #source: KafkaLog;
  readonly #log: Logger;
  #producer: Promise<Producer> | undefined;

  constructor(source: KafkaLog, log: Logger) {
    this.#source = source;
    this.#log = log;
  }

  async list(topic: string, { limit = 100 }: { limit?: number } = {}): Promise<DeadLetter[]> {
    const kept = await this.#ofGroups(topic, await this.#groups(topic));
    return kept.slice(0, limit).map(({ letter }) => letter);
  }

  async redrive(topic: string, { group, eventId }: { group?: string; eventId?: string } = {}): Promise<number> {
    const groups = (await this.#groups(topic)).filter((each) => group === undefined || each === group);
    const letters = (await this.#ofGroups(topic, groups)).filter(
      ({ letter }) => (eventId === undefined || letter.event.id === eventId) && letter.event.type !== 'undecodable',
    );
    if (letters.length === 0) return 0;
    const producer = await this.#connected();
    for (const { position, letter } of letters) {
      const { event } = letter;
      await producer.send({
        topic: redriveTopic(topic, letter.group),
        acks: -1,
        messages: [{ key: event.partitionkey, value: JSON.stringify(event) }],
      });
      await producer.send({
        topic: deadLetterTopic(topic, letter.group),
        acks: -1,
        messages: [{ key: event.partitionkey, value: null, headers: { [redrivenHeader]: position } }],
      });
    }
    return letters.length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#producer?.catch(() => undefined))?.disconnect();
  }

  async #groups(topic: string): Promise<string[]> {
    return (await this.#source.topics()).flatMap((name) => deadLetterGroup(name, topic) ?? []);
  }

  /** Oldest first. */
  async #ofGroups(topic: string, groups: readonly string[]): Promise<KeptLetter[]> {
    const kept = await Promise.all(groups.map((group) => this.#kept(topic, group)));
    return kept.flat().sort((one, other) => one.at - other.at);
  }

  async #kept(topic: string, group: string): Promise<KeptLetter[]> {
    const letters = new Map<string, KeptLetter>();
    const redriven = new Set<string>();
    await this.#readAll(deadLetterTopic(topic, group), (partition, { offset, timestamp, headers, value }) => {
      const marked = headers?.[redrivenHeader];
      if (marked !== undefined) redriven.add(String(marked));
      if (!value) return;
      const position = `${partition}/${offset}`;
      const at = Number(timestamp);
      const letter = fromDeadLetter(value, { topic, group, position, at: new Date(at) });
      letters.set(position, { position, at, letter });
    });
    return [...letters.values()].filter(({ position }) => !redriven.has(position));
  }

  /** Everything that there is now. */
  async #readAll(topic: string, take: (partition: number, record: KafkaMessage) => void): Promise<void> {
    const bounds = await this.#source.bounds(topic);
    const left = new Map([...bounds].filter(([, { low, head }]) => low < head));
    if (left.size === 0) return;
    const done = Promise.withResolvers<void>();
    const timer = setTimeout(
      () => done.reject(new Error(`The dead letters of ${topic} could not be read in ${longestReadMs / 1_000} s.`)),
      longestReadMs,
    );
    await using reader = new RecordReader(this.#source, {
      topic,
      positions: new Map([...left].map(([partition, { low }]) => [partition, low])),
      log: this.#log,
      onError: done.reject,
      onRecords: (partition, records) => {
        for (const record of records) take(partition, record);
        const last = BigInt(records.at(-1)?.offset ?? 0);
        if (last + 1n >= (left.get(partition)?.head ?? 0n)) left.delete(partition);
        if (left.size === 0) done.resolve();
      },
    });
    try {
      await reader.start();
      await done.promise;
    } finally {
      clearTimeout(timer);
    }
  }

  #connected(): Promise<Producer> {
    if (!this.#producer) {
      // Idempotent: its own retries neither double nor reorder.
      const producer = this.#source.kafka.producer({
        idempotent: true,
        maxInFlightRequests: 1,
        allowAutoTopicCreation: false,
      });
      this.#producer = producer.connect().then(() => producer);
      this.#producer.catch(() => {
        this.#producer = undefined;
      });
    }
    return this.#producer;
  }
}
