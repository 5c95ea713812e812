import { Bell } from '@rondo/platform/database/bell.ts';
import type { RetryPolicy } from '@rondo/platform/platform.ts';
import type { ServiceHost } from '@rondo/platform/service.ts';
import type { Channel } from '@rondo/schema/events/reminder-request.ts';
import {
  abandon,
  claimParcels,
  type Outcome,
  type Parcel,
  recordOutcome,
  release,
  renewLeases,
  untilNextMs,
} from './parcel.ts';

export interface CourierOptions {
  host: ServiceHost;
  channel: Exclude<Channel, 'IN_APP'>;
  /** Rejects only where something is wrong with us, which is tried again too. */
  send: (parcel: Parcel, signal: AbortSignal) => Promise<Outcome>;
  retry: RetryPolicy;
  /** Sent at the same time. */
  slots: number;
}

/** At the same time of one owner, so that one whose browsers never answer leaves the slots to others. */
const slotsPerOwner = 2;
/** What is in hand belongs to this process for so long, and longer while it says so: another takes over what a crash left. */
const leaseMs = 8_000;
const renewEveryMs = 2_000;
const pollMs = 30_000;
/** When stopping, for what is in hand. */
const graceMs = 3_000;

/**
 * Delivers what is due on one channel, by the rows of `notifications.delivery`: whoever is told of a reminder rings; couriers of
 * all replicas share the rows. A channel that fails or is slow holds up no other.
 */
export class Courier implements AsyncDisposable {
  readonly ring: () => void;
  readonly #options: CourierOptions;
  readonly #bell = new Bell();
  readonly #stopped = new AbortController();
  readonly #cancelled = new AbortController();
  readonly #inHand = new Map<Parcel, Promise<void>>();
  readonly #running: Promise<void>;
  readonly #renewing: NodeJS.Timeout;

  constructor(options: CourierOptions) {
    this.#options = options;
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
    await Promise.all(this.#inHand.values());
    clearTimeout(grace);
    clearInterval(this.#renewing);
  }

  async #run(): Promise<void> {
    const { host, channel } = this.#options;
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      let waitMs = pollMs;
      try {
        const taken = await this.#take();
        // A full house is left by somebody, who rings.
        if (this.#inHand.size < this.#options.slots) waitMs = taken > 0 ? 0 : await this.#untilNextMs();
      } catch (error) {
        host.log.warn({ err: error, channel }, 'deliveries could not be looked up just now');
        waitMs = 1_000;
      }
      await this.#bell.wait(waitMs, signal);
    }
  }

  /** Starts as many as there are slots. Returns how many. */
  async #take(): Promise<number> {
    const { host, channel, slots } = this.#options;
    const parcels = await claimParcels(host, {
      channel,
      limit: slots - this.#inHand.size,
      perOwner: slotsPerOwner,
      busyOwners: this.#busyOwners(),
      leaseMs,
    });
    for (const parcel of parcels) {
      const delivered = this.#deliver(parcel).finally(() => {
        this.#inHand.delete(parcel);
        this.#bell.ring();
      });
      this.#inHand.set(parcel, delivered);
    }
    return parcels.length;
  }

  async #untilNextMs(): Promise<number> {
    const { host, channel } = this.#options;
    const next = await untilNextMs(host, channel, this.#busyOwners());
    return next === null ? pollMs : Math.min(Math.max(next, 1), pollMs);
  }

  /** Those whose share of the slots is taken. */
  #busyOwners(): string[] {
    const counts = new Map<string, number>();
    for (const { ownerId } of this.#inHand.keys()) counts.set(ownerId, (counts.get(ownerId) ?? 0) + 1);
    return [...counts].filter(([, count]) => count >= slotsPerOwner).map(([ownerId]) => ownerId);
  }

  async #deliver(parcel: Parcel): Promise<void> {
    const { host, channel, send, retry } = this.#options;
    const { signal } = this.#cancelled;
    try {
      if (parcel.superseded) {
        await abandon(host, parcel);
        return;
      }
      const outcome = await send(parcel, signal).catch((error: unknown): Outcome => {
        host.log.error({ err: error, channel, reminder: parcel.reminderId }, 'a delivery failed unexpectedly');
        const failure = { message: 'Something went wrong on our side.', permanent: false };
        return { delivered: parcel.reached.length > 0, failure };
      });
      if (signal.aborted && !outcome.delivered) await release(host, parcel);
      else await recordOutcome(host, parcel, outcome, retry);
    } catch (error) {
      // The lease runs out, and the parcel is tried again.
      host.log.warn({ err: error, channel, reminder: parcel.reminderId }, 'a delivery could not be written down');
    }
  }

  async #renew(): Promise<void> {
    if (this.#inHand.size === 0) return;
    try {
      await renewLeases(this.#options.host, [...this.#inHand.keys()], leaseMs);
    } catch (error) {
      this.#options.host.log.warn(error, 'what is being delivered could not be kept from others just now');
    }
  }
}
