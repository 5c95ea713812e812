/** What @requires names with arguments. */
import { parse, printSchema, validate } from 'graphql';
import { expect, test } from 'vitest';
import { ask, callsMade, executorOf, federate } from '../testing/federation.ts';

type Data = Record<string, unknown>;

function shop() {
  return federate({
    goods: {
      sdl: `
        type Query { goods: [Good!]! }
        type Good @key(fields: "id") { id: ID! cost(in: String, off: Int): Int maker: Maker }
        type Maker { rate(in: String!): Int }`,
      resolvers: {
        Query: { goods: () => [{ id: 'g1', maker: {} }, { id: 'g2' }] },
        Good: {
          __resolveReference: ({ id }: Data) => ({ id, maker: {} }),
          cost: ({ id }: Data, { in: unit, off = 0 }: { in?: string; off?: number }) => {
            if (id === 'g2' && unit === 'GBP') throw new Error('no pounds');
            return ({ USD: 7, EUR: 5, GBP: 3 }[unit ?? ''] ?? 1) - off;
          },
        },
        Maker: { rate: (_: Data, { in: unit }: Data) => (unit === 'USD' ? 70 : 50) },
      },
    },
    sales: {
      sdl: `
        type Good @key(fields: "id") {
          id: ID! cost(in: String, off: Int): Int @external maker: Maker @external
          dollars(sign: String): String @requires(fields: "cost(in: \\"USD\\", off: 1)")
          same: Int @requires(fields: "cost(off: 1 in: \\"USD\\")")
          euros(sign: String): String @requires(fields: "cost(in: \\"EUR\\")")
          pounds: String @requires(fields: "cost(in: \\"GBP\\")")
          bare: Int @requires(fields: "cost")
          rate: Int @requires(fields: "maker { rate(in: \\"USD\\") }")
          mixed: [Int] @requires(fields: "cost(in: \\"USD\\", off: 1) maker { rate(in: \\"EUR\\") }")
          stock: Int
        }
        type Maker @external { rate(in: String!): Int }`,
      resolvers: {
        Good: {
          dollars: ({ cost }: Data, { sign = '$' }: Data) => `${sign}${cost}`,
          same: ({ cost }: Data) => cost,
          euros: ({ cost }: Data, { sign = '€' }: Data) => `${sign}${cost}`,
          pounds: ({ cost }: Data) => `£${cost}`,
          bare: ({ cost }: Data) => cost,
          rate: ({ maker }: { maker?: Data }) => maker?.rate ?? null,
          mixed: ({ cost, maker }: { cost: number; maker?: Data }) => [cost, maker?.rate ?? null],
          stock: () => 9,
        },
      },
    },
  });
}

test('fields that require one field with different arguments have each the value of its own, in one call of each subgraph', async () => {
  const federation = shop();
  expect(await ask(federation, '{ goods { id dollars euros same bare stock } }')).toEqual({
    data: {
      goods: [
        { id: 'g1', dollars: '$6', euros: '€5', same: 6, bare: 1, stock: 9 },
        { id: 'g2', dollars: '$6', euros: '€5', same: 6, bare: 1, stock: 9 },
      ],
    },
  });
  expect(callsMade(federation)).toEqual(['goods', 'sales']);
});

test('also where they are required through a parent, and what the client asks of the parent is not touched by it', async () => {
  const federation = shop();
  expect(
    await ask(federation, '{ goods { mixed rate cost(in: "EUR") maker { rate(in: "EUR") usd: rate(in: "USD") } } }'),
  ).toEqual({
    data: {
      goods: [
        { mixed: [6, 50], rate: 70, cost: 5, maker: { rate: 50, usd: 70 } },
        { mixed: [6, null], rate: null, cost: 5, maker: null },
      ],
    },
  });
  expect(callsMade(federation)).toEqual(['goods', 'sales']);
});

test('variables, aliases and conditions go to the part that they are of', async () => {
  const query = `query ($d: String, $e: String, $yes: Boolean!) {
    goods { d: dollars(sign: $d) e: euros(sign: $e) @include(if: $yes) ...More @skip(if: $yes) } }
    fragment More on Good { euros bare }`;
  const variables = { d: 'USD ', e: 'EUR ' };
  expect(await ask(shop(), query, { ...variables, yes: true })).toMatchObject({
    data: { goods: [{ d: 'USD 6', e: 'EUR 5' }, {}] },
  });
  expect(await ask(shop(), query, { ...variables, yes: false })).toMatchObject({
    data: { goods: [{ d: 'USD 6', euros: '€5', bare: 1 }, {}] },
  });
});

test('an error of the required field is that of the object, under no name of ours', async () => {
  const answer = await ask(shop(), '{ goods { dollars pounds } }');
  expect(answer.data).toEqual({
    goods: [
      { dollars: '$6', pounds: '£3' },
      { dollars: '$6', pounds: '£null' },
    ],
  });
  expect(answer.errors).toEqual([{ message: 'no pounds', path: ['goods', 1] }]);
});

test('clients see nothing of the names that it is done by', async () => {
  const executor = executorOf(shop());
  expect(printSchema(executor.apiSchema)).not.toContain('_rondo');
  const [error] = validate(executor.apiSchema, parse('{ goods { _rondoRequired0_cost } }'));
  expect(error?.message).toContain('Cannot query field');
});

test('of objects behind an interface each is computed from what it requires itself', async () => {
  const federation = federate({
    things: {
      sdl: `
        type Query { things: [Thing!]! }
        interface Thing @key(fields: "id") { id: ID! size(in: String!): Int }
        type Box implements Thing @key(fields: "id") { id: ID! size(in: String!): Int }
        type Bag implements Thing @key(fields: "id") { id: ID! size(in: String!): Int }`,
      resolvers: {
        Query: {
          things: () => [
            { __typename: 'Box', id: '1' },
            { __typename: 'Bag', id: '2' },
          ],
        },
        Box: { size: (_: Data, { in: unit }: Data) => (unit === 'm' ? 1 : 3) },
        Bag: { size: (_: Data, { in: unit }: Data) => (unit === 'm' ? 2 : 6) },
      },
    },
    labels: {
      sdl: `
        type Thing @interfaceObject @key(fields: "id") {
          id: ID! size(in: String!): Int @external
          metres: String @requires(fields: "size(in: \\"m\\")")
          feet: String @requires(fields: "size(in: \\"ft\\")")
        }`,
      resolvers: { Thing: { metres: ({ size }: Data) => `${size} m`, feet: ({ size }: Data) => `${size} ft` } },
    },
  });
  expect(await ask(federation, '{ things { __typename metres ... on Bag { feet } ... on Box { f: feet } } }')).toEqual({
    data: {
      things: [
        { __typename: 'Box', metres: '1 m', f: '3 ft' },
        { __typename: 'Bag', metres: '2 m', feet: '6 ft' },
      ],
    },
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
