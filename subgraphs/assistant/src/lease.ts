import { StateConflict, type StateStore } from '@rondo/platform/platform.ts';

const LEASE_SECONDS = 15;
const RENEW_MS = 5_000;

const keyOf = (messageId: string): string => `assistant/answering/${messageId}`;

/** Says, as long as it is held, that some process is writing an answer. One that dies leaves it to lapse. */
export class Lease implements AsyncDisposable {
  readonly #state: StateStore;
  readonly #messageId: string;
  readonly #timer: NodeJS.Timeout;

  private constructor(state: StateStore, messageId: string) {
    this.#state = state;
    this.#messageId = messageId;
    this.#timer = setInterval(() => {
      // Missing one renewal is nothing; the next one may do.
      state.set(keyOf(messageId), 'held', { ttlSeconds: LEASE_SECONDS }).catch(() => {});
    }, RENEW_MS);
    this.#timer.unref();
  }

  /** Null where another process is writing it. */
  static async take(state: StateStore, messageId: string): Promise<Lease | null> {
    try {
      await state.set(keyOf(messageId), 'held', { etag: null, ttlSeconds: LEASE_SECONDS });
    } catch (error) {
      if (error instanceof StateConflict) return null;
      throw error;
    }
    return new Lease(state, messageId);
  }

  static async isHeld(state: StateStore, messageId: string): Promise<boolean> {
    return (await state.get(keyOf(messageId))) !== null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#state.delete(keyOf(this.#messageId)).catch(() => {});
  }
}

/** An answer that is older than this and that nobody holds has been abandoned. */
export const ABANDONED_MS = LEASE_SECONDS * 1_000;
