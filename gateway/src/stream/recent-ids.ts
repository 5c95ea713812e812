import type { TailedEvent } from '@rondo/platform/platform.ts';

/**
 * How far apart, in offsets of a partition, an event and its repetition may lie. A relay that is killed between the broker's
 * acknowledgement and its own mark publishes its batch again, 500 events at most; what others published meanwhile lies between.
 */
export const REPEAT_DISTANCE = 1_024n;

/** Tells events of one partition from repetitions of them. Events are to be noted in the order of their offsets. */
export class RecentIds {
  /** Of each id the offset that it was first seen at, oldest first. */
  readonly #offsets = new Map<string, bigint>();

  /** @returns whether the event repeats one before it */
  note({ offset, event }: TailedEvent): boolean {
    const first = this.#offsets.get(event.id);
    if (first !== undefined) return first < offset;
    this.#offsets.set(event.id, offset);
    for (const [id, seen] of this.#offsets) {
      if (seen >= offset - REPEAT_DISTANCE) break;
      this.#offsets.delete(id);
    }
    return false;
  }
}
