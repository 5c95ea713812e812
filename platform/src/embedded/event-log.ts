import type { CloudEvent } from '@rondo/schema/events/envelope.ts';
import type { Positions, TailedEvent } from '../platform.ts';
import { partitionCount, partitionOf } from './partition.ts';
import type { Query } from './query.ts';
import { RecentEvents } from './recent-events.ts';
import type { Signals } from './signals.ts';

export const partitions: readonly number[] = Array.from({ length: partitionCount }, (_, partition) => partition);

/** Sent when a partition has new events. */
export const appendedSignal = (topic: string, partition: number): string => `log/${topic}/${partition}`;

export interface Bounds {
  /** The oldest offset that is kept. */
  floor: bigint;
  /** The offset that the next event will get. */
  head: bigint;
}

interface Batch {
  events: CloudEvent[];
  written: PromiseWithResolvers<void>;
}

/** The append-only log: topics in partitions, each with offsets that have no gaps and become visible in their order. */
export class EventLog {
  readonly #query: Query;
  readonly #signals: Signals;
  readonly #recent = new RecentEvents();
  readonly #topics = new Map<string, Promise<void>>();
  /** Of each topic with a write under way: what is written next. */
  readonly #waiting = new Map<string, Batch | null>();

  constructor(query: Query, signals: Signals) {
    this.#query = query;
    this.#signals = signals;
  }

  /** What comes for a topic while a write is under way goes together in the next one: one commit, hence one fsync, for all of it. */
  async append(topic: string, events: readonly CloudEvent[]): Promise<void> {
    if (events.length === 0) return;
    const waiting = this.#waiting.get(topic);
    const batch = waiting ?? { events: [], written: Promise.withResolvers<void>() };
    batch.events.push(...events);
    if (waiting === undefined) {
      this.#waiting.set(topic, null);
      void this.#drain(topic, batch);
    } else {
      this.#waiting.set(topic, batch);
    }
    return batch.written.promise;
  }

  async bounds(topic: string): Promise<Map<number, Bounds>> {
    await this.#ensureTopic(topic);
    const { rows } = await this.#query<{ partition: number; floor: string; head: string }>(
      'select partition, floor, head from platform.topic_partition where topic = $1 order by partition',
      [topic],
    );
    return new Map(rows.map(({ partition, floor, head }) => [partition, { floor: BigInt(floor), head: BigInt(head) }]));
  }

  async head(topic: string): Promise<Positions> {
    const bounds = await this.bounds(topic);
    return new Map([...bounds].map(([partition, { head }]) => [partition, head]));
  }

  /** Up to `limit` events of each partition from its position on, in order. */
  async read(topic: string, from: Positions, limit: number): Promise<TailedEvent[]> {
    const asked = new Map(from);
    const recent: TailedEvent[] = [];
    for (const [partition, position] of from) {
      const events = this.#recent.read(topic, partition, position, limit);
      if (!events) continue;
      recent.push(...events);
      asked.delete(partition);
    }
    return asked.size === 0 ? recent : [...recent, ...(await this.#readTable(topic, asked, limit))];
  }

  async #readTable(topic: string, from: Positions, limit: number): Promise<TailedEvent[]> {
    const { rows } = await this.#query<{ partition: number; offset: string; text: string }>(
      `select e.partition, e."offset", e.event::text as text
       from unnest($2::int[], $3::bigint[]) as p (partition, position)
       cross join lateral (
         select * from platform.event e
         where e.topic = $1 and e.partition = p.partition and e."offset" >= p.position
         order by e."offset" limit $4
       ) e
       order by e.partition, e."offset"`,
      [topic, [...from.keys()], [...from.values()].map(String), limit],
    );
    return rows.map(({ partition, offset, text }) => ({
      partition,
      offset: BigInt(offset),
      event: JSON.parse(text),
      bytes: Buffer.byteLength(text),
    }));
  }

  async #drain(topic: string, first: Batch): Promise<void> {
    for (let batch: Batch | null | undefined = first; batch; batch = this.#waiting.get(topic)) {
      this.#waiting.set(topic, null);
      const { events, written } = batch;
      try {
        await this.#write(topic, events);
        written.resolve();
      } catch (error) {
        written.reject(error);
      }
    }
    this.#waiting.delete(topic);
  }

  async #write(topic: string, events: readonly CloudEvent[]): Promise<void> {
    await this.#ensureTopic(topic);
    const places = events.map((event) => partitionOf(event.partitionkey));
    const keys = events.map((event) => event.partitionkey);
    const texts = events.map((event) => JSON.stringify(event));
    const { rows } = await this.#query<{ partition: number; offset: string }>(
      'select o_partition as partition, o_offset as "offset" from platform.publish($1, $2, $3, $4)',
      [topic, places, keys, texts],
    );
    for (const { partition, offset } of rows) {
      this.#recent.add(
        topic,
        partition,
        BigInt(offset),
        texts.filter((_, n) => places[n] === partition),
      );
      this.#signals.send(appendedSignal(topic, partition));
    }
  }

  #ensureTopic(topic: string): Promise<void> {
    const known = this.#topics.get(topic);
    if (known) return known;
    const made = this.#query(
      'insert into platform.topic_partition (topic, partition) select $1, unnest($2::int[]) on conflict do nothing',
      [topic, partitions],
    ).then(() => {});
    this.#topics.set(topic, made);
    made.catch(() => this.#topics.delete(topic));
    return made;
  }
}
