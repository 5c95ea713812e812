import { expect, it } from 'vitest';
import { ownOperation } from '../../playground/src/operation.ts';

const query = 'query A { a } subscription B { b }';

it('a run keeps the name of an operation of its text', () => {
  expect(ownOperation({ query, operationName: 'B' }).params.operationName).toBe('B');
});

it('a run right after another tab was shown has that tab’s operation, not the name of the one before', () => {
  const { params, document } = ownOperation({ query: 'subscription B { b }', operationName: 'A', variables: { x: 1 } });
  expect(params).toEqual({ query: 'subscription B { b }', operationName: 'B', variables: { x: 1 } });
  expect(document?.definitions).toMatchObject([{ operation: 'subscription' }]);
});

it('a run without a name that fits is sent without one where its operation has none, or there are several', () => {
  expect(ownOperation({ query: '{ a }', operationName: 'A' }).params).toEqual({ query: '{ a }' });
  expect(ownOperation({ query, operationName: 'C' }).params).toEqual({ query });
});

it('a text that can’t be read is sent as it is, for the server to say why', () => {
  const params = { query: '{ a', operationName: 'A' };
  expect(ownOperation(params)).toEqual({ params, document: undefined });
});
