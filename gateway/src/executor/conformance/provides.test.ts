import { expect, test } from 'vitest';
import { ask, callsMade, federate } from '../testing/federation.ts';

type Data = Record<string, unknown>;

test('of what a path provides, no more is asked elsewhere than what it does not provide', async () => {
  const federation = federate({
    people: {
      sdl: 'type Person @key(fields: "id") { id: ID! name: String @shareable town: String @shareable email: String } type Query { people: Int }',
      resolvers: { Person: { email: ({ id }: Data) => `${id}@example.org` } },
    },
    meetings: {
      sdl: `
        type Query { hosts: [Person!]! @provides(fields: "name town") guest: Person @provides(fields: "name") }
        type Person @key(fields: "id") { id: ID! name: String @external town: String @external }`,
      resolvers: {
        Query: {
          hosts: () => [{ id: 'p1', name: 'Ada', town: 'London' }],
          guest: () => ({ id: 'p2', name: 'Kurt' }),
        },
      },
    },
  });
  expect(await ask(federation, '{ hosts { name town } }')).toEqual({
    data: { hosts: [{ name: 'Ada', town: 'London' }] },
  });
  expect(callsMade(federation)).toEqual(['meetings']);
  expect(await ask(federation, '{ hosts { name email } }')).toEqual({
    data: { hosts: [{ name: 'Ada', email: 'p1@example.org' }] },
  });
  expect(federation.calls.map(({ subgraph }) => subgraph)).toEqual(['meetings', 'people']);
  expect(federation.calls.at(-1)?.query).not.toContain('name');
});

test('what is provided on a union or an interface is provided by type', async () => {
  const federation = federate({
    owners: {
      sdl: `
        type Query { ignored: Int }
        interface Animal { id: ID! name: String }
        type Dog implements Animal @key(fields: "id") { id: ID! name: String @shareable }
        type Cat implements Animal @key(fields: "id") { id: ID! name: String @shareable }`,
      resolvers: {
        Dog: { name: ({ id }: Data) => `${id} from owners` },
        Cat: { name: ({ id }: Data) => `${id} from owners` },
      },
    },
    vets: {
      sdl: `
        type Query { patients: [Animal] @provides(fields: "... on Dog { name }") pets: [Pet] @provides(fields: "... on Cat { name }") }
        interface Animal { id: ID! }
        union Pet = Dog | Cat
        type Dog implements Animal @key(fields: "id") { id: ID! name: String @external }
        type Cat implements Animal @key(fields: "id") { id: ID! name: String @external }`,
      resolvers: {
        Query: {
          patients: () => [
            { __typename: 'Dog', id: 'd1', name: 'Rex' },
            { __typename: 'Cat', id: 'c1' },
          ],
          pets: () => [
            { __typename: 'Dog', id: 'd1' },
            { __typename: 'Cat', id: 'c1', name: 'Tom' },
          ],
        },
      },
    },
  });
  expect(await ask(federation, '{ patients { ... on Dog { name } ... on Cat { name } } }')).toEqual({
    data: { patients: [{ name: 'Rex' }, { name: 'c1 from owners' }] },
  });
  expect(await ask(federation, '{ pets { ... on Dog { name } ... on Cat { name } } }')).toEqual({
    data: { pets: [{ name: 'd1 from owners' }, { name: 'Tom' }] },
  });
});

test('of what a path provides, only what is selected is asked for, whatever fragments it is selected in', async () => {
  const federation = federate({
    owners: {
      sdl: 'type Query { none: Int } type Note @key(fields: "id") { id: ID! title: String! @shareable body: String! @shareable size: Int }',
      resolvers: { Note: { size: () => 3 } },
    },
    board: {
      sdl: 'type Query { note: Note @provides(fields: "title body") } type Note @key(fields: "id") { id: ID! title: String! @external body: String! @external }',
      resolvers: { Query: { note: () => ({ id: 'n1', title: 'Milk' }) } },
    },
  });
  const note = { id: 'n1', title: 'Milk' };
  for (const selection of [
    'id title',
    'id ... on Note { title }',
    'id title ... on Note @skip(if: true) { body }',
    'id title ... @include(if: false) { body }',
  ])
    expect(await ask(federation, `{ note { ${selection} } }`), selection).toEqual({ data: { note } });
  expect(await ask(federation, '{ note { id ... { title } ... { size } } }')).toEqual({
    data: { note: { ...note, size: 3 } },
  });
  for (const { query } of federation.calls) expect(query).not.toContain('body');
  expect(federation.calls.at(-1)?.query).not.toContain('title');
});
