import type { Logger } from '@rondo/platform/log.ts';
import pLimit from 'p-limit';
import type { Authenticator, Caller, Credentials } from './caller.ts';

/** With the time that asking takes, what has ended is known well within 5 s. */
const INTERVAL_MS = 2_000;
const CONCURRENT = 32;

interface Watched {
  readonly credentials: Credentials;
  readonly listeners: Set<() => void>;
}

/** Asks again and again whether those who hold a stream open still may; once for all streams of one token. */
export class SessionWatch implements AsyncDisposable {
  readonly #authenticator: Authenticator;
  readonly #log: Logger;
  readonly #watched = new Map<string, Watched>();
  readonly #limit = pLimit(CONCURRENT);
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
    await Promise.all([...this.#watched].map(([key, watched]) => this.#limit(() => this.#checkOne(key, watched))));
  }

  async #checkOne(key: string, { credentials, listeners }: Watched): Promise<void> {
    try {
      if (await this.#authenticator.sessionOf(credentials)) return;
    } catch (error) {
      // Nobody is thrown out because accounts can't be asked.
      this.#log.warn({ err: error }, 'a session could not be checked');
      return;
    }
    this.#watched.delete(key);
    for (const listener of [...listeners]) listener();
  }
}
