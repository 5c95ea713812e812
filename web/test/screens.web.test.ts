import { fileURLToPath } from 'node:url';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { overflow, seriousFaults } from './axe.ts';
import { desktop, launchChromium, openPage, phone, settled, signIn, task, type Watched } from './browser.ts';

const images = fileURLToPath(new URL('../../docs/images/', import.meta.url));
const demo = ['demo@example.com', 'a year of tasks'] as const;

const rondo = inject('rondo');
let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
});

const screens: readonly { name: string; path: string; ready: (page: Page) => Promise<unknown> }[] = [
  { name: 'today', path: '/today', ready: (page) => page.locator('[data-task]').first().waitFor() },
  { name: 'all', path: '/all', ready: (page) => page.locator('[data-task]').first().waitFor() },
  { name: 'upcoming', path: '/upcoming', ready: (page) => page.getByRole('group', { name: /day/ }).first().waitFor() },
  { name: 'completed', path: '/completed', ready: (page) => page.locator('[data-task]').first().waitFor() },
  { name: 'bin', path: '/bin', ready: (page) => page.getByRole('heading', { level: 1 }).waitFor() },
  {
    name: 'search',
    path: '/search?q=%23home%20due%3C7d',
    ready: (page) => page.getByRole('combobox', { name: 'Search tasks' }).waitFor(),
  },
  { name: 'statistics', path: '/statistics', ready: (page) => page.locator('.recharts-surface').first().waitFor() },
  { name: 'settings', path: '/settings', ready: (page) => page.getByText('This device').first().waitFor() },
];

async function visit({ page }: Watched, prefix: string): Promise<void> {
  for (const { name, path, ready } of screens) {
    await page.goto(path);
    await ready(page);
    await settled(page);
    await page.screenshot({ path: `${images}${prefix}${name}.png`, animations: 'disabled' });
    expect.soft(await overflow(page), `${prefix}${name}`).toBe(0);
    expect.soft(await seriousFaults(page), `${prefix}${name}`).toEqual([]);
  }
}

