import { randomUUID } from 'node:crypto';
import type { ApolloServer } from '@apollo/server';
import { RondoError } from '@rondo/platform/errors.ts';
import type { Logger } from '@rondo/platform/log.ts';
import { SpanKind, traced } from '@rondo/platform/telemetry/tracing.ts';
import { type ExecutionResult, GraphQLError, type GraphQLFormattedError, getArgumentValues } from 'graphql';
import { type Authenticator, type Caller, principalKey } from '../auth/caller.ts';
import type { Executor } from '../executor/executor.ts';
import type { Subscription } from '../executor/subscription.ts';
import { type Admission, type Admitted, isAdmitted, type OperationRequest } from '../request/admission.ts';
import { createContext, type OperationContext } from '../request/context.ts';
import { type Documents, isRefused, type PreparedOperation } from '../request/documents.ts';
import { INTERNAL_MESSAGE, toClientError } from '../request/errors.ts';
import type { PersistedOperations } from '../request/persisted-operations.ts';
import type { ChangeStream } from '../stream/change-stream.ts';
import type { StreamOperation } from '../stream/emitter.ts';
import { parseQuery } from '../stream/filter-match.ts';
import type { LiveStream } from '../stream/live-stream.ts';
import { type LiveSubject, liveSubjects } from '../stream/live-subject.ts';
import { streamFields } from '../stream/stream-fields.ts';
import { LastingSubscription } from './lasting-subscription.ts';

export interface OperationsOptions {
  readonly apollo: ApolloServer<OperationContext>;
  readonly executor: Executor;
  readonly authenticator: Authenticator;
  readonly admission: Admission;
  readonly documents: Documents;
  readonly persisted: PersistedOperations;
  readonly stream: ChangeStream;
  readonly live: LiveStream;
  readonly log: Logger;
}

/** Where the responses to one operation go. */
export interface OperationSink {
  /**
   * @param payload a GraphQL response as JSON
   * @param cursor of an event; empty where the stream has no positions, null for an answer
   */
  next(payload: string, cursor: string | null): void;
  /** Nothing comes after it. */
  fail(errors: readonly GraphQLFormattedError[]): void;
  /** Nothing comes after it. */
  complete(): void;
  isFull(): boolean;
  room(): Promise<void> | undefined;
}

export interface RunningOperation {
  /** Of a subscription: where it began. */
  readonly start: string | null;
  /** Of a subscription: resumes after what the sink was given. */
  readonly cursor: string | null;
  close(): void;
}

export interface StreamedRequest extends OperationRequest {
  /** As the client sent them; they may name the operation by its hash. */
  readonly extensions?: unknown;
  /** Of an SSE client that comes back; counts more than the operation's `after`. */
  readonly lastEventId?: string | null;
}

const idle: RunningOperation = { start: null, cursor: null, close: () => {} };

/** Operations of any kind for transports that can stream: WebSocket, SSE, multipart. */
export class Operations {
  readonly #options: OperationsOptions;
  readonly #subscriptions = new WeakMap<PreparedOperation['operation'], Subscription>();
  readonly #lasting = new Set<LastingSubscription>();

  constructor(options: OperationsOptions) {
    this.#options = options;
  }

