import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { type DataSource, type SubgraphResult, SubgraphUnavailable } from '../../sources/source.ts';
import { ask, executorOf, federate, type TestFederation } from '../testing/federation.ts';

type Data = Record<string, unknown>;

const people = {
  sdl: `
    type Query { people: [Person] person: Person! boss: Person count: Int }
    type Person @key(fields: "id") { id: ID! name: String nick: String! friends: [Person!] team: Team }
    type Team @key(fields: "id") { id: ID! }`,
  resolvers: {
    Query: {
      people: () => [{ id: '1' }, { id: '2' }, null, { id: '1' }],
      person: () => ({ id: '1' }),
      boss: () => ({ id: '2' }),
      count: () => 4,
    },
    Person: {
      name: ({ id }: Data) => `name ${id}`,
      nick: ({ id }: Data) => `nick ${id}`,
      friends: () => [{ id: '1' }, { id: '2' }],
      team: ({ id }: Data) => ({ id: `t${id}` }),
    },
  },
};
const details = {
  sdl: `
    type Query { news: String }
    type Person @key(fields: "id") { id: ID! age: Int height: Int! scores: [Int!] }
    type Team @key(fields: "id") { id: ID! title: String! city: City @inaccessible cityName: String }
    type City { name: String }`,
  resolvers: {
    Query: { news: () => 'none' },
    Person: {
      age: ({ id }: Data) => {
        if (id === '2')
          throw Object.assign(new Error('no age'), {
            extensions: { code: 'CONFLICT', stacktrace: ['at x'], argument: 'a' },
          });
        return 36;
      },
      height: ({ id }: Data) => (id === '2' ? null : 180),
      scores: ({ id }: Data) => (id === '2' ? [1, null, 3] : [1]),
    },
    Team: { title: ({ id }: Data) => `team ${id}` },
  },
};

const federation = federate({ people, details });

