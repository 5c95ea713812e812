import { describe, expect, it } from 'vitest';
import { nextDelayMs, webhookRetry } from './webhook-retry.ts';

const hourMs = 3_600_000;

/** The instants of all tries of an event that always fails, by a clock of its own, from the first one at 0. */
function triesBy(random: () => number): number[] {
  const tries: number[] = [];
  for (let clock = 0; ; ) {
    tries.push(clock);
    const delay = nextDelayMs(webhookRetry, { attempt: tries.length, ageMs: clock }, random);
    if (delay === null) return tries;
    clock += delay;
  }
}

/** Mulberry32: the same sequence for the same seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('an event that always fails', () => {
  it('is tried for the last time after three days exactly, whatever the jitter', () => {
    for (let seed = 0; seed < 200; seed++) {
      const tries = triesBy(seeded(seed));
      expect(tries.at(-1)).toBeCloseTo(72 * hourMs, 0);
      expect(tries.length).toBeGreaterThan(25);
      expect(tries.length).toBeLessThan(120);
    }
  });

  it('waits longer each time, up to three hours', () => {
    const tries = triesBy(() => 1);
    const waits = tries.slice(1).map((at, index) => at - (tries[index] ?? 0));
    expect(waits.slice(0, 5)).toEqual([10_000, 20_000, 40_000, 80_000, 160_000]);
    expect(Math.max(...waits)).toBe(3 * hourMs);
    expect(waits.slice(0, -1)).toEqual(waits.slice(0, -1).toSorted((a, b) => a - b));
  });

  it('waits any time up to that, so that many that failed together do not come back together', () => {
    const waits = Array.from(
      { length: 2_000 },
      (_, seed) => nextDelayMs(webhookRetry, { attempt: 8, ageMs: 0 }, seeded(seed)) ?? 0,
    );
    const most = 1_280_000;
    for (const quarter of [0, 1, 2, 3]) {
      const share = waits.filter((wait) => Math.floor((wait / most) * 4) === quarter).length / waits.length;
      expect(share).toBeGreaterThan(0.2);
      expect(share).toBeLessThan(0.3);
    }
    expect(Math.min(...waits)).toBeGreaterThan(0);
  });

  it('waits as long as the endpoint asks for, though not for ever', () => {
    expect(nextDelayMs(webhookRetry, { attempt: 1, ageMs: 0, retryAfterMs: 60_000 }, () => 1)).toBe(60_000);
    expect(nextDelayMs(webhookRetry, { attempt: 1, ageMs: 0, retryAfterMs: 1e12 }, () => 1)).toBe(3 * hourMs);
    expect(nextDelayMs(webhookRetry, { attempt: 1, ageMs: 72 * hourMs - 5, retryAfterMs: 60_000 })).toBe(5);
  });
});
