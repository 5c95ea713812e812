import { ApolloServer } from '@apollo/server';
import { expect, test } from 'vitest';
import { type GatewayContext, RondoGateway } from './apollo.ts';
import { federate } from './testing/federation.ts';

const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const versionOne = federate({
  a: { sdl: 'type Query { greeting(name: String!): String }', resolvers: { Query: { greeting: () => 'hello' } } },
});
const versionTwo = federate({
  a: { sdl: 'type Query { farewell: String }', resolvers: { Query: { farewell: () => 'bye' } } },
});

const sourceOf = (federation: typeof versionOne) => {
  const source = federation.sources.get('a');
  if (!source) throw new Error('expected the subgraph');
  return source;
};

test('Apollo Server executes with our executor what @apollo/gateway holds, and what it changes to', async () => {
  let update: (sdl: string) => void = () => {};
  const gateway = new RondoGateway({
    logger,
    supergraphSdl: async (options) => {
      update = options.update;
      return { supergraphSdl: versionOne.supergraphSdl };
    },
    dataSources: () => ({
      execute: (request) => sourceOf(request.query.includes('farewell') ? versionTwo : versionOne).execute(request),
    }),
  });
  const server = new ApolloServer<GatewayContext>({ gateway, logger });
  await server.start();
  const ask = async (query: string, variables = {}) => {
    const { body } = await server.executeOperation({ query, variables }, { contextValue: {} });
    if (body.kind !== 'single') throw new Error('expected one result');
    return body.singleResult;
  };
  expect(await ask('query Greet($name: String!) { greeting(name: $name) }', { name: 'Ada' })).toEqual({
    data: { greeting: 'hello' },
  });
  expect(versionOne.calls).toHaveLength(1);
  const refused = await ask('query Greet($name: String!) { greeting(name: $name) }', { name: null });
  expect(refused.errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
  expect(refused.data).toBeUndefined();

  update(versionTwo.supergraphSdl);
  expect(await ask('{ farewell }')).toEqual({ data: { farewell: 'bye' } });
  expect((await ask('{ greeting(name: "") }')).errors?.[0]?.extensions?.code).toBe('GRAPHQL_VALIDATION_FAILED');
  await server.stop();
});

test('a request that the client has left is ended', async () => {
  const started = Promise.withResolvers<void>();
  const cancelled = Promise.withResolvers<void>();
  const gateway = new RondoGateway({
    logger,
    supergraphSdl: versionOne.supergraphSdl,
    dataSources: () => ({
      execute: ({ cancellation }) =>
        new Promise((_, reject) => {
          started.resolve();
          cancellation.listen((reason) => {
            cancelled.resolve();
            reject(reason);
          });
        }),
    }),
  });
  const server = new ApolloServer<GatewayContext>({ gateway, logger });
  const client = new AbortController();
  const response = server.executeOperation(
    { query: '{ greeting(name: "Ada") }' },
    { contextValue: { signal: client.signal } },
  );
  await started.promise;
  client.abort();
  await cancelled.promise;
  await response;
  await server.stop();
});

test('a broken supergraph is refused at the start', async () => {
  const gateway = new RondoGateway({
    logger,
    supergraphSdl: 'type Query { a: Missing }',
    dataSources: () => sourceOf(versionOne),
  });
  await expect(new ApolloServer({ gateway, logger }).start()).rejects.toThrow();
});
