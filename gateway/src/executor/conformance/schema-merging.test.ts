import { type GraphQLEnumType, type GraphQLInputObjectType, printType } from 'graphql';
import { expect, test } from 'vitest';
import { ask, callsMade, executorOf, federate } from '../testing/federation.ts';

type Data = Record<string, unknown>;

test('an enum that is only returned has the values of all subgraphs', async () => {
  const federation = federate({
    a: { sdl: 'type Query { one: Level } enum Level { LOW }', resolvers: { Query: { one: () => 'LOW' } } },
    b: { sdl: 'type Query { two: [Level] } enum Level { HIGH }', resolvers: { Query: { two: () => ['HIGH', null] } } },
  });
  expect(await ask(federation, '{ one two }')).toEqual({ data: { one: 'LOW', two: ['HIGH', null] } });
});

const plans = {
  sdl: `
    type Query { plan: Plan plans(like: Plan): [Plan] required: Plan! list: [Plan!] }
    enum Plan { FREE PAID SECRET @inaccessible }`,
  resolvers: {
    Query: {
      plan: () => 'SECRET',
      plans: () => ['FREE', 'SECRET', 'PAID'],
      required: () => 'SECRET',
      list: () => ['FREE', 'SECRET'],
    },
  },
};

test('a value of an enum that clients may not see is an error where it is returned and refused where it is sent', async () => {
  const federation = federate({ plans });
  expect(await ask(federation, '{ plan }')).toMatchObject({ data: { plan: null }, errors: [{ path: ['plan'] }] });
  expect(await ask(federation, '{ plans }')).toMatchObject({
    data: { plans: ['FREE', null, 'PAID'] },
    errors: [{ path: ['plans', 1] }],
  });
  expect(await ask(federation, '{ list }')).toMatchObject({ data: { list: null }, errors: [{ path: ['list', 1] }] });
  expect(await ask(federation, '{ required }')).toMatchObject({ data: null, errors: [{ path: ['required'] }] });
  callsMade(federation);
  const refused = await ask(federation, 'query ($like: Plan) { plans(like: $like) }', { like: 'SECRET' });
  expect(refused.data).toBeUndefined();
  expect(refused.errors?.[0]?.message).toContain('Value "SECRET" does not exist in "Plan" enum');
  expect(callsMade(federation)).toEqual([]);
  const values = (executorOf(federation).apiSchema.getType('Plan') as GraphQLEnumType).getValues();
  expect(values.map(({ name }) => name)).toEqual(['FREE', 'PAID']);
});

test('an input object has the fields that all subgraphs know', async () => {
  const federation = federate({
    a: {
      sdl: 'type Query { a(filter: Filter): String } input Filter { text: String! first: Int }',
      resolvers: { Query: { a: (_: unknown, args: Data) => JSON.stringify(args) } },
    },
    b: { sdl: 'type Query { b(filter: Filter): String } input Filter { text: String! limit: Int }' },
  });
  const filter = executorOf(federation).apiSchema.getType('Filter') as GraphQLInputObjectType;
  expect(printType(filter)).toBe('input Filter {\n  text: String!\n}');
  expect(await ask(federation, 'query ($filter: Filter) { a(filter: $filter) }', { filter: { text: 'x' } })).toEqual({
    data: { a: '{"filter":{"text":"x"}}' },
  });
});

test('what is inaccessible serves keys and requirements and is no part of the API', async () => {
  const federation = federate({
    a: {
      sdl: `
        type Query { user: User internal: Int @inaccessible }
        type User @key(fields: "id") { id: ID! @inaccessible name: String }`,
      resolvers: { Query: { user: () => ({ id: 'u1', name: 'Ada' }) } },
    },
    b: { sdl: 'type User @key(fields: "id") { id: ID! age: Int }', resolvers: { User: { age: () => 36 } } },
  });
  expect(await ask(federation, '{ user { name age } }')).toEqual({ data: { user: { name: 'Ada', age: 36 } } });
  await expect(ask(federation, '{ user { id } }')).rejects.toThrow('Cannot query field "id"');
  await expect(ask(federation, '{ internal }')).rejects.toThrow('Cannot query field "internal"');
});

