import { until } from '@rondo/platform/testing/until.ts';
import { newId } from '@rondo/schema/ids.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { taskEvent } from '../src/testing/events.ts';
import { startTestGateway, type TestGateway, type TestUser } from '../src/testing/gateway.ts';
import { apolloOverHttp, apolloOverWebSocket } from './apollo-client.ts';
import type { ClientLibrary, ConnectedClient, HeardChange, Variables } from './client.ts';
import { curl } from './curl.ts';
import { graphqlRequest, graphqlSse, graphqlWs } from './plain-clients.ts';
import { relay } from './relay.ts';
import { urqlOverEvents, urqlOverFetch, urqlOverWebSocket } from './urql.ts';

let test: TestGateway;
let user: TestUser;

beforeAll(async () => {
  test = await startTestGateway();
});
afterAll(() => test[Symbol.asyncDispose]());
beforeEach(() => {
  user = test.signIn();
});

const libraries: ClientLibrary[] = [
  apolloOverHttp,
  apolloOverWebSocket,
  urqlOverFetch,
  urqlOverWebSocket,
  urqlOverEvents,
  relay,
  graphqlRequest,
  graphqlWs,
  graphqlSse,
  curl,
];

describe.each(libraries)('$name, with its own defaults,', (library) => {
  let clients: ConnectedClient[] = [];
  const connect = (token = user.token): ConnectedClient => {
    const client = library.connect(test.url, token);
    clients.push(client);
    return client;
  };
  afterEach(async () => {
    for (const client of clients) await client.close();
    clients = [];
  });

  it('asks as its user', async () => {
    const { data, codes } = await connect().execute('viewer');
    expect(codes).toEqual([]);
    expect(data).toMatchObject({ viewer: { id: user.userId, name: 'A' } });
  });

  it('changes something, with variables', async () => {
    const { data, codes } = await connect().execute('create', { input: { title: 'Émile’s 🥛' } });
    expect(codes).toEqual([]);
    expect(data).toMatchObject({ createTask: { task: { id: expect.stringMatching(/^task_/), title: 'Émile’s 🥛' } } });
  });

  it('is told by code what went wrong: in a resolver, in a variable, and that its token is no good', async () => {
    expect((await connect().execute('complete', { id: newId('task') })).codes).toEqual(['NOT_FOUND']);
    expect((await connect().execute('create', { input: {} })).codes).toEqual(['BAD_USER_INPUT']);
    // Over WebSocket the connection is closed with 4403, and the client tries again for a while.
    if (library === graphqlWs) return;
    expect((await connect('nobody').execute('viewer')).codes).toEqual(['UNAUTHENTICATED']);
  });

  if (library === graphqlRequest) return;

  const listen = (client: ConnectedClient, variables: Variables) => {
    const heard: HeardChange[] = [];
    const failures: unknown[] = [];
    const stop = client.subscribe?.(variables, {
      heard: (change) => heard.push(change),
      failed: (codes) => failures.push(...codes),
    });
    if (!stop) throw new Error(`expected that ${library.name} subscribes`);
    return { heard, failures, stop };
  };

  it('hears each change once and in order, and after a break goes on behind the last one', async () => {
    const { heard, failures, stop } = listen(connect(), {});
    await until('it is live', async () => {
      await test.publish(taskEvent(user.userId));
      return heard.length > 0;
    });
    const events = Array.from({ length: 20 }, () => taskEvent(user.userId));
    await test.publish(...events);
    await until('all have come', () => heard.at(-1)?.id === events.at(-1)?.id);
    stop();
    expect(failures).toEqual([]);
    expect(heard.slice(-20)).toMatchObject(events.map(({ id, type }) => ({ id, type })));
    expect(new Set(heard.map(({ id }) => id)).size).toBe(heard.length);

    const missed = [taskEvent(user.userId), taskEvent(user.userId)];
    await test.publish(...missed);
    const resumed = listen(connect(), { after: heard.at(-1)?.cursor });
    await until('the missed ones have come', () => resumed.heard.length >= 2);
    resumed.stop();
    expect(resumed.heard.map(({ id }) => id)).toEqual(missed.map(({ id }) => id));
  });

  it('is told by code why a subscription is refused', async () => {
    const { heard, failures, stop } = listen(connect(), { after: 'invented' });
    await until('it is refused', () => failures.length > 0);
    stop();
    // urql gives its last result once more when the stream completes.
    expect([...new Set(failures)]).toEqual(['CURSOR_INVALID']);
    expect(heard).toEqual([]);
  });
});
