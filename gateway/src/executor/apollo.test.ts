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

test('of fields with different required arguments clients of Apollo Server see nothing but the values', async () => {
  const federation = federate({
    a: {
      sdl: `
        type Query { good: Good hidden: Int @inaccessible }
        type Good @key(fields: "id") { id: ID! cost(in: String!): String }`,
      resolvers: {
        Query: { good: () => ({ id: '1' }) },
        Good: { cost: (_: unknown, args: { in: string }) => `7 ${args.in}` },
      },
    },
    b: {
      sdl: `type Good @key(fields: "id") {
        id: ID! cost(in: String!): String @external
        low: String @requires(fields: "cost(in: \\"USD\\")") high: String @requires(fields: "cost(in: \\"EUR\\")")
      }`,
      resolvers: { Good: { low: ({ cost }: { cost: string }) => cost, high: ({ cost }: { cost: string }) => cost } },
    },
  });
  const gateway = new RondoGateway({
    logger,
    supergraphSdl: federation.supergraphSdl,
    dataSources: (name) => federation.sources.get(name) ?? sourceOf(versionOne),
  });
  const server = new ApolloServer<GatewayContext>({ gateway, logger, introspection: true });
  await server.start();
  const ask = async (query: string) => {
    const { body } = await server.executeOperation({ query }, { contextValue: {} });
    return body.kind === 'single' ? body.singleResult.data : undefined;
  };
  expect(await ask('{ good { low high } }')).toEqual({ good: { low: '7 USD', high: '7 EUR' } });
  expect(await ask('{ __type(name: "Good") { fields { name } } }')).toEqual({
    __type: { fields: ['id', 'cost', 'low', 'high'].map((name) => ({ name })) },
  });
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
