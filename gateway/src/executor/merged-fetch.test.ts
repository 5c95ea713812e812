import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { executorOf, federate } from './testing/federation.ts';

const library = {
  sdl: `
    type Query { books: [Book!]! authors: [Author] }
    type Book @key(fields: "id") { id: ID! }
    type Author @key(fields: "id") { id: ID! favourite: Book }
  `,
  resolvers: {
    Query: { books: () => [{ id: 'b1' }, { id: 'b2' }], authors: () => [{ id: 'a1' }, null, { id: 'a2' }] },
    Author: { favourite: ({ id }: { id: string }) => ({ id: id === 'a1' ? 'b2' : 'b3' }) },
  },
};

const details = {
  sdl: `
    type Book @key(fields: "id") { id: ID! title(upper: Boolean = false): String pages: Int! }
    type Author @key(fields: "id") { id: ID! name: String }
  `,
  resolvers: {
    Book: {
      title: ({ id }: { id: string }, { upper }: { upper: boolean }) => {
        if (id === 'b2') throw new Error('no title');
        return upper ? `TITLE ${id}` : `title ${id}`;
      },
      pages: () => 7,
    },
    Author: { name: ({ id }: { id: string }) => `name of ${id}` },
  },
};

const callsOf = (federation: ReturnType<typeof federate>, subgraph: string) =>
  federation.calls.filter((call) => call.subgraph === subgraph);

test('entity fetches that start together and go to one subgraph are one request', async () => {
  const federation = federate({ library, details });
  const result = await executorOf(federation).execute({
    document: parse(`
      query Shelf($upper: Boolean!) {
        books { id title }
        authors { name favourite { upper: title(upper: $upper) } }
      }
    `),
    variables: { upper: true },
  });
  expect(result.data).toEqual({
    books: [
      { id: 'b1', title: 'title b1' },
      { id: 'b2', title: null },
    ],
    authors: [
      { name: 'name of a1', favourite: { upper: null } },
      null,
      { name: 'name of a2', favourite: { upper: 'TITLE b3' } },
    ],
  });
  expect(result.errors?.map(({ message, path }) => [message, path])).toEqual([
    ['no title', ['books', 1, 'title']],
    ['no title', ['authors', 0, 'favourite', 'upper']],
  ]);
  expect(callsOf(federation, 'details')).toHaveLength(1);
  expect(callsOf(federation, 'details')[0]?.variables).toMatchObject({ upper: true });
});

test('a fetch that finds nothing to ask for is not part of the request', async () => {
  const federation = federate({
    library: {
      ...library,
      resolvers: { ...library.resolvers, Query: { ...library.resolvers.Query, authors: () => [] } },
    },
    details,
  });
  const result = await executorOf(federation).execute({ document: parse('{ books { pages } authors { name } }') });
  expect(result).toEqual({ data: { books: [{ pages: 7 }, { pages: 7 }], authors: [] } });
  expect(callsOf(federation, 'details').map(({ variables }) => Object.keys(variables))).toEqual([['representations']]);
});

test('where one part makes the whole answer void, the parts are asked apart', async () => {
  const federation = federate({ library, details });
  const ask = federation.sources.get('details');
  if (!ask) throw new Error('expected the subgraph');
  const executor = executorOf(federation, {
    dataSources: (name) => ({
      execute: async (request) => {
        const source = federation.sources.get(name) ?? ask;
        // As a subgraph does that cannot resolve one of the types.
        return name === 'details' && request.query.includes('on Author')
          ? { data: null, errors: [{ message: 'authors are out' }] }
          : source.execute(request);
      },
    }),
  });
  const result = await executor.execute({ document: parse('{ books { pages } authors { id name } }') });
  expect(result.data).toEqual({
    books: [{ pages: 7 }, { pages: 7 }],
    authors: [{ id: 'a1', name: null }, null, { id: 'a2', name: null }],
  });
  expect(result.errors?.map(({ message, path }) => [message, path])).toEqual([
    ['authors are out', ['authors', 0, 'name']],
    ['authors are out', ['authors', 2, 'name']],
  ]);
});
