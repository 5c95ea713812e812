import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { addTask, launchChromium, openPage, settled, startTrial, task } from './browser.ts';

const rondo = inject('rondo');
let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
});

/** Renames the task that is being edited, and leaves the page at once, while the database of edits is busy with something else. */
async function renameAndLeave(page: Page, title: string, path: string): Promise<void> {
  const field = page.getByRole('listitem').getByRole('textbox', { name: 'Title' });
  await field.fill(title);
  const database = await page.evaluateHandle(async () => {
    const name = (await indexedDB.databases()).find((found) => found.name?.startsWith('rondo-'))?.name ?? '';
    return new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
  });
  await page.evaluate(
    ([open, next]) => {
      const edits = open.transaction('edits', 'readwrite').objectStore('edits');
      // The edit's own transaction waits for this one, and the page is gone before its turn comes.
      for (let count = 0; count < 20_000; count++) edits.count();
      document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
      location.href = next;
    },
    [database, path] as const,
  );
}

describe('edits', () => {
  it('are kept even where the page goes away in the moment they are made', async () => {
    await using ada = await openPage(browser, rondo.url);
    await startTrial(ada);
    const { page, context } = ada;
    await addTask(page, 'Draft today');
    await settled(page);
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    await context.setOffline(true);
    await page.locator('[data-connection="offline"]').waitFor();
    await task(page, 'Draft').dblclick();
    await renameAndLeave(page, 'Final today', '/all');
    await page.getByRole('heading', { name: 'All', level: 1 }).waitFor();
    await task(page, 'Final').waitFor();
    await context.setOffline(false);
    await settled(page);
    expect(
      await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('rondo-journal'))),
    ).toEqual([]);
    await using elsewhere = await openPage(browser, rondo.url, { storageState: await context.storageState() });
    await elsewhere.page.goto('/all');
    await task(elsewhere.page, 'Final').waitFor();
    expect(ada.faults).toEqual([]);
  });

  it('are asked about by nobody where the server took one and its answer was lost', async () => {
    await using ada = await openPage(browser, rondo.url);
    await startTrial(ada);
    const { page } = ada;
    await addTask(page, 'Draft today');
    await settled(page);
    let lost = 0;
    await page.route('**/graphql', async (route) => {
      if (lost > 0 || !(route.request().postData() ?? '').includes('mutation UpdateTask(')) return route.continue();
      lost += 1;
      await route.fetch();
      return route.abort('connectionreset');
    });
    await task(page, 'Draft').dblclick();
    const field = page.getByRole('listitem').getByRole('textbox', { name: 'Title' });
    await field.fill('Final');
    await field.press('Enter');
    await expect.poll(() => lost).toBe(1);
    await settled(page);
    await task(page, 'Final').waitFor();
    expect(ada.faults).toEqual([]);
  });

  it('of many tasks at once can be taken back: priority, due, tag, deletion', async () => {
    await using ada = await openPage(browser, rondo.url);
    await startTrial(ada);
    const { page } = ada;
    await addTask(page, 'Wash the car today #home');
    await addTask(page, 'Wax the car today');
    await expect.poll(() => page.locator('[data-task]').count()).toBe(2);
    await settled(page);
    const bar = page.getByRole('toolbar', { name: 'Selected tasks' });
    const choose = async (menu: string, item: string) => {
      await page.keyboard.press('Control+a');
      await bar.getByRole('button', { name: menu, exact: true }).click();
      await page.getByRole('menuitem', { name: item, exact: true }).click();
    };
    const undo = () => page.keyboard.press('Control+z');
    const rows = page.getByRole('listitem').filter({ has: page.locator('[data-task]') });

    await choose('Priority', 'High');
    await expect.poll(() => rows.filter({ hasText: 'High' }).count()).toBe(2);
    await undo();
    await expect.poll(() => rows.filter({ hasText: 'High' }).count()).toBe(0);
    await page.keyboard.press('Control+Shift+z');
    await expect.poll(() => rows.filter({ hasText: 'High' }).count()).toBe(2);
    await undo();

    await choose('Tags', 'home');
    await expect.poll(() => rows.filter({ hasText: 'home' }).count()).toBe(2);
    await undo();
    await expect.poll(() => rows.filter({ hasText: 'home' }).count()).toBe(1);

    await choose('Due', 'Tomorrow');
    await expect.poll(() => rows.count()).toBe(0);
    await undo();
    await expect.poll(() => rows.count()).toBe(2);

    await page.keyboard.press('Control+a');
    await bar.getByRole('button', { name: 'Delete' }).click();
    await expect.poll(() => rows.count()).toBe(0);
    await undo();
    await expect.poll(() => rows.count()).toBe(2);
    await settled(page);
    await page.reload();
    await task(page, 'Wash the car').waitFor();
    await expect.poll(() => rows.count()).toBe(2);
    expect(await rows.filter({ hasText: 'High' }).count()).toBe(0);
    expect(ada.faults).toEqual([]);
  });

  it('are made by dragging: to another day of the calendar, to a tag, to the bin', async () => {
    await using ada = await openPage(browser, rondo.url);
    await startTrial(ada);
    const { page } = ada;
    await addTask(page, 'Move me today at 9:30');
    await addTask(page, 'Tagged #later');
    await settled(page);
    await page.goto('/upcoming');
    const days = page.getByRole('group');
    const chip = page.getByRole('button', { name: /Move me/ });
    await chip.dragTo(days.nth(2));
    await days.nth(2).getByText('Move me').waitFor();
    expect(await days.nth(2).getByText(/9:30/).count()).toBe(1);
    await page.goto('/all');
    const lists = page.getByRole('navigation', { name: 'Lists' }).last();
    await task(page, 'Move me').dragTo(lists.getByRole('link', { name: /later/ }));
    await page.getByRole('listitem').filter({ hasText: 'Move me' }).getByText('later').waitFor();
    await task(page, 'Move me').dragTo(lists.getByRole('link', { name: 'Bin' }));
    await task(page, 'Move me').waitFor({ state: 'detached' });
    await settled(page);
    await page.goto('/bin');
    await task(page, 'Move me').waitFor();
    expect(ada.faults).toEqual([]);
  });
});
