import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchChromium, openPage, settled, signIn, task } from './browser.ts';
import { FIRST_SCREEN_BUDGET, scriptsOf } from './first-screen.ts';

const rondo = inject('rondo');
let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
});

describe('the first screen', () => {
  it('keeps to its budget of JavaScript, signed out and in a list with tasks', async () => {
    await using ada = await openPage(browser, rondo.url);
    const { page } = ada;
    await page.goto('/');
    await page.getByRole('button', { name: 'Try it' }).waitFor();
    expect((await scriptsOf(page)).gzipBytes).toBeLessThan(FIRST_SCREEN_BUDGET);
    await signIn(ada, 'demo@example.com', 'a year of tasks');
    await page.goto('/all');
    await task(page, 'Weekly review').first().waitFor();
    await settled(page);
    await page.waitForLoadState('networkidle');
    const { files, gzipBytes } = await scriptsOf(page);
    expect(files).toBeGreaterThan(10);
    expect(gzipBytes).toBeLessThan(FIRST_SCREEN_BUDGET);
    expect(ada.faults).toEqual([]);
  });
});
