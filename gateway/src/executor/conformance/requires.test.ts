import { expect, test } from 'vitest';
import { ask, callsMade, federate } from '../testing/federation.ts';

type Data = Record<string, unknown>;

const products = {
  sdl: `
    type Query { products: [Product!]! }
    type Product @key(fields: "id") {
      id: ID! price(currency: String!): Int weight: Int size: Size
      parts: [Part!]! owner: Owner
    }
    type Size { width: Int @shareable height: Int @shareable }
    interface Owner { name: String }
    type Person implements Owner { name: String age: Int }
    type Firm implements Owner { name: String register: String }
    union Part = Screw | Board
    type Screw { length: Int }
    type Board { area: Int }`,
  resolvers: {
    Query: { products: () => [{ id: 'p1' }, { id: 'p2' }] },
    Product: {
      __resolveReference: ({ id }: { id: string }) => ({ id }),
      price: ({ id }: Data, { currency }: Data) => (id === 'p1' ? 10 : 20) * (currency === 'USD' ? 2 : 1),
      weight: ({ id }: Data) => (id === 'p1' ? 3 : 4),
      size: ({ id }: Data) => (id === 'p1' ? { width: 5, height: 6 } : null),
      parts: () => [
        { __typename: 'Screw', length: 7 },
        { __typename: 'Board', area: 8 },
      ],
      owner: ({ id }: Data) =>
        id === 'p1'
          ? { __typename: 'Person', name: 'Ada', age: 36 }
          : { __typename: 'Firm', name: 'Acme', register: 'HRB 1' },
    },
  },
};

test('a field gets what it requires of another subgraph, objects and nulls included', async () => {
  const federation = federate({
    products,
    shipping: {
      sdl: `
        type Product @key(fields: "id") {
          id: ID! weight: Int @external size: Size @external
          volume: String @requires(fields: "weight size { width height }")
        }
        type Size { width: Int @shareable height: Int @shareable }`,
      resolvers: { Product: { volume: ({ weight, size }: Data) => `${weight} ${JSON.stringify(size)}` } },
    },
  });
  expect(await ask(federation, '{ products { volume } }')).toEqual({
    data: { products: [{ volume: '3 {"width":5,"height":6}' }, { volume: '4 null' }] },
  });
  expect(callsMade(federation)).toEqual(['products', 'shipping']);
});

test('what is required with one argument and selected with another does not mix', async () => {
  const federation = federate({
    products,
    tax: {
      sdl: `
        type Product @key(fields: "id") {
          id: ID! price(currency: String!): Int @external
          tax: Int @requires(fields: "price(currency: \\"USD\\")")
        }`,
      resolvers: { Product: { tax: ({ price }: Data) => Number(price) + 1 } },
    },
  });
  expect(await ask(federation, '{ products { euro: price(currency: "EUR") tax } }')).toEqual({
    data: {
      products: [
        { euro: 10, tax: 21 },
        { euro: 20, tax: 41 },
      ],
    },
  });
  expect(await ask(federation, '{ products { price(currency: "EUR") tax } }')).toEqual({
    data: {
      products: [
        { price: 10, tax: 21 },
        { price: 20, tax: 41 },
      ],
    },
  });
});

test('fields required of an interface and of a union come by type', async () => {
  const federation = federate({
    products,
    texts: {
      sdl: `
        type Product @key(fields: "id") {
          id: ID! owner: Owner @external parts: [Part!]! @external
          title: String @requires(fields: """
            owner { name ... on Person { age } ... on Firm { register } }
            parts { ... on Screw { length } ... on Board { area } }
          """)
        }
        interface Owner { name: String }
        type Person implements Owner @external { name: String age: Int }
        type Firm implements Owner @external { name: String register: String }
        union Part = Screw | Board
        type Screw @external { length: Int }
        type Board @external { area: Int }`,
      resolvers: {
        Product: { title: ({ owner, parts }: Data) => JSON.stringify([owner, parts]).replaceAll('"', '') },
      },
    },
  });
  const answer = await ask(federation, '{ products { title } }');
  expect(answer.errors).toBeUndefined();
  const [first, second] = (answer.data as { products: { title: string }[] }).products;
  expect(first?.title).toContain('name:Ada');
  expect(first?.title).toContain('age:36');
  expect(second?.title).toContain('register:HRB 1');
  expect(second?.title).toContain('length:7');
  expect(second?.title).toContain('area:8');
});

