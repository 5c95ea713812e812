import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { createPlanner } from '../planner/planner.ts';
import { executorOf, federate } from './testing/federation.ts';

const users = {
  sdl: `
    type Query { me: User users: [User!]! }
    type User @key(fields: "id") { id: ID! name: String! }
  `,
  resolvers: {
    Query: {
      me: () => ({ id: '1', name: 'Ada' }),
      users: () => [
        { id: '1', name: 'Ada' },
        { id: '2', name: 'Bob' },
      ],
    },
    User: { __resolveReference: ({ id }: { id: string }) => ({ id, name: id === '1' ? 'Ada' : 'Bob' }) },
  },
};

const reviews = {
  sdl: `
    type User @key(fields: "id") { id: ID! reviews: [Review!] }
    type Review { id: ID! author: User! body: String! }
  `,
  resolvers: {
    User: { reviews: ({ id }: { id: string }) => [{ id: `r${id}`, author: { id: '2' } }] },
    Review: {
      body: ({ id }: { id: string }) => {
        if (id === 'r2') throw new Error('no body');
        return `body of ${id}`;
      },
    },
  },
};

test('entities come together from two subgraphs, each equal representation asked for once', async () => {
  const federation = federate({ users, reviews });
  const result = await executorOf(federation).execute({
    document: parse('{ users { n: name reviews { id author { id name __typename } } } __typename }'),
  });
  expect(result).toEqual({
    data: {
      users: [
        { n: 'Ada', reviews: [{ id: 'r1', author: { id: '2', name: 'Bob', __typename: 'User' } }] },
        { n: 'Bob', reviews: [{ id: 'r2', author: { id: '2', name: 'Bob', __typename: 'User' } }] },
      ],
      __typename: 'Query',
    },
  });
  expect(federation.calls.map(({ variables }) => variables.representations)).toEqual([
    undefined,
    [
      { __typename: 'User', id: '1' },
      { __typename: 'User', id: '2' },
    ],
    [{ __typename: 'User', id: '2' }],
  ]);
});

test("an entity's error is at the place where the client sees the entity, and its null goes up as far as it must", async () => {
  const result = await executorOf(federate({ users, reviews })).execute({
    document: parse('{ users { id reviews { body } } }'),
  });
  expect(result.data).toEqual({
    users: [
      { id: '1', reviews: [{ body: 'body of r1' }] },
      { id: '2', reviews: null },
    ],
  });
  expect(result.errors?.map(({ message, path }) => ({ message, path }))).toEqual([
    { message: 'no body', path: ['users', 1, 'reviews', 0, 'body'] },
  ]);
});

test('deferred parts of an operation come with the one response', async () => {
  const executor = executorOf(federate({ users, reviews }), { planner: { defer: true } });
  const result = await executor.execute({
    document: parse('{ users { name ... @defer { reviews { id author { name } } } } }'),
  });
  expect(result).toEqual({
    data: {
      users: [
        { name: 'Ada', reviews: [{ id: 'r1', author: { name: 'Bob' } }] },
        { name: 'Bob', reviews: [{ id: 'r2', author: { name: 'Bob' } }] },
      ],
    },
  });
});

test('a plan is made once for a document and an operation, and kept for those used last', async () => {
  const federation = federate({ users, reviews });
  const planner = createPlanner(federation.supergraphSdl);
  let plans = 0;
  const executor = executorOf(federation, {
    planCacheSize: 1,
    supergraph: {
      ...planner,
      plan: (document, operationName) => {
        plans++;
        return planner.plan(document, operationName);
      },
    },
  });
  const document = parse('query A { me { name } } query B($no: Boolean!) { me { id name @skip(if: $no) } }');
  for (const operationName of ['A', 'B', 'A', 'B'])
    await executor.execute({ document, operationName, variables: { no: true } });
  expect(plans).toBe(2);
  await executor.execute({ document, operationName: 'B', variables: { no: false } });
  expect(plans).toBe(3);
  await executor.execute({ document: parse('{ me { id } }') });
  await executor.execute({ document, operationName: 'A' });
  expect(plans).toBe(5);
});

test('each subgraph call is observed, from its start to how it ended', async () => {
  const observed: string[] = [];
  const executor = executorOf(federate({ users, reviews }), {
    onFetch: ({ subgraph, kind, operationName, representations }) => {
      observed.push(`${subgraph} ${kind} ${operationName} ${representations}`);
      return (outcome) => observed.push(`${subgraph} ${outcome}`);
    },
  });
  await executor.execute({ document: parse('query Reviews { users { reviews { body } } }') });
  expect(observed).toEqual([
    'users query Reviews__users__0 0',
    'users ok',
    'reviews query Reviews__reviews__1 2',
    'reviews errors',
  ]);
});
