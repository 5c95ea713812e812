import { once } from 'node:events';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { graphql } from 'graphql';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { federate, type TestFederation } from '../executor/testing/federation.ts';
import { type Standalone, startStandalone } from './server.ts';

const versionOne = (url: string) =>
  at(url, federate({ hello: { sdl: 'type Query { hello(name: String! = "you"): String who: String }' } }));
const versionTwo = (url: string) => at(url, federate({ hello: { sdl: 'type Query { hello: String bye: String }' } }));
const at = (url: string, { supergraphSdl }: TestFederation) =>
  supergraphSdl.replace('http://hello.invalid/graphql', url);

const schema = federate({
  hello: { sdl: 'type Query { hello(name: String! = "you"): String bye: String who: String }' },
}).schemas.get('hello');

let folder: string;
let file: string;
let gateway: Standalone;
let subgraphUrl: string;
const log: string[] = [];

const subgraph = createServer(async (message, response) => {
  let body = '';
  for await (const chunk of message) body += chunk;
  const { query, variables } = JSON.parse(body);
  if (!schema) throw new Error('expected the schema');
  const rootValue = {
    hello: ({ name }: { name: string }) => `hello ${name}`,
    bye: 'bye',
    who: `${message.headers.authorization} ${message.headers['x-tenant']} ${message.headers.cookie}`,
  };
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(await graphql({ schema, source: query, variableValues: variables, rootValue })));
});

beforeAll(async () => {
  subgraph.listen(0, '127.0.0.1');
  await once(subgraph, 'listening');
  subgraphUrl = `http://127.0.0.1:${(subgraph.address() as AddressInfo).port}/graphql`;
  folder = await mkdtemp(join(tmpdir(), 'rondo-standalone-'));
  file = join(folder, 'supergraph.graphql');
  await writeFile(file, versionOne(subgraphUrl));
  gateway = await startStandalone({
    supergraph: file,
    host: '127.0.0.1',
    port: 0,
    forwardHeaders: ['authorization', 'x-tenant'],
    fetchTimeoutMs: 5_000,
    log: (message) => log.push(message),
  });
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  subgraph.closeAllConnections();
  subgraph.close();
  await rm(folder, { recursive: true });
});

async function post(body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return {
    status: response.status,
    body: (await response.json()) as { data?: unknown; errors?: { message: string }[] },
  };
}

test('it serves the supergraph over HTTP and says that it does', async () => {
  expect(await (await fetch(new URL('/health', gateway.url))).json()).toEqual({ status: 'ok' });
  const query = 'query Greet($name: String!) { hello(name: $name) }';
  expect(await post({ query, variables: { name: 'Ada' } })).toEqual({
    status: 200,
    body: { data: { hello: 'hello Ada' } },
  });
  const search = new URLSearchParams({ query: '{ hello }' });
  const got = await fetch(`${gateway.url}?${search}`, { headers: { 'apollo-require-preflight': '1' } });
  expect(await got.json()).toEqual({ data: { hello: 'hello you' } });
});

test('it passes on the headers it is told to, and no others', async () => {
  const headers = { authorization: 'Bearer ada', 'x-tenant': 'acme', cookie: 'secret=1' };
  expect((await post({ query: '{ who }' }, headers)).body).toEqual({ data: { who: 'Bearer ada acme undefined' } });
});

test.each([
  ['an unknown field', { query: '{ nothing }' }, {}, 400],
  ['a syntax error', { query: '{' }, {}, 400],
  ['variables that do not fit', { query: 'query ($n: String!) { hello(name: $n) }' }, {}, 400],
  ['a document of 20 000 tokens', { query: `{ ${'hello '.repeat(20_000)} }` }, {}, 400],
  [
    'fragments that double each other',
    {
      query: `{ ...F30 } ${Array.from({ length: 30 }, (_, i) => `fragment F${i + 1} on Query { ...F${i} ...F${i} }`).join(' ')} fragment F0 on Query { hello }`,
    },
    {},
    400,
  ],
  ['a body that is not JSON', '{', {}, 400],
  ['a body over 2 MiB', 'x'.repeat(2 * 1024 * 1024 + 1), {}, 413],
  ['a request that a page of another site could send', '{"query":"{ hello }"}', { 'content-type': 'text/plain' }, 400],
])('%s is refused', async (_name, body, headers, status) => {
  const answer = await post(body, headers);
  expect(answer.status).toBe(status);
  expect(answer.body.errors?.length).toBeGreaterThan(0);
  expect(JSON.stringify(answer.body)).not.toContain('stacktrace');
});

test('another path is not found', async () => {
  expect((await fetch(new URL('/admin', gateway.url))).status).toBe(404);
});

test('a client that hangs up leaves nothing behind', async () => {
  const hungUp = request(gateway.url, { method: 'POST', headers: { 'content-type': 'application/json' } });
  hungUp.on('error', () => {});
  hungUp.end(JSON.stringify({ query: '{ hello }' }));
  await once(hungUp, 'finish');
  hungUp.destroy();
  const brokenOff = connect(Number(new URL(gateway.url).port), '127.0.0.1');
  brokenOff.write('POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{');
  await once(brokenOff, 'connect');
  expect((await post({ query: '{ hello }' })).status).toBe(200);
  brokenOff.destroy();
  expect((await post({ query: '{ hello }' })).status).toBe(200);
  expect(log.join('\n')).not.toContain('Unexpected error');
});

test('a changed file is served, replaced or written in place, and a broken one is not', async () => {
  const replacement = join(folder, 'next.graphql');
  await writeFile(replacement, versionTwo(subgraphUrl));
  await rename(replacement, file);
  await vi.waitFor(async () => expect((await post({ query: '{ bye }' })).body).toEqual({ data: { bye: 'bye' } }));
  await writeFile(file, 'type Query { bye: Nothing }');
  await vi.waitFor(() => expect(log.join('\n')).toContain('Kept the supergraph before'));
  expect((await post({ query: '{ bye }' })).body).toEqual({ data: { bye: 'bye' } });
  await writeFile(file, versionOne(subgraphUrl));
  await vi.waitFor(async () => expect((await post({ query: '{ bye }' })).status).toBe(400));
});

test.each(['', 'nowhere', 'ftp://files.example/'])(
  'a subgraph at "%s" is an error at the start that names it',
  async (url) => {
    const other = join(folder, 'other.graphql');
    await writeFile(other, versionOne(url));
    const options = { supergraph: other, host: '127.0.0.1', port: 0, forwardHeaders: [], fetchTimeoutMs: 1_000 };
    await expect(startStandalone({ ...options, log: () => {} })).rejects.toThrow(`URL of the subgraph hello`);
  },
);

test('why a subgraph does not answer is told to the operator, not to the client', async () => {
  const other = join(folder, 'down.graphql');
  await writeFile(other, versionOne('http://127.0.0.1:1/'));
  const told: string[] = [];
  const options = { supergraph: other, host: '127.0.0.1', port: 0, forwardHeaders: [], fetchTimeoutMs: 1_000 };
  await using down = await startStandalone({ ...options, log: (message) => told.push(message) });
  const response = await fetch(down.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ hello }"}',
  });
  expect(await response.text()).not.toContain('ECONNREFUSED');
  expect(told.join()).toContain('ECONNREFUSED');
});

test('a supergraph that is not there is an error at the start', async () => {
  await expect(
    startStandalone({
      supergraph: join(folder, 'missing.graphql'),
      host: '127.0.0.1',
      port: 0,
      forwardHeaders: [],
      fetchTimeoutMs: 1_000,
      log: () => {},
    }),
  ).rejects.toThrow('ENOENT');
});
