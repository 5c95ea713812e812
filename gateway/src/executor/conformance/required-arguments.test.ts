/** What @requires names with arguments. */
import { expect, test } from 'vitest';
import { ask, callsMade, federate } from '../testing/federation.ts';

type Data = Record<string, unknown>;

function shop() {
  return federate({
    goods: {
      sdl: `
        type Query { goods: [Good!]! }
        type Good @key(fields: "id") { id: ID! cost(in: String!): Int maker: Maker }
        type Maker { rate(in: String!): Int }`,
      resolvers: {
        Query: { goods: () => [{ id: 'g1', maker: {} }] },
        Good: {
          __resolveReference: ({ id }: Data) => ({ id, maker: {} }),
          cost: (_: Data, { in: unit }: Data) => (unit === 'USD' ? 7 : 5),
        },
        Maker: { rate: (_: Data, { in: unit }: Data) => (unit === 'USD' ? 70 : 50) },
      },
    },
    sales: {
      sdl: `
        type Good @key(fields: "id") {
          id: ID! cost(in: String!): Int @external maker: Maker @external
          dollars: String @requires(fields: "cost(in: \\"USD\\")")
          euros: String @requires(fields: "cost(in: \\"EUR\\")")
          rate: Int @requires(fields: "maker { rate(in: \\"USD\\") }")
        }
        type Maker @external { rate(in: String!): Int }`,
      resolvers: {
        Good: {
          dollars: ({ cost }: Data) => `$${cost}`,
          euros: ({ cost }: Data) => `€${cost}`,
          rate: ({ maker }: { maker: Data }) => maker.rate,
        },
      },
    },
  });
}

test('two fields that require one field with different arguments are refused of one object, never computed from the wrong value', async () => {
  const federation = shop();
  for (const query of [
    '{ goods { dollars euros } }',
    '{ goods { dollars } goods { ... on Good { other: euros } } }',
    'query ($yes: Boolean = true) { goods { dollars euros @include(if: $yes) } }',
  ]) {
    const { data, errors } = await ask(federation, query);
    expect(data, query).toBeUndefined();
    expect(errors).toEqual([
      {
        message:
          'Good.dollars and Good.euros require the same field with different arguments, and cannot be selected of one object: ask for the object twice, under two aliases.',
        code: 'BAD_USER_INPUT',
      },
    ]);
  }
  expect(callsMade(federation)).toEqual([]);
});

test('each of them alone, and both of objects under two aliases, have the value of their own argument', async () => {
  const federation = shop();
  expect(await ask(federation, '{ goods { dollars rate cost(in: "EUR") } }')).toEqual({
    data: { goods: [{ dollars: '$7', rate: 70, cost: 5 }] },
  });
  expect(await ask(federation, '{ goods { euros @include(if: true) dollars @skip(if: true) } }')).toEqual({
    data: { goods: [{ euros: '€5' }] },
  });
  expect(await ask(federation, '{ a: goods { dollars } b: goods { euros } }')).toEqual({
    data: { a: [{ dollars: '$7' }], b: [{ euros: '€5' }] },
  });
});

test('what is required with an argument lies behind entities that the client reached with another', async () => {
  const federation = federate({
    threads: {
      sdl: `
        type Query { threads: [Thread!]! }
        type Thread @key(fields: "id") { id: ID! replies(first: Int!): [Reply!]! @external }
        type Reply @key(fields: "id") {
          id: ID! copies: [Thread!]! @external
          isCopied: Boolean @requires(fields: "copies { replies(first: 9) { id } }")
        }`,
      resolvers: {
        Query: { threads: () => [{ id: 't1' }] },
        Reply: {
          isCopied: ({ copies }: { copies: { replies: Data[] }[] }) =>
            copies.some(({ replies }) => replies.length === 9),
        },
      },
    },
    replies: {
      sdl: `
        type Thread @key(fields: "id") { id: ID! replies(first: Int!): [Reply!]! }
        type Reply @key(fields: "id") { id: ID! copies: [Thread!]! }`,
      resolvers: {
        Thread: {
          replies: ({ id }: Data, { first }: { first: number }) =>
            Array.from({ length: first }, (_, i) => ({ id: `${id}.${i}` })),
        },
        Reply: { copies: ({ id }: Data) => (id === 't1.0' ? [{ id: 't2' }] : []) },
      },
    },
  });
  expect(await ask(federation, '{ threads { replies(first: 2) { id isCopied } } }')).toEqual({
    data: {
      threads: [
        {
          replies: [
            { id: 't1.0', isCopied: true },
            { id: 't1.1', isCopied: false },
          ],
        },
      ],
    },
  });
});

test('looking for such fields takes no longer for interfaces below interfaces', async () => {
  const kinds = Array.from({ length: 12 }, (_, i) => `K${i}`);
  const federation = federate({
    nodes: {
      sdl: `
        type Query { node: Node }
        interface Node { id: ID! next: Node }
        ${kinds.map((kind) => `type ${kind} implements Node @key(fields: "id") { id: ID! next: Node size(in: String!): Int }`).join('\n')}`,
      resolvers: { Query: { node: () => ({ __typename: 'K3', id: '3', next: null }) } },
    },
    sizes: {
      sdl: `type K3 @key(fields: "id") {
        id: ID! size(in: String!): Int @external
        metres: Int @requires(fields: "size(in: \\"m\\")") feet: Int @requires(fields: "size(in: \\"ft\\")")
      }`,
      resolvers: { K3: { metres: ({ size }: Data) => size, feet: ({ size }: Data) => size } },
    },
  });
  // 12¹⁰ ways through the types.
  const nested = (depth: number): string => (depth === 0 ? 'id' : `next { ${nested(depth - 1)} }`);
  expect(await ask(federation, `{ node { ${nested(10)} } }`)).toEqual({ data: { node: { next: null } } });
  const { errors } = await ask(federation, '{ node { next { ... on K3 { metres feet } } } }');
  expect(errors?.map(({ code }) => code)).toEqual(['BAD_USER_INPUT']);
});
