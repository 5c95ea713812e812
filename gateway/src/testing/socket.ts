import { once } from 'node:events';
import { until } from '@rondo/platform/testing/until.ts';
import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';
import WebSocket, { type ClientOptions } from 'ws';

// biome-ignore lint/suspicious/noExplicitAny: what a test reads of a message is checked by what it expects of it.
export type TestMessage = any;

/** A WebSocket without a library's idea of the protocol, for what a well-behaved client never does. */
export class RawSocket {
  readonly socket: WebSocket;
  readonly received: TestMessage[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;

  constructor(
    url: string,
    { protocol = GRAPHQL_TRANSPORT_WS_PROTOCOL, ...options }: ClientOptions & { protocol?: string } = {},
  ) {
    this.socket = new WebSocket(url.replace('http', 'ws'), protocol, options);
    this.socket.on('message', (data) => this.received.push(JSON.parse(String(data))));
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => resolve({ code, reason: String(reason) }));
    });
    this.socket.on('error', () => {});
  }

  static async open(url: string, options?: ClientOptions & { protocol?: string }): Promise<RawSocket> {
    const socket = new RawSocket(url, options);
    await once(socket.socket, 'open');
    return socket;
  }

  /** Opened and acknowledged. */
  static async start(url: string, token?: string): Promise<RawSocket> {
    const socket = await RawSocket.open(url);
    socket.send({ type: 'connection_init', ...(token ? { payload: { authorization: `Bearer ${token}` } } : {}) });
    await socket.next('connection_ack');
    return socket;
  }

  send(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  subscribe(id: string, query: string, variables: object = {}): void {
    this.send({ id, type: 'subscribe', payload: { query, variables } });
  }

  /** The first message of that type, once there is one. */
  next(type: string, id?: string): Promise<TestMessage> {
    return until(`there is a message ${type}`, () =>
      this.received.find((message) => message.type === type && (id === undefined || message.id === id)),
    );
  }

  /** The data of all events so far. */
  events(id: string): TestMessage[] {
    return this.received
      .filter((message) => message.type === 'next' && message.id === id)
      .map(({ payload }) => payload.data);
  }
}
