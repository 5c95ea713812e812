import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { OperationTypeNode, parse } from 'graphql';
import { afterEach, expect, test } from 'vitest';
import { createHttpSources, type HttpSourceOptions } from './http.ts';
import { Cancellation, type SubgraphRequest } from './source.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function serve(answer: RequestListener, options?: HttpSourceOptions) {
  const server = createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sources = createHttpSources(options);
  open.push(async () => {
    await sources[Symbol.asyncDispose]();
    server.closeAllConnections();
    server.close();
  });
  return { server, source: sources.source(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql?v=1`) };
}

const request = (changes: Partial<SubgraphRequest> = {}): SubgraphRequest => ({
  subgraph: 'tasks',
  kind: OperationTypeNode.QUERY,
  query: '{ a }',
  document: parse('{ a }'),
  operationName: undefined,
  variables: {},
  body: '{"query":"{ a }","variables":{}}',
  context: {},
  cancellation: new Cancellation(),
  ...changes,
});

async function bodyOf(message: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of message) body += chunk;
  return body;
}

const json = (response: ServerResponse, status: number, body: string) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(body);

test('it posts the request as JSON with the forwarded headers, over a kept connection', async () => {
  const seen: { url?: string; method?: string; authorization?: string; body: string; port?: number }[] = [];
  const { source } = await serve(async (message, response) => {
    const { url, method, headers, socket } = message;
    seen.push({
      url,
      method,
      authorization: headers.authorization,
      body: await bodyOf(message),
      port: socket.remotePort,
    });
    json(response, 200, '{"data":{"a":"é"}}');
  });
  const context = { headers: { authorization: 'Bearer ada' } };
  expect(await source.execute(request({ context }))).toEqual({ data: { a: 'é' } });
  // The pool takes a connection back once the answer has been dealt with.
  await setImmediate();
  await source.execute(request({ context }));
  expect(seen[0]).toMatchObject({
    url: '/graphql?v=1',
    method: 'POST',
    authorization: 'Bearer ada',
    body: '{"query":"{ a }","variables":{}}',
  });
  expect(seen[1]?.port).toBe(seen[0]?.port);
});

test('a GraphQL result counts whatever its status, and arrives whole in however many pieces', async () => {
  const { source } = await serve((_message, response) => {
    response.writeHead(400, { 'content-type': 'application/graphql-response+json' });
    response.write('{"errors":[{"message":"b');
    void setImmediate().then(() => response.end('ad"}]}'));
  });
  expect(await source.execute(request())).toEqual({ errors: [{ message: 'bad' }] });
});

test.each([
  ['a page of a proxy', 502, '<html>', 'UNAVAILABLE'],
  ['refused credentials', 401, 'no', 'UNAUTHENTICATED'],
  ['a refused action', 403, '{}', 'FORBIDDEN'],
  ['JSON that is no result', 200, '[]', 'UNAVAILABLE'],
  ['data that is no object', 200, '{"data":[1]}', 'UNAVAILABLE'],
  ['nothing at all', 200, '', 'UNAVAILABLE'],
  ['no data and no reason', 200, '{"data":null,"errors":[]}', 'UNAVAILABLE'],
  ['a list in place of errors that is none', 200, '{"data":{"a":1},"errors":{}}', 'UNAVAILABLE'],
])('%s is no answer', async (_name, status, body, code) => {
  const { source } = await serve((_message, response) => json(response, status, body));
  await expect(source.execute(request())).rejects.toMatchObject({ name: 'SubgraphUnavailable', code });
});

test('of errors that are not as they should be what is there counts, and the data beside them', async () => {
  const odd = { message: { text: 'a' }, path: 'a', extensions: 'b' };
  const { source } = await serve((_message, response) =>
    json(
      response,
      200,
      JSON.stringify({ data: { a: 1 }, errors: [null, 'out', odd, { message: 'm', path: ['a', 0] }] }),
    ),
  );
  expect(await source.execute(request())).toEqual({
    data: { a: 1 },
    errors: [{}, {}, {}, { message: 'm', path: ['a', 0] }],
  });
});

test.each([
  ['gzip', gzipSync],
  ['x-gzip', gzipSync],
  ['deflate', deflateSync],
  ['BR', brotliCompressSync],
  ['zstd', zstdCompressSync],
  ['identity', (text: string) => text],
])('an answer that comes with the content coding %s, though none was asked for, is read', async (coding, encode) => {
  const { source } = await serve((_message, response) =>
    response.writeHead(200, { 'content-encoding': coding }).end(encode('{"data":{"a":"é"}}')),
  );
  expect(await source.execute(request())).toEqual({ data: { a: 'é' } });
});

test.each([
  ['an unknown content coding', 'compress', 'x', 'expected the content coding gzip, deflate, br or zstd, got compress'],
  ['a broken one', 'gzip', 'x', 'unexpected end of file'],
  ['a bomb', 'gzip', gzipSync(`{"data":{"a":"${'x'.repeat(1_000_000)}"}}`), 'larger than 10000 bytes'],
])('%s is no answer', async (_name, coding, body, reason) => {
  const { source } = await serve(
    (_message, response) => response.writeHead(200, { 'content-encoding': coding }).end(body),
    { maxResponseBytes: 10_000 },
  );
  await expect(source.execute(request())).rejects.toThrow(reason);
});

test('an answer over the limit is refused while it comes', async () => {
  const { source } = await serve((_message, response) => json(response, 200, `{"data":{"a":"${'x'.repeat(5_000)}"}}`), {
    maxResponseBytes: 1_000,
  });
  await expect(source.execute(request())).rejects.toThrow('expected an answer of at most 1000 bytes, got more');
});

test('a cancelled request is ended at the other side too, and one that waits for a connection at once', async () => {
  const gone = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  const { source } = await serve(
    (_message, response) => {
      arrived.resolve();
      response.on('close', () => gone.resolve());
    },
    { connections: 1 },
  );
  const [running, waiting] = [new Cancellation(), new Cancellation()];
  const first = source.execute(request({ cancellation: running }));
  const second = source.execute(request({ cancellation: waiting }));
  const ended = [expect(first).rejects.toThrow('left'), expect(second).rejects.toThrow('left')];
  await arrived.promise;
  waiting.cancel(new Error('left'));
  await ended[1];
  running.cancel(new Error('left'));
  await ended[0];
  await gone.promise;
});

test('nobody listening is unavailable', async () => {
  const { source, server } = await serve(() => {});
  server.close();
  await once(server, 'close');
  await expect(source.execute(request())).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

test('a query is sent again over a new connection where the kept one was closed under it, a mutation is not', async () => {
  let requests = 0;
  const { source } = await serve((message, response) => {
    requests++;
    if (requests % 2 === 1) message.socket.destroy();
    else json(response, 200, '{"data":{"a":1}}');
  });
  expect(await source.execute(request())).toEqual({ data: { a: 1 } });
  expect(requests).toBe(2);
  await expect(source.execute(request({ kind: OperationTypeNode.MUTATION }))).rejects.toMatchObject({
    code: 'UNAVAILABLE',
  });
  expect(requests).toBe(3);
});