test('what is required may require in turn', async () => {
  const federation = federate({
    products,
    b: {
      sdl: `
        type Product @key(fields: "id") {
          id: ID! weight: Int @external heavy: Boolean @requires(fields: "weight")
        }`,
      resolvers: { Product: { heavy: ({ weight }: Data) => Number(weight) > 3 } },
    },
    c: {
      sdl: 'type Product @key(fields: "id") { id: ID! heavy: Boolean @external advice: String @requires(fields: "heavy") }',
      resolvers: { Product: { advice: ({ heavy }: Data) => (heavy ? 'two people' : 'one person') } },
    },
  });
  expect(await ask(federation, '{ products { advice } }')).toEqual({
    data: { products: [{ advice: 'one person' }, { advice: 'two people' }] },
  });
  expect(callsMade(federation)).toEqual(['products', 'b', 'c']);
});

test('what @skip leaves out is not required for what stays', async () => {
  const federation = federate({
    products,
    b: {
      sdl: `
        type Product @key(fields: "id") {
          id: ID! weight: Int @external heavy: Boolean @requires(fields: "weight") stock: Int
        }`,
      resolvers: { Product: { heavy: ({ weight }: Data) => Number(weight) > 3, stock: () => 9 } },
    },
  });
  const query = 'query ($no: Boolean!) { products { stock heavy @skip(if: $no) } }';
  expect(await ask(federation, query, { no: true })).toEqual({ data: { products: [{ stock: 9 }, { stock: 9 }] } });
  expect(federation.calls.map((call) => call.query).join()).not.toContain('weight');
});

test('what a subgraph provides on a path is not fetched elsewhere, and is where it does not', async () => {
  const federation = federate({
    reviews: {
      sdl: `
        type Query { review: Review @provides(fields: "product { name maker { name } }") reviews: [Review] }
        type Review { text: String product: Product }
        type Product @key(fields: "id") { id: ID! name: String @external maker: Maker @external }
        type Maker { name: String @external }`,
      resolvers: {
        Query: {
          review: () => ({ text: 'Good', product: { id: 'p1', name: 'from reviews', maker: { name: 'M' } } }),
          reviews: () => [{ text: 'Bad', product: { id: 'p1' } }],
        },
      },
    },
    catalogue: {
      sdl: 'type Product @key(fields: "id") { id: ID! name: String @shareable maker: Maker @shareable } type Maker { name: String @shareable }',
      resolvers: { Product: { name: () => 'from catalogue', maker: () => ({ name: 'C' }) } },
    },
  });
  expect(await ask(federation, '{ review { product { name maker { name } } } }')).toEqual({
    data: { review: { product: { name: 'from reviews', maker: { name: 'M' } } } },
  });
  expect(callsMade(federation)).toEqual(['reviews']);
  expect(await ask(federation, '{ reviews { product { name maker { name } } } }')).toEqual({
    data: { reviews: [{ product: { name: 'from catalogue', maker: { name: 'C' } } }] },
  });
  expect(callsMade(federation)).toEqual(['reviews', 'catalogue']);
});

test('an error of a field that is only required is the error of the object that needs it', async () => {
  const federation = federate({
    a: {
      sdl: 'type Query { t: T } type T @key(fields: "id") { id: ID! secret: Int @inaccessible }',
      resolvers: {
        Query: { t: () => ({ id: '1' }) },
        T: {
          secret: () => {
            throw new Error('no luck');
          },
        },
      },
    },
    b: {
      sdl: 'type T @key(fields: "id") { id: ID! secret: Int @external shown: String @requires(fields: "secret") }',
      resolvers: { T: { shown: ({ secret }: Data) => (secret === null ? null : String(secret)) } },
    },
  });
  expect(await ask(federation, '{ t { id shown } }')).toEqual({
    data: { t: { id: '1', shown: null } },
    errors: [{ message: 'no luck', path: ['t'] }],
  });
});
