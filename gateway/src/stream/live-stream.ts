import { randomUUID } from 'node:crypto';
import { notFound, RondoError, unavailable } from '@rondo/platform/errors.ts';
import type { SubgraphExecutor } from '@rondo/platform/executor.ts';
import type { Logger } from '@rondo/platform/log.ts';
import type { Platform, TailedEvent } from '@rondo/platform/platform.ts';
import type { Principal } from '@rondo/platform/principal.ts';
import { ErrorCode } from '@rondo/schema/errors.ts';
import { Topic } from '@rondo/schema/topics.ts';
import { type ExecutionResult, GraphQLError } from 'graphql';
import { PRINCIPAL_HEADER } from '../auth/caller.ts';
import type { Subscription } from '../executor/subscription.ts';
import type { RequestContext } from '../sources/source.ts';
import { fetchState, type LiveState, type LiveSubject, liveSubjects } from './live-subject.ts';
import { LogReader } from './log-reader.ts';

export interface LiveStreamOptions {
  readonly platform: Platform;
  readonly log: Logger;
  readonly services: ReadonlyMap<string, { readonly execute: SubgraphExecutor }>;
}

/** Where the states of one object go. */
export interface LiveSink {
  next(payload: string): void;
  /** Nothing comes after it. */
  fail(error: GraphQLError): void;
  /** Nothing comes after it. */
  complete(): void;
  /** Resolves once there is room; nothing where there is. */
  room(): Promise<void> | undefined;
}

export interface LiveRequest {
  readonly principal: Principal;
  readonly subject: LiveSubject;
  /** The value of the subject's argument. */
  readonly id: string;
  readonly subscription: Subscription;
  readonly variables: Readonly<Record<string, unknown>>;
  /** What the subgraph calls for one state go on with. `share`: calls with the same text may share an answer. */
  readonly contextFor: (share: string) => Promise<RequestContext>;
  /** The response as clients get it. */
  readonly respond: (result: ExecutionResult) => object;
  readonly sink: LiveSink;
}

/** Of one user at a time. */
const MAXIMUM_WATCHERS = 500;
/** What the reader needs to know repetitions; nobody reads back. */
const RING_BYTES = 256 * 1_024;

/**
 * Objects under way, to those who watch them: the current state first, then each later one, until the last. A state is
 * the whole object, so that a client that is slow is shown the newest and spared those between.
 */
export class LiveStream implements AsyncDisposable {
  readonly #options: LiveStreamOptions;
  readonly #reader: LogReader;
  /** By user. */
  readonly #watchers: Map<string, Set<Watcher>>;

  private constructor(options: LiveStreamOptions, reader: LogReader, watchers: Map<string, Set<Watcher>>) {
    this.#options = options;
    this.#reader = reader;
    this.#watchers = watchers;
  }

  static async open(options: LiveStreamOptions): Promise<LiveStream> {
    const watchers = new Map<string, Set<Watcher>>();
    const { platform, log } = options;
    const reader = await LogReader.open({
      platform,
      log,
      topic: Topic.LIVE_UPDATES,
      ringBytes: RING_BYTES,
      onEvent: (event) => {
        const ofUser = watchers.get(event.event.partitionkey);
        if (ofUser) tell(ofUser, event, log);
      },
      // What was missed is in the state as it is now.
      onHole: () => {
        for (const ofUser of watchers.values()) for (const watcher of ofUser) void watcher.refresh();
      },
    });
    return new LiveStream(options, reader, watchers);
  }

  get isReading(): boolean {
    return this.#reader.isReading;
  }

