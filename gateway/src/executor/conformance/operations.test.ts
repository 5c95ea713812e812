import { executeSync, getIntrospectionQuery, parse } from 'graphql';
import { expect, test } from 'vitest';
import { ask, callsMade, executorOf, federate } from '../testing/federation.ts';

type Data = Record<string, unknown>;

function setUp() {
  let total = 0;
  const log: string[] = [];
  const step = (name: string, by: number) => {
    log.push(name);
    total += by;
    return total;
  };
  const users = {
    sdl: `
      type Query { user(id: ID = "u1"): User users(ids: [ID!], filter: UserFilter): [User!]! total: Int! @shareable }
      type Mutation { add(by: Int!): Int! rename(name: String!): User }
      input UserFilter { name: String tags: [String] = ["a"] }
      type User @key(fields: "id") { id: ID! name: String profile: Profile }
      type Profile { bio: String links: [String!]! }`,
    resolvers: {
      Query: {
        user: (_: unknown, { id }: Data) => (id === null ? null : { id, name: `name of ${id}` }),
        users: (_: unknown, args: Data) => [{ id: 'u1', name: JSON.stringify(args) }],
        total: () => total,
      },
      Mutation: {
        add: (_: unknown, { by }: Data) => step('users', Number(by)),
        rename: (_: unknown, { name }: Data) => ({ id: 'u1', name }),
      },
      User: {
        name: ({ id, name }: Data) => name ?? `name of ${id}`,
        profile: () => ({ bio: 'b', links: ['l'] }),
      },
    },
  };
  const posts = {
    sdl: `
      type Query { version: String }
      type Mutation { multiply(with: Int!): Int! }
      type User @key(fields: "id") { id: ID! posts(first: Int! = 2, order: Order): [Post!] }
      enum Order { UP DOWN }
      type Post { text: String author: User }`,
    resolvers: {
      Mutation: {
        multiply: (_: unknown, { with: factor }: Data) => step('posts', total * (Number(factor) - 1)),
      },
      User: {
        posts: ({ id }: Data, { first, order }: Data) =>
          Array.from({ length: Number(first) }, (_, i) => ({ text: `${id} ${i} ${order}`, author: { id } })),
      },
    },
  };
  return { federation: federate({ users, posts }), log };
}

test('mutations are executed one after the other, whichever subgraphs they go to', async () => {
  const { federation, log } = setUp();
  expect(
    await ask(
      federation,
      'mutation { one: add(by: 2) two: multiply(with: 5) three: add(by: 1) four: multiply(with: 2) }',
    ),
  ).toEqual({ data: { one: 2, two: 10, three: 11, four: 22 } });
  expect(log).toEqual(['users', 'posts', 'users', 'posts']);
});

test('what a mutation returns is completed from other subgraphs', async () => {
  const { federation } = setUp();
  expect(await ask(federation, 'mutation { rename(name: "Bob") { name posts(first: 1) { text } } }')).toEqual({
    data: { rename: { name: 'Bob', posts: [{ text: 'u1 0 undefined' }] } },
  });
});

test('@skip and @include hold with literals, variables and their defaults, on fields and fragments', async () => {
  const { federation } = setUp();
  const query = `
    query ($yes: Boolean! = true, $no: Boolean!) {
      user {
        id @skip(if: $yes)
        name @include(if: $yes) @skip(if: $no)
        ...P @include(if: $no)
        ... @skip(if: $no) { profile { bio @include(if: false) } }
      }
      version @skip(if: true)
    }
    fragment P on User { posts(first: 1) { text } }`;
  expect(await ask(federation, query, { no: false })).toEqual({ data: { user: { name: 'name of u1', profile: {} } } });
  expect(callsMade(federation)).toEqual(['users']);
  expect(await ask(federation, query, { no: true, yes: false })).toEqual({
    data: { user: { id: 'u1', posts: [{ text: 'u1 0 undefined' }] } },
  });
});

test('an operation of which nothing is left asks no subgraph', async () => {
  const { federation } = setUp();
  expect(await ask(federation, '{ version @skip(if: true) ... @include(if: false) { total } }')).toEqual({ data: {} });
  expect(await ask(federation, '{ __typename again: __typename }')).toEqual({
    data: { __typename: 'Query', again: 'Query' },
  });
  expect(callsMade(federation)).toEqual([]);
});

