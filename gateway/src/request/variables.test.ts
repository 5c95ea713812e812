import { buildSchema, getOperationAST, parse } from 'graphql';
import { expect, test } from 'vitest';
import { coerceVariables } from './variables.ts';

const schema = buildSchema(`
  type Query { nodes(ids: [ID!]!, filter: Filter, on: Boolean): Int }
  input Filter { text: String }`);

function coerce(query: string, given: Record<string, unknown>) {
  const document = parse(query);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('expected an operation');
  return coerceVariables(schema, document, operation, given, 32);
}

test.each<[string, Record<string, unknown>]>([
  ['objects in place of ids', { ids: Array.from({ length: 300_000 }, () => ({})) }],
  ['nulls in place of ids', { ids: Array.from({ length: 300_000 }, () => null) }],
  ['unknown fields', { ids: [], filter: Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`k${i}`, 1])) }],
])('two megabytes of %s are refused by the first twenty, in time', (_what, given) => {
  const took: number[] = [];
  for (let attempt = 0; attempt < 3; attempt++) {
    const began = process.cpuUsage();
    const { errors } = coerce('query ($ids: [ID!]!, $filter: Filter) { nodes(ids: $ids, filter: $filter) }', given);
    const { user, system } = process.cpuUsage(began);
    took.push((user + system) / 1_000);
    expect(errors).toHaveLength(20);
  }
  // Milliseconds of processor time; all of them took 3 to 20 s.
  expect(Math.min(...took)).toBeLessThan(500);
});

test('every variable is judged, and the place of each fault named', () => {
  const { values, errors } = coerce(
    'query ($ids: [ID!]!, $filter: Filter, $on: Boolean!) { nodes(ids: $ids, filter: $filter, on: $on) }',
    { ids: ['a', {}, null], filter: { text: 'x' } },
  );
  expect(errors.map(({ argument }) => argument)).toEqual(['ids.1', 'ids.2', 'on']);
  expect(values.filter).toEqual({ text: 'x' });
});
