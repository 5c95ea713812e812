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
  /**
   * The server ends the session of a process that shows no life for this long: one that is stopped, not dead, would
   * hold its locks for ever. Milliseconds.
   */
  idleTimeoutMs?: number;
}

const defaultIdleTimeoutMs = 15_000;
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
  #heartbeat: NodeJS.Timeout | undefined;
  #tenure = 0;

  private constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** Rejects where the first connection can't be made. */
  static async open(options: SessionOptions): Promise<Session> {
    const session = new Session(options);
    await session.#connect();
    return session;
  }

  /** The number of the connection that there is: what one holds is gone with it. Undefined while there is none. */
  get tenure(): number | undefined {
    return this.#client && this.#tenure;
  }

  /** Rejects where the connection is not the one of `tenure`. Statements run one after the other. */
  async query<Row extends pg.QueryResultRow>(
    text: string,
    values: unknown[] = [],
    tenure = this.tenure,
  ): Promise<pg.QueryResult<Row>> {
    const before = this.#last;
    const answered = before.then(() => {
      if (!this.#client || tenure !== this.#tenure) {
        throw new Error(`Connection terminated: ${this.#options.name} has lost the one it had.`);
      }
      return this.#client.query<Row>(text, values);
    });
    this.#last = answered.catch(() => {});
    return answered;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped.abort();
    clearInterval(this.#heartbeat);
    await this.#reconnecting;
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => {});
  }

  async #connect(): Promise<void> {
    const { url, name, prepare, idleTimeoutMs = defaultIdleTimeoutMs } = this.#options;
    const client = new pg.Client({
      connectionString: url,
      application_name: name,
      connectionTimeoutMillis: 5_000,
      query_timeout: idleTimeoutMs,
      keepAlive: true,
    });
    // `end` follows, and is what is acted on.
    client.on('error', () => {});
    client.on('notification', ({ payload }) => this.#options.onNotification?.(payload ?? ''));
    try {
      await client.connect();
      await client.query(`set idle_session_timeout = ${idleTimeoutMs}`);
      await prepare?.(client);
    } catch (error) {
      await client.end().catch(() => {});
      throw error;
    }
    client.once('end', () => this.#lose(client));
    this.#client = client;
    this.#tenure++;
    this.#heartbeat = setInterval(() => void this.#beat(client), idleTimeoutMs / 3);
    this.#heartbeat.unref();
    this.#options.onConnected?.();
  }

  async #beat(client: pg.Client): Promise<void> {
    try {
      await this.query('select 1');
    } catch {
      // Also where no answer came: the network may swallow what either side sends. `end` follows.
      await client.end().catch(() => {});
    }
  }

  #lose(client: pg.Client): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    clearInterval(this.#heartbeat);
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