test('a field is taken from the subgraph that has overridden it', async () => {
  const federation = federate({
    old: {
      sdl: 'type Query { post: Post } type Post @key(fields: "id") { id: ID! title: String created: String }',
      resolvers: {
        Query: { post: () => ({ id: 'p1', created: 'old' }) },
        Post: { title: () => 'old' },
      },
    },
    fresh: {
      sdl: `
        type Query { fresh: Post }
        type Post @key(fields: "id") {
          id: ID! created: String @override(from: "old") title: String @external
          line: String @requires(fields: "title")
        }`,
      resolvers: {
        Query: { fresh: () => ({ id: 'p1' }) },
        Post: { created: () => 'new', line: ({ title }: Data) => `${title} line` },
      },
    },
  });
  expect(await ask(federation, '{ post { title created line } fresh { title created } }')).toEqual({
    data: { post: { title: 'old', created: 'new', line: 'old line' }, fresh: { title: 'old', created: 'new' } },
  });
});

test('a root field that several subgraphs have brings of each what only it knows', async () => {
  const federation = federate({
    names: {
      sdl: 'type Query { product: Product @shareable } type Product @shareable { id: ID! name: Names } type Names { long: String }',
      resolvers: { Query: { product: () => ({ id: '1', name: { long: 'A chair' } }) } },
    },
    prices: {
      sdl: 'type Query { product: Product @shareable } type Product @shareable { id: ID! price: Int name: Names } type Names { short: String }',
      resolvers: { Query: { product: () => ({ id: '1', price: 12, name: { short: 'chair' } }) } },
    },
  });
  expect(await ask(federation, '{ product { id price name { long short } } }')).toEqual({
    data: { product: { id: '1', price: 12, name: { long: 'A chair', short: 'chair' } } },
  });
  expect(callsMade(federation).sort()).toEqual(['names', 'prices']);
});

test('a field that is non-null in one subgraph and nullable in another is what the API says', async () => {
  const federation = federate({
    a: {
      sdl: 'type Query { a: Node } interface Node { id: ID } type User implements Node @key(fields: "id") { id: ID @shareable }',
      resolvers: { Query: { a: () => ({ __typename: 'User', id: null }) } },
    },
    b: {
      sdl: 'type Query { b: [User] } type User @key(fields: "id") { id: ID! @shareable name: String }',
      resolvers: { Query: { b: () => [{ id: 'u1', name: 'Ada' }] } },
    },
  });
  expect(await ask(federation, '{ a { id } b { id name } }')).toEqual({
    data: { a: { id: null }, b: [{ id: 'u1', name: 'Ada' }] },
  });
});

test('@extends and @external keys as of the first version of federation are understood', async () => {
  const federation = federate({
    a: {
      sdl: 'type Query { me: User } type User @key(fields: "id") { id: ID! name: String }',
      resolvers: { Query: { me: () => ({ id: 'u1', name: 'Ada' }) } },
    },
    b: {
      sdl: `
        type User @extends @key(fields: "id") { id: ID! @external name: String @external posts: [String] greeting: String @requires(fields: "name") }`,
      resolvers: { User: { posts: () => ['one'], greeting: ({ name }: Data) => `Hi ${name}` } },
    },
  });
  expect(await ask(federation, '{ me { posts greeting } }')).toEqual({
    data: { me: { posts: ['one'], greeting: 'Hi Ada' } },
  });
});

test.each(['@authenticated', '@requiresScopes(scopes: [["read"]])', '@policy(policies: [["owner"]])'])(
  'a supergraph that says who may read a field by %s is refused, as nobody here would ask',
  (directive) => {
    const federation = federate({ a: { sdl: `type Query { open: String secret: String ${directive} }` } });
    expect(() => executorOf(federation)).toThrow('is for: SECURITY but is unsupported');
  },
);

test.each(['percent(100)', 'moved'])('a field that is moved under the label %s stays where it was', async (label) => {
  const federation = federate({
    a: {
      sdl: 'type Query { t: T } type T @key(fields: "id") { id: ID! name: String }',
      resolvers: { Query: { t: () => ({ id: '1' }) }, T: { name: () => 'from a' } },
    },
    b: {
      sdl: `type T @key(fields: "id") { id: ID! name: String @override(from: "a", label: "${label}") }`,
      resolvers: { T: { name: () => 'from b' } },
    },
  });
  expect(await ask(federation, '{ t { name } }')).toEqual({ data: { t: { name: 'from a' } } });
});
