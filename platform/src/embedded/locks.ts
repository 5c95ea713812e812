import { Session } from '../database/session.ts';
import type { Logger } from '../log.ts';

/**
 * Locks by name, held by one session: when this process dies, or the database restarts, all of them are free again.
 * Within the process a name is taken once, though PostgreSQL would give a session its own lock again.
 */
export class Locks implements AsyncDisposable {
  readonly #held = new Map<string, AbortController>();
  #session: Session | undefined;

  static async open(url: string, log: Logger): Promise<Locks> {
    const locks = new Locks();
    locks.#session = await Session.open({
      url,
      name: 'rondo locks',
      log,
      onLost: () => {
        for (const lost of locks.#held.values()) lost.abort();
        locks.#held.clear();
      },
    });
    return locks;
  }

  /** A lock, whose signal is aborted when it is lost; null where somebody else has it. Rejects while the database is away. */
  async take(name: string): Promise<Lock | null> {
    if (this.#held.has(name)) return null;
    const session = this.#session;
    if (!session) throw new Error('There is no session to hold locks.');
    const lost = new AbortController();
    this.#held.set(name, lost);
    try {
      const { rows } = await session.query<{ locked: boolean }>(
        'select pg_try_advisory_lock(hashtextextended($1, 0)) as locked',
        [name],
      );
      if (rows[0]?.locked && !lost.signal.aborted) return new Lock(lost.signal, () => this.#release(name));
    } catch (error) {
      if (this.#held.get(name) === lost) this.#held.delete(name);
      throw error;
    }
    if (this.#held.get(name) === lost) this.#held.delete(name);
    return null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session?.[Symbol.asyncDispose]();
  }

  async #release(name: string): Promise<void> {
    const held = this.#held.get(name);
    // Where it was lost, there is nothing to give back. The name stays taken here until PostgreSQL has let it go.
    if (!held) return;
    await this.#session?.query('select pg_advisory_unlock(hashtextextended($1, 0))', [name]).catch(() => {});
    if (this.#held.get(name) === held) this.#held.delete(name);
  }
}

export class Lock implements AsyncDisposable {
  readonly lost: AbortSignal;
  readonly #release: () => Promise<void>;

  constructor(lost: AbortSignal, release: () => Promise<void>) {
    this.lost = lost;
    this.#release = release;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#release();
  }
}
