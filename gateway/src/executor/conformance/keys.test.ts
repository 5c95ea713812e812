import { expect, test } from 'vitest';
import { ask, callsMade, federate } from '../testing/federation.ts';

interface Reference {
  readonly id?: string;
  readonly sku?: string;
  readonly [key: string]: unknown;
}

test('an entity is found by a key of several fields', async () => {
  const federation = federate({
    a: {
      sdl: 'type Query { places: [Place] } type Place @key(fields: "country code") { country: String! code: Int! }',
      resolvers: {
        Query: {
          places: () => [
            { country: 'FR', code: 1 },
            { country: 'DE', code: 1 },
            { country: 'FR', code: 1 },
          ],
        },
      },
    },
    b: {
      sdl: 'type Place @key(fields: "code country") { country: String! code: Int! name: String }',
      resolvers: { Place: { name: ({ country, code }: Reference) => `${country}${code}` } },
    },
  });
  expect(await ask(federation, '{ places { name } }')).toEqual({
    data: { places: [{ name: 'FR1' }, { name: 'DE1' }, { name: 'FR1' }] },
  });
  expect(federation.calls[1]?.variables.representations).toHaveLength(2);
});

test('an entity is found by a key inside an object', async () => {
  const federation = federate({
    a: {
      sdl: `
        type Query { orders: [Order] }
        type Order @key(fields: "id customer { id address { zip } }") { id: ID! customer: Customer! }
        type Customer { id: ID! address: Address! }
        type Address { zip: String! @shareable }`,
      resolvers: {
        Query: {
          orders: () => [
            { id: 'o1', customer: { id: 'c1', address: { zip: '75001' } } },
            { id: 'o2', customer: { id: 'c1', address: { zip: '10115' } } },
          ],
        },
      },
    },
    b: {
      sdl: `
        type Order @key(fields: "id customer { id address { zip } }") { id: ID! customer: Customer! @external label: String }
        type Customer { id: ID! @external address: Address! @external }
        type Address { zip: String! @shareable }`,
      resolvers: {
        Order: {
          label: ({ id, customer }: { id: string; customer: { id: string; address: { zip: string } } }) =>
            `${id} ${customer.id} ${customer.address.zip}`,
        },
      },
    },
  });
  expect(await ask(federation, '{ orders { label } }')).toEqual({
    data: { orders: [{ label: 'o1 c1 75001' }, { label: 'o2 c1 10115' }] },
  });
});

const catalogue = {
  sdl: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! name: String }',
  resolvers: { Query: { product: () => ({ id: 'p1', name: 'Chair' }) } },
};
const translation = {
  sdl: 'type Product @key(fields: "id") @key(fields: "sku") { id: ID! sku: String! }',
  resolvers: { Product: { sku: ({ id }: Reference) => `sku-${id}`, id: ({ id }: Reference) => id } },
};
const stock = {
  sdl: 'type Product @key(fields: "sku") { sku: String! stock: Int }',
  resolvers: { Product: { stock: ({ sku }: Reference) => (sku === 'sku-p1' ? 4 : null) } },
};

test('where no key is common, the way leads through a subgraph that knows both', async () => {
  const federation = federate({ catalogue, translation, stock });
  expect(await ask(federation, '{ product { name stock } }')).toEqual({
    data: { product: { name: 'Chair', stock: 4 } },
  });
  expect(callsMade(federation)).toEqual(['catalogue', 'translation', 'stock']);
});

test('a subgraph that only refers to an entity is not asked to resolve it', async () => {
  const federation = federate({
    catalogue,
    reviews: {
      sdl: `
        type Query { review: Review }
        type Review { text: String product: Product }
        type Product @key(fields: "id", resolvable: false) { id: ID! }`,
      resolvers: { Query: { review: () => ({ text: 'Good', product: { id: 'p1' } }) } },
    },
    prices: {
      sdl: 'type Product @key(fields: "id") { id: ID! price: Int }',
      resolvers: { Product: { price: () => 12 } },
    },
  });
  expect(await ask(federation, '{ review { text product { id price } } product { id } }')).toEqual({
    data: { review: { text: 'Good', product: { id: 'p1', price: 12 } }, product: { id: 'p1' } },
  });
  expect(callsMade(federation).sort()).toEqual(['catalogue', 'prices', 'reviews']);
});

