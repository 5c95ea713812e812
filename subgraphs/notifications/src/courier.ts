import { setImmediate as turn } from 'node:timers/promises';
import { Bell } from '@rondo/platform/database/bell.ts';
import type { Logger } from '@rondo/platform/log.ts';

/** What a courier works off: rows of a table, which couriers of all replicas share. */
export interface Queue<Item> {
  /** For the log. */
  readonly name: string;
  /** Whether a claim of less than its `limit` has left nothing that this process could take just then. */
  readonly claimsAll: boolean;
  /** Takes up to `limit` items that are due, for `leaseMs`, beside those that this process has in hand. */
  claim(limit: number, inHand: readonly Item[], leaseMs: number): Promise<Item[]>;
  /** How long until the next item is due that this process could take; null: there is none. */
  untilNextMs(inHand: readonly Item[]): Promise<number | null>;
  /** Keeps items that are in hand for another `leaseMs`. */
  renew(items: readonly Item[], leaseMs: number): Promise<void>;
  /**
   * Delivers one and writes down what came of it. Where it rejects, the lease runs out and the item is taken again. May return another item
   * that it has claimed for the slot, where `hands.spare` said that nobody else waits for it.
   */
  deliver(item: Item, hands: Hands<Item>): Promise<Item | undefined>;
}

/** What a delivery may ask its courier. */
export interface Hands<Item> {
  /** Aborted where this process has to stop. */
  readonly signal: AbortSignal;
  /** For how long the item of this slot is this process's. */
  readonly leaseMs: number;
  /** What is in hand, this item included; null where no slot is free, so that one that is left is somebody else's turn, or the courier stops. */
  spare(): readonly Item[] | null;
}

/** What is in hand belongs to this process for so long, and longer while it says so: another takes over what a crash left. */
const leaseMs = 8_000;
const renewEveryMs = 2_000;
const pollMs = 30_000;
/** While something is in hand: how late a retry may come that nobody rings for. */
const glanceMs = 250;
/** When stopping, for what is in hand. */
const graceMs = 3_000;

/** Delivers what is due in a queue, up to `slots` at the same time: whoever puts something there rings. */
export class Courier<Item> implements AsyncDisposable {
  readonly ring: () => void;
  readonly #queue: Queue<Item>;
  readonly #slots: number;
  readonly #log: Logger;
  readonly #bell = new Bell();
  readonly #stopped = new AbortController();
  readonly #cancelled = new AbortController();
  readonly #inHand = new Map<Item, Promise<void>>();
  readonly #hands: Hands<Item> = {
    signal: this.#cancelled.signal,
    leaseMs,
    spare: () => (this.#stopped.signal.aborted || this.#inHand.size >= this.#slots ? null : [...this.#inHand.keys()]),
  };
  readonly #running: Promise<void>;
  readonly #renewing: NodeJS.Timeout;

  constructor({ queue, slots, log }: { queue: Queue<Item>; slots: number; log: Logger }) {
    this.#queue = queue;
    this.#slots = slots;
    this.#log = log.child({ queue: queue.name });
    this.ring = this.#bell.ring;
    this.#renewing = setInterval(() => void this.#renew(), renewEveryMs);
    this.#renewing.unref();
    this.#running = this.#run();
  }

  /** After what is in hand, or without it where that takes long. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped.abort();
    await this.#running;
    const grace = setTimeout(() => this.#cancelled.abort(), graceMs);
    while (this.#inHand.size > 0) await Promise.all(this.#inHand.values());
    clearTimeout(grace);
    clearInterval(this.#renewing);
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      let waitMs = pollMs;
      try {
        // Those who were settled together leave their slots together, for one claim.
        await turn();
        const taken = await this.#take();
        // A full house is left by somebody, who rings.
        if (this.#inHand.size < this.#slots) waitMs = await this.#waitMs(taken);
      } catch (error) {
        this.#log.warn(error, 'deliveries could not be looked up just now');
        waitMs = 1_000;
      }
      await this.#bell.wait(waitMs, signal);
    }
  }

  /** Starts as many as there are slots. Returns how many. */
  async #take(): Promise<number> {
    const limit = this.#slots - this.#inHand.size;
    if (limit <= 0) return 0;
    const items = await this.#queue.claim(limit, [...this.#inHand.keys()], leaseMs);
    for (const item of items) this.#start(item);
    return items.length;
  }

  #start(item: Item): void {
    const delivered = this.#deliver(item).then((next) => {
      this.#inHand.delete(item);
      if (next === undefined) this.#bell.ring();
      else this.#start(next);
    });
    this.#inHand.set(item, delivered);
  }

  async #waitMs(taken: number): Promise<number> {
    if (taken > 0) return this.#queue.claimsAll ? glanceMs : 0;
    const next = await this.#queue.untilNextMs([...this.#inHand.keys()]);
    return next === null ? pollMs : Math.min(Math.max(next, 1), pollMs);
  }

  async #deliver(item: Item): Promise<Item | undefined> {
    try {
      return await this.#queue.deliver(item, this.#hands);
    } catch (error) {
      this.#log.warn(error, 'a delivery could not be written down');
      return undefined;
    }
  }

  async #renew(): Promise<void> {
    if (this.#inHand.size === 0) return;
    try {
      await this.#queue.renew([...this.#inHand.keys()], leaseMs);
    } catch (error) {
      this.#log.warn(error, 'what is being delivered could not be kept from others just now');
    }
  }
}

/** Those that have `share` or more of the items in hand. */
export function busy<Item>(inHand: readonly Item[], keyOf: (item: Item) => string, share: number): string[] {
  const counts = new Map<string, number>();
  for (const item of inHand) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return [...counts].filter(([, count]) => count >= share).map(([key]) => key);
}
