import { pino } from 'pino';
import { beforeEach, expect, test } from 'vitest';
import { untilPossible } from './until-possible.ts';

let lines: string[];
const log = pino({}, { write: (line: string) => void lines.push(line) });

beforeEach(() => {
  lines = [];
});

test('what fails is said in one line, with what it was and when it is tried again, until it works', async () => {
  let attempts = 0;
  const attempt = async () => {
    if (++attempts === 1) throw new Error('There is no\n  secret a-key');
    return 'started';
  };
  expect(await untilPossible(attempt, { log, signal: new AbortController().signal })).toBe('started');
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual([
    'not ready: There is no secret a-key. Trying again in 1 s.',
  ]);
});

test('nothing is tried, waited for or complained of once nobody wants it any more', async () => {
  const stop = new AbortController();
  let attempts = 0;
  const attempt = async () => {
    attempts++;
    throw new Error('never');
  };
  const started = untilPossible(attempt, { log, signal: stop.signal });
  await new Promise((resolve) => setImmediate(resolve));
  stop.abort();
  await expect(started).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  await expect(untilPossible(attempt, { log, signal: stop.signal })).rejects.toThrow();
  expect([attempts, lines.length]).toEqual([1, 1]);
});
