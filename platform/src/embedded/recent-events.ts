import type { TailedEvent } from '../platform.ts';

/** Of each partition: events, and characters of JSON. */
const maxEvents = 256;
const maxLength = 262_144;

interface Run {
  /** The offset of the first of `texts`; the others follow without a gap. */
  start: bigint;
  texts: string[];
  length: number;
}

/**
 * The latest events that this process has published, as JSON, so that its own readers, which are woken by them, need
 * not ask the database. Each reader parses them anew: nothing is shared.
 */
export class RecentEvents {
  readonly #runs = new Map<string, Run>();

  /** `texts` have just been published at `offset` and after. Where other processes have published between, what was here before is dropped. */
  add(topic: string, partition: number, offset: bigint, texts: readonly string[]): void {
    const key = `${topic}/${partition}`;
    let run = this.#runs.get(key);
    if (!run || endOf(run) !== offset) {
      run = { start: offset, texts: [], length: 0 };
      this.#runs.set(key, run);
    }
    for (const text of texts) {
      run.texts.push(text);
      run.length += text.length;
    }
    let dropped = 0;
    while (run.texts.length - dropped > maxEvents || run.length > maxLength) {
      run.length -= run.texts[dropped]?.length ?? 0;
      dropped++;
    }
    run.texts.splice(0, dropped);
    run.start += BigInt(dropped);
  }

  /** Up to `limit` events from `position` on; null where it is not known here what is at that position. */
  read(topic: string, partition: number, position: bigint, limit: number): TailedEvent[] | null {
    const run = this.#runs.get(`${topic}/${partition}`);
    if (!run || position < run.start || position >= endOf(run)) return null;
    const first = Number(position - run.start);
    return run.texts.slice(first, first + limit).map((text, n) => ({
      partition,
      offset: position + BigInt(n),
      event: JSON.parse(text),
      bytes: Buffer.byteLength(text),
    }));
  }
}

const endOf = ({ start, texts }: Run): bigint => start + BigInt(texts.length);
