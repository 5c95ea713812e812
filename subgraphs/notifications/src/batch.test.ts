import { describe, expect, it } from 'vitest';
import { inBatches } from './batch.ts';

describe('work in batches', () => {
  it('takes the first at once, and all that came meanwhile together', async () => {
    const batches: number[][] = [];
    const gates: PromiseWithResolvers<void>[] = [];
    const double = inBatches<number, number>(async (items) => {
      batches.push([...items]);
      const gate = Promise.withResolvers<void>();
      gates.push(gate);
      await gate.promise;
      return items.map((item) => item * 2);
    });
    const first = double(1);
    const others = [double(2), double(3)];
    expect(batches).toEqual([[1]]);
    gates[0]?.resolve();
    expect(await first).toBe(2);
    gates[1]?.resolve();
    expect(await Promise.all(others)).toEqual([4, 6]);
    expect(batches).toEqual([[1], [2, 3]]);
  });

  it('that gathers takes all that came until then together, the first one too', async () => {
    const batches: number[][] = [];
    const gathered = Promise.withResolvers<void>();
    const keep = inBatches<number, number>(
      async (items) => {
        batches.push([...items]);
        return items;
      },
      () => gathered.promise,
    );
    const first = keep(1);
    const second = keep(2);
    gathered.resolve();
    expect(await Promise.all([first, second])).toEqual([1, 2]);
    expect(await keep(3)).toBe(3);
    expect(batches).toEqual([[1, 2], [3]]);
  });

  it('that fail reject for their own items alone', async () => {
    const work = inBatches<string, string>(async (items) => {
      if (items.includes('bad')) throw new Error('No.');
      return items;
    });
    const [first, bad, beside] = [work('first'), work('bad'), work('beside')];
    const failures = Promise.allSettled([bad, beside]);
    expect(await first).toBe('first');
    expect((await failures).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await work('later')).toBe('later');
  });
});
