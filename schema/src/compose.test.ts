import { readFileSync } from 'node:fs';
import { composeServices } from '@apollo/composition';
import { type DocumentNode, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { readScopeRules, scopeFaults } from './scope-rules.ts';
import { scopes } from './scopes.ts';
import { readSubgraphSdl, subgraphNames, supergraphFile } from './subgraphs.ts';

/** The graph as it is, with more in the SDL of tags. */
function composedWith(more: string): DocumentNode {
  const { supergraphSdl, errors } = composeServices(
    subgraphNames.map((name) => {
      const sdl = readSubgraphSdl(name);
      const typeDefs =
        name === 'tags' ? { ...sdl, definitions: [...sdl.definitions, ...parse(more).definitions] } : sdl;
      return { name, url: `http://${name}.invalid/graphql`, typeDefs };
    }),
  );
  if (!supergraphSdl) throw new Error(`The graph does not compose: ${errors}`);
  return parse(supergraphSdl);
}

describe('what nobody has said the scopes of', () => {
  it('is nothing in the graph as it is', () => {
    expect(scopeFaults(parse(readFileSync(supergraphFile, 'utf8')))).toEqual([]);
  });

  it.each([
    ['a root field', 'extend type Query { shapes: Int }', /^Query\.shapes has no @scopes/],
    ['a mutation', 'extend type Mutation { paint: Int }', /^Mutation\.paint has no @scopes/],
    [
      'a type that `node` may find',
      'type Shape implements Node @key(fields: "id") { id: ID! } extend type Query { a: Shape @scopes(anyOf: [[]]) }',
      /^Shape has no @scopes/,
    ],
    [
      'a scope that there is not',
      'extend type Query { shapes: Int @scopes(anyOf: [["SHAPES_READ"]]) }',
      /^Query\.shapes: expected a scope in @scopes, one of TASKS_READ, .* got SHAPES_READ/,
    ],
  ])('fails composition: %s', (_what, sdl, fault) => {
    expect(scopeFaults(composedWith(sdl))).toEqual([expect.stringMatching(fault)]);
  });

  it('is nothing once it is said', () => {
    expect(scopeFaults(composedWith('extend type Query { shapes: Int @scopes(anyOf: [["TASKS_READ"]]) }'))).toEqual([]);
  });
});

it('every scope opens something', () => {
  const { fields, types } = readScopeRules(parse(readFileSync(supergraphFile, 'utf8')));
  const used = new Set([...fields.values(), ...types.values()].flat(2));
  expect(scopes.filter((scope) => !used.has(scope))).toEqual([]);
});

it('no mutation is open to a token that may only read', () => {
  const { fields } = readScopeRules(parse(readFileSync(supergraphFile, 'utf8')));
  const open = [...fields].filter(
    ([place, rule]) =>
      place.startsWith('Mutation.') && rule.some((list) => list.every((scope) => scope.endsWith('_READ'))),
  );
  expect(open).toEqual([]);
});
