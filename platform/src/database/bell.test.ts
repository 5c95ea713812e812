import { expect, it } from 'vitest';
import { Bell } from './bell.ts';

it('wakes who waits', async () => {
  const bell = new Bell();
  const waiting = bell.wait(60_000);
  bell.ring();
  await waiting;
});

it('keeps a ring that nobody waited for, once', async () => {
  const bell = new Bell();
  bell.ring();
  bell.ring();
  await bell.wait(60_000);
  const started = performance.now();
  await bell.wait(30);
  expect(performance.now() - started).toBeGreaterThanOrEqual(25);
});

it('ends with its signal, be it aborted before or meanwhile', async () => {
  const bell = new Bell();
  const stop = new AbortController();
  const waiting = bell.wait(60_000, stop.signal);
  stop.abort();
  await waiting;
  await bell.wait(60_000, stop.signal);
});
