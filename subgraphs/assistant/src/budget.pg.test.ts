import { openTestPlatform, type TestPlatform } from '@rondo/platform/testing/platform.ts';
import { newId } from '@rondo/schema/ids.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Budget } from './budget.ts';
import { defaultAssistantSettings } from './settings.ts';

let test: TestPlatform;
beforeAll(async () => {
  test = await openTestPlatform();
});
afterAll(() => test[Symbol.asyncDispose]());

const noon = new Date('2026-03-29T12:00:00Z');
const budget = (settings: Partial<typeof defaultAssistantSettings>) =>
  new Budget(test.platform.state, { ...defaultAssistantSettings, ...settings });

describe('what a user may spend', () => {
  it('counts concurrent answers one by one, and begins anew the next day', async () => {
    const userId = newId('user');
    const tokens = budget({ dailyTokens: 1_000 });
    await Promise.all(
      Array.from({ length: 9 }, () => tokens.spend(userId, noon, { inputTokens: 60, outputTokens: 40 })),
    );
    expect(await tokens.isSpent(userId, noon)).toBe(false);
    await tokens.spend(userId, noon, { inputTokens: 60, outputTokens: 40 });
    expect(await tokens.isSpent(userId, noon)).toBe(true);
    await expect(tokens.check(userId, noon)).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      extensions: { retryAfter: 12 * 3_600 },
    });
    expect(await tokens.isSpent(userId, new Date('2026-03-30T00:00:01Z'))).toBe(false);
    expect(await tokens.isSpent(newId('user'), noon)).toBe(false);
  });

  it('is limited by cost as well, at the prices of tokens in and out', async () => {
    const userId = newId('user');
    const cost = budget({ dailyCost: 1, inputPrice: 1, outputPrice: 10 });
    await cost.spend(userId, noon, { inputTokens: 100_000, outputTokens: 80_000 });
    expect(await cost.isSpent(userId, noon)).toBe(false);
    await cost.spend(userId, noon, { inputTokens: 0, outputTokens: 10_000 });
    expect(await cost.isSpent(userId, noon)).toBe(true);
  });
});
