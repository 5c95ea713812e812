import { Counter, durationBuckets, Gauge, Histogram, secondsSince } from '@rondo/platform/telemetry/metrics.ts';
import { activeSpan, beginSpan, type Span, SpanKind, within } from '@rondo/platform/telemetry/tracing.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { FetchObserver } from './executor/dispatch.ts';

/** Names of operations are the clients' to choose: of more than these, the rest is `other`. */
const MAXIMUM_OPERATIONS = 200;
const operationNames = new Set<string>();

const operations = new Histogram({
  name: 'rondo_graphql_operation_duration_seconds',
  help: 'One operation of a client, from its request to its response. `result` is ok or the code of its first error.',
  labelNames: ['type', 'operation', 'result'],
  buckets: durationBuckets,
});

const fetches = new Histogram({
  name: 'rondo_subgraph_fetch_duration_seconds',
  help: 'One call of a subgraph.',
  labelNames: ['subgraph', 'outcome'],
  buckets: durationBuckets,
});

export const streamMetrics = {
  lag: new Histogram({
    name: 'rondo_stream_lag_seconds',
    help: 'From when an event happened to when this gateway has read it from the log.',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60],
  }),
  subscribers: new Gauge({ name: 'rondo_stream_subscribers', help: 'Subscriptions to the change stream.' }),
  ringMisses: new Counter({
    name: 'rondo_stream_ring_misses_total',
    help: 'Resumptions, a partition each, that had to read the log as the ring of recent events did not reach back.',
  }),
  slowConsumers: new Counter({
    name: 'rondo_stream_slow_consumers_total',
    help: 'Connections that were ended because their client did not read.',
  }),
};

export interface FinishedOperation {
  readonly type: string;
  /** Null where the client has given none. */
  readonly name: string | null;
  readonly result: string;
  /** Of performance.now(). */
  readonly began: number;
}

/** Counts an operation and names the span that it ran in. */
export function observeOperation({ type, name, result, began }: FinishedOperation): void {
  operations.observe({ type, operation: boundedName(name), result }, secondsSince(began));
  const span = activeSpan();
  span?.updateName(name === null ? type : `${type} ${name}`);
  span?.setAttributes({ 'graphql.operation.type': type, 'graphql.operation.name': name ?? '', 'rondo.result': result });
}

function boundedName(name: string | null): string {
  if (name === null) return 'anonymous';
  if (operationNames.has(name)) return name;
  if (operationNames.size >= MAXIMUM_OPERATIONS) return 'other';
  operationNames.add(name);
  return name;
}

/** For the executor: each call of a subgraph is counted, and is a span of its operation. */
export const observeFetch: FetchObserver = ({ subgraph, kind, representations }) => {
  const began = performance.now();
  const attributes = { 'rondo.subgraph': subgraph, 'graphql.operation.type': kind, 'rondo.entities': representations };
  const span = beginSpan(`fetch ${subgraph}`, { kind: SpanKind.CLIENT, attributes });
  return (outcome) => {
    span.setAttribute('rondo.outcome', outcome);
    span.end();
    fetches.observe({ subgraph, outcome }, secondsSince(began));
  };
};

/** Every request is a span, a child of what its `traceparent` says, and what its handler does is within. */
export function traceRequests(app: FastifyInstance): void {
  const spans = new WeakMap<FastifyRequest, Span>();
  app.addHook('onRequest', (request, _reply, done) => {
    const { traceparent: parent } = request.headers;
    const details = { kind: SpanKind.SERVER, parent: typeof parent === 'string' ? parent : undefined };
    spans.set(request, beginSpan(`${request.method} ${request.routeOptions.url ?? ''}`, details));
    done();
  });
  // Not before: the body is read outside of it.
  app.addHook('preHandler', (request, _reply, done) => {
    const span = spans.get(request);
    if (span) within(span, done);
    else done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const span = spans.get(request);
    span?.setAttributes({ 'http.request.method': request.method, 'http.response.status_code': reply.statusCode });
    span?.end();
    done();
  });
}
