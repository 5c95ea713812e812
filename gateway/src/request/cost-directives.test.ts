import { composeServices } from '@apollo/composition';
import { buildSchema, getOperationAST, parse, printSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { costOf } from './cost.ts';
import { type CostDirectives, readCostDirectives } from './cost-directives.ts';

/** Composed as a real supergraph is, so that the names of its directives are those that composition gives. */
function compose(
  imports: string,
  sdl: string,
): { costs: CostDirectives; cost: (query: string, values?: object) => number } {
  const typeDefs = parse(
    `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", ${imports}])\n${sdl}`,
  );
  const composed = composeServices([{ name: 'shop', url: 'http://shop.invalid', typeDefs }]);
  if (composed.errors) throw new Error(composed.errors.map(({ message }) => message).join('\n'));
  const schema = buildSchema(printSchema(composed.schema.toAPISchema().toGraphQLJSSchema()));
  const costs = readCostDirectives(composed.supergraphSdl);
  const cost = (query: string, values = {}): number => {
    const document = parse(query);
    const operation = getOperationAST(document);
    if (!operation) throw new Error('expected an operation');
    return costOf(schema, document, operation, { ...values }, costs);
  };
  return { costs, cost };
}

const shop = (cost: string, listSize: string) => `
  type Query {
    report: Report! @${cost}(weight: 20)
    product(id: ID!, exact: Boolean @${cost}(weight: 3)): Product
    search(filter: Filter): [Product!]! @${listSize}(assumedSize: 8)
    page(first: Int, last: Int): Page! @${listSize}(assumedSize: 30, slicingArguments: ["first", "last"], sizedFields: ["items"], requireOneSlicingArgument: false)
    exactly(first: Int, last: Int): [Product!]! @${listSize}(slicingArguments: ["first", "last"])
    thing: Thing
  }
  type Mutation { buy: Product @${cost}(weight: 4) look: Product }
  interface Thing { name: String }
  type Product implements Thing @key(fields: "id") { id: ID! name: String @${cost}(weight: 2) price: Price related: [Product!]! }
  type Report @${cost}(weight: 7) { total: Int other: Report }
  type Page { items: [Product!]! others: [Product!]! }
  input Filter { text: String @${cost}(weight: 6) and: [Filter!] }
  scalar Price @${cost}(weight: 1)
`;

describe.each([
  ['under their own names', '"@cost", "@listSize"', 'cost', 'listSize'],
  [
    'imported under others',
    '{ name: "@cost", as: "@points" }, { name: "@listSize", as: "@length" }',
    'points',
    'length',
  ],
  ['not imported', '', 'federation__cost', 'federation__listSize'],
])('@cost and @listSize %s', (_how, imports, costName, listSizeName) => {
  const { cost } = compose(imports, shop(costName, listSizeName));

  it.each<[string, string, number, object?]>([
    ['a field costs its weight', '{ report { total } }', 20],
    ['a field without one costs that of its type', '{ report { other { total } } }', 27],
    ['a scalar costs what its type or field says', '{ product(id: "x") { id name price } }', 4],
    ['an argument costs its weight where it is given', '{ product(id: "x", exact: true) { id } }', 4],
    ['an argument that is null costs nothing', '{ product(id: "x", exact: null) { id } }', 1],
    [
      'an input field costs its weight wherever it is given',
      '{ search(filter: { text: "a", and: [{ text: "b" }, {}] }) { id } }',
      20,
    ],
    ['a variable counts as its value', 'query ($f: Filter) { search(filter: $f) { id } }', 14, { f: { text: 'a' } }],
    ['a list has its assumed size', '{ search { id } }', 8],
    [
      'sizedFields have the size, others beside them do not',
      '{ page(first: 3) { items { id } others { id } } }',
      1 + 3 + 5,
    ],
    ['of several slicing arguments the largest counts', '{ page(first: 3, last: 10) { items { id } } }', 11],
    ['without a slicing argument the assumed size counts', '{ page { items { id } } }', 31],
    ['an interface’s field costs what the dearest object’s does', '{ thing { name } }', 3],
    ['a mutation costs its weight in place of ten points', 'mutation { buy { id } look { id } }', 4 + 11],
    [
      'a fragment costs what its fields do, wherever it is spread',
      '{ page(first: 2) { ...P } a: page { ...P } } fragment P on Page { items { id } }',
      3 + 31,
    ],
  ])('%s', (_what, query, points, values) => {
    expect(cost(query, values)).toBe(points);
  });

  it('a list that requires one slicing argument is refused without, and with two', () => {
    expect(cost('{ exactly(first: 2) { id } }')).toBe(2);
    for (const query of ['{ exactly { id } }', '{ exactly(first: 1, last: 1) { id } }'])
      expect(() => cost(query)).toThrow('Expected one of first, last');
  });
});

it('a supergraph without a link to the specification has no costs, whatever its directives are called', () => {
  const costs = readCostDirectives(
    'directive @cost(weight: Int!) on FIELD_DEFINITION\ntype Query { a: Int @cost(weight: 9) }',
  );
  expect(costs.weight('Query.a')).toBeUndefined();
});
