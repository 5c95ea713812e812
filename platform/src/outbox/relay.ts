import type { CloudEvent } from '@rondo/schema/events/envelope.ts';
import { Bell } from '../database/bell.ts';
import type { Database } from '../database/database.ts';
import { ownerSetting } from '../database/row-level-security.ts';
import { Session } from '../database/session.ts';
import type { Logger } from '../log.ts';
import type { Platform } from '../platform.ts';
import { pruneInbox } from './inbox.ts';

export interface RelayOptions {
  service: string;
  database: Database;
  publish: Platform['publish'];
  log: Logger;
}

interface Row {
  id: string;
  topics: string[];
  event: CloudEvent;
}

/** Events a round at most; one round's worth is published twice after a crash. */
const batchSize = 500;
/** The net under a lost wake-up, and the heartbeat that keeps the session's lock. */
const pollMs = 5_000;
/** A relay that was stopped (not killed) for this long loses its session, hence its lock, to one that runs. */
const sessionTimeoutMs = 15_000;
/** A batch read longer ago than this is read again: another relay may have published it meanwhile. */
const staleMs = 2_000;
const longestRetryMs = 2_000;
const pruneMs = 3_600_000;

/**
 * Publishes a service's outbox, in order per key, and removes what the broker has acknowledged. One relay per
 * schema is at work, the one whose session holds the lock; others stand by. A crash between the acknowledgement and the removal publishes again.
 *
 * Woken directly by transactions of its own process, by NOTIFY by those of others. The NOTIFY is no part of the transaction:
 * there it would make all commits of the database wait for one another.
 */
export async function startRelay(options: RelayOptions): Promise<AsyncDisposable> {
  const relay = new Relay(options);
  await relay.start();
  return relay;
}

class Relay implements AsyncDisposable {
  readonly #options: RelayOptions;
  readonly #bell = new Bell();
  readonly #stopped = new AbortController();
  readonly #stack = new AsyncDisposableStack();
  #session: Session | undefined;
  #active = false;
  #running: Promise<void> = Promise.resolve();

  constructor(options: RelayOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { database, service, log } = this.#options;
    const channel = `rondo_outbox_${service}`;
    this.#session = this.#stack.use(
      await Session.open({
        url: database.url,
        name: `rondo relay ${service}`,
        log,
        prepare: async (client) => {
          await client.query(
            `listen "${channel}"; set ${ownerSetting} = '*'; set idle_session_timeout = ${sessionTimeoutMs};
             set synchronous_commit = off`,
          );
        },
        onConnected: this.#bell.ring,
        onLost: () => {
          this.#active = false;
        },
        onNotification: this.#bell.ring,
      }),
    );
    const notifier = new Notifier(database, channel);
    this.#stack.use(database.onOutboxWritten(() => (this.#active ? this.#bell.ring() : notifier.notify())));
    const pruning = setInterval(() => void this.#prune(), pruneMs);
    pruning.unref();
    this.#stack.defer(() => clearInterval(pruning));
    this.#running = this.#run();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped.abort();
    await this.#running;
    await this.#stack.disposeAsync();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    let failures = 0;
    while (!signal.aborted) {
      try {
        const more = (await this.#ensureActive()) && (await this.#round());
        failures = 0;
        if (more) continue;
        await this.#bell.wait(pollMs, signal);
      } catch (error) {
        if (failures++ === 0)
          this.#options.log.warn(error, `the ${this.#options.service} outbox can't be relayed just now`);
        // Not to be cut short by the next event: the broker or the database is away.
        await new Bell().wait(Math.min(20 * 2 ** failures, longestRetryMs), signal);
      }
    }
  }

  async #ensureActive(): Promise<boolean> {
    if (!this.#active) {
      const { rows } = await this.#query<{ locked: boolean }>(
        'select pg_try_advisory_lock(hashtextextended($1, 0)) as locked',
        [`rondo relay ${this.#options.service}`],
      );
      this.#active = rows[0]?.locked === true;
    }
    return this.#active;
  }

  /** Publishes one batch. Whether there may be more. */
  async #round(): Promise<boolean> {
    const { schema } = this.#options.database;
    const asked = performance.now();
    // By the session that holds the lock: where that has gone, this fails. Rows that commit late have lower ids and are found as well.
    const { rows } = await this.#query<Row>(
      `select id, topics, event from ${schema}.outbox order by id limit ${batchSize}`,
    );
    if (rows.length === 0) return false;
    if (performance.now() - asked > staleMs) return true;
    const byTopic = new Map<string, CloudEvent[]>();
    for (const { topics, event } of rows) {
      for (const topic of topics) {
        const events = byTopic.get(topic);
        if (events) events.push(event);
        else byTopic.set(topic, [event]);
      }
    }
    await Promise.all([...byTopic].map(([topic, events]) => this.#options.publish(topic, events)));
    await this.#query(`delete from ${schema}.outbox where id = any($1::bigint[])`, [rows.map(({ id }) => id)]);
    return true;
  }

  async #query<R extends object>(text: string, values: unknown[] = []) {
    if (!this.#session) throw new Error('The relay has not been started.');
    return this.#session.query<R>(text, values);
  }

  async #prune(): Promise<void> {
    if (!this.#active) return;
    await pruneInbox(this.#options.database).catch((error) =>
      this.#options.log.warn(error, 'the inbox was not pruned'),
    );
  }
}

/** Tells the relays of other processes, at most one NOTIFY at a time. */
class Notifier {
  readonly #database: Database;
  readonly #channel: string;
  #sending = false;
  #again = false;

  constructor(database: Database, channel: string) {
    this.#database = database;
    this.#channel = channel;
  }

  notify(): void {
    this.#again = true;
    if (!this.#sending) void this.#send();
  }

  async #send(): Promise<void> {
    this.#sending = true;
    while (this.#again) {
      this.#again = false;
      // A lost one is made good by the relay's own poll.
      await this.#database.pool.query('select pg_notify($1, $2)', [this.#channel, '']).catch(() => {});
    }
    this.#sending = false;
  }
}
