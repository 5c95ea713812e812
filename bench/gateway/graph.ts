/** The federation that gateways are measured over: four subgraphs whose data is computed from ids. */
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema, type GraphQLResolverMap } from '@apollo/subgraph';
import { type GraphQLSchema, parse } from 'graphql';

interface Key {
  readonly id: string;
  readonly upc: string;
}

interface Product extends Key {
  readonly price?: number;
  readonly weight?: number;
}

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@external", "@requires"])`;

const first = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const product = (n: number) => ({
  upc: String(n),
  name: `Product ${n}`,
  price: 10 + n * 3,
  weight: n * 50,
  maker: `Maker ${n % 7}`,
});
const user = (n: number) => ({
  id: String(n),
  name: `User Name ${n}`,
  username: `@user${n}`,
  birthday: `19${70 + (n % 30)}-01-02`,
});
const review = (n: number) => ({
  id: String(n),
  body: `Review ${n}: it does what it says, and a little more than that. ${'I would buy it again, and so would my neighbour who has borrowed it for half a year and not given it back. '.slice(n % 20)}`,
  rating: (n % 5) + 1,
  author: { id: String(n % 30) },
  product: { upc: String(n % 20) },
});

const SUBGRAPHS: Readonly<Record<string, { sdl: string; resolvers: GraphQLResolverMap<unknown> }>> = {
  accounts: {
    sdl: `
      type Query { me: User users: [User!]! }
      type User @key(fields: "id") { id: ID! name: String username: String birthday: String favorite: Product }
      type Product @key(fields: "upc", resolvable: false) { upc: ID! }`,
    resolvers: {
      Query: { me: () => user(1), users: () => first(20, user) },
      User: {
        __resolveReference: ({ id }: Key) => user(Number(id)),
        favorite: ({ id }: Key) => ({ upc: String((Number(id) * 7) % 20) }),
      },
    },
  },
  products: {
    sdl: `
      type Query { topProducts(first: Int = 5): [Product!]! ${first(30, (i) => `field${i}: String`).join(' ')} }
      type Product @key(fields: "upc") { upc: ID! name: String price: Int weight: Int maker: String }`,
    resolvers: {
      Query: {
        topProducts: (_root: unknown, args: { first: number }) => first(args.first, product),
        ...Object.fromEntries(first(30, (i) => [`field${i}`, () => `value ${i}`])),
      },
      Product: { __resolveReference: ({ upc }: Key) => product(Number(upc)) },
    },
  },
  inventory: {
    sdl: `
      type Product @key(fields: "upc") {
        upc: ID! weight: Int @external price: Int @external inStock: Boolean
        shippingEstimate: Int @requires(fields: "price weight")
      }`,
    resolvers: {
      Product: {
        inStock: ({ upc }: Key) => Number(upc) % 3 !== 0,
        shippingEstimate: ({ price = 0, weight = 0 }: Product) => (price > 50 ? 0 : Math.round(weight * 0.5)),
      },
    },
  },
  reviews: {
    sdl: `
      type Review @key(fields: "id") { id: ID! body: String rating: Int author: User product: Product }
      type User @key(fields: "id") { id: ID! reviews(first: Int = 2): [Review!] }
      type Product @key(fields: "upc") { upc: ID! reviews(first: Int = 3): [Review!] }`,
    resolvers: {
      User: {
        reviews: ({ id }: Key, args: { first: number }) => first(args.first, (i) => review(Number(id) * 11 + i)),
      },
      Product: {
        reviews: ({ upc }: Key, args: { first: number }) => first(args.first, (i) => review(Number(upc) * 3 + i)),
      },
    },
  },
};

/** Ten subgraph calls by the plan, 24 kB: a list of 20, two levels of entities below it. */
export const NESTED = `
  query Nested {
    me {
      name
      reviews { id rating product { name inStock reviews { id body rating } } }
    }
    topProducts(first: 20) {
      upc name price weight inStock shippingEstimate
      reviews {
        id body rating
        author { id name username birthday favorite { name price inStock } }
      }
    }
  }`;

export const TYPENAME = '{ __typename }';
export const ONE_FIELD = '{ me { name } }';
export const THIRTY_FIELDS = `{ ${first(30, (i) => `field${i}`).join(' ')} }`;

export function composeGraph(urlOf: (subgraph: string) => string): string {
  const { supergraphSdl, errors } = composeServices(
    Object.entries(SUBGRAPHS).map(([name, { sdl }]) => ({ name, url: urlOf(name), typeDefs: parse(LINK + sdl) })),
  );
  if (!supergraphSdl) throw new Error(errors?.map((error) => error.message).join('\n'));
  return supergraphSdl;
}

export function subgraphSchemas(): Map<string, GraphQLSchema> {
  return new Map(
    Object.entries(SUBGRAPHS).map(([name, { sdl, resolvers }]) => [
      name,
      buildSubgraphSchema([{ typeDefs: parse(LINK + sdl), resolvers }]),
    ]),
  );
}