// Each goes through all screens, with axe on every one.
describe('every screen', { timeout: 150_000 }, () => {
  it('is fit for assistive technology in light colours', async () => {
    await using ada = await openPage(browser, rondo.url);
    await ada.page.goto('/');
    await ada.page.getByRole('button', { name: 'Try it' }).waitFor();
    await ada.page.screenshot({ path: `${images}welcome.png` });
    expect.soft(await seriousFaults(ada.page), 'welcome').toEqual([]);
    await signIn(ada, ...demo);
    await visit(ada, '');
    const { page } = ada;
    await page.goto('/all');
    await task(page, 'Weekly review').first().click();
    await page.getByRole('button', { name: 'Skip this one' }).waitFor();
    await page.screenshot({ path: `${images}task.png`, animations: 'disabled' });
    expect.soft(await seriousFaults(page), 'task').toEqual([]);
    await page.getByRole('article').getByRole('button', { name: 'Edit', exact: true }).first().click();
    await expect
      .poll(() => page.getByRole('list', { name: 'Next occurrences' }).getByRole('listitem').count())
      .toBe(10);
    await page.getByText('Next occurrences').scrollIntoViewIfNeeded();
    await page.screenshot({ path: `${images}recurrence.png`, animations: 'disabled' });
    expect.soft(await seriousFaults(page), 'recurrence').toEqual([]);
    await page.getByRole('tab', { name: 'History' }).click();
    await page.getByRole('button', { name: 'As it was' }).first().waitFor();
    await page.screenshot({ path: `${images}history.png`, animations: 'disabled' });
    expect.soft(await seriousFaults(page), 'history').toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('q');
    await page.getByRole('textbox', { name: 'Add a task' }).fill('Call Ada tomorrow at 5pm #work !high');
    await page.getByRole('group', { name: 'Recognised' }).waitFor();
    await page.screenshot({ path: `${images}quick-add.png`, animations: 'disabled' });
    expect.soft(await seriousFaults(page), 'quick add').toEqual([]);
    expect(ada.faults).toEqual([]);
  });

  it('is so in dark colours', async () => {
    await using ada = await openPage(browser, rondo.url, { ...desktop, colorScheme: 'dark' });
    await signIn(ada, ...demo);
    await visit(ada, 'dark-');
    expect(ada.faults).toEqual([]);
  });

  it('is so on a phone, and does not overflow it', async () => {
    await using ada = await openPage(browser, rondo.url, phone);
    await signIn(ada, ...demo);
    await visit(ada, 'phone-');
    for (const { path, ready } of screens) {
      await ada.page.goto(path);
      await ready(ada.page);
      expect.soft(await overflow(ada.page), path).toBe(0);
    }
    expect(ada.faults).toEqual([]);
  });

  it('is so in what opens above the page: palette, menus, dialogs', async () => {
    await using ada = await openPage(browser, rondo.url);
    await signIn(ada, ...demo);
    const { page } = ada;
    await page.goto('/all');
    await task(page, 'Weekly review').first().waitFor();
    await settled(page);
    const looked = async (name: string) => {
      await page.screenshot({ path: `${images}${name}.png`, animations: 'disabled' });
      expect.soft(await seriousFaults(page), name).toEqual([]);
    };
    const overlays: readonly { name: string; open: () => Promise<unknown>; shown: Locator }[] = [
      { name: 'palette', open: () => page.keyboard.press('Control+k'), shown: page.getByRole('dialog') },
      { name: 'keyboard-map', open: () => page.keyboard.press('?'), shown: page.getByRole('dialog') },
      {
        name: 'account-menu',
        open: () => page.getByRole('button', { name: 'Account' }).click(),
        shown: page.getByRole('menu'),
      },
      {
        name: 'row-menu',
        open: () => page.getByRole('button', { name: 'Details of “Weekly review”' }).first().click(),
        shown: page.getByRole('menu'),
      },
      {
        name: 'notifications',
        open: () => page.getByRole('button', { name: /otification/ }).click(),
        shown: page.getByRole('dialog', { name: 'Notifications' }),
      },
    ];
    for (const { name, open, shown } of overlays) {
      await open();
      await shown.first().waitFor();
      await looked(name);
      await page.keyboard.press('Escape');
      await shown.first().waitFor({ state: 'hidden' });
    }
    const lists = page.getByRole('navigation', { name: 'Lists' }).last();
    await lists.getByRole('link', { name: /garden/ }).click();
    await page.getByRole('button', { name: 'Edit tag' }).click();
    await page.getByRole('dialog', { name: 'Edit tag' }).waitFor();
    await looked('tag');
    expect(ada.faults).toEqual([]);
  });

  it('is so where one signs up, signs in and asks for a new password', async () => {
    await using ada = await openPage(browser, rondo.url);
    for (const path of ['/sign-up', '/sign-in', '/reset-password?token=x']) {
      await ada.page.goto(path);
      await ada.page.locator('form').waitFor();
      expect.soft(await seriousFaults(ada.page), path).toEqual([]);
    }
    expect(ada.faults).toEqual([]);
  });

  it('uses a screen of 3 840 pixels without lines that are too long to read', async () => {
    await using ada = await openPage(browser, rondo.url, { ...desktop, viewport: { width: 3_840, height: 2_160 } });
    await signIn(ada, ...demo);
    const { page } = ada;
    for (const { path, ready } of screens) {
      await page.goto(path);
      await ready(page);
      await settled(page);
      expect.soft(await overflow(page), path).toBe(0);
    }
    await page.goto('/all');
    await task(page, 'Weekly review').first().waitFor();
    const row = await page.getByRole('listitem').first().boundingBox();
    expect(row?.width).toBeLessThan(1_400);
    expect(ada.faults).toEqual([]);
  });
});
