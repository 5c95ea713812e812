import { RondoError } from '@rondo/platform/errors.ts';
import type { Logger } from '@rondo/platform/log.ts';
import { type Platform, PositionExpired, type Positions, type TailedEvent } from '@rondo/platform/platform.ts';
import type { Principal } from '@rondo/platform/principal.ts';
import { secondsSinceInstant } from '@rondo/platform/telemetry/metrics.ts';
import { SpanKind, traced } from '@rondo/platform/telemetry/tracing.ts';
import { ErrorCode } from '@rondo/schema/errors.ts';
import { Topic } from '@rondo/schema/topics.ts';
import { streamMetrics } from '../telemetry.ts';
import { CURSOR_KEY, decodeCursor, encodeCursor } from './cursor.ts';
import { createEmitter, type StreamOperation } from './emitter.ts';
import { Group } from './group.ts';
import { LogReader } from './log-reader.ts';
import { LogScans, type UserEvents } from './log-scans.ts';
import type { Ring } from './ring.ts';
import { type StreamSink, Subscriber } from './subscriber.ts';

export interface ChangeStreamOptions {
  readonly platform: Platform;
  readonly log: Logger;
  /** Recent events kept in memory, in bytes of JSON. */
  readonly ringBytes: number;
}

export interface StreamRequest {
  readonly principal: Principal;
  readonly operation: StreamOperation;
  /** Resumes there; null: from now on. */
  readonly after: string | null;
  readonly sink: StreamSink;
}

/** A subscription under way. */
export interface OpenStream {
  /** Where it began. */
  readonly start: string;
  /** Resumes after what was handed to the sink. */
  readonly cursor: string;
  /** Nothing comes after it. */
  close(): void;
}

/** Different subscriptions of one user at a time; each is executed for each of the user's events. */
const MAXIMUM_GROUPS = 500;
/** Events executed ahead for one who catches up. */
const CATCH_UP_WINDOW = 16;

/**
 * Every event of a user once and in order, to every subscription, across reconnects: one reader of the log in this
 * process, from which groups of like subscribers are served; who resumes from earlier is served from the ring of recent
 * events or from the log, and joins its group once there is nothing left before it.
 */
export class ChangeStream implements AsyncDisposable {
  readonly #options: ChangeStreamOptions;
  readonly #reader: LogReader;
  /** By user, then by what they get. */
  readonly #groups: Map<string, Map<string, Group>>;
  readonly #scans: LogScans;

  private constructor(options: ChangeStreamOptions, reader: LogReader, groups: Map<string, Map<string, Group>>) {
    this.#options = options;
    this.#reader = reader;
    this.#groups = groups;
    this.#scans = new LogScans(options.platform, Topic.TASK_UPDATES);
  }

  static async open(options: ChangeStreamOptions): Promise<ChangeStream> {
    const groups = new Map<string, Map<string, Group>>();
    const reader = await LogReader.open({
      ...options,
      topic: Topic.TASK_UPDATES,
      onEvent: (event) => {
        streamMetrics.lag.observe(secondsSinceInstant(event.event.time));
        for (const group of groups.get(event.event.partitionkey)?.values() ?? []) group.push(event);
      },
      onHole: () => {
        for (const ofUser of groups.values()) for (const group of ofUser.values()) group.fail(expired);
      },
    });
    return new ChangeStream(options, reader, groups);
  }

  get isReading(): boolean {
    return this.#reader.isReading;
  }

