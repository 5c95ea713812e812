import type { DocumentNode, OperationTypeNode } from 'graphql';
import {
  Cancellation,
  type DataSource,
  type RequestContext,
  type SubgraphRequest,
  type SubgraphResult,
  SubgraphUnavailable,
} from '../sources/source.ts';
import { Deadlines, type Timed } from './deadlines.ts';
import { cloneJson } from './merge.ts';
import type { RequestTemplate } from './request-template.ts';

export interface FetchStart {
  readonly subgraph: string;
  readonly kind: OperationTypeNode;
  readonly operationName: string | undefined;
  /** Entities asked for; 0 for a fetch of root fields. */
  readonly representations: number;
  readonly context: RequestContext;
}

export type FetchOutcome = 'ok' | 'errors' | 'unavailable' | 'timeout' | 'cancelled';

/** Called once for each subgraph call, not for those that join one in flight; what it returns is called at its end. */
export type FetchObserver = (start: FetchStart) => FetchEnd | undefined;

export type FetchEnd = (outcome: FetchOutcome, error?: Error) => void;

export interface DispatchOptions {
  readonly sourceOf: (subgraph: string) => DataSource;
  readonly timeoutMs: number;
  readonly onFetch?: FetchObserver;
}

/** Who asks for a fetch. Callbacks, as promises between the answer and what is done with it cost more than that. */
export interface Receiver {
  /** The result is the receiver's own. @returns when it is done, where it is not at once */
  receive(result: SubgraphResult): Promise<void> | undefined;
  /** No GraphQL answer was had in time. */
  fail(error: Error): void;
}

/** The fetches of one execution while they are in flight. */
export class InFlight {
  readonly #consumers = new Set<Consumer>();
  #isCancelled = false;

  /** Then nothing more is to be fetched. */
  get isCancelled(): boolean {
    return this.#isCancelled;
  }

  add(consumer: Consumer): void {
    this.#consumers.add(consumer);
  }

  delete(consumer: Consumer): void {
    this.#consumers.delete(consumer);
  }

  cancel(): void {
    this.#isCancelled = true;
    for (const consumer of this.#consumers) consumer.leave();
  }
}

/** Sends fetches to their data sources, identical ones of one principal once, each with a time limit. */
export class Dispatch {
  readonly #options: DispatchOptions;
  /** Queries in flight, by principal: few, so that comparing them costs less than hashing their variables. */
  readonly #shared = new Map<string, Call[]>();
  readonly #deadlines: Deadlines;

  constructor(options: DispatchOptions) {
    this.#options = options;
    this.#deadlines = new Deadlines(options.timeoutMs);
  }

  /**
   * @param inFlight where the fetch can be cancelled
   * @returns when the receiver is done with what came
   */
  send(
    template: RequestTemplate,
    variablesJson: string,
    representations: number,
    context: RequestContext,
    inFlight: InFlight | undefined,
    receiver: Receiver,
  ): Promise<void> {
    const key = template.kind === 'query' ? context.principalKey : undefined;
    const call = this.#sharedCall(key, template, variablesJson) ?? this.#newCall(key, template, variablesJson, context);
    return new Promise((done) => {
      call.add(new Consumer(call, receiver, done, inFlight));
      if (call.isStarted) return;
      const observed = this.#options.onFetch?.({
        subgraph: template.subgraph,
        kind: template.kind,
        operationName: template.operationName,
        representations,
        context,
      });
      call.start(this.#options.sourceOf, observed);
    });
  }

  /** What a principal fetches from now on is not older than now: after a mutation, what it changed must be seen. */
  stopSharing(principalKey: string): void {
    this.#shared.delete(principalKey);
  }

  #sharedCall(key: string | undefined, template: RequestTemplate, variablesJson: string): Call | undefined {
    const calls = key === undefined ? undefined : this.#shared.get(key);
    return calls?.find(
      (call) =>
        call.query === template.query && call.variablesJson === variablesJson && call.subgraph === template.subgraph,
    );
  }

  #newCall(key: string | undefined, template: RequestTemplate, variablesJson: string, context: RequestContext): Call {
    const call = new Call(template, variablesJson, context, this);
    this.#deadlines.add(call);
    if (key === undefined) return call;
    const calls = this.#shared.get(key);
    if (calls) calls.push(call);
    else this.#shared.set(key, [call]);
    return call;
  }

  /** A call is over: nobody may join it. */
  forget(call: Call): void {
    this.#deadlines.remove(call);
    const key = call.context.principalKey;
    const calls = key === undefined ? undefined : this.#shared.get(key);
    const at = calls?.indexOf(call) ?? -1;
    if (!calls || key === undefined || at < 0) return;
    calls.splice(at, 1);
    if (calls.length === 0) this.#shared.delete(key);
  }

  get timeoutMs(): number {
    return this.#options.timeoutMs;
  }
}

