import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from '../log.ts';

export interface SessionOptions {
  url: string;
  /** Shown in pg_stat_activity. */
  name: string;
  log: Logger;
  /** Run on each new connection before anything else: LISTEN, SET, … */
  prepare?(client: pg.Client): Promise<void>;
  /** A connection is there: the first one, or one after a loss. What the last one held (locks, notifications) is gone. */
  onConnected?(): void;
  onLost?(): void;
  onNotification?(payload: string): void;
}

const longestDelayMs = 1_000;

/**
 * One connection that is held for as long as this object lives, for what belongs to a session: LISTEN, advisory locks.
 * When it breaks it is made anew, without end, until it is disposed of.
 */
export class Session implements AsyncDisposable {
  readonly #options: SessionOptions;
  readonly #stopped = new AbortController();
  #client: pg.Client | undefined;
  #reconnecting: Promise<void> | undefined;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** Rejects where the first connection can't be made. */
  static async open(options: SessionOptions): Promise<Session> {
    const session = new Session(options);
    await session.#connect();
    return session;
  }

  get connected(): boolean {
    return this.#client !== undefined;
  }

  /** Rejects at once while there is no connection. Statements run one after the other. */
  async query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<pg.QueryResult<Row>> {
    const before = this.#last;
    const answered = before.then(() => {
      if (!this.#client) throw new Error(`Connection terminated: ${this.#options.name} has none just now.`);
      return this.#client.query<Row>(text, values);
    });
    this.#last = answered.catch(() => {});
    return answered;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped.abort();
    await this.#reconnecting;
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => {});
  }

  async #connect(): Promise<void> {
    const { url, name, prepare } = this.#options;
    const client = new pg.Client({
      connectionString: url,
      application_name: name,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    });
    // `end` follows, and is what is acted on.
    client.on('error', () => {});
    client.on('notification', ({ payload }) => this.#options.onNotification?.(payload ?? ''));
    try {
      await client.connect();
      await prepare?.(client);
    } catch (error) {
      await client.end().catch(() => {});
      throw error;
    }
    client.once('end', () => this.#lose(client));
    this.#client = client;
    this.#options.onConnected?.();
  }

  #lose(client: pg.Client): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    if (this.#stopped.signal.aborted) return;
    this.#options.log.warn(`lost the database connection of ${this.#options.name}`);
    this.#options.onLost?.();
    this.#reconnecting = this.#reconnect();
  }

  async #reconnect(): Promise<void> {
    for (let attempt = 0; !this.#stopped.signal.aborted; attempt++) {
      try {
        await this.#connect();
        return;
      } catch {
        const ms = Math.min(20 * 2 ** attempt, longestDelayMs);
        await delay(ms, undefined, { signal: this.#stopped.signal, ref: false }).catch(() => {});
      }
    }
  }
}
