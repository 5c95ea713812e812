import type { CloudEvent } from '@rondo/schema/events/envelope.ts';

/**
 * What a service stands on. There are two implementations, `embedded/` and `dapr/`, and one conformance suite that both
 * pass; a service never knows which one it runs on.
 */
export interface Platform extends AsyncDisposable {
  /**
   * Appends events to a topic's log, in order per `partitionkey`. Resolves once they are durable; after a rejection
   * they may or may not be there, so that a caller publishes again and consumers take each event id once.
   * Rejects with PermanentFailure where the log will never take one of them (it is too large, say).
   */
  publish(topic: string, events: readonly CloudEvent[]): Promise<void>;

  /** Delivers a topic's events to one member of a consumer group, at least once, in order per `partitionkey`. */
  subscribe(subscription: Subscription): Promise<AsyncDisposable>;

  /** Reads a topic's log without a group: every reader sees every event, from the positions it names. */
  tail(options: TailOptions): Promise<Tail>;

  /** Where a topic's log ends now: the position that the next event of each partition will get. */
  head(topic: string): Promise<Positions>;

  /** Calls a method of another service. Errors that it threw on purpose arrive as RondoError, all else as UNAVAILABLE. */
  invoke(call: Invocation): Promise<unknown>;

  /** Answers other services' calls from now on. */
  serve(service: string, methods: Readonly<Record<string, Method>>): Promise<AsyncDisposable>;

  /** A secret's current value, so that a rotation needs no restart. Throws where there is none, naming it. */
  secret(name: string): Promise<string>;

  readonly state: StateStore;

  /**
   * Calls the handler of `schedule` once at or after `at`, never before. One job a name: scheduling again replaces it.
   * At least once: a handler that throws is called again.
   */
  schedule(service: string, job: string, at: Date): Promise<void>;
  unschedule(service: string, job: string): Promise<void>;
  onJob(service: string, job: string, handler: (signal: AbortSignal) => Promise<void>): Promise<AsyncDisposable>;

  readonly deadLetters: DeadLetters;
}

export interface Subscription {
  /** The consumer group; each group gets every event once it exists, from the topic's beginning. */
  group: string;
  topic: string;
  /**
   * Its effect is durable when it resolves; only then does the group's offset move. A rejection is retried as `retry` says and then
   * goes to the dead-letter topic; a PermanentFailure goes there at once.
   */
  handle(event: CloudEvent, signal: AbortSignal): Promise<void>;
  retry?: RetryPolicy;
}

export interface RetryPolicy {
  /** Deliveries in all, the first one included. */
  attempts: number;
  /** Before the second delivery, in milliseconds; doubles from then on, up to `maxDelayMs`. */
  delayMs: number;
  maxDelayMs: number;
}

export const defaultRetry: RetryPolicy = { attempts: 8, delayMs: 50, maxDelayMs: 5_000 };

/** Thrown by a handler, and by `publish`, for an event that no retry will ever mend. */
export class PermanentFailure extends Error {
  override readonly name = 'PermanentFailure';
}

/** Partition number → offset of the next event to read. */
export type Positions = ReadonlyMap<number, bigint>;

export interface TailedEvent {
  partition: number;
  offset: bigint;
  event: CloudEvent;
  /** Of its JSON: for those who bound what they keep. */
  bytes: number;
}

export interface TailOptions {
  topic: string;
  /** A partition that is not named is read from its head. */
  from: Positions | 'head' | 'beginning';
  /** Partitions to read; all where absent. */
  partitions?: readonly number[];
  /** In order per partition. The next batch waits for its promise, which is how a reader slows the tail down. */
  onBatch(events: readonly TailedEvent[]): Promise<void> | void;
  /** The tail can't go on: the log was unreachable for good, or a position lies outside the retention. */
  onError(error: Error): void;
}

export interface Tail extends AsyncDisposable {
  pause(partition: number): void;
  resume(partition: number): void;
}

/** A position asked for is older than the log keeps. */
export class PositionExpired extends Error {
  override readonly name = 'PositionExpired';
}

export interface Invocation {
  service: string;
  method: string;
  input: unknown;
  /** The signed principal on whose behalf the call is made; see principal.ts. */
  principal: string;
  signal?: AbortSignal;
}

/** `principal` is as it came, not yet verified: the service verifies it. */
export type Method = (input: unknown, principal: string, signal: AbortSignal) => Promise<unknown>;

export interface StateStore {
  get<T>(key: string): Promise<StateEntry<T> | null>;
  /** Rejects with StateConflict where `etag` is not the current one (null: the key must be new). Without `etag` it overwrites. */
  set(key: string, value: unknown, options?: { etag?: string | null; ttlSeconds?: number }): Promise<void>;
  delete(key: string, options?: { etag?: string }): Promise<void>;
}

export interface StateEntry<T> {
  value: T;
  etag: string;
}

export class StateConflict extends Error {
  override readonly name = 'StateConflict';
}

export interface DeadLetters {
  list(topic: string, options?: { limit?: number }): Promise<DeadLetter[]>;
  /** Sends dead letters to the group that failed on them, once each, oldest first. Returns how many. */
  redrive(topic: string, options?: { group?: string; eventId?: string }): Promise<number>;
}

export interface DeadLetter {
  topic: string;
  group: string;
  event: CloudEvent;
  attempts: number;
  /** The last failure's message. */
  reason: string;
  failedAt: Date;
}