/** The federation with one subgraph that answers as told. */
async function askWith(
  query: string,
  details: (query: string) => SubgraphResult | Error,
): Promise<Awaited<ReturnType<typeof ask>>> {
  const source: DataSource = {
    execute: async (request) => {
      const answer = details(request.query);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  const changed: TestFederation = { ...federation, sources: new Map([...federation.sources, ['details', source]]) };
  return ask(changed, query);
}

test("a subgraph's error is at each place of the entity, with its code and without its internals", async () => {
  expect(await ask(federation, '{ people { age } boss { old: age } }')).toEqual({
    data: { people: [{ age: 36 }, { age: null }, null, { age: 36 }], boss: { old: null } },
    errors: [
      { message: 'no age', path: ['boss', 'old'], code: 'CONFLICT' },
      { message: 'no age', path: ['people', 1, 'age'], code: 'CONFLICT' },
    ],
  });
  const { errors } = await executorOf(federation).execute({ document: parse('{ boss { age } }') });
  expect(errors?.[0]?.extensions).toEqual({ code: 'CONFLICT', argument: 'a' });
});

test('a null that may not be goes up to the next that may be, with one error', async () => {
  expect(await ask(federation, '{ people { id height } }')).toEqual({
    data: { people: [{ id: '1', height: 180 }, null, null, { id: '1', height: 180 }] },
    errors: [{ message: 'Cannot return null for non-nullable field Person.height.', path: ['people', 1, 'height'] }],
  });
  expect(await ask(federation, '{ people { friends { height } } }')).toMatchObject({
    data: { people: [{ friends: null }, { friends: null }, null, { friends: null }] },
    errors: [{ path: ['people', 0, 'friends', 1, 'height'] }, {}, {}],
  });
  expect(await ask(federation, '{ boss { scores } }')).toMatchObject({
    data: { boss: { scores: null } },
    errors: [{ path: ['boss', 'scores', 1] }],
  });
});

test('an entity that is null for an error of one of its fields is explained by that: its other fields are no faults of ours', async () => {
  const refused = { message: 'no height', path: ['_entities', 0, 'height'], extensions: { code: 'CONFLICT' } };
  for (const query of ['{ boss { height other: height } }', '{ boss { other: height height } }']) {
    const answer = await askWith(query, () => ({ data: { _entities: [null] }, errors: [refused] }));
    expect(answer).toEqual({
      data: { boss: null },
      errors: [{ message: 'no height', path: ['boss', 'height'], code: 'CONFLICT' }],
    });
  }
});

test('a null up to the root is the end of all data', async () => {
  const answer = await askWith('{ count person { height } }', () => ({ data: { _entities: [null] } }));
  expect(answer).toEqual({
    data: null,
    errors: [{ message: 'Cannot return null for non-nullable Person.height.', path: ['person', 'height'] }],
  });
});

test('where a subgraph is out, its fields are null with UNAVAILABLE, the rest is there', async () => {
  const answer = await askWith(
    '{ count news people { name age team { id cityName } } }',
    () => new SubgraphUnavailable('ECONNREFUSED 10.0.0.1'),
  );
  expect(answer.data).toEqual({
    count: 4,
    news: null,
    people: [
      { name: 'name 1', age: null, team: { id: 't1', cityName: null } },
      { name: 'name 2', age: null, team: { id: 't2', cityName: null } },
      null,
      { name: 'name 1', age: null, team: { id: 't1', cityName: null } },
    ],
  });
  expect(answer.errors).toHaveLength(7);
  expect(answer.errors).toContainEqual({
    message: 'The details service did not answer.',
    path: ['people', 1, 'team', 'cityName'],
    code: 'UNAVAILABLE',
  });
  expect(JSON.stringify(answer)).not.toContain('10.0.0.1');
});

test('a refusal by a subgraph keeps its code', async () => {
  expect(await askWith('{ news }', () => new SubgraphUnavailable('401', { code: 'UNAUTHENTICATED' }))).toEqual({
    data: { news: null },
    errors: [{ message: 'The details service did not answer.', path: ['news'], code: 'UNAUTHENTICATED' }],
  });
});

test('an error without a place is that of all fields that the answer was to bring', async () => {
  const refusal = { data: null, errors: [{ message: 'Too complex.', extensions: { code: 'COST_LIMIT_EXCEEDED' } }] };
  expect(await askWith('{ boss { name age } news }', () => refusal)).toEqual({
    data: { boss: { name: 'name 2', age: null }, news: null },
    errors: [
      { message: 'Too complex.', path: ['boss', 'age'], code: 'COST_LIMIT_EXCEEDED' },
      { message: 'Too complex.', path: ['news'], code: 'COST_LIMIT_EXCEEDED' },
    ],
  });
});

test('an error without a place beside data is told without one', async () => {
  const answer = { data: { news: 'some' }, errors: [{ message: 'Deprecated soon.' }] };
  expect(await askWith('{ news }', () => answer)).toEqual({
    data: { news: 'some' },
    errors: [{ message: 'Deprecated soon.' }],
  });
});

test.each([
  ['too few entities', { data: { _entities: [] } }],
  ['no list of entities', { data: { _entities: { age: 1 } } }],
  ['other data', { data: {} }],
])('an answer with %s is no answer', async (_name, answer) => {
  expect(await askWith('{ boss { age } }', () => answer)).toEqual({
    data: { boss: { age: null } },
    errors: [{ message: 'The details service did not answer.', path: ['boss', 'age'], code: 'UNAVAILABLE' }],
  });
});

test.each([
  ['an object for a scalar', { age: { years: 3 } }],
  ['a text for a number', { age: '36' }],
  ['a fraction for a whole number', { age: 3.6 }],
  ['a list for one', { age: [36] }],
  ['one for a list', { scores: 1 }],
  ['a text in a list of numbers', { scores: ['1'] }],
])('%s is an error at its place, not a value of another type', async (_name, entity) => {
  const [field = ''] = Object.keys(entity);
  const answer = await askWith(`{ boss { id ${field} } }`, () => ({ data: { _entities: [entity] } }));
  expect(answer.data).toEqual({ boss: { id: '2', [field]: null } });
  expect(answer.errors).toHaveLength(1);
  expect(answer.errors?.[0]?.path?.slice(0, 2)).toEqual(['boss', field]);
});

test('a fault that concerns thousands of places is told of a hundred of them', async () => {
  const many = federate({
    people: {
      ...people,
      resolvers: {
        ...people.resolvers,
        Query: { people: () => Array.from({ length: 5_000 }, (_, i) => ({ id: String(i) })) },
      },
    },
    details,
  });
  const source: DataSource = { execute: async () => Promise.reject(new SubgraphUnavailable('out')) };
  const answer = await ask({ ...many, sources: new Map([...many.sources, ['details', source]]) }, '{ people { age } }');
  expect(answer.errors).toHaveLength(100);
  expect((answer.data as { people: unknown[] }).people).toHaveLength(5_000);
});

test('what is missing as a fetch before failed has the same error', async () => {
  const chain = federate({
    a: {
      sdl: 'type Query { t: T } type T @key(fields: "id") { id: ID! }',
      resolvers: { Query: { t: () => ({ id: '1' }) } },
    },
    b: { sdl: 'type T @key(fields: "id") { id: ID! size: Int }' },
    c: { sdl: 'type T @key(fields: "id") { id: ID! size: Int @external area: Int @requires(fields: "size") }' },
  });
  const source: DataSource = { execute: async () => Promise.reject(new SubgraphUnavailable('out')) };
  expect(await ask({ ...chain, sources: new Map([...chain.sources, ['b', source]]) }, '{ t { id area } }')).toEqual({
    data: { t: { id: '1', area: null } },
    errors: [{ message: 'The b service did not answer.', path: ['t', 'area'], code: 'UNAVAILABLE' }],
  });
});

test('a client that leaves ends what is in flight, and nothing more is asked', async () => {
  const started = Promise.withResolvers<void>();
  const cancelled = Promise.withResolvers<void>();
  let later = 0;
  const executor = executorOf(federation, {
    dataSources: (name) => ({
      execute: ({ cancellation }) => {
        if (name !== 'people') later++;
        started.resolve();
        cancellation.listen(() => cancelled.resolve());
        return new Promise(() => {});
      },
    }),
  });
  const client = new AbortController();
  const response = executor.execute({ document: parse('{ boss { age } }'), signal: client.signal });
  const ended = expect(response).rejects.toThrow('gone');
  await started.promise;
  client.abort(new Error('gone'));
  await Promise.all([ended, cancelled.promise]);
  expect(later).toBe(0);
  await expect(executor.execute({ document: parse('{ count }'), signal: client.signal })).rejects.toThrow('gone');
});

test('a supergraph that is replaced serves what begins after, and ends what began before', async () => {
  const release = Promise.withResolvers<void>();
  const executor = executorOf(federation, {
    dataSources: (name) => ({
      execute: async (request) => {
        await release.promise;
        return federation.sources.get(name)?.execute(request) ?? {};
      },
    }),
  });
  const before = executor.execute({ document: parse('{ count }') });
  executor.replaceSupergraph(federate({ people: { sdl: 'type Query { other: Int }' } }).supergraphSdl);
  expect(executor.apiSchema.getQueryType()?.getFields().count).toBeUndefined();
  expect((await executor.execute({ document: parse('{ count }') })).errors?.[0]?.message).toContain('count');
  release.resolve();
  expect(await before).toEqual({ data: { count: 4 } });
});
