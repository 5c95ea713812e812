import type { DocumentNode, OperationTypeNode } from 'graphql';
import {
  Cancellation,
  type DataSource,
  type RequestContext,
  type SubgraphRequest,
  type SubgraphResult,
  SubgraphUnavailable,
} from '../sources/source.ts';
import { cloneJson } from './merge.ts';

/** What is the same of a fetch each time its plan is executed. */
export interface FetchTemplate {
  readonly subgraph: string;
  readonly kind: OperationTypeNode;
  readonly query: string;
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  /** The request body up to the variables. */
  readonly bodyHead: string;
}

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
export type FetchObserver = (start: FetchStart) => ((outcome: FetchOutcome, error?: Error) => void) | undefined;

export interface DispatchOptions {
  readonly sourceOf: (subgraph: string) => DataSource;
  readonly timeoutMs: number;
  readonly onFetch?: FetchObserver;
}

interface Consumer {
  readonly resolve: (result: SubgraphResult) => void;
  readonly reject: (error: Error) => void;
}

/** What cancels the fetches of one execution: they are added to it while in flight. */
export type InFlight = Set<{ leave(): void }>;

/** Sends fetches to their data sources, identical ones of one principal once, each with a time limit. */
export class Dispatch {
  readonly #options: DispatchOptions;
  /** By principal, then by query; told apart by variables. */
  readonly #shared = new Map<string, Map<string, Call[]>>();
  /** In the order of their deadlines, as all have the same time. */
  readonly #running = new Set<Call>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: DispatchOptions) {
    this.#options = options;
  }

  /** @throws SubgraphUnavailable where no GraphQL answer was had in time */
  send(
    template: FetchTemplate,
    variablesJson: string,
    representations: number,
    context: RequestContext,
    inFlight: InFlight,
  ): Promise<SubgraphResult> {
    const key = template.kind === 'query' ? context.principalKey : undefined;
    if (key === undefined) return this.#start(template, variablesJson, representations, context).join(inFlight);
    let byQuery = this.#shared.get(key);
    if (!byQuery) {
      byQuery = new Map();
      this.#shared.set(key, byQuery);
    }
    const calls = byQuery.get(template.query);
    const same = calls?.find(
      (call) => call.variablesJson === variablesJson && call.template.subgraph === template.subgraph,
    );
    if (same) return same.join(inFlight);
    const call = this.#start(template, variablesJson, representations, context);
    if (calls) calls.push(call);
    else byQuery.set(template.query, [call]);
    return call.join(inFlight);
  }

  #start(template: FetchTemplate, variablesJson: string, representations: number, context: RequestContext): Call {
    const call = new Call(template, variablesJson, context, performance.now() + this.#options.timeoutMs, (ended) =>
      this.#forget(ended),
    );
    this.#running.add(call);
    this.#watchDeadlines();
    const observed = this.#options.onFetch?.({
      subgraph: template.subgraph,
      kind: template.kind,
      operationName: template.operationName,
      representations,
      context,
    });
    call.run(this.#options.sourceOf(template.subgraph), observed);
    return call;
  }

  #forget(call: Call): void {
    this.#running.delete(call);
    const key = call.context.principalKey;
    const byQuery = key === undefined ? undefined : this.#shared.get(key);
    const calls = byQuery?.get(call.template.query);
    const at = calls?.indexOf(call) ?? -1;
    if (!calls || !byQuery || key === undefined || at < 0) return;
    calls.splice(at, 1);
    if (calls.length > 0) return;
    byQuery.delete(call.template.query);
    if (byQuery.size === 0) this.#shared.delete(key);
  }

  /** One timer for all fetches: a timer for each costs more than the deadline is worth. */
  #watchDeadlines(): void {
    if (this.#timer) return;
    const interval = Math.max(5, Math.min(100, this.#options.timeoutMs / 10));
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const now = performance.now();
      for (const call of this.#running) {
        if (call.deadline > now) break;
        call.timeOut(this.#options.timeoutMs);
      }
      if (this.#running.size > 0) this.#watchDeadlines();
    }, interval);
    this.#timer.unref();
  }
}

/** One subgraph call and those who wait for it. */
class Call implements SubgraphRequest {
  readonly template: FetchTemplate;
  readonly variablesJson: string;
  readonly context: RequestContext;
  readonly deadline: number;
  readonly cancellation = new Cancellation();
  readonly #ended: (call: Call) => void;
  readonly #consumers = new Set<Consumer>();
  #observed: ((outcome: FetchOutcome, error?: Error) => void) | undefined;
  #isOver = false;

  constructor(
    template: FetchTemplate,
    variablesJson: string,
    context: RequestContext,
    deadline: number,
    ended: (call: Call) => void,
  ) {
    this.template = template;
    this.variablesJson = variablesJson;
    this.context = context;
    this.deadline = deadline;
    this.#ended = ended;
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

  run(source: DataSource, observed: ((outcome: FetchOutcome, error?: Error) => void) | undefined): void {
    this.#observed = observed;
    source.execute(this).then(
      (result) => {
        if (this.#over(result.errors?.length ? 'errors' : 'ok')) return;
        let isFirst = true;
        for (const consumer of this.#consumers) {
          // Each changes what it gets, once its turn comes: not before all have theirs.
          consumer.resolve(isFirst ? result : cloneJson(result));
          isFirst = false;
        }
      },
      (reason: unknown) => {
        const error = reason instanceof Error ? reason : new SubgraphUnavailable(String(reason));
        this.#fail('unavailable', error);
      },
    );
  }

  join(inFlight: InFlight): Promise<SubgraphResult> {
    return new Promise((resolve, reject) => {
      const membership = {
        leave: () => {
          this.#consumers.delete(consumer);
          const error = new SubgraphUnavailable('cancelled');
          reject(error);
          if (this.#consumers.size > 0) return;
          this.#fail('cancelled', error);
          this.cancellation.cancel(error);
        },
      };
      const consumer: Consumer = {
        resolve: (result) => {
          inFlight.delete(membership);
          resolve(result);
        },
        reject: (error) => {
          inFlight.delete(membership);
          reject(error);
        },
      };
      inFlight.add(membership);
      this.#consumers.add(consumer);
    });
  }

  timeOut(afterMs: number): void {
    const error = new SubgraphUnavailable(`${this.subgraph} did not answer within ${afterMs} ms`);
    this.#fail('timeout', error);
    this.cancellation.cancel(error);
  }

  #fail(outcome: FetchOutcome, error: Error): void {
    if (this.#over(outcome, error)) return;
    for (const consumer of this.#consumers) consumer.reject(error);
  }

  /** @returns whether it was over before */
  #over(outcome: FetchOutcome, error?: Error): boolean {
    if (this.#isOver) return true;
    this.#isOver = true;
    this.#ended(this);
    this.#observed?.(outcome, error);
    return false;
  }
}
