import { expect, it } from 'vitest';
import { makeEvent } from '../conformance/fixture.ts';
import { RecentEvents } from './recent-events.ts';

const texts = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, n) => JSON.stringify(makeEvent('ann', { n: from + n })));

const numbers = (recent: RecentEvents, position: bigint, limit = 1_000) =>
  recent.read('topic', 0, position, limit)?.map(({ event }) => (event.data as { n: number }).n) ?? null;

it('gives what was published, from any position that it has, and no more than was asked for', () => {
  const recent = new RecentEvents();
  recent.add('topic', 0, 10n, texts(10, 3));
  recent.add('topic', 0, 13n, texts(13, 2));
  expect(numbers(recent, 10n)).toEqual([10, 11, 12, 13, 14]);
  expect(numbers(recent, 12n, 2)).toEqual([12, 13]);
  expect(recent.read('topic', 0, 14n, 1)).toMatchObject([{ partition: 0, offset: 14n }]);
});

it('knows nothing of positions before, after, and in other partitions and topics', () => {
  const recent = new RecentEvents();
  recent.add('topic', 0, 10n, texts(10, 3));
  expect(numbers(recent, 9n)).toBeNull();
  expect(numbers(recent, 13n)).toBeNull();
  expect(recent.read('topic', 1, 10n, 1)).toBeNull();
  expect(recent.read('other', 0, 10n, 1)).toBeNull();
});

it('forgets what it had where somebody else has published since, for it lacks that', () => {
  const recent = new RecentEvents();
  recent.add('topic', 0, 10n, texts(10, 3));
  recent.add('topic', 0, 15n, texts(15, 1));
  expect(numbers(recent, 12n)).toBeNull();
  expect(numbers(recent, 15n)).toEqual([15]);
});

it('keeps a bounded number of events and of characters', () => {
  const recent = new RecentEvents();
  recent.add('topic', 0, 0n, texts(0, 1_000));
  expect(numbers(recent, 0n)).toBeNull();
  expect(numbers(recent, 999n)).toEqual([999]);
  expect(numbers(recent, 1_000n - 256n)).toHaveLength(256);
  recent.add('topic', 0, 1_000n, [JSON.stringify(makeEvent('ann', { n: 1_000, pad: 'x'.repeat(300_000) }))]);
  expect(numbers(recent, 999n)).toBeNull();
  recent.add('topic', 0, 1_001n, texts(1_001, 1));
  expect(numbers(recent, 1_001n)).toEqual([1_001]);
});

it('shares no object between readers', () => {
  const recent = new RecentEvents();
  recent.add('topic', 0, 0n, texts(0, 1));
  expect(recent.read('topic', 0, 0n, 1)?.[0]?.event).not.toBe(recent.read('topic', 0, 0n, 1)?.[0]?.event);
});
