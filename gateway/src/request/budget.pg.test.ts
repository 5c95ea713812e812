import type { StateStore } from '@rondo/platform/platform.ts';
import { openTestPlatform, type TestPlatform, testLog } from '@rondo/platform/testing/platform.ts';
import { until } from '@rondo/platform/testing/until.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Budget } from './budget.ts';

let test: TestPlatform;

beforeAll(async () => {
  test = await openTestPlatform();
});
afterAll(() => test[Symbol.asyncDispose]());

const budget = (points: number, state: StateStore = test.platform.state) =>
  new Budget({ points, windowSeconds: 60, state, log: testLog });

/** @returns how many of the attempts were let through */
async function spendAll(of: Budget, caller: string, attempts: number, points = 1): Promise<number> {
  const tries = await Promise.allSettled(Array.from({ length: attempts }, () => of.spend(caller, points)));
  return tries.filter(({ status }) => status === 'fulfilled').length;
}

describe('a budget', () => {
  it('is one for all gateways: what one has let a caller spend is gone for the others', async () => {
    await using first = budget(1_000);
    await using second = budget(1_000);
    expect(await spendAll(first, 'user:a', 900)).toBe(900);
    await first.report();
    await second.spend('user:a', 1);
    await second.report();
    expect(await second.stateOf('user:a')).toMatchObject({ remaining: 99, limit: 1_000 });
    expect(await spendAll(second, 'user:a', 200)).toBe(99);
    expect(await spendAll(second, 'user:b', 200)).toBe(200);
  });

  it('of three gateways at once is overspent by no more than 2 % for each of them and what they admit during a report', async () => {
    const gateways = [budget(2_000), budget(2_000), budget(2_000)];
    let admitted = 0;
    await Promise.all(
      gateways.map(async (gateway) => {
        for (let tried = 0; tried < 400; tried++) {
          admitted += await spendAll(gateway, 'user:shared', 5);
          await gateway.report();
        }
      }),
    );
    for (const gateway of gateways) await gateway[Symbol.asyncDispose]();
    expect(admitted).toBeGreaterThanOrEqual(2_000);
    expect(admitted).toBeLessThanOrEqual(2_000 + 3 * (40 + 5));
  });

  it('loses no point where gateways report at the same time', async () => {
    const gateways = Array.from({ length: 4 }, () => budget(100_000));
    await Promise.all(gateways.map((gateway) => spendAll(gateway, 'user:sum', 250)));
    await Promise.all(gateways.map((gateway) => gateway.report()));
    await using late = budget(100_000);
    await late.spend('user:sum', 1);
    await until('all have reported', async () => {
      for (const gateway of gateways) await gateway.report();
      await late.report();
      await late.spend('user:sum', 1);
      return (await late.stateOf('user:sum')).remaining < 99_000;
    });
    for (const gateway of gateways) await gateway[Symbol.asyncDispose]();
  });

  it('outlives its process: what was spent just before a restart is not there again after it', async () => {
    const before = budget(100);
    await before.spend('address:192.0.2.1', 1);
    await before[Symbol.asyncDispose]();
    await using after = budget(100);
    await after.spend('address:192.0.2.1', 2);
    expect((await after.stateOf('address:192.0.2.1')).remaining).toBeLessThanOrEqual(98);
    await until('the totals meet', async () => (await after.stateOf('address:192.0.2.1')).remaining === 97);
  });

  it('holds in this process alone while the store can’t be reached, and nobody waits for it', async () => {
    const away = () => Promise.reject(new Error('the store is away'));
    await using alone = budget(100, { get: away, set: away, delete: away });
    expect(await spendAll(alone, 'user:c', 150)).toBe(100);
    await alone.report();
    expect(await alone.stateOf('user:c')).toMatchObject({ remaining: 0 });
    await expect(alone.spend('user:c', 1)).rejects.toMatchObject({ extensions: { code: 'RATE_LIMITED' } });
  });

  it('begins anew when its window is over, for those who count together too', async () => {
    const short = () => new Budget({ points: 10, windowSeconds: 1, state: test.platform.state, log: testLog });
    await using first = short();
    await using second = short();
    expect(await spendAll(first, 'user:d', 10)).toBe(10);
    await first.report();
    await until('the window is over', async () => (await spendAll(second, 'user:d', 1, 10)) === 1);
  });
});
