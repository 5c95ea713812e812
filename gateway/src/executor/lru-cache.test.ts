import { expect, test } from 'vitest';
import { LruCache } from './lru-cache.ts';

test('the entries used last are kept', () => {
  const cache = new LruCache<string, number>(2);
  cache.set('a', 1);
  cache.set('b', 2);
  expect(cache.get('a')).toBe(1);
  cache.set('c', 3);
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([1, undefined, 3]);
  cache.set('a', 4);
  expect([cache.size, cache.get('a')]).toEqual([2, 4]);
  cache.delete('a');
  expect(cache.get('a')).toBeUndefined();
});
