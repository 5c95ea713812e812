import { readFileSync } from 'node:fs';
import { ErrorCode } from '@rondo/schema/errors.ts';
import { apiFile } from '@rondo/schema/subgraphs.ts';
import { buildSchema, isEnumType, isInterfaceType } from 'graphql';
import { expect, it } from 'vitest';
import { nodeOwners } from './nodes.ts';

const api = buildSchema(readFileSync(apiFile, 'utf8'));

it('every type that is a Node is found by the prefix of its ids', () => {
  const node = api.getType('Node');
  if (!isInterfaceType(node)) throw new Error('expected an interface Node');
  const types = api.getPossibleTypes(node).map(({ name }) => name);
  expect([...nodeOwners.values()].map(({ typename }) => typename).toSorted()).toEqual(types.toSorted());
});

it('the graph’s codes of errors are those that are used', () => {
  const codes = api.getType('ErrorCode');
  if (!isEnumType(codes)) throw new Error('expected an enum ErrorCode');
  expect(codes.getValues().map(({ name }) => name)).toEqual(Object.keys(ErrorCode));
});
