import type { CloudEvent } from '@rondo/schema/events/envelope.ts';
import { Bell } from '../database/bell.ts';
import type { Database } from '../database/database.ts';
import { ownerSetting } from '../database/row-level-security.ts';
import { Session } from '../database/session.ts';
import type { Logger } from '../log.ts';
import { PermanentFailure, type Platform } from '../platform.ts';
import { metrics, secondsSinceInstant } from '../telemetry/metrics.ts';
import { forgetOutbox, tellOldest } from '../telemetry/outbox.ts';
import { beginSpan, SpanKind } from '../telemetry/tracing.ts';
import { pruneInbox } from './inbox.ts';

export interface RelayOptions {
  service: string;
  database: Database;
  publish: Platform['publish'];
  log: Logger;
  /** See Session. */
  idleTimeoutMs?: number;
}

interface Row {
  id: string;
  topics: string[];
  event: CloudEvent;
}

/** Events a round at most; one round's worth is published twice after a crash. */
const batchSize = 500;
/** So many after a failure, then twice as many each time: a broker that has come back is not to fail with the last of a large round. */
const smallestBatch = 16;
/** The net under a lost wake-up, and how long an outbox may stay without a relay after another process has died. */
const pollMs = 2_000;
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
  /** The session's tenure in which the lock was taken. */
  #tenure: number | undefined;
  #batchSize = batchSize;
  #running: Promise<void> = Promise.resolve();

  constructor(options: RelayOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { database, service, log, idleTimeoutMs } = this.#options;
    const channel = `rondo_outbox_${service}`;
    metrics.outboxPublished.inc({ service }, 0);
    metrics.outboxRefused.inc({ service }, 0);
    this.#session = this.#stack.use(
      await Session.open({
        url: database.url,
        name: `rondo relay ${service}`,
        log,
        idleTimeoutMs,
        prepare: async (client) => {
          await client.query(`listen "${channel}"; set ${ownerSetting} = '*'; set synchronous_commit = off`);
        },
        onConnected: this.#bell.ring,
        onNotification: this.#bell.ring,
      }),
    );
    const notifier = new Notifier(database, channel);
    this.#stack.use(database.onOutboxWritten(() => (this.#isActive() ? this.#bell.ring() : notifier.notify())));
    const pruning = setInterval(() => void this.#prune(), pruneMs);
    pruning.unref();
    this.#stack.defer(() => clearInterval(pruning));
    this.#running = this.#run();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped.abort();
    await this.#running;
    forgetOutbox(this.#options.service);
    await this.#stack.disposeAsync();
  }

  async #run(): Promise<void> {
    const { service, log } = this.#options;
    const { signal } = this.#stopped;
    let failures = 0;
    while (!signal.aborted) {
      try {
        const more = (await this.#ensureActive()) && (await this.#round());
        failures = 0;
        this.#batchSize = Math.min(this.#batchSize * 2, batchSize);
        if (!more) await this.#bell.wait(pollMs, signal);
      } catch (error) {
        if (failures++ === 0) log.warn({ err: error, service }, "the outbox can't be relayed just now");
        this.#batchSize = smallestBatch;
        // Not to be cut short by the next event: the broker or the database is away.
        await new Bell().wait(Math.min(20 * 2 ** failures, longestRetryMs), signal);
      }
    }
  }

  #isActive(): boolean {
    return this.#tenure !== undefined && this.#tenure === this.#session?.tenure;
  }

  async #ensureActive(): Promise<boolean> {
    if (this.#isActive()) return true;
    forgetOutbox(this.#options.service);
    const tenure = this.#session?.tenure;
    const { rows } = await this.#query<{ locked: boolean }>(
      'select pg_try_advisory_lock(hashtextextended($1, 0)) as locked',
      [`rondo relay ${this.#options.service}`],
      tenure,
    );
    this.#tenure = rows[0]?.locked ? tenure : undefined;
    return this.#isActive();
  }

  /** Publishes one batch. Whether there may be more. */
  async #round(): Promise<boolean> {
    const { schema } = this.#options.database;
    const asked = performance.now();
    const limit = this.#batchSize;
    // By the session that holds the lock: where that has gone, this fails. Rows that commit late have lower ids and are found as well.
    const { rows } = await this.#query<Row>(
      `select id, topics, event from ${schema}.outbox where refused is null order by id limit ${limit}`,
    );
    tellOldest(this.#options.service, rows[0]?.event.time ?? null);
    if (rows.length === 0) return false;
    if (performance.now() - asked > staleMs) return true;
    try {
      await this.#publish(rows);
      await this.#remove(rows);
    } catch (error) {
      if (!(error instanceof PermanentFailure)) throw error;
      await this.#publishSingly(rows);
    }
    if (rows.length === limit) return true;
    tellOldest(this.#options.service, null);
    // What has been written since this was read has rung the bell.
    return false;
  }

  async #publish(rows: readonly Row[]): Promise<void> {
    const byTopic = new Map<string, CloudEvent[]>();
    for (const { topics, event } of rows) {
      for (const topic of topics) {
        const events = byTopic.get(topic);
        if (events) events.push(event);
        else byTopic.set(topic, [event]);
      }
    }
    // All of them have ended before it is tried again: two at work on the same events would overtake one another, and with a topic that
    // fails at once beside one that is slow there would soon be many.
    const results = await Promise.allSettled([...byTopic].map(([topic, events]) => this.#publishTo(topic, events)));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
    const { service } = this.#options;
    metrics.outboxPublished.inc({ service }, rows.length);
    for (const { event } of rows) metrics.outboxDelay.observe({ service }, secondsSinceInstant(event.time));
  }

  /** Each event's own trace goes on with it. */
  async #publishTo(topic: string, events: readonly CloudEvent[]): Promise<void> {
    const attributes = { 'messaging.destination.name': topic };
    const spans = events
      .filter((event) => event.traceparent !== undefined)
      .map((event) =>
        beginSpan(`publish ${topic}`, { kind: SpanKind.PRODUCER, attributes, parent: event.traceparent }),
      );
    try {
      await this.#options.publish(topic, events);
    } finally {
      for (const span of spans) span.end();
    }
  }

  /** Finds the events that the broker will never take, and sets them aside: kept for an operator, out of the others' way. */
  async #publishSingly(rows: readonly Row[]): Promise<void> {
    const { service, database, log } = this.#options;
    for (const row of rows) {
      try {
        await this.#publish([row]);
        await this.#remove([row]);
      } catch (error) {
        if (!(error instanceof PermanentFailure)) throw error;
        log.error({ err: error, service, event: row.event.id, type: row.event.type }, 'the broker refused an event');
        await this.#query(`update ${database.schema}.outbox set refused = $2 where id = $1`, [row.id, error.message]);
        metrics.outboxRefused.inc({ service });
      }
    }
  }

  async #remove(rows: readonly Row[]): Promise<void> {
    const ids = rows.map(({ id }) => id);
    await this.#query(`delete from ${this.#options.database.schema}.outbox where id = any($1::bigint[])`, [ids]);
  }

  async #query<R extends object>(text: string, values: unknown[] = [], tenure = this.#tenure) {
    if (!this.#session) throw new Error('The relay has not been started.');
    return this.#session.query<R>(text, values, tenure);
  }

  async #prune(): Promise<void> {
    if (!this.#isActive()) return;
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
