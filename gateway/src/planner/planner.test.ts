import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { federate } from '../executor/testing/federation.ts';
import { createPlanner } from './planner.ts';
import { withVariantsOfRequired } from './required-variants.ts';
import { withResolvableKeysFirst } from './resolvable-keys.ts';

const { supergraphSdl } = federate({
  a: {
    sdl: `
      type Query { things: [Thing] }
      type Thing @key(fields: "code", resolvable: false) @key(fields: "id") { id: ID! code: ID! hidden: Int @inaccessible }`,
  },
  b: { sdl: 'type Thing @key(fields: "id") { id: ID! size: Int }' },
});

test('a planner knows the API schema, all types and where the subgraphs are', () => {
  const planner = createPlanner(supergraphSdl);
  expect(Object.keys(planner.apiSchema.getQueryType()?.getFields() ?? {})).toEqual(['things']);
  expect(planner.apiSchema.getType('Thing')?.toString()).toBe('Thing');
  expect(JSON.stringify(planner.apiSchema.getType('Thing')?.toConfig())).not.toContain('hidden');
  expect(planner.subgraphs).toEqual([
    { name: 'a', url: 'http://a.invalid/graphql' },
    { name: 'b', url: 'http://b.invalid/graphql' },
  ]);
  expect(planner.plan(parse('{ things { size } }')).node?.kind).toBe('Sequence');
});

test('a document without the operation, and a supergraph that is none, are refused', () => {
  expect(() => createPlanner(supergraphSdl).plan(parse('query A { things { id } }'), 'B')).toThrow('Unknown operation');
  expect(() => createPlanner('type Query { a: Int }')).toThrow();
});

test('of very many ways to plan an operation only so many are tried', () => {
  // Each field is in three subgraphs of five: twenty of them can be had in 3²⁰ ways.
  const names = ['b', 'c', 'd', 'e', 'f'];
  const fieldsOf = (at: number) =>
    Array.from({ length: 20 }, (_, i) =>
      [i, i * 3 + 1, i * 2 + 3].some((n) => n % 5 === at) ? `s${i}: Sub @shareable` : '',
    );
  const parts = names.map((name, at) => {
    const item = `type Item @key(fields: "id") { id: ID! ${fieldsOf(at).join(' ')} }`;
    return [name, { sdl: `${item} type Sub @shareable { x: Int y: Int }` }] as const;
  });
  const root = { sdl: 'type Query { item: Item } type Item @key(fields: "id") { id: ID! }' };
  const federation = federate({ root, ...Object.fromEntries(parts) });
  const document = parse(`{ item { ${Array.from({ length: 20 }, (_, i) => `s${i} { x y }`).join(' ')} } }`);
  const timeOf = (maxEvaluatedPlans: number | undefined) => {
    const planner = createPlanner(federation.supergraphSdl, { maxEvaluatedPlans });
    const before = process.cpuUsage();
    expect(planner.plan(document).node).toBeDefined();
    return process.cpuUsage(before).user;
  };
  timeOf(undefined);
  // 30 × here; of processor time, which a busy machine does not change much.
  expect(timeOf(undefined)).toBeLessThan(timeOf(1_000_000) / 3);
});

test('keys that a subgraph resolves come first, and nothing else changes place', () => {
  const ordered = withResolvableKeysFirst(supergraphSdl);
  const keys = [...ordered.matchAll(/@join__type\(graph: A, key: "(\w+)"/g)].map(([, key]) => key);
  expect(keys).toEqual(['id', 'code']);
  expect(withResolvableKeysFirst(ordered)).toBe(ordered);
  const without = federate({ a: { sdl: 'type Query { a: Int }' } }).supergraphSdl;
  expect(withResolvableKeysFirst(without)).toBe(without);
});

test('a supergraph stays as it is where no field is required with different arguments', () => {
  expect(withVariantsOfRequired(supergraphSdl)).toBe(supergraphSdl);
  const alike = federate({
    a: { sdl: 'type Query { t: T } type T @key(fields: "id") { id: ID! size(in: Int): Int }' },
    b: {
      sdl: `type T @key(fields: "id") { id: ID! size(in: Int): Int @external
        x: Int @requires(fields: "size(in: 1)") y: Int @requires(fields: "size(in: 1)") }`,
    },
  }).supergraphSdl;
  expect(withVariantsOfRequired(alike)).toBe(alike);
});
