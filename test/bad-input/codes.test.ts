import { ErrorCode } from '@rondo/schema/errors.ts';
import { expect, it } from 'vitest';
import { codes } from './codes.ts';

it('knows where every code of the API has its test', () => {
  const shown = new Set(Object.values(codes).flat());
  expect([...shown].toSorted()).toEqual(Object.keys(ErrorCode).toSorted());
});
