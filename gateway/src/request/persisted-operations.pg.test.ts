import { createHash } from 'node:crypto';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import {
  authorization,
  startTestGateway,
  type TestGateway,
  type TestResponse,
  type TestUser,
} from '../testing/gateway.ts';
import { HttpStream } from '../testing/http-stream.ts';
import { createSafelist, MANIFEST_FORMAT } from './safelist.ts';

let test: TestGateway;
let user: TestUser;

beforeAll(async () => {
  test = await startTestGateway();
  user = test.signIn();
});
afterAll(() => test[Symbol.asyncDispose]());

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
const persisted = (hash: string) => ({ persistedQuery: { version: 1, sha256Hash: hash } });

type Answer = Pick<TestResponse, 'status' | 'body'>;

async function post(body: object, url = test.url): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...authorization(user) },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

async function get(parameters: Record<string, string>, url = test.url): Promise<Answer> {
  const response = await fetch(`${url}?${new URLSearchParams(parameters)}`, { headers: authorization(user) });
  return { status: response.status, body: await response.json() };
}

function overSocket(payload: { query: string; extensions: Record<string, unknown> }, url = test.url): Promise<unknown> {
  const client = createClient({
    url: url.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: authorization(user),
  });
  return new Promise<unknown>((resolve) => {
    client.subscribe(payload, { next: resolve, error: resolve, complete: () => {} });
  }).finally(() => client.dispose());
}

async function overEvents(body: object, url = test.url): Promise<unknown> {
  using stream = await HttpStream.open(url, {
    headers: { accept: 'text/event-stream', ...authorization(user) },
    body,
  });
  await stream.ended;
  return JSON.parse(stream.events[0]?.data ?? 'null');
}

describe('automatic persisted queries', () => {
  it('are told to send the text once, and from then on the hash suffices, over every transport', async () => {
    const query = 'query Mine { viewer { id } }';
    const extensions = persisted(hashOf(query));
    const missing = {
      errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
    };
    const answer = { data: { viewer: { id: user.userId } } };
    expect(await post({ extensions })).toMatchObject({ status: 200, body: missing });
    expect(await get({ extensions: JSON.stringify(extensions) })).toMatchObject({ status: 200, body: missing });
    expect(await overEvents({ extensions })).toMatchObject(missing);
    expect(await overSocket({ query: '', extensions })).toMatchObject(missing.errors);

    expect(await post({ query, extensions })).toMatchObject({ status: 200, body: answer });

    expect(await post({ extensions })).toMatchObject({ status: 200, body: answer });
    expect(await get({ extensions: JSON.stringify(extensions) })).toMatchObject({ status: 200, body: answer });
    expect(await overEvents({ extensions })).toMatchObject(answer);
    expect(await overSocket({ query: '', extensions })).toMatchObject(answer);
  });

  it('may be sent by GET with their text, and with variables and a name', async () => {
    const query = 'query A($id: ID!) { task(id: $id) { id } } query B { viewer { id } }';
    const extensions = JSON.stringify(persisted(hashOf(query)));
    expect((await get({ query, extensions, operationName: 'B' })).body.data).toEqual({ viewer: { id: user.userId } });
    expect((await get({ extensions, operationName: 'A', variables: '{"id":"x"}' })).body.data).toEqual({ task: null });
  });

  it('change nothing by GET', async () => {
    const query = 'mutation { createTask(input: { title: "x" }) { eventId } }';
    await post({ query, extensions: persisted(hashOf(query)) });
    expect((await get({ extensions: JSON.stringify(persisted(hashOf(query))) })).status).toBe(405);
  });

  it.each<[string, object]>([
    ['a hash of another text', { query: '{ viewer { id } }', extensions: persisted(hashOf('{ other }')) }],
    ['what is no hash', { query: '{ viewer { id } }', extensions: persisted('x') }],
    ['a hash that is no text', { extensions: { persistedQuery: { version: 1, sha256Hash: 7 } } }],
    ['a list of them', { query: '{ viewer { id } }', extensions: { persistedQuery: [] } }],
    ['another version', { extensions: { persistedQuery: { version: 2, sha256Hash: hashOf('x') } } }],
  ])('are refused with %s', async (_what, body) => {
    expect(await post(body)).toMatchObject({
      status: 400,
      body: { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
    });
  });

  it('are kept only where they are valid', async () => {
    const query = '{ nope }';
    expect((await post({ query, extensions: persisted(hashOf(query)) })).status).toBe(400);
    expect((await post({ extensions: persisted(hashOf(query)) })).body.errors[0].message).toBe(
      'PersistedQueryNotFound',
    );
  });
});

describe('with a safelist', () => {
  const viewer = 'query Viewer { viewer { id } }';
  const changes = 'subscription Changes { changes { id } }';
  const safelist = createSafelist({
    format: MANIFEST_FORMAT,
    version: 1,
    operations: [
      { id: hashOf(viewer), name: 'Viewer', type: 'query', body: viewer },
      { id: 'changes-1', name: 'Changes', type: 'subscription', body: changes },
    ],
  });
  const refusal = { extensions: { code: 'QUERY_NOT_IN_SAFELIST' } };
  let url: string;

  beforeAll(async () => {
    url = `http://127.0.0.1:${(await test.another({ safelist })).port}/graphql`;
  });

  it('its operations are executed, by id and by text', async () => {
    const answer = { data: { viewer: { id: user.userId } } };
    const extensions = persisted(hashOf(viewer));
    expect((await post({ extensions }, url)).body).toMatchObject(answer);
    expect((await post({ query: viewer }, url)).body).toMatchObject(answer);
    expect((await post({ query: 'query Viewer {\n viewer { id }\n}' }, url)).body).toMatchObject(answer);
    expect((await get({ extensions: JSON.stringify(extensions) }, url)).body).toMatchObject(answer);
    expect(await overSocket({ query: '', extensions }, url)).toMatchObject(answer);
    expect(await overEvents({ extensions }, url)).toMatchObject(answer);
  });

  it('nothing else is, over any transport, not even with its hash', async () => {
    const query = '{ viewer { id name } }';
    const extensions = persisted(hashOf(query));
    for (const body of [{ query }, { query, extensions }, { extensions }, { query: '{ __typename }' }]) {
      expect(await post(body, url)).toMatchObject({ status: 400, body: { errors: [refusal] } });
      expect(await overEvents(body, url)).toMatchObject({ errors: [refusal] });
    }
    expect(await get({ query }, url)).toMatchObject({ status: 400, body: { errors: [refusal] } });
    expect(await overSocket({ query, extensions: {} }, url)).toMatchObject([refusal]);
    expect(await overSocket({ query: '', extensions }, url)).toMatchObject([refusal]);
    expect(await overSocket({ query: 'subscription { changes { id } }', extensions: {} }, url)).toMatchObject([
      refusal,
    ]);
  });

  it('a subscription of its manifest streams', async () => {
    using stream = await HttpStream.open(url, {
      headers: { accept: 'multipart/mixed;subscriptionSpec=1.0', ...authorization(user) },
      body: { extensions: persisted('changes-1') },
    });
    expect(stream.response.headers.get('content-type')).toContain('multipart/mixed');
  });
});
