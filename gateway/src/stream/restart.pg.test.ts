import { setTimeout as delay } from 'node:timers/promises';
import { until } from '@rondo/platform/testing/until.ts';
import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';
import { expect, it } from 'vitest';
import WebSocket from 'ws';
import { taskEvent } from '../testing/events.ts';
import { startTestGateway, type TestGateway, type TestUser } from '../testing/gateway.ts';
import { streamCursor } from '../testing/stream.ts';

/** `npm run bench -- restart` does it with 5 000. */
const SUBSCRIBERS = 500;
const USERS = 50;
/** Before a client whose socket was closed comes back: they spread that by themselves. */
const LONGEST_PAUSE_MS = 300;
/** Between one event for each user and the next. */
const PACE_MS = 200;
/** For a thousand connections on a busy machine. */
const WAIT_MS = 60_000;

const query = 'subscription ($after: String!) { changes(after: $after) { id cursor } }';

/** A client that comes back with the cursor of its last event whenever its socket is closed. */
class Client {
  readonly ids: string[] = [];
  readonly user: TestUser;
  readonly #url: string;
  #after: string;
  #socket: WebSocket | undefined;
  #isOver = false;
  connections = 0;

  constructor(url: string, user: TestUser, after: string) {
    this.#url = url.replace('http', 'ws');
    this.user = user;
    this.#after = after;
    void this.#run();
  }

  close(): void {
    this.#isOver = true;
    this.#socket?.terminate();
  }

  async #run(): Promise<void> {
    while (!this.#isOver) {
      const socket = new WebSocket(this.#url, GRAPHQL_TRANSPORT_WS_PROTOCOL);
      this.#socket = socket;
      // Refused while nobody listens; `close` comes after it.
      socket.on('error', () => {});
      const send = (message: object) => socket.send(JSON.stringify(message));
      socket.on('open', () =>
        send({ type: 'connection_init', payload: { authorization: `Bearer ${this.user.token}` } }),
      );
      socket.on('message', (data) => {
        const { type, payload } = JSON.parse(String(data));
        if (type === 'connection_ack') {
          this.connections++;
          send({ id: '1', type: 'subscribe', payload: { query, variables: { after: this.#after } } });
        } else if (type === 'next') {
          this.#after = payload.data.changes.cursor;
          this.ids.push(payload.data.changes.id);
        } else this.ids.push(`${type}: ${JSON.stringify(payload)}`);
      });
      await new Promise((resolve) => socket.on('close', resolve));
      await delay(Math.random() * LONGEST_PAUSE_MS);
    }
  }
}

it('no subscriber misses an event, or has one twice, while the gateway is restarted under them', {
  timeout: 120_000,
}, async () => {
  await using test = await startTestGateway();
  const users = Array.from({ length: USERS }, () => test.signIn());
  const cursors = await Promise.all(users.map((user) => streamCursor(test, user)));
  const first = await test.another();
  const { port } = first;
  const clients = Array.from({ length: SUBSCRIBERS }, (_, i) => {
    const at = i % USERS;
    return new Client(`http://127.0.0.1:${port}/graphql`, users[at] as TestUser, cursors[at] ?? '');
  });
  try {
    await until('all are connected', () => clients.every(({ connections }) => connections === 1), WAIT_MS);
    const publisher = publishOn(test, users);
    await until('all have an event of the first gateway', haveMore(clients), WAIT_MS);
    await first[Symbol.asyncDispose]();
    await test.another({ port });
    await until('all have come back', () => clients.every(({ connections }) => connections > 1), WAIT_MS);
    await until('all have an event of the second gateway', haveMore(clients), WAIT_MS);
    const published = await publisher.stop();
    const lastOf = ({ user }: Client) => published.get(user)?.at(-1);
    await until(
      'all have the last event',
      () => clients.every((client) => client.ids.at(-1) === lastOf(client)),
      WAIT_MS,
    );
    for (const { user, ids } of clients) expect(ids).toEqual(published.get(user));
  } finally {
    for (const client of clients) client.close();
  }
});

/** Publishes an event for each user again and again, until it is stopped. */
function publishOn(test: TestGateway, users: readonly TestUser[]) {
  const ids = new Map<TestUser, string[]>(users.map((user) => [user, []]));
  let isOver = false;
  const run = async () => {
    while (!isOver) {
      const events = users.map((user) => [user, taskEvent(user.userId)] as const);
      await test.publish(...events.map(([, event]) => event));
      for (const [user, event] of events) ids.get(user)?.push(event.id);
      await delay(PACE_MS);
    }
    return ids;
  };
  const running = run();
  return {
    stop: () => {
      isOver = true;
      return running;
    },
  };
}

function haveMore(clients: readonly Client[]): () => boolean {
  const counts = clients.map(({ ids }) => ids.length);
  return () => clients.every(({ ids }, i) => ids.length > (counts[i] ?? 0));
}
