import type { Logger } from '@rondo/platform/log.ts';
import { maximumChecked } from '@rondo/schema/methods/accounts.ts';
import type { Authenticator, Caller, Credentials } from './caller.ts';

/** With the time that asking takes, what has ended is known well within 5 s. */
const INTERVAL_MS = 2_000;

interface Watched {
  readonly credentials: Credentials;
  readonly listeners: Set<() => void>;
}

/** Asks again and again whether those who hold a stream open still may; once for all streams of one token, and for many tokens at once. */
export class SessionWatch implements AsyncDisposable {
  readonly #authenticator: Authenticator;
  readonly #log: Logger;
  readonly #watched = new Map<string, Watched>();
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  #isOver = false;

  constructor(authenticator: Authenticator, log: Logger) {
    this.#authenticator = authenticator;
    this.#log = log;
  }

  /** `onEnd` is called once, when the caller's token or session has expired or been revoked, unless disposed of before. */
  watch(caller: Caller, onEnd: () => void): Disposable {
    const { token, cookie, audience } = caller.credentials;
    if (caller.principal.userId === '') return { [Symbol.dispose]: () => {} };
    const key = token === null ? `cookie:${cookie}` : `token:${token} ${audience}`;
    let watched = this.#watched.get(key);
    if (!watched) {
      watched = { credentials: caller.credentials, listeners: new Set() };
      this.#watched.set(key, watched);
    }
    const { listeners } = watched;
    listeners.add(onEnd);
    this.#schedule();
    return {
      [Symbol.dispose]: () => {
        listeners.delete(onEnd);
        if (listeners.size === 0 && this.#watched.get(key)?.listeners === listeners) this.#watched.delete(key);
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    clearTimeout(this.#timer);
    await this.#round;
  }

  #schedule(): void {
    if (this.#timer || this.#isOver) return;
    this.#timer = setTimeout(() => {
      this.#round = this.#check().finally(() => {
        this.#timer = undefined;
        if (this.#watched.size > 0) this.#schedule();
      });
    }, INTERVAL_MS);
    this.#timer.unref();
  }

  async #check(): Promise<void> {
    const watched = [...this.#watched];
    for (let from = 0; from < watched.length && !this.#isOver; from += maximumChecked)
      await this.#checkSome(watched.slice(from, from + maximumChecked));
  }

  async #checkSome(watched: readonly (readonly [string, Watched])[]): Promise<void> {
    let current: readonly boolean[];
    try {
      current = await this.#authenticator.areCurrent(watched.map(([, { credentials }]) => credentials));
    } catch (error) {
      // Nobody is thrown out because accounts can't be asked.
      this.#log.warn({ err: error }, 'sessions could not be checked');
      return;
    }
    for (const [index, [key, { listeners }]] of watched.entries()) {
      if (current[index] !== false) continue;
      this.#watched.delete(key);
      for (const listener of [...listeners]) listener();
    }
  }
}
