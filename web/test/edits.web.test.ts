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
});
