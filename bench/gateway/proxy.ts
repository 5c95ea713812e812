/**
 * The limit: a server written by hand for the measured operations alone. It makes the subgraph calls of the plan, with
 * kept connections and deduplicated representations, and knows every field by name. No GraphQL, no checks, no errors.
 *
 * Arguments: port of the first subgraph, port.
 */
import { createServer } from 'node:http';
import { type Dispatcher, Pool } from 'undici';
import { NESTED, ONE_FIELD, THIRTY_FIELDS } from './graph.ts';

interface Product {
  upc: string;
  name?: string;
  price?: number;
  weight?: number;
  inStock?: boolean;
  shippingEstimate?: number;
  reviews?: Review[];
}
interface User {
  id: string;
  name?: string;
  username?: string;
  birthday?: string;
  favorite?: Product;
  reviews?: Review[];
}
interface Review {
  id: string;
  body?: string;
  rating?: number;
  author?: User;
  product?: Product;
}

const [, , firstPort = '', port = ''] = process.argv;
const call = ['accounts', 'products', 'inventory', 'reviews'].map((_, i) => subgraph(Number(firstPort) + i));
const [accounts, products, inventory, reviews] = call as [Call, Call, Call, Call];

type Call = <T>(query: string, representations: string | undefined, authorization: string) => Promise<T>;

function subgraph(at: number): Call {
  const pool = new Pool(`http://127.0.0.1:${at}`, { connections: 128 });
  return <T>(query: string, representations: string | undefined, authorization: string) =>
    new Promise<T>((resolve, reject) => {
      const chunks: Buffer[] = [];
      const handler: Dispatcher.DispatchHandler = {
        onRequestStart() {},
        onResponseStart() {},
        onResponseData(_controller, chunk) {
          chunks.push(chunk);
        },
        onResponseEnd() {
          resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')).data);
        },
        onResponseError(_controller, error) {
          reject(error);
        },
      };
      const body =
        representations === undefined
          ? `{"query":${query}}`
          : `{"query":${query},"variables":{"representations":[${representations}]}}`;
      const headers = ['content-type', 'application/json', 'authorization', authorization];
      pool.dispatch({ path: '/graphql', method: 'POST', headers, body }, handler);
    });
}

const entities = (type: string, fields: string) =>
  JSON.stringify(
    `query($representations:[_Any!]!){_entities(representations:$representations){...on ${type}{${fields}}}}`,
  );

const ME = JSON.stringify('{me{__typename id name}}');
const ME_REVIEWS = entities('User', 'reviews{id rating product{__typename upc reviews{id body rating}}}');
const IN_STOCK = entities('Product', 'inStock');
const NAME = entities('Product', 'name');
const NAME_PRICE = entities('Product', 'name price');
const TOP = JSON.stringify('{topProducts(first:20){__typename upc name price weight}}');
const REVIEWS = entities('Product', 'reviews{id body rating author{__typename id}}');
const ESTIMATE = entities('Product', 'inStock shippingEstimate');
const AUTHOR = entities('User', 'name username birthday favorite{__typename upc}');

/** Asks for the entities of all targets, each once, and adds what comes to the targets. */
async function fill<T extends object>(
  call: Call,
  query: string,
  targets: T[],
  represent: (target: T) => string,
  authorization: string,
): Promise<void> {
  const indexes = new Map<string, number>();
  const at = targets.map((target) => {
    const representation = represent(target);
    const index = indexes.get(representation) ?? indexes.size;
    indexes.set(representation, index);
    return index;
  });
  const { _entities: found } = await call<{ _entities: T[] }>(query, [...indexes.keys()].join(','), authorization);
  for (const [i, target] of targets.entries()) Object.assign(target, found[at[i] ?? 0]);
}

const byUpc = ({ upc }: Product) => `{"__typename":"Product","upc":"${upc}"}`;
const byId = ({ id }: User) => `{"__typename":"User","id":"${id}"}`;
const byEstimate = ({ upc, price, weight }: Product) =>
  `{"__typename":"Product","upc":"${upc}","price":${price},"weight":${weight}}`;

async function fetchMe(authorization: string): Promise<unknown> {
  const { me } = await accounts<{ me: User }>(ME, undefined, authorization);
  await fill(reviews, ME_REVIEWS, [me], byId, authorization);
  const reviewed = (me.reviews ?? []).flatMap(({ product }) => product ?? []);
  await Promise.all([
    fill(inventory, IN_STOCK, reviewed, byUpc, authorization),
    fill(products, NAME, reviewed, byUpc, authorization),
  ]);
  return {
    name: me.name,
    reviews: me.reviews?.map(({ id, rating, product }) => ({
      id,
      rating,
      product: { name: product?.name, inStock: product?.inStock, reviews: product?.reviews },
    })),
  };
}

async function fetchTop(authorization: string): Promise<unknown> {
  const { topProducts } = await products<{ topProducts: Product[] }>(TOP, undefined, authorization);
  const withAuthors = async () => {
    await fill(reviews, REVIEWS, topProducts, byUpc, authorization);
    const authors = topProducts.flatMap((product) => (product.reviews ?? []).flatMap(({ author }) => author ?? []));
    await fill(accounts, AUTHOR, authors, byId, authorization);
    const favorites = authors.flatMap(({ favorite }) => favorite ?? []);
    await Promise.all([
      fill(inventory, IN_STOCK, favorites, byUpc, authorization),
      fill(products, NAME_PRICE, favorites, byUpc, authorization),
    ]);
  };
  await Promise.all([withAuthors(), fill(inventory, ESTIMATE, topProducts, byEstimate, authorization)]);
  return topProducts.map(({ upc, name, price, weight, inStock, shippingEstimate, reviews }) => ({
    upc,
    name,
    price,
    weight,
    inStock,
    shippingEstimate,
    reviews: reviews?.map(({ id, body, rating, author }) => ({
      id,
      body,
      rating,
      author: {
        id: author?.id,
        name: author?.name,
        username: author?.username,
        birthday: author?.birthday,
        favorite: {
          name: author?.favorite?.name,
          price: author?.favorite?.price,
          inStock: author?.favorite?.inStock,
        },
      },
    })),
  }));
}

const OPERATIONS: Readonly<Record<string, (authorization: string) => Promise<unknown>>> = {
  [NESTED]: async (authorization) => {
    const [me, topProducts] = await Promise.all([fetchMe(authorization), fetchTop(authorization)]);
    return { me, topProducts };
  },
  [ONE_FIELD]: (authorization) => accounts(JSON.stringify(ONE_FIELD), undefined, authorization),
  [THIRTY_FIELDS]: (authorization) => products(JSON.stringify(THIRTY_FIELDS), undefined, authorization),
};

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', async () => {
    const { query } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    const operation = OPERATIONS[query];
    const data = operation ? await operation(request.headers.authorization ?? '') : { __typename: 'Query' };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ data }));
  });
}).listen(Number(port), '127.0.0.1', () => process.send?.('ready'));

process.once('SIGTERM', () => process.exit(0));
