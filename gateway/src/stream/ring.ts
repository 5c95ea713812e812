import type { Positions, TailedEvent } from '@rondo/platform/platform.ts';
import { RecentIds } from './recent-ids.ts';

/**
 * The recent events of a topic, bounded by their bytes, with what each user has of them at hand. For each partition it
 * has everything from `oldest` up to but not including `next`.
 */
export class Ring {
  readonly #maxBytes: number;
  readonly #next: Map<number, bigint>;
  readonly #oldest: Map<number, bigint>;
  /** In the order of arrival. */
  #entries: TailedEvent[] = [];
  /** Entries before this index have been evicted. */
  #first = 0;
  #bytes = 0;
  readonly #byUser = new Map<string, TailedEvent[]>();
  readonly #ids = new Map<number, RecentIds>();

  /** @param positions where reading begins: nothing before it is here */
  constructor(positions: Positions, maxBytes: number) {
    this.#maxBytes = maxBytes;
    this.#next = new Map(positions);
    this.#oldest = new Map(positions);
  }

  /** Of each partition the offset after the last event read. */
  get positions(): Positions {
    return this.#next;
  }

  next(partition: number): bigint {
    return this.#next.get(partition) ?? 0n;
  }

  oldest(partition: number): bigint {
    return this.#oldest.get(partition) ?? 0n;
  }

  /** Notes an event from before the ring, so that its repetition is known for what it is. */
  note(event: TailedEvent): boolean {
    let ids = this.#ids.get(event.partition);
    if (!ids) {
      ids = new RecentIds();
      this.#ids.set(event.partition, ids);
    }
    return ids.note(event);
  }

  /** @returns whether it is new: a log that is read again after a failure repeats offsets, a relay that was killed repeats events */
  append(event: TailedEvent): boolean {
    const { partition, offset } = event;
    const next = this.#next.get(partition);
    if (next !== undefined && offset < next) return false;
    if (next === undefined) this.#oldest.set(partition, offset);
    this.#next.set(partition, offset + 1n);
    if (this.note(event)) return false;
    this.#entries.push(event);
    this.#bytes += event.bytes;
    const user = event.event.partitionkey;
    const ofUser = this.#byUser.get(user);
    if (ofUser) ofUser.push(event);
    else this.#byUser.set(user, [event]);
    while (this.#bytes > this.#maxBytes) this.#evict();
    return true;
  }

  /** The user's events of a partition from `from` on; undefined where some of these are no longer here. */
  eventsOf(user: string, partition: number, from: bigint): TailedEvent[] | undefined {
    if (from < this.oldest(partition)) return undefined;
    return this.#byUser.get(user)?.filter((event) => event.partition === partition && event.offset >= from) ?? [];
  }

  #evict(): void {
    const evicted = this.#entries[this.#first++];
    if (!evicted) return;
    const { partition, offset, event, bytes } = evicted;
    this.#bytes -= bytes;
    this.#oldest.set(partition, offset + 1n);
    const ofUser = this.#byUser.get(event.partitionkey);
    ofUser?.shift();
    if (ofUser?.length === 0) this.#byUser.delete(event.partitionkey);
    if (this.#first > 1_024 && this.#first * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#first);
      this.#first = 0;
    }
  }
}