  /** What goes wrong later goes to the sink. @throws RondoError RATE_LIMITED */
  subscribe(request: LiveRequest): Disposable {
    const { userId } = request.principal;
    const ofUser = this.#watchers.get(userId) ?? new Set();
    if (ofUser.size >= MAXIMUM_WATCHERS) {
      throw new RondoError(ErrorCode.RATE_LIMITED, `Expected at most ${MAXIMUM_WATCHERS} streams at a time. End some.`);
    }
    this.#watchers.set(userId, ofUser);
    const execute = this.#options.services.get(request.subject.service)?.execute;
    const watcher: Watcher = new Watcher(request, execute, this.#options.log, () => {
      ofUser.delete(watcher);
      if (ofUser.size === 0 && this.#watchers.get(userId) === ofUser) this.#watchers.delete(userId);
    });
    ofUser.add(watcher);
    // From here on what happens is heard, so that nothing falls between the state now and the next event.
    void watcher.refresh();
    return { [Symbol.dispose]: () => watcher.close() };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#reader[Symbol.asyncDispose]();
    this.#watchers.clear();
  }
}

function tell(watchers: ReadonlySet<Watcher>, { event }: TailedEvent, log: Logger): void {
  for (const subject of liveSubjects.values()) {
    try {
      const read = subject.readEvent(event);
      if (!read) continue;
      for (const watcher of [...watchers]) if (watcher.watches(subject, read.id)) watcher.offer(read.state);
    } catch (error) {
      log.error({ err: error, event: event.id }, 'an event could not be put into a live stream');
    }
  }
}

class Watcher {
  readonly #request: LiveRequest;
  readonly #execute: SubgraphExecutor | undefined;
  readonly #log: Logger;
  readonly #onEnd: () => void;
  /** The latest that it was offered. */
  #latest: LiveState | undefined;
  #isShown = true;
  #isStarted = false;
  #isShowing = false;
  #isClosed = false;

  constructor(request: LiveRequest, execute: SubgraphExecutor | undefined, log: Logger, onEnd: () => void) {
    this.#request = request;
    this.#execute = execute;
    this.#log = log;
    this.#onEnd = onEnd;
  }

  watches(subject: LiveSubject, id: string): boolean {
    return this.#request.subject === subject && this.#request.id === id;
  }

  /** Shows the state as it is now, of which the user's service is asked. */
  async refresh(): Promise<void> {
    const { subject, id, contextFor } = this.#request;
    try {
      const { headers } = await contextFor(randomUUID());
      if (!this.#execute) throw unavailable(subject.service);
      const state = await fetchState(subject, this.#execute, id, headers?.[PRINCIPAL_HEADER] ?? '');
      if (!state) throw notFound(subject.argument, subject.kind, id);
      this.#isStarted = true;
      this.offer(state);
      void this.#show();
    } catch (error) {
      this.#fail(error);
    }
  }

  offer(state: LiveState): void {
    if (this.#isClosed || (this.#latest && !isLater(state, this.#latest))) return;
    this.#latest = state;
    this.#isShown = false;
    void this.#show();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#onEnd();
  }

  async #show(): Promise<void> {
    if (this.#isShowing || !this.#isStarted) return;
    this.#isShowing = true;
    try {
      const { sink } = this.#request;
      while (this.#latest && !this.#isShown && !this.#isClosed) {
        await sink.room();
        const state = this.#latest;
        this.#isShown = true;
        const payload = await this.#render(state);
        if (this.#isClosed) return;
        sink.next(payload);
        if (!state.isLast) continue;
        this.close();
        sink.complete();
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#isShowing = false;
    }
  }

  async #render(state: LiveState): Promise<string> {
    const { subject, subscription, variables, contextFor, respond } = this.#request;
    const event = { [subject.field]: state.fields };
    const result = await subscription.executeEvent({ event, variables, context: await contextFor(randomUUID()) });
    return JSON.stringify(respond(result));
  }

  #fail(error: unknown): void {
    if (this.#isClosed) return;
    this.close();
    if (error instanceof GraphQLError) {
      this.#request.sink.fail(error);
      return;
    }
    this.#log.error({ err: error, field: this.#request.subject.field }, 'a live stream failed');
    this.#request.sink.fail(unavailable(this.#request.subject.service));
  }
}

/** Ids are made in the order of time: a conversation's newer message comes after its older ones. */
function isLater(state: LiveState, than: LiveState): boolean {
  if (state.fields.id !== than.fields.id) return state.fields.id > than.fields.id;
  return state.progress > than.progress;
}
