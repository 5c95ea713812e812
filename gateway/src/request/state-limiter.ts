import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import { StateConflict, type StateStore } from '@rondo/platform/platform.ts';
import { RateLimiterRes, type RateLimiterStoreAbstract } from 'rate-limiter-flexible';

/** The library declares it, but its index does not export it. */
const StoreAbstract: typeof RateLimiterStoreAbstract = createRequire(import.meta.url)(
  'rate-limiter-flexible/lib/RateLimiterStoreAbstract.js',
);

interface Count {
  readonly points: number;
  /** Milliseconds since 1970, by the clock of whoever began the window. */
  readonly endsAt: number;
}

/** How often two gateways may meet at one count before one of them gives up; it reports its points later. */
const ATTEMPTS = 8;
const RETRY_MS = 5;

/**
 * rate-limiter-flexible over the platform's state store: fixed windows, each from a caller's first point in it, counted
 * together by all who share the store. A count is changed by its etag, so that no point is lost between two gateways.
 */
export class StateLimiter extends StoreAbstract {
  readonly #state: StateStore;

  constructor(options: { points: number; duration: number; keyPrefix: string; state: StateStore }) {
    super({ ...options, storeClient: options.state });
    this.#state = options.state;
  }

  /** Called by rate-limiter-flexible, as the three below. @throws StateConflict where others change the count all the time */
  async _upsert(key: string, points: number, durationMs: number, forceExpire: boolean): Promise<Count> {
    for (let attempt = 1; ; attempt++) {
      const known = await this.#state.get<Count>(key);
      const now = Date.now();
      const isRunning = known !== null && !forceExpire && known.value.endsAt > now;
      const count: Count = isRunning
        ? { points: known.value.points + points, endsAt: known.value.endsAt }
        : { points, endsAt: now + durationMs };
      const ttlSeconds = Math.max(1, Math.ceil((count.endsAt - now) / 1_000));
      try {
        await this.#state.set(key, count, { etag: known?.etag ?? null, ttlSeconds });
        return count;
      } catch (error) {
        if (!(error instanceof StateConflict) || attempt === ATTEMPTS) throw error;
        await delay(Math.random() * RETRY_MS * attempt);
      }
    }
  }

  async _get(key: string): Promise<Count | null> {
    const known = await this.#state.get<Count>(key);
    return known && known.value.endsAt > Date.now() ? known.value : null;
  }

  async _delete(key: string): Promise<boolean> {
    await this.#state.delete(key);
    return true;
  }

  _getRateLimiterRes(_key: string, changed: number, { points, endsAt }: Count): RateLimiterRes {
    const left = Math.max(this.points - points, 0);
    return new RateLimiterRes(left, Math.max(endsAt - Date.now(), 0), points, points === changed);
  }
}
