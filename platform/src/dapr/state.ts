import { StateConcurrencyEnum, StateConsistencyEnum } from '@dapr/dapr';
import { StateConflict, type StateEntry, type StateStore } from '../platform.ts';
import type { Sidecar } from './sidecar.ts';

/** How often an unconditional write may meet another one before it gives up. */
const overwriteAttempts = 20;

/**
 * A Dapr state store. Every write is a first write or names an etag, those without one too: Redis refuses an unconditional write
 * to an entry that was once first-written, and takes a first write over one that was not.
 */
export class DaprState implements StateStore {
  readonly #sidecar: Sidecar;
  readonly #store: string;

  constructor(sidecar: Sidecar, store: string) {
    this.#sidecar = sidecar;
    this.#store = store;
  }

  async get<T>(key: string): Promise<StateEntry<T> | null> {
    // The client's `get` tells no etag.
    const [found] = await this.#sidecar.client.state.getBulk(this.#store, [storedKey(key)]);
    if (!found || found.data === undefined || !found.etag) return null;
    return { value: (found.data as { value: T }).value, etag: String(found.etag) };
  }

  async set(
    key: string,
    value: unknown,
    { etag, ttlSeconds }: { etag?: string | null; ttlSeconds?: number } = {},
  ): Promise<void> {
    if (typeof etag === 'string') return this.#change(key, value, etag, ttlSeconds);
    if (etag === null) return this.#create(key, value, ttlSeconds);
    for (let attempt = 1; ; attempt++) {
      const current = await this.get(key);
      try {
        await (current ? this.#change(key, value, current.etag, ttlSeconds) : this.#create(key, value, ttlSeconds));
        return;
      } catch (error) {
        if (!(error instanceof StateConflict) || attempt >= overwriteAttempts) throw error;
      }
    }
  }

  async delete(key: string, { etag }: { etag?: string } = {}): Promise<void> {
    const { error } = await this.#sidecar.client.state.delete(this.#store, storedKey(key), etag ? { etag } : {});
    if (!error) return;
    if (etag && (await this.get(key))?.etag !== etag) throw conflict(key, { cause: error });
    throw error;
  }

  async #create(key: string, value: unknown, ttlSeconds: number | undefined): Promise<void> {
    const error = await this.#save(key, value, undefined, ttlSeconds);
    if (!error) return;
    // Redis reports a taken key as it reports any failure.
    if (await this.get(key)) throw conflict(key, { cause: error });
    throw error;
  }

  async #change(key: string, value: unknown, etag: string, ttlSeconds: number | undefined): Promise<void> {
    const error = await this.#save(key, value, etag, ttlSeconds);
    if (!error) return;
    if ((await this.get(key))?.etag !== etag) throw conflict(key, { cause: error });
    throw error;
  }

  async #save(key: string, value: unknown, etag: string | undefined, ttlSeconds = -1): Promise<Error | undefined> {
    const { error } = await this.#sidecar.client.state.save(this.#store, [
      {
        key: storedKey(key),
        // In an object: what a value of the top level comes back as depends on the store.
        value: { value },
        ...(etag === undefined ? {} : { etag }),
        options: {
          concurrency: StateConcurrencyEnum.CONCURRENCY_FIRST_WRITE,
          consistency: StateConsistencyEnum.CONSISTENCY_STRONG,
        },
        // -1 takes away what an earlier write has set.
        metadata: { ttlInSeconds: String(ttlSeconds) },
      },
    ]);
    return error;
  }
}

const conflict = (key: string, options: ErrorOptions) =>
  new StateConflict(`The state of ${key} has another etag than the one given.`, options);

/** Keys are part of URLs, and `||` has a meaning of its own there. */
function storedKey(key: string): string {
  return encodeURIComponent(key).replaceAll('%', '~');
}
