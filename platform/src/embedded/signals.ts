import { randomUUID } from 'node:crypto';
import { Session } from '../database/session.ts';
import type { Logger } from '../log.ts';

const channel = 'rondo_platform';

/**
 * Wake-ups by name, within this process at once and between the processes on one database by NOTIFY. They carry nothing: who
 * is woken looks in its table. After a lost connection everybody is woken, for nobody knows what was missed.
 */
export class Signals implements AsyncDisposable {
  readonly #origin = randomUUID();
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #pending = new Set<string>();
  #session: Session | undefined;
  #sending: Promise<void> | undefined;

  static async open(url: string, log: Logger): Promise<Signals> {
    const signals = new Signals();
    signals.#session = await Session.open({
      url,
      name: 'rondo signals',
      log,
      prepare: async (client) => {
        await client.query(`listen ${channel}`);
      },
      onConnected: () => {
        for (const name of signals.#listeners.keys()) signals.#ring(name);
      },
      onNotification: (payload) => {
        const [origin, name = ''] = payload.split(' ', 2);
        if (origin !== signals.#origin) signals.#ring(name);
      },
    });
    return signals;
  }

  on(name: string, callback: () => void): Disposable {
    const callbacks = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, callbacks.add(callback));
    return {
      [Symbol.dispose]: () => {
        callbacks.delete(callback);
        if (callbacks.size === 0 && this.#listeners.get(name) === callbacks) this.#listeners.delete(name);
      },
    };
  }

  /** `name` has no blank in it. Call it after the commit. */
  send(name: string): void {
    this.#ring(name);
    this.#pending.add(name);
    this.#sending ??= this.#tellOthers();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sending;
    await this.#session?.[Symbol.asyncDispose]();
  }

  #ring(name: string): void {
    for (const callback of this.#listeners.get(name) ?? []) callback();
  }

  async #tellOthers(): Promise<void> {
    // The names of one tick go together.
    await Promise.resolve();
    while (this.#pending.size > 0) {
      const payloads = [...this.#pending].map((name) => `${this.#origin} ${name}`);
      this.#pending.clear();
      // A lost one is made good by the listeners' own slow poll.
      await this.#session
        ?.query('select pg_notify($1, payload) from unnest($2::text[]) as payload', [channel, payloads])
        .catch(() => {});
    }
    this.#sending = undefined;
  }
}
