/**
 * Loads one URL for some seconds from a number of connections, each with one request at a time, every request with an
 * Authorization of its own.
 *
 * Arguments: URL, connections, seconds, query. Prints a JSON line.
 */
import { connect } from 'node:net';
import { readMessages } from './http1.ts';

export interface LoadResult {
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly bytes: number;
  readonly failed: number;
}

const [, , address = '', connections = '50', seconds = '5', query = ''] = process.argv;
const { hostname, port, pathname } = new URL(address);
const body = JSON.stringify({ query });
const head = `POST ${pathname} HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncontent-type: application/json\r\naccept: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nauthorization: Bearer `;
const latencies: number[] = [];
let sent = 0;
let failed = 0;
let bytes = 0;
const startedAt = performance.now();
const endsAt = startedAt + Number(seconds) * 1000;

const clients = Array.from({ length: Number(connections) }, (_, client) => {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  let at = 0;
  const send = () => {
    at = performance.now();
    if (at >= endsAt) {
      socket.end();
      resolve();
      return;
    }
    socket.write(`${head}user-${process.pid}-${client}-${sent++}\r\n\r\n${body}`);
  };
  socket.on('connect', send);
  socket.on('error', reject);
  readMessages(socket, (message) => {
    latencies.push(performance.now() - at);
    bytes = message.body.length;
    if (!message.start.startsWith('HTTP/1.1 200') || message.body.includes('"errors"')) failed++;
    send();
  });
  return promise;
});
await Promise.all(clients);
const elapsed = (performance.now() - startedAt) / 1000;
latencies.sort((a, b) => a - b);
const quantile = (q: number) => latencies[Math.floor(latencies.length * q)] ?? 0;
const result: LoadResult = {
  requests: latencies.length,
  requestsPerSecond: latencies.length / elapsed,
  p50Ms: quantile(0.5),
  p99Ms: quantile(0.99),
  bytes,
  failed,
};
process.stdout.write(`${JSON.stringify(result)}\n`);