test('more combinations of conditions than are planned each for itself are right too', async () => {
  const { federation } = setUp();
  const executor = executorOf(federation);
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const document = parse(`query (${names.map((name) => `$${name}: Boolean!`).join(', ')}) {
    user { ${names.map((name) => `${name}: posts(first: 1) @include(if: $${name}) { text }`).join(' ')} }
  }`);
  for (let bits = 0; bits < 64; bits++) {
    const chosen = names.filter((_, i) => bits & (1 << i));
    const variables = Object.fromEntries(names.map((name) => [name, chosen.includes(name)]));
    const { data, errors } = await executor.execute({ document, variables });
    expect(errors).toBeUndefined();
    expect(Object.keys((data?.user ?? {}) as object)).toEqual(chosen);
  }
});

test('variables reach the subgraphs that use them as they were sent, and are refused where they do not fit', async () => {
  const { federation } = setUp();
  const query = `
    query ($ids: [ID!], $filter: UserFilter, $first: Int! = 1, $order: Order) {
      users(ids: $ids, filter: $filter) { name posts(first: $first, order: $order) { text } }
    }`;
  expect(await ask(federation, query, { ids: 'u9', filter: { name: null }, order: 'DOWN' })).toEqual({
    data: {
      users: [{ name: '{"ids":["u9"],"filter":{"name":null,"tags":["a"]}}', posts: [{ text: 'u1 0 DOWN' }] }],
    },
  });
  expect(federation.calls.map(({ variables }) => Object.keys(variables))).toEqual([
    ['ids', 'filter'],
    ['order', 'representations'],
  ]);
  const refused = await ask(federation, query, { first: 'one', order: 'SIDEWAYS', filter: { nome: 1 } });
  expect(refused.data).toBeUndefined();
  expect(refused.errors).toHaveLength(3);
});

test('a null argument is a null, a missing one its default', async () => {
  const { federation } = setUp();
  expect(await ask(federation, 'query ($id: ID) { user(id: $id) { name } }', { id: null })).toEqual({
    data: { user: null },
  });
  expect(await ask(federation, 'query ($id: ID) { user(id: $id) { name } }')).toEqual({
    data: { user: { name: 'name of u1' } },
  });
});

test('response names come in the order of the operation, those that objects inherit included', async () => {
  const { federation } = setUp();
  const answer = await ask(
    federation,
    '{ user { constructor: name __proto__: id ...F toString: profile { valueOf: bio } id } } fragment F on User { hasOwnProperty: posts(first: 1) { text } }',
  );
  expect(JSON.stringify(answer.data)).toBe(
    '{"user":{"constructor":"name of u1","__proto__":"u1","hasOwnProperty":[{"text":"u1 0 undefined"}],"toString":{"valueOf":"b"},"id":"u1"}}',
  );
});

test('fields that are selected twice are merged', async () => {
  const { federation } = setUp();
  expect(
    await ask(
      federation,
      '{ user { posts(first: 1) { text } ...F posts(first: 1) { author { name } } } } fragment F on User { posts(first: 1) { author { id } } }',
    ),
  ).toEqual({ data: { user: { posts: [{ text: 'u1 0 undefined', author: { id: 'u1', name: 'name of u1' } }] } } });
});

test('introspection is answered from the API schema, beside data and alone', async () => {
  const { federation } = setUp();
  const executor = executorOf(federation);
  const { data } = await executor.execute({ document: parse(getIntrospectionQuery()) });
  expect(data).toEqual(executeSync({ schema: executor.apiSchema, document: parse(getIntrospectionQuery()) }).data);
  expect(callsMade(federation)).toEqual([]);
  expect(
    await ask(
      federation,
      'query ($name: String!) { total t: __type(name: $name) { kind ...N } __schema { mutationType { ...N } } } fragment N on __Type { name }',
      { name: 'Post' },
    ),
  ).toEqual({
    data: { total: 0, t: { kind: 'OBJECT', name: 'Post' }, __schema: { mutationType: { name: 'Mutation' } } },
  });
});

test('of a document with several operations the named one is executed', async () => {
  const { federation } = setUp();
  const executor = executorOf(federation);
  const document = parse('query A { version } query B { total }');
  expect((await executor.execute({ document, operationName: 'B' })).data).toEqual({ total: 0 });
  expect((await executor.execute({ document })).errors?.[0]?.message).toBe('Must provide operation name.');
  expect((await executor.execute({ document, operationName: 'C' })).errors?.[0]?.message).toBe(
    'Unknown operation named "C".',
  );
});
