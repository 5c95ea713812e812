import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor } from './cursor.ts';

const positions = new Map([
  [0, 0n],
  [3, 127n],
  [200, 128n],
  [1_000, 2n ** 63n - 1n],
]);
const refusal = expect.objectContaining({ code: 'CURSOR_INVALID' });

describe('a cursor', () => {
  it('comes back as the positions that it was made of, whatever their size', () => {
    expect(decodeCursor(encodeCursor(positions, 'user_a', 'key'), 'user_a', ['key'])).toEqual(positions);
    expect(decodeCursor(encodeCursor(new Map(), 'user_a', 'key'), 'user_a', ['key'])).toEqual(new Map());
  });

  it('of one event is short enough for a header', () => {
    expect(encodeCursor(new Map([[7, 123_456_789n]]), 'user_a', 'key').length).toBeLessThan(40);
  });

  it('is good while its key is retired, and not after', () => {
    const cursor = encodeCursor(positions, 'user_a', 'old');
    expect(decodeCursor(cursor, 'user_a', ['new', 'old'])).toEqual(positions);
    expect(() => decodeCursor(cursor, 'user_a', ['new'])).toThrow(refusal);
  });

  it('is refused with any one character changed, or of another user', () => {
    const cursor = encodeCursor(positions, 'user_a', 'key');
    for (let at = 0; at < cursor.length; at++) {
      const changed = `${cursor.slice(0, at)}${cursor[at] === 'A' ? 'B' : 'A'}${cursor.slice(at + 1)}`;
      expect(() => decodeCursor(changed, 'user_a', ['key'])).toThrow(refusal);
    }
    expect(() => decodeCursor(cursor, 'user_b', ['key'])).toThrow(refusal);
  });

  it.each(['', ' ', 'A', 'nonsense', 'ä'.repeat(40), 'A'.repeat(100_000)])('is refused where it is %j', (cursor) => {
    expect(() => decodeCursor(cursor, 'user_a', ['key'])).toThrow(refusal);
  });
});
