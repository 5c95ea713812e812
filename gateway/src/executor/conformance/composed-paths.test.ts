/** Where several directives and several subgraphs meet on one path. */
import { expect, test } from 'vitest';
import { ask, callsMade, federate } from '../testing/federation.ts';

type Data = Record<string, unknown>;

test('requirements of two subgraphs on each other form a chain, not a circle', async () => {
  const federation = federate({
    drafts: {
      sdl: `
        type Query { drafts: [Draft!]! }
        type Draft @key(fields: "id") { id: ID! isShort: Boolean! @external isLong: Boolean! @requires(fields: "isShort") }
        type Writer @key(fields: "id") { id: ID! pages: Int! }`,
      resolvers: {
        Query: { drafts: () => [{ id: 'd1' }, { id: 'd2' }] },
        Draft: { isLong: ({ isShort }: Data) => isShort === false },
        Writer: { pages: ({ id }: Data) => (id === 'w1' ? 3 : 300) },
      },
    },
    judges: {
      sdl: `
        type Draft @key(fields: "id") { id: ID! writer: Writer! isShort: Boolean! @requires(fields: "writer { pages }") }
        type Writer @key(fields: "id") { id: ID! pages: Int! @external }`,
      resolvers: {
        Draft: {
          writer: ({ id }: Data) => ({ id: id === 'd1' ? 'w1' : 'w2' }),
          isShort: ({ writer }: { writer: { pages: number } }) => writer.pages < 10,
        },
      },
    },
  });
  expect(await ask(federation, '{ drafts { isLong } }')).toEqual({
    data: { drafts: [{ isLong: false }, { isLong: true }] },
  });
  expect(callsMade(federation)).toEqual(['drafts', 'judges', 'drafts', 'judges', 'drafts']);
  expect(await ask(federation, '{ drafts { isShort isLong } }')).toEqual({
    data: {
      drafts: [
        { isShort: true, isLong: false },
        { isShort: false, isLong: true },
      ],
    },
  });
});

test('what is required lies behind an entity of a third subgraph, inside a list', async () => {
  const federation = federate({
    carts: {
      sdl: `
        type Query { cart: Cart }
        type Cart @key(fields: "id") { id: ID! lines: [Line!]! }
        type Line @shareable { count: Int item: Item }
        type Item @key(fields: "id") { id: ID! }`,
      resolvers: {
        Query: {
          cart: () => ({
            id: 'c1',
            lines: [
              { count: 2, item: { id: 'i1' } },
              { count: 1, item: null },
              { count: 3, item: { id: 'i2' } },
            ],
          }),
        },
      },
    },
    prices: {
      sdl: 'type Item @key(fields: "id") { id: ID! price: Int }',
      resolvers: { Item: { price: ({ id }: Data) => (id === 'i1' ? 5 : 7) } },
    },
    totals: {
      sdl: `
        type Cart @key(fields: "id") {
          id: ID! lines: [Line!]! @external
          total: Int @requires(fields: "lines { count item { price } }")
        }
        type Line @shareable { count: Int item: Item }
        type Item @key(fields: "id") { id: ID! price: Int @external }`,
      resolvers: {
        Cart: {
          total: ({ lines }: { lines: { count: number; item: { price: number } | null }[] }) =>
            lines.reduce((sum, { count, item }) => sum + count * (item?.price ?? 0), 0),
        },
      },
    },
  });
  expect(await ask(federation, '{ cart { total } }')).toEqual({ data: { cart: { total: 31 } } });
});

const shelf = {
  sdl: `
    type Query { shelf: Shelf @shareable }
    type Shelf @shareable { first: Piece }
    union Piece = Vase | Clock
    type Vase @shareable { height: Int }
    type Clock { hands: Int }`,
  resolvers: { Query: { shelf: () => ({ first: { __typename: 'Clock', hands: 2 } }) } },
};

test('of a union each subgraph is asked for the members that it knows there', async () => {
  const federation = federate({
    shelf,
    other: {
      sdl: `
        type Query { shelf: Shelf @shareable window: Window }
        type Shelf @shareable { first: Piece }
        union Piece = Vase | Lamp
        type Vase @shareable { height: Int }
        type Lamp { watts: Int }
        type Window { piece: Piece pieces: [Piece] }`,
      resolvers: {
        Query: {
          shelf: () => ({ first: { __typename: 'Vase', height: 30 } }),
          window: () => ({
            piece: { __typename: 'Lamp', watts: 40 },
            pieces: [{ __typename: 'Vase', height: 9 }, null, { __typename: 'Lamp', watts: 60 }],
          }),
        },
      },
    },
  });
  const pieces = '__typename ... on Vase { height } ... on Clock { hands } ... on Lamp { watts }';
  expect(await ask(federation, `{ window { piece { ${pieces} } pieces { ${pieces} } } }`)).toEqual({
    data: {
      window: {
        piece: { __typename: 'Lamp', watts: 40 },
        pieces: [{ __typename: 'Vase', height: 9 }, null, { __typename: 'Lamp', watts: 60 }],
      },
    },
  });
  for (const { query } of federation.calls) expect(query).not.toContain('Clock');
});