  /** What goes wrong goes to the sink. */
  async run(
    given: StreamedRequest,
    caller: Caller,
    sink: OperationSink,
    signal: AbortSignal,
  ): Promise<RunningOperation> {
    try {
      const request = { ...given, query: this.#options.persisted.textOf(given) ?? '' };
      const prepared = this.#options.documents.prepare(request.query, request.operationName);
      if (!isRefused(prepared) && prepared.operation.operation === 'subscription') {
        return await this.#subscribe(request, caller, sink);
      }
      await traced('graphql', { kind: SpanKind.SERVER }, () => this.#execute(request, caller, sink, signal));
    } catch (error) {
      if (!signal.aborted) sink.fail([this.#presentable(error)]);
    }
    return idle;
  }

  async #execute(request: OperationRequest, caller: Caller, sink: OperationSink, signal: AbortSignal): Promise<void> {
    const { apollo, authenticator, admission } = this.#options;
    const contextValue = await createContext(caller, {
      authenticator,
      report: (...args) => admission.report(...args),
      signal,
    });
    const { query, operationName, variables } = request;
    const { body } = await apollo.executeOperation(
      { query, ...(operationName ? { operationName } : {}), ...(variables ? { variables } : {}) },
      { contextValue },
    );
    if (signal.aborted || body.kind !== 'single') return;
    const { data, errors, extensions } = body.singleResult;
    if (data === undefined && errors) {
      sink.fail(errors);
      return;
    }
    sink.next(JSON.stringify({ data, errors, extensions }), null);
    sink.complete();
  }

  /** The supergraph has changed: subscriptions that are valid still go on over the new one, the others end. */
  async reopen(): Promise<void> {
    await Promise.all([...this.#lasting].map((subscription) => subscription.reopen()));
  }

  async #subscribe(request: StreamedRequest, caller: Caller, sink: OperationSink): Promise<RunningOperation> {
    const subscription = new LastingSubscription({
      open: (after) => this.#open(after === null ? request : { ...request, lastEventId: after }, caller, sink),
      fail: (errors) => sink.fail(errors.map((error) => this.#presentable(error))),
      onClose: (closed) => this.#lasting.delete(closed),
    });
    this.#lasting.add(subscription);
    try {
      await subscription.begin();
    } catch (error) {
      subscription.close();
      throw error;
    }
    return subscription;
  }

  async #open(
    request: StreamedRequest,
    caller: Caller,
    sink: OperationSink,
  ): Promise<RunningOperation | readonly GraphQLError[]> {
    const admitted = await this.#options.admission.admit(request, caller);
    if (!isAdmitted(admitted)) return admitted.errors;
    const subject = liveSubjects.get(this.#subscriptionOf(admitted.prepared).field.name.value);
    if (subject) return this.#watch(subject, request, caller, admitted, sink);
    const { operation, after } = this.#streamOperation(request, caller, admitted);
    return this.#options.stream.subscribe({
      principal: caller.principal,
      operation,
      after: request.lastEventId ?? after,
      sink: {
        next: (payload, cursor) => sink.next(payload, cursor),
        fail: (error) => sink.fail([this.#presentable(error)]),
        isFull: () => sink.isFull(),
        room: () => sink.room(),
      },
    });
  }

  /** @throws RondoError RATE_LIMITED, GraphQLError where the operation can't be planned */
  #watch(
    subject: LiveSubject,
    request: OperationRequest,
    caller: Caller,
    { prepared, values }: Admitted,
    sink: OperationSink,
  ): RunningOperation {
    const { principal } = caller;
    const subscription = this.#subscriptionOf(prepared);
    const watching = this.#options.live.subscribe({
      principal,
      subject,
      id: String(this.#argumentsOf(subscription, values)[subject.argument]),
      subscription,
      ...this.#sharedOf(request, caller),
      sink: {
        // Without a position: who comes back is shown the current state first.
        next: (payload) => sink.next(payload, ''),
        fail: (error) => sink.fail([this.#presentable(error)]),
        complete: () => sink.complete(),
        room: () => sink.room(),
      },
    });
    return { ...idle, close: () => watching[Symbol.dispose]() };
  }

  /** @throws RondoError INVALID_FILTER, GraphQLError where the operation can't be planned */
  #streamOperation(
    request: OperationRequest,
    caller: Caller,
    { prepared, values }: Admitted,
  ): { operation: StreamOperation; after: string | null } {
    const { principal } = caller;
    const subscription = this.#subscriptionOf(prepared);
    const field = streamFields.find((name) => name === subscription.field.name.value);
    if (!field) throw new Error(`expected a stream for ${subscription.field.name.value}`);
    const args = this.#argumentsOf(subscription, values);
    const query = typeof args.query === 'string' ? args.query : null;
    const variables = request.variables ?? {};
    const matter = subscription.selectionVariables.map((name) => variables[name]);
    const who = principalKey(principal);
    return {
      after: typeof args.after === 'string' ? args.after : null,
      operation: {
        key: JSON.stringify([prepared.id, prepared.operationName, who, query, matter]),
        field,
        filter: query === null ? null : parseQuery(query),
        subscription,
        ...this.#sharedOf(request, caller),
      },
    };
  }

  /** What every stream is executed with. */
  #sharedOf(request: OperationRequest, caller: Caller): Pick<StreamOperation, 'variables' | 'contextFor' | 'respond'> {
    const { authenticator } = this.#options;
    const { principal } = caller;
    const who = principalKey(principal);
    return {
      variables: request.variables ?? {},
      contextFor: (share) => authenticator.contextFor(principal, `${who}@${share}`),
      respond: ({ data, errors }: ExecutionResult) => ({
        data,
        ...(errors ? { errors: errors.map((error) => this.#presentable(error)) } : {}),
      }),
    };
  }

  /** Planned once for all who subscribe with the same document. */
  #subscriptionOf({ document, operation, operationName }: PreparedOperation): Subscription {
    let subscription = this.#subscriptions.get(operation);
    if (!subscription) {
      subscription = this.#options.executor.subscription(document, operationName);
      this.#subscriptions.set(operation, subscription);
    }
    return subscription;
  }

  #argumentsOf({ field }: Subscription, values: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const definition = this.#options.executor.apiSchema.getSubscriptionType()?.getFields()[field.name.value];
    return definition ? getArgumentValues(definition, field, { ...values }) : {};
  }

  #presentable(error: unknown): GraphQLFormattedError {
    const requestId = randomUUID();
    if (error instanceof GraphQLError) {
      const shown = toClientError(error, requestId);
      if (shown.message === INTERNAL_MESSAGE) this.#options.log.error({ err: error, requestId }, 'a stream failed');
      return shown;
    }
    this.#options.log.error({ err: error, requestId }, 'a stream failed');
    return toClientError(new RondoError('INTERNAL', INTERNAL_MESSAGE), requestId);
  }
}
