import { expect, test } from 'vitest';
import { ask, callsMade, federate } from '../testing/federation.ts';

type Data = Record<string, unknown>;

const shop = {
  sdl: `
    type Query { products: [Product]! favourite: Product anything: [Thing] similar(id: ID!): Product }
    interface Product { id: ID! dimensions: Dimensions }
    type Book implements Product @key(fields: "id") { id: ID! dimensions: Dimensions pages: Int similar: [Book] }
    type Pen implements Product @key(fields: "id") { id: ID! dimensions: Dimensions colour: String }
    type Dimensions @shareable { size: String }
    union Thing = Book | Pen | Note
    type Note { text: String }`,
  resolvers: {
    Query: {
      products: () => [
        { __typename: 'Book', id: 'b1', pages: 100, dimensions: { size: 'small' } },
        null,
        { __typename: 'Pen', id: 'p1', colour: 'blue', dimensions: null },
      ],
      favourite: () => ({ __typename: 'Pen', id: 'p1', colour: 'blue' }),
      anything: () => [
        { __typename: 'Note', text: 'hello' },
        { __typename: 'Book', id: 'b2', pages: 7 },
      ],
    },
    Book: { similar: () => [{ id: 'b3', pages: 3 }] },
  },
};
const ratings = {
  sdl: `
    type Query { best: Rated }
    interface Rated { rating: Int }
    type Book implements Rated @key(fields: "id") { id: ID! rating: Int }
    type Pen implements Rated @key(fields: "id") { id: ID! rating: Int }
    union Winner = Book | Pen
    extend type Query { winners: [Winner] }`,
  resolvers: {
    Query: {
      best: () => ({ __typename: 'Book', id: 'b1' }),
      winners: () => [
        { __typename: 'Pen', id: 'p1' },
        { __typename: 'Book', id: 'b1' },
      ],
    },
    Book: { rating: ({ id }: Data) => Number(String(id).slice(1)) * 5 },
    Pen: { rating: () => 4 },
  },
};

test('fields of the implementations of an interface come from whichever subgraph has them', async () => {
  const federation = federate({ shop, ratings });
  expect(
    await ask(
      federation,
      `{ products { __typename id ... on Book { pages rating } ...PenParts } favourite { ... on Rated { rating } } }
       fragment PenParts on Pen { colour ink: rating dimensions { size } }`,
    ),
  ).toEqual({
    data: {
      products: [
        { __typename: 'Book', id: 'b1', pages: 100, rating: 5 },
        null,
        { __typename: 'Pen', id: 'p1', colour: 'blue', ink: 4, dimensions: null },
      ],
      favourite: { rating: 4 },
    },
  });
  expect(callsMade(federation)).toEqual(['shop', 'ratings']);
});

test('a union has the members of all subgraphs, and each subgraph is asked for those it knows', async () => {
  const federation = federate({ shop, ratings });
  expect(
    await ask(
      federation,
      '{ winners { __typename ... on Pen { colour } ... on Book { similar { id rating } } } anything { ... on Note { text } ... on Rated { rating } } }',
    ),
  ).toEqual({
    data: {
      winners: [
        { __typename: 'Pen', colour: null },
        { __typename: 'Book', similar: [{ id: 'b3', rating: 15 }] },
      ],
      anything: [{ text: 'hello' }, { rating: 10 }],
    },
  });
});

test('an interface that one subgraph gives is read as another that only another subgraph knows', async () => {
  expect(await ask(federate({ shop, ratings }), '{ best { ... on Product { id dimensions { size } } } }')).toEqual({
    data: { best: { id: 'b1', dimensions: null } },
  });
});

const media = {
  sdl: `
    type Query { media: [Media!]! }
    interface Media @key(fields: "id") { id: ID! title: String! }
    type Film implements Media @key(fields: "id") { id: ID! title: String! minutes: Int }
    type Song implements Media @key(fields: "id") { id: ID! title: String! bpm: Int }`,
  resolvers: {
    Query: {
      media: () => [
        { __typename: 'Film', id: 'f1', title: 'Metropolis', minutes: 153 },
        { __typename: 'Song', id: 's1', title: 'So What', bpm: 136 },
      ],
    },
    Media: {
      __resolveReference: ({ id }: { id: string }) =>
        id === 'f1'
          ? { __typename: 'Film', id, title: 'Metropolis', minutes: 153 }
          : id === 's1'
            ? { __typename: 'Song', id, title: 'So What', bpm: 136 }
            : null,
    },
  },
};
const likes = {
  sdl: `
    type Query { liked: [Media] }
    type Media @key(fields: "id") @interfaceObject {
      id: ID! likes: Int! title: String! @external slogan: String @requires(fields: "title")
    }`,
  resolvers: {
    Query: { liked: () => [{ id: 's1' }, { id: 'f1' }] },
    Media: {
      likes: ({ id }: Data) => (id === 'f1' ? 9 : 8),
      slogan: ({ title }: Data) => `${title}!`,
    },
  },
};

