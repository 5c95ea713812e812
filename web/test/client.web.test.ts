import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import {
  addTask,
  desktop,
  launchChromium,
  openPage,
  phone,
  settled,
  signIn,
  startRondo,
  startTrial,
  task,
} from './browser.ts';

const rondo = inject('rondo');
let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
});

describe('the web client', () => {
  it('starts in one click, and the trial becomes a real account that keeps its tasks', async () => {
    await using ada = await openPage(browser, rondo.url);
    await startTrial(ada);
    await addTask(ada.page, 'Call Grace today !high');
    await task(ada.page, 'Call Grace').waitFor();
    await settled(ada.page);
    await ada.page.getByRole('button', { name: 'Keep my tasks' }).click();
    const email = `ada-${crypto.randomUUID()}@example.com`;
    await ada.page.getByLabel('Name').fill('Ada');
    await ada.page.getByLabel('E-mail').fill(email);
    await ada.page.locator('input[name=password]').fill('a long password');
    await ada.page.getByRole('button', { name: 'Sign up' }).click();
    await ada.page.getByRole('button', { name: 'Keep my tasks' }).waitFor({ state: 'detached' });
    await task(ada.page, 'Call Grace').waitFor();

    await using elsewhere = await openPage(browser, rondo.url);
    await signIn(elsewhere, email, 'a long password');
    await task(elsewhere.page, 'Call Grace').waitFor();
    expect(ada.faults).toEqual([]);
    expect(elsewhere.faults).toEqual([]);
  });

  it('marks what it understands of a text, and leaves as text what is clicked away', async () => {
    await using ada = await openPage(browser, rondo.url);
    await startTrial(ada);
    const { page } = ada;
    await page.keyboard.press('q');
    await page.getByRole('textbox', { name: 'Add a task' }).fill('Read Tomorrow tomorrow #books');
    await page.getByRole('group', { name: 'Recognised' }).getByText('#books').waitFor();
    await page.getByRole('button', { name: 'Keep “#books” as plain text' }).click();
    await page.getByRole('group', { name: 'Recognised' }).getByText('#books').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    expect(ada.faults).toEqual([]);
  });

  it('shows what is done in one window in the other', async () => {
    await using one = await openPage(browser, rondo.url);
    await startTrial(one);
    const other = await one.context.newPage();
    await other.goto('/all');
    await settled(other);
    await addTask(one.page, 'Water the plants today');
    await task(other, 'Water the plants').waitFor();
    await other.getByRole('checkbox', { name: 'Complete “Water the plants”' }).click();
    await task(one.page, 'Water the plants').waitFor({ state: 'detached' });
    expect(one.faults).toEqual([]);
  });

  it('takes back what was done, by its toast and by Ctrl-Z', async () => {
    await using ada = await openPage(browser, rondo.url);
    await startTrial(ada);
    const { page } = ada;
    await addTask(page, 'Pay rent today');
    await task(page, 'Pay rent').waitFor();
    await settled(page);
    await page.getByRole('checkbox', { name: 'Complete “Pay rent”' }).click();
    await task(page, 'Pay rent').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await task(page, 'Pay rent').waitFor();
    await settled(page);
    await page.keyboard.press('j');
    await page.keyboard.press('Delete');
    await task(page, 'Pay rent').waitFor({ state: 'detached' });
    await page.keyboard.press('Control+z');
    await task(page, 'Pay rent').waitFor();
    await settled(page);
    await page.reload();
    await task(page, 'Pay rent').waitFor();
    expect(ada.faults).toEqual([]);
  });

  it('works from the keyboard alone: add, move, select, prioritise, complete, go elsewhere', async () => {
    await using ada = await openPage(browser, rondo.url);
    await startTrial(ada);
    const { page } = ada;
    for (const title of ['First', 'Second', 'Third']) await addTask(page, `${title} thing today`);
    await task(page, 'Third thing').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('1');
    await page.getByRole('listitem').filter({ hasText: 'High' }).waitFor();
    await page.keyboard.press('x');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.getByRole('toolbar', { name: 'Selected tasks' }).getByText('2 selected').waitFor();
    await page.keyboard.press('c');
    await expect.poll(() => page.locator('[data-task]').count()).toBe(1);
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await page.getByRole('heading', { name: 'Completed', level: 1 }).waitFor();
    await expect.poll(() => page.locator('[data-task]').count()).toBe(2);
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder('Go to a list').fill('Third');
    await page.keyboard.press('Enter');
    await page.getByRole('article', { name: 'Third thing' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard map' }).waitFor();
    expect(ada.faults).toEqual([]);
  });

  it('points at what is wrong in a query, and saves one as a filter', async () => {
    await using ada = await openPage(browser, rondo.url);
    await startTrial(ada);
    const { page } = ada;
    await addTask(page, 'Buy oat milk today #shop');
    await settled(page);
    await page.keyboard.press('/');
    const field = page.getByRole('combobox', { name: 'Search tasks' });
    await field.fill('milk due<banana');
    await page.getByRole('alert').getByText('At position 9').waitFor();
    await field.fill('milk #shop');
    await task(page, 'Buy oat milk').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Save as filter' }).click();
    await page.getByLabel('Name of the filter').fill('Groceries');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Groceries', level: 1 }).waitFor();
    await task(page, 'Buy oat milk').waitFor();
    expect(ada.faults).toEqual([]);
  });

  it('makes a task repeat, shows what comes, and moves on when it is completed', async () => {
    await using ada = await openPage(browser, rondo.url);
    await startTrial(ada);
    const { page } = ada;
    await addTask(page, 'Stretch today');
    await settled(page);
    await task(page, 'Stretch').click();
    await page.getByRole('button', { name: 'Repeat', exact: true }).click();
    await page.getByRole('button', { name: 'Every day', exact: true }).click();
    await expect
      .poll(() => page.getByRole('list', { name: 'Next occurrences' }).getByRole('listitem').count())
      .toBe(10);
    await page.getByRole('button', { name: 'Repeat', exact: true }).click();
    await page.getByRole('button', { name: 'Skip this one' }).waitFor();
    await page.getByRole('checkbox', { name: 'Complete “Stretch”' }).first().click();
    await page.goto('/all');
    await task(page, 'Stretch').waitFor();
    await page.getByRole('listitem').filter({ hasText: 'Tomorrow' }).waitFor();
    expect(ada.faults).toEqual([]);
  });

  it('shows a task as it was, and goes back to it', async () => {
    await using ada = await openPage(browser, rondo.url);
    await startTrial(ada);
    const { page } = ada;
    await addTask(page, 'Old title today');
    await settled(page);
    await task(page, 'Old title').click();
    const title = page.getByRole('article').getByRole('textbox', { name: 'Title' });
    await title.fill('New title');
    await title.press('Enter');
    await settled(page);
    await page.getByRole('tab', { name: 'History' }).click();
    await page.getByText('Old title').waitFor();
    await page.getByRole('button', { name: 'As it was' }).last().click();
    await page.getByRole('dialog').getByText('Old title').waitFor();
    await page.getByRole('button', { name: 'Go back to this' }).click();
    await task(page, 'Old title').waitFor();
    expect(ada.faults).toEqual([]);
  });

  it('keeps working offline, reload included, and sends what was done once it is back', async () => {
    await using ada = await openPage(browser, rondo.url);
    await startTrial(ada);
    const { page, context } = ada;
    await addTask(page, 'Before the tunnel today');
    await settled(page);
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    await context.setOffline(true);
    await page.locator('[data-connection="offline"]').waitFor();
    await page.getByRole('checkbox', { name: 'Complete “Before the tunnel”' }).click();
    await page.keyboard.press('q');
    await page.getByRole('textbox', { name: 'Add a task' }).fill('In the tunnel');
    await page.keyboard.press('Enter');
    await page.goto('/all');
    await task(page, 'In the tunnel').waitFor();
    expect(await task(page, 'Before the tunnel').count()).toBe(0);
    await context.setOffline(false);
    await settled(page);
    await using elsewhere = { page: await context.newPage(), [Symbol.asyncDispose]: async () => undefined };
    await elsewhere.page.goto('/completed');
    await task(elsewhere.page, 'Before the tunnel').waitFor();
    expect(ada.faults).toEqual([]);
  });

  it('asks which version is to stay where the same field was changed elsewhere meanwhile', async () => {
    const email = `eve-${crypto.randomUUID()}@example.com`;
    await using ada = await openPage(browser, rondo.url);
    await startTrial(ada);
    await addTask(ada.page, 'Draft today');
    await settled(ada.page);
    await ada.page.getByRole('button', { name: 'Keep my tasks' }).click();
    await ada.page.getByLabel('Name').fill('Eve');
    await ada.page.getByLabel('E-mail').fill(email);
    await ada.page.locator('input[name=password]').fill('a long password');
    await ada.page.getByRole('button', { name: 'Sign up' }).click();
    await ada.page.getByRole('button', { name: 'Keep my tasks' }).waitFor({ state: 'detached' });
    await using other = await openPage(browser, rondo.url);
    await signIn(other, email, 'a long password');
    await task(other.page, 'Draft').waitFor();
    await settled(other.page);

    await ada.context.setOffline(true);
    await ada.page.locator('[data-connection="offline"]').waitFor();
    const rename = async (page: typeof ada.page, title: string) => {
      await task(page, 'Draft').dblclick();
      await page.getByRole('listitem').getByRole('textbox', { name: 'Title' }).fill(title);
      await page.keyboard.press('Enter');
      await task(page, title).waitFor();
    };
    await rename(ada.page, 'Draft of Ada');
    await rename(other.page, 'Draft of the other');
    await settled(other.page);
    await ada.context.setOffline(false);
    await ada.page.getByRole('button', { name: /1 change needs you/ }).click();
    await ada.page.getByRole('button', { name: '1 change needs you', exact: true }).last().click();
    const dialog = ada.page.getByRole('dialog', { name: 'Changed in two places' });
    await dialog.getByText('Draft of Ada').waitFor();
    await dialog.getByText('Draft of the other').waitFor();
    await dialog.getByRole('button', { name: 'Keep mine' }).click();
    await task(other.page, 'Draft of Ada').waitFor();
  });

  it('goes on under an open page when the server is killed and started again', async () => {
    await using own = await startRondo();
    await using ada = await openPage(browser, own.url);
    await startTrial(ada);
    await addTask(ada.page, 'Survivor today');
    await settled(ada.page);
    await own.end('SIGKILL');
    await ada.page.locator('[data-connection="live"]').waitFor({ state: 'detached' });
    await ada.page.getByRole('checkbox', { name: 'Complete “Survivor”' }).click();
    await own.start();
    await settled(ada.page);
    await ada.page.goto('/completed');
    await task(ada.page, 'Survivor').waitFor();
  });

  it('fits a phone: nothing overflows, long and right-to-left titles included', async () => {
    await using ada = await openPage(browser, rondo.url, phone);
    await startTrial(ada);
    const { page } = ada;
    const titles = [
      'A very long title that goes on and on '.repeat(6),
      'שלום עולם זו משימה עם כותרת ארוכה מאוד שלא נכנסת לשורה אחת',
      'x'.repeat(300),
    ];
    for (const title of titles) {
      await page.getByRole('button', { name: 'Add a task', exact: true }).click();
      await page
        .getByRole('textbox', { name: 'Add a task' })
        .fill(`"${title.trim()}" today #averylongtagnamethatdoesnotend`);
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await expect.poll(() => page.locator('[data-task]').count()).toBe(3);
    await settled(page);
    const overflow = () =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(await overflow()).toBe(0);
    await page.locator('[data-task]').first().click();
    await page.getByRole('article').waitFor();
    expect(await overflow()).toBe(0);
    expect(ada.faults).toEqual([]);
  });

  it('speaks German where the browser does', async () => {
    await using ada = await openPage(browser, rondo.url, { ...desktop, locale: 'de-DE' });
    await ada.page.goto('/');
    await ada.page.getByRole('button', { name: 'Ausprobieren' }).click();
    await ada.page.getByRole('heading', { name: 'Heute', level: 1 }).waitFor();
    expect(ada.faults).toEqual([]);
  });
});
