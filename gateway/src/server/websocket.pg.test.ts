import { once } from 'node:events';
import { until } from '@rondo/platform/testing/until.ts';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { taskEvent } from '../testing/events.ts';
import { startTestGateway, type TestGateway, type TestUser } from '../testing/gateway.ts';
import { RawSocket, type TestMessage } from '../testing/socket.ts';

let test: TestGateway;
let user: TestUser;

beforeAll(async () => {
  test = await startTestGateway();
  user = test.signIn();
});
afterAll(() => test[Symbol.asyncDispose]());

const changes = 'subscription ($after: String) { changes(after: $after) { id cursor } }';

/** Published after it has been seen that the subscription is live, so that it can't be missed. */
async function untilLive(socket: RawSocket, id: string, userId = user.userId): Promise<void> {
  await until('the subscription is live', async () => {
    await test.publish(taskEvent(userId, { title: 'probe' }));
    return socket.events(id).length > 0;
  });
}

describe('a connection', () => {
  it('answers queries, mutations and subscriptions, each under its id', async () => {
    const socket = await RawSocket.start(test.url, user.token);
    socket.subscribe('query', '{ viewer { id } }');
    socket.subscribe('mutation', 'mutation { createTask(input: { title: "Milk" }) { task { title } } }');
    socket.subscribe('broken', '{ nope }');
    socket.subscribe('stream', changes);
    expect((await socket.next('next', 'query')).payload).toMatchObject({
      data: { viewer: { id: user.userId } },
      extensions: { cost: { requested: 1 } },
    });
    expect((await socket.next('next', 'mutation')).payload.data).toEqual({ createTask: { task: { title: 'Milk' } } });
    await Promise.all([socket.next('complete', 'query'), socket.next('complete', 'mutation')]);
    expect((await socket.next('error', 'broken')).payload).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    await untilLive(socket, 'stream');
    socket.send({ type: 'ping', payload: { n: 1 } });
    expect(await socket.next('pong')).toEqual({ type: 'pong', payload: { n: 1 } });
    socket.socket.close();
  });

  it('of a client library is served with the token of its init payload', async () => {
    const client = createClient({
      url: test.url.replace('http', 'ws'),
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${user.token}` },
    });
    const result = await new Promise((resolve, reject) => {
      client.subscribe({ query: '{ viewer { id } }' }, { next: resolve, error: reject, complete: () => {} });
    });
    expect(result).toMatchObject({ data: { viewer: { id: user.userId } } });
    await client.dispose();
  });

  it('of a browser is whose cookie the upgrade brings', async () => {
    const headers = { cookie: `session=${user.token}`, origin: new URL(test.url).origin };
    const socket = await RawSocket.open(test.url, { headers });
    socket.send({ type: 'connection_init' });
    await socket.next('connection_ack');
    socket.subscribe('1', '{ viewer { id } }');
    expect((await socket.next('next', '1')).payload.data.viewer.id).toBe(user.userId);
    socket.socket.close();
  });

  it('of nobody may ask what needs no sign-in, and only that', async () => {
    const socket = await RawSocket.start(test.url);
    socket.subscribe('1', '{ viewer { id } }');
    socket.subscribe('2', changes);
    expect((await socket.next('next', '1')).payload.data).toEqual({ viewer: null });
    expect((await socket.next('error', '2')).payload).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    socket.socket.close();
  });

  it('is told when a subscription ends with what it has asked for', async () => {
    const socket = await RawSocket.start(test.url, user.token);
    socket.subscribe('1', changes);
    await untilLive(socket, '1');
    socket.send({ id: '1', type: 'complete' });
    socket.subscribe('2', '{ viewer { id } }');
    await socket.next('complete', '2');
    const had = socket.events('1').length;
    socket.subscribe('1', changes);
    await until('the id is free again', async () => {
      await test.publish(taskEvent(user.userId));
      return socket.events('1').length > had;
    });
    socket.socket.close();
  });
});

describe('a connection is refused', () => {
  const refusal = async (options: object, url = test.url) => {
    const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws', options);
    socket.on('error', () => {});
    const [, response] = await once(socket, 'unexpected-response');
    socket.terminate();
    return response.statusCode;
  };

  it('with 403 to pages of other sites', async () => {
    expect(await refusal({ origin: 'https://evil.example' })).toBe(403);
    expect(await refusal({ origin: 'null' })).toBe(403);
  });

  it('with 404 where there is no GraphQL', async () => {
    expect(await refusal({}, test.url.replace('/graphql', '/other'))).toBe(404);
  });
});

describe('a connection is closed', () => {
  it('with 4406 where its subprotocol is another, or none', async () => {
    expect((await (await RawSocket.open(test.url, { protocol: 'graphql-ws' })).closed).code).toBe(4406);
    const bare = new WebSocket(test.url.replace('http', 'ws'));
    const [code] = await once(bare, 'close');
    expect(code).toBe(4406);
  });

  it('with 4408 where no init comes within 3 s', async () => {
    const socket = await RawSocket.open(test.url);
    const begun = performance.now();
    expect((await socket.closed).code).toBe(4408);
    expect(performance.now() - begun).toBeGreaterThan(2_500);
  });

  it('with 4401 where it subscribes before it is acknowledged', async () => {
    const socket = await RawSocket.open(test.url);
    socket.subscribe('1', '{ viewer { id } }');
    expect((await socket.closed).code).toBe(4401);
  });

  it('with 4429 at a second init', async () => {
    const socket = await RawSocket.start(test.url, user.token);
    socket.send({ type: 'connection_init' });
    expect((await socket.closed).code).toBe(4429);
  });

  it('with 4409 at an id that is in use', async () => {
    const socket = await RawSocket.start(test.url, user.token);
    socket.subscribe('1', changes);
    socket.subscribe('1', changes);
    expect((await socket.closed).code).toBe(4409);
  });

  it('with 1009 at a frame of 1 MB', async () => {
    const socket = await RawSocket.start(test.url, user.token);
    socket.subscribe('1', `{ viewer { id } } #${'x'.repeat(1_000_000)}`);
    expect((await socket.closed).code).toBe(1009);
  });

  it.each(['nonsense', '{}', '{"type":"next","id":"1"}', '[]', '{"type":"subscribe","id":"1","payload":{}}'])(
    'with 4400 at %s, which is no message of a client',
    async (text) => {
      const socket = await RawSocket.start(test.url, user.token);
      socket.socket.send(text);
      expect((await socket.closed).code).toBe(4400);
    },
  );

  it('with 4403 where the token is no good', async () => {
    const socket = await RawSocket.open(test.url);
    socket.send({ type: 'connection_init', payload: { authorization: 'Bearer nobody' } });
    expect((await socket.closed).code).toBe(4403);
  });

  it.each([
    ['is revoked', () => test.signIn(), (victim: TestUser) => victim.revoke()],
    ['expires', () => test.signIn({ expiresAt: new Date(Date.now() + 1_500) }), () => {}],
  ])(
    'with 4403 within 5 s after its token %s, after each stream has been told where to go on',
    async (_how, make, end) => {
      const victim = make();
      const socket = await RawSocket.start(test.url, victim.token);
      socket.subscribe('1', changes);
      await untilLive(socket, '1', victim.userId);
      end(victim);
      const begun = performance.now();
      expect((await socket.closed).code).toBe(4403);
      expect(performance.now() - begun).toBeLessThan(5_000);
      expect(await socket.next('error', '1')).toMatchObject({
        payload: [{ extensions: { code: 'UNAUTHENTICATED', cursor: socket.events('1').at(-1).changes.cursor } }],
      });
    },
  );

  it('with 4403 at once where the next operation comes with a token that has been revoked', async () => {
    const victim = test.signIn();
    const socket = await RawSocket.start(test.url, victim.token);
    victim.revoke();
    const begun = performance.now();
    socket.subscribe('1', 'mutation { createTask(input: { title: "x" }) { eventId } }');
    expect((await socket.closed).code).toBe(4403);
    expect(performance.now() - begun).toBeLessThan(1_000);
  });
});

/**
 * Subscribes, and does so again by its cursor whenever the stream has ended as too slow: where client and server share a process on a busy
 * machine, that can happen to anybody. Returns the ids of what came so far.
 */
function follow(socket: RawSocket, query: string): () => string[] {
  let subscriptions = 0;
  const subscribe = (after?: string) => {
    subscriptions += 1;
    socket.subscribe(String(subscriptions), query, { after });
  };
  socket.socket.on('message', (data) => {
    const { type, payload } = JSON.parse(String(data));
    if (type === 'error') subscribe(payload[0].extensions.cursor);
  });
  subscribe();
  return () => socket.received.filter(({ type }) => type === 'next').map(({ payload }) => payload.data.changes.id);
}

describe('a client that stops reading', () => {
  it('ends with SLOW_CONSUMER and resumes without a gap, while others get everything', async () => {
    const busy = test.signIn();
    const query = `subscription ($after: String) { changes(after: $after) { id cursor ${Array.from({ length: 60 }, (_, i) => `field${i}: type`).join(' ')} } }`;
    const slow = await RawSocket.start(test.url, busy.token);
    const quick = await RawSocket.start(test.url, busy.token);
    const [idsOfSlow, idsOfQuick] = [follow(slow, query), follow(quick, query)];
    for (const socket of [slow, quick]) await untilLive(socket, '1', busy.userId);
    slow.socket.pause();
    const published: string[] = [];
    const stopped = performance.now();
    // Beyond what the kernel takes for a client that does not read, and for longer than one that is only behind needs.
    for (let batch = 0; batch < 12 || performance.now() - stopped < 2_000; batch++) {
      const events = Array.from({ length: 500 }, () => taskEvent(busy.userId));
      published.push(...events.map(({ id }) => id));
      await test.publish(...events);
      await until('the quick one has it', () => idsOfQuick().at(-1) === published.at(-1), 60_000);
    }
    slow.socket.resume();
    const error = await slow.next('error', '1');
    expect(error.payload).toMatchObject([{ extensions: { code: 'SLOW_CONSUMER' } }]);
    expect(slow.events('1').at(-1).changes.cursor).toBe(error.payload[0].extensions.cursor);
    expect(slow.events('1').length).toBeLessThan(published.length);
    await until('the rest has come', () => idsOfSlow().at(-1) === published.at(-1), 60_000);
    expect(idsOfSlow().slice(-published.length)).toEqual(published);
    expect(idsOfQuick().slice(-published.length)).toEqual(published);
    slow.socket.close();
    quick.socket.close();
  }, 120_000);
});

describe('a gateway that shuts down', () => {
  it('reports itself not ready while it closes one client after the other with 1001, and each goes on elsewhere by its cursor', async () => {
    const going = await test.another({ drainMs: 500 });
    const url = `http://127.0.0.1:${going.port}/graphql`;
    const sockets = await Promise.all([1, 2, 3, 4].map(() => RawSocket.start(url, user.token)));
    for (const socket of sockets) {
      socket.subscribe('1', changes);
      await untilLive(socket, '1');
    }
    const closed: number[] = [];
    for (const socket of sockets) void socket.closed.then(({ code }) => closed.push(code));
    const ended = going[Symbol.asyncDispose]();
    const health = await fetch(new URL('/health/ready', url));
    expect(health.status).toBe(503);
    await health.text();
    expect(closed.length).toBeLessThan(4);
    await ended;
    await until('all are closed', () => closed.length === 4);
    expect(closed).toEqual([1001, 1001, 1001, 1001]);
    const event = taskEvent(user.userId);
    await test.publish(event);
    for (const socket of sockets) {
      const elsewhere = await RawSocket.start(test.url, user.token);
      elsewhere.subscribe('1', changes, { after: socket.events('1').at(-1).changes.cursor });
      await until('it goes on', () => elsewhere.events('1').some((data: TestMessage) => data.changes.id === event.id));
      elsewhere.socket.close();
    }
  });
});