test('a subgraph adds fields to all implementations of an interface that it knows as one object', async () => {
  const federation = federate({ media, likes });
  expect(
    await ask(federation, '{ media { __typename title likes slogan ... on Film { minutes mine: likes } } }'),
  ).toEqual({
    data: {
      media: [
        { __typename: 'Film', title: 'Metropolis', likes: 9, slogan: 'Metropolis!', minutes: 153, mine: 9 },
        { __typename: 'Song', title: 'So What', likes: 8, slogan: 'So What!' },
      ],
    },
  });
  expect(federation.calls[1]?.variables.representations).toEqual([
    { __typename: 'Media', id: 'f1', title: 'Metropolis' },
    { __typename: 'Media', id: 's1', title: 'So What' },
  ]);
});

test('of which type an object is that comes from there is asked where types are known, and only where it matters', async () => {
  const federation = federate({ media, likes });
  expect(await ask(federation, '{ liked { id likes } }')).toEqual({
    data: {
      liked: [
        { id: 's1', likes: 8 },
        { id: 'f1', likes: 9 },
      ],
    },
  });
  expect(callsMade(federation)).toEqual(['likes']);
  expect(await ask(federation, '{ liked { __typename likes title ... on Song { bpm } } }')).toEqual({
    data: {
      liked: [
        { __typename: 'Song', likes: 8, title: 'So What', bpm: 136 },
        { __typename: 'Film', likes: 9, title: 'Metropolis' },
      ],
    },
  });
});

test('an object whose type cannot be found out is null where its type matters', async () => {
  const federation = federate({
    media,
    likes: { ...likes, resolvers: { ...likes.resolvers, Query: { liked: () => [{ id: 'gone' }] } } },
  });
  const answer = await ask(federation, '{ liked { likes ... on Song { bpm } } }');
  expect(answer.data).toEqual({ liked: [null] });
  expect(answer.errors?.map(({ path }) => path)).toEqual([['liked', 0]]);
});

test('a circle of references through an interface ends where the operation does', async () => {
  const federation = federate({ shop, ratings });
  expect(
    await ask(federation, '{ products { ... on Book { similar { similar { similar { id rating } } } } } }'),
  ).toEqual({
    data: { products: [{ similar: [{ similar: [{ similar: [{ id: 'b3', rating: 15 }] }] }] }, null, {}] },
  });
});

test('selections on types that can not be are empty, not wrong', async () => {
  expect(
    await ask(
      federate({ shop, ratings }),
      '{ favourite { ... on Book { pages } ... on Pen { ... on Product { ... on Pen { id } } } } }',
    ),
  ).toEqual({ data: { favourite: { id: 'p1' } } });
});

test('members of a union without a key come from the one subgraph that knows them, where another knows fewer', async () => {
  const federation = federate({
    full: {
      sdl: `
        type Query { reply: Reply }
        type Reply @shareable { steps: [Step!]! }
        union Step = Say | Wait | Stop
        type Say @shareable { text: String }
        type Wait { seconds: Int }
        type Stop { reason: String }`,
      resolvers: {
        Query: {
          reply: () => ({
            steps: [
              { __typename: 'Say', text: 'hello' },
              { __typename: 'Wait', seconds: 2 },
              { __typename: 'Stop', reason: 'done' },
            ],
          }),
        },
      },
    },
    part: {
      sdl: 'type Reply @shareable { steps: [Step!]! } union Step = Say type Say @shareable { text: String }',
    },
  });
  expect(
    await ask(federation, '{ reply { steps { ... on Say { text } ... on Wait { seconds } ... on Stop { reason } } } }'),
  ).toEqual({ data: { reply: { steps: [{ text: 'hello' }, { seconds: 2 }, { reason: 'done' }] } } });
  expect(await ask(federation, '{ reply { steps { __typename ... on Wait { seconds } } } }')).toEqual({
    data: {
      reply: { steps: [{ __typename: 'Say' }, { __typename: 'Wait', seconds: 2 }, { __typename: 'Stop' }] },
    },
  });
});

test('what the planner leaves out of a union with other members in each subgraph is an error, not a silent null', async () => {
  const sdlOf = (own: string, root: string) => `
    type Query { ${root}: Box }
    type Box @key(fields: "id") { id: ID! wrapper: Wrapper @shareable }
    type Wrapper @shareable { parts: [Part!]! }
    union Part = Common | ${own}
    type Common @shareable { label: String }
    type ${own} { note: String }`;
  const resolversOf = (own: string, root: string) => {
    const box = {
      id: '1',
      wrapper: {
        parts: [
          { __typename: 'Common', label: 'x' },
          { __typename: own, note: 'y' },
        ],
      },
    };
    return { Query: { [root]: () => box }, Box: { __resolveReference: () => box } };
  };
  const federation = federate({
    a: { sdl: sdlOf('Left', 'left'), resolvers: resolversOf('Left', 'left') },
    b: { sdl: sdlOf('Right', 'right'), resolvers: resolversOf('Right', 'right') },
  });
  const { data, errors } = await ask(
    federation,
    '{ left { wrapper { parts { ... on Common { label } ... on Left { note } } } } }',
  );
  expect(data).toEqual({ left: { wrapper: { parts: [{ label: 'x' }, { note: null }] } } });
  expect(errors).toEqual([
    {
      message: 'Left.note was asked of no service: not all that know the field around it know Left there.',
      path: ['left', 'wrapper', 'parts', 1, 'note'],
    },
  ]);
  const other = '{ left { wrapper { parts { __typename ... on Right { note } } } } }';
  expect(await ask(federation, other)).toEqual({
    data: { left: { wrapper: { parts: [{ __typename: 'Common' }, { __typename: 'Left' }] } } },
  });
});
