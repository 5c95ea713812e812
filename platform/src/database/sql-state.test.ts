import { ErrorCode } from '@rondo/schema/errors.ts';
import { expect, it } from 'vitest';
import { notFound, RondoError } from '../errors.ts';
import { asUnavailable, isDatabaseAway, isRetryable, SqlState } from './sql-state.ts';

const coded = (code: string) => Object.assign(new Error('it failed'), { code });

it('tells a database that is away, or full, from one that disagrees', () => {
  const away = ['08006', '57P01', '57P03', '53100', '53300', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'];
  expect(away.filter((code) => !isDatabaseAway(coded(code)))).toEqual([]);
  const present = ['23505', '42501', '22001', '57014', '40001', 'ENOENT'];
  expect(present.filter((code) => isDatabaseAway(coded(code)))).toEqual([]);
  expect(isDatabaseAway(new Error('Connection terminated unexpectedly'))).toBe(true);
  expect(isDatabaseAway(new Error('timeout exceeded when trying to connect'))).toBe(true);
  expect(isDatabaseAway(new Error('it failed'))).toBe(false);
  expect(isDatabaseAway('not an error')).toBe(false);
});

it('makes UNAVAILABLE of what a caller may repeat, with the cause for the log, and leaves other errors alone', () => {
  const cause = coded('57P01');
  const error = asUnavailable(cause);
  expect(error).toBeInstanceOf(RondoError);
  expect(error).toMatchObject({ code: ErrorCode.UNAVAILABLE, cause });
  const [other, meant] = [coded('23505'), notFound('id', 'task', 'task_1')];
  expect(asUnavailable(other)).toBe(other);
  expect(asUnavailable(meant)).toBe(meant);
});

it('repeats what lost a race, and nothing else', () => {
  expect(isRetryable(coded(SqlState.SERIALIZATION_FAILURE))).toBe(true);
  expect(isRetryable(coded(SqlState.DEADLOCK_DETECTED))).toBe(true);
  expect(isRetryable(coded(SqlState.ADMIN_SHUTDOWN))).toBe(false);
});