test('coming back to a subgraph for a field with @requires, a key is used that it resolves', async () => {
  const federation = federate({
    names: {
      sdl: `
        type Part @key(fields: "id") @key(fields: "code { a b }", resolvable: false) { id: ID! code: Code! name: String! }
        type Code { a: ID! @shareable b: ID! @shareable c: ID! @shareable }`,
      resolvers: { Part: { name: ({ id }: Reference) => `part ${id}` } },
    },
    parts: {
      sdl: `
        type Query { parts: [Part!]! }
        type Part
          @key(fields: "code { a b }", resolvable: false)
          @key(fields: "id code { b c }")
          @key(fields: "id", resolvable: false) {
          id: ID! code: Code! name: String! @external label: String! @requires(fields: "name")
        }
        type Code { a: ID! @shareable b: ID! @shareable c: ID! @shareable }`,
      resolvers: {
        Query: { parts: () => [{ id: '1', code: { a: 'a', b: 'b', c: 'c' } }] },
        Part: { label: ({ id, name }: Reference) => `${name} with key ${id}` },
      },
    },
  });
  expect(await ask(federation, '{ parts { id label } }')).toEqual({
    data: { parts: [{ id: '1', label: 'part 1 with key 1' }] },
  });
});

test('an entity whose key is null is asked for as it is, one that is not found is null', async () => {
  const federation = federate({
    a: {
      sdl: `
        type Query { books: [Book] }
        type Book @key(fields: "id") { id: ID! author: Author }
        type Author @key(fields: "name") { name: String }`,
      resolvers: {
        Query: {
          books: () => [
            { id: 'b1', author: { name: null } },
            { id: 'b2', author: { name: 'Eco' } },
            { id: 'b3', author: null },
            null,
            { id: 'b4', author: { name: 'Nobody' } },
          ],
        },
      },
    },
    b: {
      sdl: 'type Author @key(fields: "name") { name: String born: Int }',
      resolvers: {
        Author: {
          __resolveReference: ({ name }: { name: string | null }) =>
            name === 'Nobody' ? null : { name, born: name === null ? 0 : 1932 },
        },
      },
    },
  });
  expect(await ask(federation, '{ books { id author { born } } }')).toEqual({
    data: {
      books: [
        { id: 'b1', author: { born: 0 } },
        { id: 'b2', author: { born: 1932 } },
        { id: 'b3', author: null },
        null,
        { id: 'b4', author: { born: null } },
      ],
    },
  });
});

test('an alias that is the name of a key does not become the key', async () => {
  const federation = federate({ catalogue, translation, stock });
  expect(await ask(federation, '{ product { id: name sku: id name: stock } }')).toEqual({
    data: { product: { id: 'Chair', sku: 'p1', name: 4 } },
  });
});

test('an entity with nothing but its key is not asked for again', async () => {
  const federation = federate({ catalogue, translation, stock });
  expect(await ask(federation, '{ product { id } }')).toEqual({ data: { product: { id: 'p1' } } });
  expect(callsMade(federation)).toEqual(['catalogue']);
});

test('lists of lists of entities keep their shape', async () => {
  const federation = federate({
    a: {
      sdl: 'type Query { board: [[Cell]!] } type Cell @key(fields: "id") { id: ID! }',
      resolvers: { Query: { board: () => [[{ id: '1' }, null], [], [{ id: '2' }, { id: '1' }]] } },
    },
    b: {
      sdl: 'type Cell @key(fields: "id") { id: ID! mark: String }',
      resolvers: { Cell: { mark: ({ id }: Reference) => (id === '1' ? 'x' : 'o') } },
    },
  });
  expect(await ask(federation, '{ board { mark } }')).toEqual({
    data: { board: [[{ mark: 'x' }, null], [], [{ mark: 'o' }, { mark: 'x' }]] },
  });
});
