import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@rondo/platform/log.ts';
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Caller, type Credentials, readCredentials } from '../auth/caller.ts';
import type { SessionWatch } from '../auth/session-watch.ts';
import type { Operations } from './operations.ts';
import type { Origins } from './origins.ts';
import { Connection, GOING_AWAY } from './websocket-connection.ts';

export interface WebSocketOptions {
  readonly server: Server;
  readonly path: string;
  readonly operations: Operations;
  readonly sessions: SessionWatch;
  readonly origins: Origins;
  readonly identify: (credentials: Credentials, address: string) => Promise<Caller>;
  readonly addressOf: (request: IncomingMessage) => string;
  readonly maximumQueued: number;
  readonly log: Logger;
}

/** Larger messages close with 1009: operations are at most 15 000 tokens. */
const MAXIMUM_MESSAGE_BYTES = 512 * 1_024;
const INIT_TIMEOUT_MS = 3_000;
/** A client that answers none is gone. */
const PING_MS = 30_000;
/** One that has stopped reading is waited for, so that it learns why its streams have ended. */
const STALLED_MS = 300_000;
const FLUSH_MS = 2_000;

export interface WebSockets {
  /** Connections that are open. */
  readonly count: number;
  /** Flushes and closes every connection, spread over that time, so that their clients do not all come back at once. */
  drain(spreadMs: number): Promise<void>;
}

/** Serves graphql-transport-ws at one path of an HTTP server; upgrades elsewhere are not found. */
export function serveWebSockets(options: WebSocketOptions): WebSockets {
  const { server, origins, log } = options;
  const connections = new Map<WebSocket, { connection: Connection; isAlive: boolean }>();
  let isDraining = false;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAXIMUM_MESSAGE_BYTES,
    perMessageDeflate: false,
    // An unknown protocol is agreed to first, as else a client would not see why it is closed.
    handleProtocols: (offered) =>
      offered.has(GRAPHQL_TRANSPORT_WS_PROTOCOL)
        ? GRAPHQL_TRANSPORT_WS_PROTOCOL
        : (offered.values().next().value ?? false),
  });

  const open = (socket: WebSocket, request: IncomingMessage) => {
    socket.on('error', (error) => log.debug({ err: error }, 'a WebSocket broke'));
    if (socket.protocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL) {
      socket.close(CloseCode.SubprotocolNotAcceptable, `Expected the subprotocol ${GRAPHQL_TRANSPORT_WS_PROTOCOL}`);
      return;
    }
    const address = options.addressOf(request);
    const connection = new Connection(socket, {
      operations: options.operations,
      sessions: options.sessions,
      identify: (credentials) => options.identify(credentials, address),
      credentials: readCredentials(request.headers.authorization, request.headers.cookie),
      initTimeoutMs: INIT_TIMEOUT_MS,
      maximumQueued: options.maximumQueued,
    });
    const state = { connection, isAlive: true };
    connections.set(socket, state);
    socket.on('pong', () => {
      state.isAlive = true;
    });
    socket.on('close', () => connections.delete(socket));
  };

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const path = (request.url ?? '').split('?', 1)[0];
    if (path !== options.path) return refuse(socket, '404 Not Found');
    if (!origins.accepts(request.headers.origin)) return refuse(socket, '403 Forbidden');
    if (isDraining) return refuse(socket, '503 Service Unavailable');
    sockets.handleUpgrade(request, socket, head, open);
  });

  const pings = setInterval(() => {
    for (const [socket, state] of connections) {
      const { stalledMs } = state.connection;
      if (stalledMs > STALLED_MS || (!state.isAlive && stalledMs === 0)) socket.terminate();
      if (stalledMs > 0) continue;
      state.isAlive = false;
      socket.ping();
    }
  }, PING_MS);
  pings.unref();

  return {
    get count() {
      return connections.size;
    },
    async drain(spreadMs) {
      isDraining = true;
      clearInterval(pings);
      const open = [...connections];
      await Promise.all(
        open.map(async ([socket, { connection }], index) => {
          if (spreadMs > 0) await delay((spreadMs * index) / open.length);
          await flushed(connection);
          connection.close(GOING_AWAY, 'The server restarts; connect again');
          await closed(socket);
        }),
      );
      sockets.close();
    },
  };
}

async function flushed(connection: Connection): Promise<void> {
  for (let waited = 0; !connection.isFlushed && waited < FLUSH_MS; waited += 20) await delay(20);
}

async function closed(socket: WebSocket): Promise<void> {
  for (let waited = 0; socket.readyState !== socket.CLOSED && waited < FLUSH_MS; waited += 20) await delay(20);
  if (socket.readyState !== socket.CLOSED) socket.terminate();
}

/** Does not wait for the other side to end as well: no timeout of the HTTP server is for what has been an upgrade. */
function refuse(socket: Duplex, status: string): void {
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
