import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Counter, collectDefaultMetrics, Histogram, register } from 'prom-client';

export { Counter, Gauge, Histogram } from 'prom-client';

/*
 * The metrics of what services have in common, in Prometheus' conventions: base units, totals end in _total. What only one part
 * knows is counted there, in the same registry.
 */

/** Seconds. From what a cache answers to what a person has given up on. */
export const durationBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Seconds of delay, up to the quarter of an hour after which somebody should have been called. */
export const delayBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 900];

export const metrics = {
  operations: new Histogram({
    name: 'rondo_subgraph_operation_duration_seconds',
    help: "A subgraph's execution of one operation of the gateway.",
    labelNames: ['service', 'result'],
    buckets: durationBuckets,
  }),
  transactions: new Histogram({
    name: 'rondo_transaction_duration_seconds',
    help: 'One transaction in PostgreSQL, from its BEGIN to its end.',
    labelNames: ['service', 'access', 'result'],
    buckets: durationBuckets,
  }),
  outboxPublished: new Counter({
    name: 'rondo_outbox_published_total',
    help: 'Events that the broker has acknowledged.',
    labelNames: ['service'],
  }),
  outboxDelay: new Histogram({
    name: 'rondo_outbox_delay_seconds',
    help: 'From when an event happened to when the broker has acknowledged it.',
    labelNames: ['service'],
    buckets: delayBuckets,
  }),
  outboxRefused: new Counter({
    name: 'rondo_outbox_refused_total',
    help: 'Events that the broker will never take, which are set aside for an operator.',
    labelNames: ['service'],
  }),
  consumerDelay: new Histogram({
    name: 'rondo_consumer_delay_seconds',
    help: 'From when an event happened to when a consumer group was done with it.',
    labelNames: ['group', 'topic'],
    buckets: delayBuckets,
  }),
  consumerDuration: new Histogram({
    name: 'rondo_consumer_handling_duration_seconds',
    help: "One delivery of an event to a group's handler.",
    labelNames: ['group', 'topic', 'result'],
    buckets: durationBuckets,
  }),
  deadLetters: new Counter({
    name: 'rondo_dead_letters_total',
    help: 'Events that a group has given up on.',
    labelNames: ['group', 'topic'],
  }),
};

/** What a histogram wants of an interval that began at `startMs` of performance.now(). */
export const secondsSince = (startMs: number): number => (performance.now() - startMs) / 1_000;

/** Seconds since an RFC 3339 instant; not below 0, whatever another machine's clock says. */
export const secondsSinceInstant = (instant: string): number => Math.max(0, (Date.now() - Date.parse(instant)) / 1_000);

/** Of the process, of which there is one. */
let collects = false;

/**
 * Serves `GET /metrics` in Prometheus' text format, the process's own (memory, event loop, garbage collection) included. On a port
 * of its own, which no ingress leads to.
 */
export async function serveMetrics(options: {
  host: string;
  port: number;
}): Promise<AsyncDisposable & { port: number }> {
  if (!collects) collectDefaultMetrics();
  collects = true;
  const server = createServer((request, response) => {
    if (request.url?.split('?', 1)[0] !== '/metrics') {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('Metrics are at /metrics.\n');
      return;
    }
    register.metrics().then(
      (text) => response.writeHead(200, { 'content-type': register.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  server.listen(options.port, options.host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}