/** Who waits for a call. */
class Consumer {
  readonly #call: Call;
  readonly #receiver: Receiver;
  readonly #done: () => void;
  readonly #inFlight: InFlight | undefined;

  constructor(call: Call, receiver: Receiver, done: () => void, inFlight: InFlight | undefined) {
    this.#call = call;
    this.#receiver = receiver;
    this.#done = done;
    this.#inFlight = inFlight;
    inFlight?.add(this);
  }

  receive(result: SubgraphResult): void {
    this.#inFlight?.delete(this);
    let more: Promise<void> | undefined;
    try {
      more = this.#receiver.receive(result);
    } catch (error) {
      this.#receiver.fail(asError(error));
    }
    if (more) more.then(this.#done);
    else this.#done();
  }

  fail(error: Error): void {
    this.#inFlight?.delete(this);
    this.#receiver.fail(error);
    this.#done();
  }

  /** Waits no longer. A call for which nobody waits is cancelled. */
  leave(): void {
    const error = new SubgraphUnavailable('cancelled');
    this.fail(error);
    this.#call.remove(this, error);
  }
}

/** One subgraph call and those who wait for it. */
class Call implements SubgraphRequest, Timed {
  readonly template: RequestTemplate;
  readonly variablesJson: string;
  readonly context: RequestContext;
  deadline = 0;
  previous: Timed | undefined;
  next: Timed | undefined;
  readonly cancellation = new Cancellation();
  readonly #dispatch: Dispatch;
  #consumers: Consumer[] = [];
  #observed: FetchEnd | undefined;
  isStarted = false;
  #isOver = false;

  constructor(template: RequestTemplate, variablesJson: string, context: RequestContext, dispatch: Dispatch) {
    this.template = template;
    this.variablesJson = variablesJson;
    this.context = context;
    this.#dispatch = dispatch;
  }

  get subgraph(): string {
    return this.template.subgraph;
  }
  get kind(): OperationTypeNode {
    return this.template.kind;
  }
  get query(): string {
    return this.template.query;
  }
  get document(): DocumentNode {
    return this.template.document;
  }
  get operationName(): string | undefined {
    return this.template.operationName;
  }
  get variables(): Record<string, unknown> {
    return JSON.parse(this.variablesJson);
  }
  get body(): string {
    return `${this.template.bodyHead}${this.variablesJson}}`;
  }

  start(sourceOf: (subgraph: string) => DataSource, observed: FetchEnd | undefined): void {
    this.isStarted = true;
    this.#observed = observed;
    try {
      sourceOf(this.subgraph)
        .execute(this)
        .then(
          (result) => this.#succeed(result),
          (reason: unknown) => this.#fail('unavailable', asError(reason)),
        );
    } catch (reason) {
      this.#fail('unavailable', asError(reason));
    }
  }

  add(consumer: Consumer): void {
    this.#consumers.push(consumer);
  }

  remove(consumer: Consumer, reason: Error): void {
    this.#consumers = this.#consumers.filter((other) => other !== consumer);
    if (this.#consumers.length > 0) return;
    this.#fail('cancelled', reason);
    this.cancellation.cancel(reason);
  }

  timeOut(): void {
    const error = new SubgraphUnavailable(`${this.subgraph} did not answer within ${this.#dispatch.timeoutMs} ms`);
    this.#fail('timeout', error);
    this.cancellation.cancel(error);
  }

  #succeed(result: SubgraphResult): void {
    if (this.#isOver) return;
    const consumers = this.#end(result.errors?.length ? 'errors' : 'ok');
    // Each changes what it gets: the copies are made before the first does.
    const copies = consumers.slice(1).map(() => cloneJson(result));
    for (const [i, consumer] of consumers.entries()) consumer.receive(i === 0 ? result : (copies[i - 1] ?? result));
  }

  #fail(outcome: FetchOutcome, error: Error): void {
    if (this.#isOver) return;
    for (const consumer of this.#end(outcome, error)) consumer.fail(error);
  }

  /** @returns who waits: from here on it refers to them no more */
  #end(outcome: FetchOutcome, error?: Error): readonly Consumer[] {
    const consumers = this.#consumers;
    this.#isOver = true;
    this.#consumers = [];
    this.#dispatch.forget(this);
    this.#observed?.(outcome, error);
    return consumers;
  }
}

const asError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error(String(reason)));
