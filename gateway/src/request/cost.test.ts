import { readFileSync } from 'node:fs';
import { apiFile } from '@rondo/schema/subgraphs.ts';
import { buildSchema, getOperationAST, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { costOf } from './cost.ts';

const schema = buildSchema(readFileSync(apiFile, 'utf8'));

function cost(query: string, values: Record<string, unknown> = {}): number {
  const document = parse(query);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('expected an operation');
  return costOf(schema, document, operation, values);
}

describe('an operation costs', () => {
  it.each<[string, number, Record<string, unknown>?]>([
    ['{ __typename }', 0],
    ['{ viewer { id name } }', 1],
    ['{ rateLimit { remaining } __schema { types { name } } }', 0],
    // The connection, and 50 nodes.
    ['{ tasks { nodes { id } } }', 51],
    ['{ tasks(first: 10) { totalCount pageInfo { hasNextPage } nodes { id } } }', 12],
    ['{ tasks(last: 10) { edges { node { id } } } }', 21],
    ['query ($n: Int) { tasks(first: $n) { nodes { id } } }', 4, { n: 3 }],
    ['query ($n: Int) { tasks(first: $n) { nodes { id } } }', 51],
    // Refused by its subgraph; here it costs what the most allowed does.
    ['{ tasks(first: 1000000) { nodes { id } } }', 101],
    ['{ tasks(first: -5) { nodes { id } } }', 1],
    // Each of 10 tasks with 5 tags.
    ['{ tasks(first: 10) { nodes { id tags { name } } } }', 61],
    ['{ tasks(first: 10) { nodes { ...T } } } fragment T on Task { tags { ... on Tag { name } } }', 61],
    // 2 tasks, each with a connection of 50, each of these with 5 changes.
    ['{ tasks(first: 2) { nodes { history { nodes { changes { field } } } } } }', 605],
    ['query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', 3, { ids: ['a', 'b', 'c'] }],
    ['{ nodes(ids: ["a", "b"]) { id } }', 2],
    ['{ previewRecurrence(rule: "x", start: "x", timeZone: "x", first: 3) { occurrences { at } } }', 4],
    [
      'mutation ($ids: [ID!]!) { completeTasks(ids: $ids) { tasks { id tags { name } } } }',
      29,
      { ids: ['a', 'b', 'c'] },
    ],
    ['{ series(id: "x") { upcoming(first: 3) { at } skipped } }', 4],
    ['mutation { a: completeTask(id: "x") { eventId } b: deleteSavedFilter(id: "x") }', 21],
    ['subscription { changes { id actor { kind } } }', 2],
  ])('%s: %d points', (query, points, values) => {
    expect(cost(query, values)).toBe(points);
  });

  it('what fragments that double each other come to, worked out at once', () => {
    const fragments = Array.from(
      { length: 60 },
      (_, i) => `fragment F${i + 1} on Task { a: parent { ...F${i} } b: parent { ...F${i} } }`,
    );
    const begun = performance.now();
    expect(cost(`{ task(id: "x") { ...F60 } } ${fragments.join(' ')} fragment F0 on Task { id }`)).toBe(
      Number.MAX_SAFE_INTEGER,
    );
    expect(performance.now() - begun).toBeLessThan(100);
  });
});