test('a subgraph adds to an interface as one object, and another reaches the implementations through it', async () => {
  const federation = federate({
    places: {
      sdl: `
        type Query { place: Place }
        interface Place @key(fields: "id") { id: ID! name: String }
        type Town implements Place @key(fields: "id") { id: ID! name: String people: Int }
        type Lake implements Place @key(fields: "id") { id: ID! name: String depth: Int }`,
      resolvers: {
        Query: { place: () => ({ __typename: 'Town', id: 't1', name: 'Bern', people: 134_000 }) },
        Place: {
          __resolveReference: ({ id }: Data) =>
            id === 't1'
              ? { __typename: 'Town', id, name: 'Bern', people: 134_000 }
              : { __typename: 'Lake', id, name: 'Thun', depth: 217 },
        },
      },
    },
    weather: {
      sdl: 'type Place @key(fields: "id") @interfaceObject { id: ID! sky: String }',
      resolvers: { Place: { sky: ({ id }: Data) => `clear over ${id}` } },
    },
    trips: {
      sdl: `
        type Query { trip: Trip }
        type Trip @key(fields: "id") { id: ID! to: [Place] }
        type Place @key(fields: "id") @interfaceObject { id: ID! }`,
      resolvers: { Query: { trip: () => ({ id: 'trip', to: [{ id: 'l1' }, { id: 't1' }] }) } },
    },
  });
  expect(
    await ask(
      federation,
      `{ place { name sky ... on Town { people sky } ... on Lake { depth } }
         trip { to { id sky ... on Town { people } ... on Lake { depth wet: sky } } } }`,
    ),
  ).toEqual({
    data: {
      place: { name: 'Bern', sky: 'clear over t1', people: 134_000 },
      trip: {
        to: [
          { id: 'l1', sky: 'clear over l1', depth: 217, wet: 'clear over l1' },
          { id: 't1', sky: 'clear over t1', people: 134_000 },
        ],
      },
    },
  });
});

test('a directive on fields that all subgraphs define reaches them, its default argument included', async () => {
  const directive = 'directive @audited(as: String! = "read") on FIELD';
  const federation = federate({
    a: { sdl: `${directive} type Query { a: String }`, resolvers: { Query: { a: () => 'a' } } },
    b: { sdl: `${directive} type Query { b: String }`, resolvers: { Query: { b: () => 'b' } } },
  });
  expect(await ask(federation, '{ a @audited b @audited(as: "write") }')).toEqual({ data: { a: 'a', b: 'b' } });
  const queryTo = (name: string) => federation.calls.find(({ subgraph }) => subgraph === name)?.query;
  expect(queryTo('a')).toContain('a@audited');
  expect(queryTo('b')).toContain('b@audited(as:"write")');
});

test('different keys on the way: an id that means another thing in another subgraph is never sent there', async () => {
  const federation = federate({
    accounts: {
      sdl: 'type Query { account: Account } type Account @key(fields: "number") { id: ID! @inaccessible number: Int! chats: [Chat] } type Chat @key(fields: "id account { number }") { id: ID! account: Account! }',
      resolvers: {
        Query: {
          account: () => ({
            id: 'internal',
            number: 7,
            chats: [
              { id: 'c1', account: { number: 7 } },
              { id: 'c2', account: { number: 7 } },
            ],
          }),
        },
      },
    },
    chats: {
      sdl: 'type Chat @key(fields: "id account { number }") { id: ID! account: Account! text: String } type Account @key(fields: "number") { number: Int! last: Chat }',
      resolvers: {
        Chat: { text: ({ id, account }: { id: string; account: { number: number } }) => `${id} of ${account.number}` },
        Account: { last: ({ number }: Data) => ({ id: 'c9', account: { number } }) },
      },
    },
  });
  expect(await ask(federation, '{ account { number chats { id text account { number } } last { id text } } }')).toEqual(
    {
      data: {
        account: {
          number: 7,
          chats: [
            { id: 'c1', text: 'c1 of 7', account: { number: 7 } },
            { id: 'c2', text: 'c2 of 7', account: { number: 7 } },
          ],
          last: { id: 'c9', text: 'c9 of 7' },
        },
      },
    },
  );
  expect(JSON.stringify(federation.calls)).not.toContain('internal');
});

test('the parent is completed before what hangs on it, where the child is found by a key of the parent', async () => {
  const federation = federate({
    items: {
      sdl: 'type Query { items: [Item] } type Item @key(fields: "id code") { id: ID! code: String! shelf: Shelf } type Shelf @key(fields: "id") { id: ID! }',
      resolvers: {
        Query: {
          items: () => [
            { id: '1', code: 'x', shelf: { id: 's1' } },
            { id: '2', code: 'y', shelf: null },
          ],
        },
      },
    },
    shelves: {
      sdl: 'type Shelf @key(fields: "id") { id: ID! room: Room } type Room @key(fields: "name") { name: String! }',
      resolvers: { Shelf: { room: ({ id }: Data) => ({ name: `room of ${id}` }) } },
    },
    rooms: {
      sdl: 'type Room @key(fields: "name") { name: String! floor: Int } type Item @key(fields: "id code") { id: ID! code: String! room: Room }',
      resolvers: {
        Room: { floor: () => 3 },
        Item: { room: ({ id, code }: Data) => ({ name: `${id}${code}` }) },
      },
    },
  });
  expect(await ask(federation, '{ items { shelf { room { name floor } } room { name floor } } }')).toEqual({
    data: {
      items: [
        { shelf: { room: { name: 'room of s1', floor: 3 } }, room: { name: '1x', floor: 3 } },
        { shelf: null, room: { name: '2y', floor: 3 } },
      ],
    },
  });
});

test('__typename is answered at every level, of roots too, and asks no subgraph where nothing else is selected', async () => {
  const federation = federate({ shelf });
  expect(await ask(federation, '{ __typename kind: __typename }')).toEqual({
    data: { __typename: 'Query', kind: 'Query' },
  });
  expect(callsMade(federation)).toEqual([]);
  expect(await ask(federation, '{ shelf { __typename first { kind: __typename } } }')).toEqual({
    data: { shelf: { __typename: 'Shelf', first: { kind: 'Clock' } } },
  });
});