  /** The position of a user's stream now: everything published before it lies before it. */
  async head(userId: string): Promise<string> {
    const positions = await this.#options.platform.head(Topic.TASK_UPDATES);
    return encodeCursor(positions, userId, await this.#cursorKey());
  }

  /** @throws RondoError CURSOR_INVALID, RATE_LIMITED; what is found out later goes to the sink */
  async subscribe({ principal, operation, after, sink }: StreamRequest): Promise<OpenStream> {
    const { userId } = principal;
    const keys = (await this.#options.platform.secret(CURSOR_KEY)).split(',');
    const resumed = after === null ? null : decodeCursor(after, userId, keys);
    // From here to the end without a pause: what the ring has from now on is pushed to the group.
    const positions = resumed ?? this.#ring.positions;
    const cursor = after ?? encodeCursor(positions, userId, keys[0] ?? '');
    const group = this.#enter(principal, operation);
    const subscriber = new Subscriber(sink, positions, cursor, () =>
      this.#leave(userId, operation.key, group, subscriber),
    );
    if (resumed) void this.#catchUp(userId, subscriber, group);
    else group.join(subscriber);
    return {
      start: cursor,
      get cursor() {
        return subscriber.cursor;
      },
      close: () => subscriber.close(),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#reader[Symbol.asyncDispose]();
    this.#groups.clear();
  }

  get #ring(): Ring {
    return this.#reader.ring;
  }

  async #cursorKey(): Promise<string> {
    return (await this.#options.platform.secret(CURSOR_KEY)).split(',')[0] ?? '';
  }

  #enter(principal: Principal, operation: StreamOperation): Group {
    let ofUser = this.#groups.get(principal.userId);
    if (!ofUser) {
      ofUser = new Map();
      this.#groups.set(principal.userId, ofUser);
    }
    let group = ofUser.get(operation.key);
    if (!group) {
      if (ofUser.size >= MAXIMUM_GROUPS) throw tooMany();
      const emit = createEmitter(operation, principal, () => this.#cursorKey());
      const created: Group = new Group({
        log: this.#options.log,
        emit: (event) =>
          traced(`deliver ${operation.field}`, { kind: SpanKind.CONSUMER, parent: event.event.traceparent }, (span) => {
            span.setAttributes({ 'cloudevents.event_id': event.event.id, 'rondo.subscribers': created.members });
            return emit(event);
          }),
        onBehind: (subscriber) => void this.#catchUp(principal.userId, subscriber, created),
      });
      group = created;
      ofUser.set(operation.key, group);
    }
    group.members++;
    streamMetrics.subscribers.inc();
    return group;
  }

  #leave(userId: string, key: string, group: Group, subscriber: Subscriber): void {
    group.leave(subscriber);
    streamMetrics.subscribers.dec();
    if (--group.members > 0) return;
    const ofUser = this.#groups.get(userId);
    if (ofUser?.get(key) !== group) return;
    ofUser.delete(key);
    if (ofUser.size === 0) this.#groups.delete(userId);
  }

  /** Delivers what lies between the subscriber's positions and the ring's, then joins the group. */
  async #catchUp(userId: string, subscriber: Subscriber, group: Group): Promise<void> {
    try {
      await this.#refuseTheFuture(subscriber.positions);
      for (;;) {
        const behind = [...subscriber.positions].filter(([partition, from]) => from < this.#ring.next(partition));
        if (subscriber.isClosed) return;
        if (behind.length === 0) break;
        // Only one has this user's events, but a cursor from before the first of them can't know which one.
        const parts = await Promise.all(behind.map(([partition, from]) => this.#find(userId, partition, from)));
        for (const { partition, events, next } of parts) {
          await deliver(events, subscriber, group);
          if (subscriber.isClosed) return;
          subscriber.skipTo(partition, next);
        }
      }
      // Without a pause since the ring was found to have nothing more. A partition that the cursor does not name has none of this user's events so far.
      for (const [partition, next] of this.#ring.positions)
        if (!subscriber.positions.has(partition)) subscriber.positions.set(partition, next);
      group.join(subscriber);
    } catch (error) {
      if (error instanceof PositionExpired) {
        subscriber.fail(expired(subscriber));
        return;
      }
      this.#options.log.error({ err: error }, 'a change stream could not be resumed');
      subscriber.fail(
        new RondoError(ErrorCode.UNAVAILABLE, 'The stream cannot be resumed just now. Try again in a moment.', {
          cursor: subscriber.cursor,
        }),
      );
    }
  }

  /** A position that the log has not reached is of another log: one restored from a backup has lost what lay between. */
  async #refuseTheFuture(positions: Positions): Promise<void> {
    const ahead = [...positions].filter(([partition, offset]) => offset > this.#ring.next(partition));
    if (ahead.length === 0) return;
    const head = await this.#options.platform.head(Topic.TASK_UPDATES);
    for (const [partition, offset] of ahead)
      if (offset > (head.get(partition) ?? 0n)) throw new PositionExpired(`offset ${offset} lies ahead of the log`);
  }

  async #find(userId: string, partition: number, from: bigint): Promise<UserEvents & { partition: number }> {
    const recent = this.#ring.eventsOf(userId, partition, from);
    if (recent) return { partition, events: recent, next: this.#ring.next(partition) };
    streamMetrics.ringMisses.inc();
    const until = this.#ring.oldest(partition);
    return { partition, ...(await this.#scans.read(userId, { partition, from, until })) };
  }
}

/** In order, executed some ahead, and no faster than the subscriber takes them. */
async function deliver(events: readonly TailedEvent[], subscriber: Subscriber, group: Group): Promise<void> {
  const results = events.slice(0, CATCH_UP_WINDOW).map((event) => group.resultOf(event));
  for (const [index, event] of events.entries()) {
    const ahead = events[index + CATCH_UP_WINDOW];
    if (ahead) results.push(group.resultOf(ahead));
    const emission = (await results[index]) ?? null;
    await subscriber.sink.room();
    if (subscriber.isClosed) return;
    subscriber.take(event, emission);
  }
}

function tooMany(): RondoError {
  return new RondoError(
    ErrorCode.RATE_LIMITED,
    `Expected at most ${MAXIMUM_GROUPS} different subscriptions at a time. End some, or share their document and variables.`,
  );
}

function expired(subscriber: Subscriber): RondoError {
  return new RondoError(
    ErrorCode.CURSOR_EXPIRED,
    'The events after this cursor are no longer kept. Read anew and take a new streamCursor.',
    { argument: 'after', cursor: subscriber.cursor },
  );
}
