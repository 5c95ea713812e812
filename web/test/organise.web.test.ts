import type { Browser } from 'playwright-core';
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

describe("lists of one's own", () => {
  it('are tags: renamed, merged and deleted, and tasks follow', async () => {
    await using ada = await openPage(browser, rondo.url);
    await startTrial(ada);
    const { page } = ada;
    await addTask(page, 'Buy seeds today #gardn');
    await addTask(page, 'Dig today #garden');
    await task(page, 'Dig').waitFor();
    await settled(page);
    const lists = page.getByRole('navigation', { name: 'Lists' }).last();
    await lists.getByRole('link', { name: /gardn/ }).click();
    await page.getByRole('button', { name: 'Edit tag' }).click();
    const dialog = page.getByRole('dialog', { name: 'Edit tag' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('green things');
    await dialog.getByRole('textbox', { name: 'Colour' }).fill('#12b886');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'green things', level: 1 }).waitFor();
    await lists.getByRole('link', { name: /green things/ }).waitFor();

    await page.getByRole('button', { name: 'Edit tag' }).click();
    await dialog.getByRole('combobox', { name: 'Merge into' }).click();
    await page.getByRole('option', { name: 'garden' }).click();
    await dialog.getByRole('button', { name: 'Merge', exact: true }).click();
    await page.getByRole('heading', { name: 'garden', level: 1 }).waitFor();
    await task(page, 'Buy seeds').waitFor();
    await task(page, 'Dig').waitFor();
    expect(await lists.getByRole('link', { name: /green things/ }).count()).toBe(0);

    await page.getByRole('button', { name: 'Edit tag' }).click();
    await dialog.getByRole('button', { name: 'Delete the tag' }).click();
    await dialog.getByRole('button', { name: 'Delete it' }).click();
    await page.getByRole('heading', { name: 'All', level: 1 }).waitFor();
    await task(page, 'Dig').waitFor();
    await expect.poll(() => page.getByRole('listitem').filter({ hasText: 'garden' }).count()).toBe(0);
    expect(ada.faults).toEqual([]);
  });

  it('are saved filters: their name and query can be changed, what is wrong in a query is pointed at', async () => {
    await using ada = await openPage(browser, rondo.url);
    await startTrial(ada);
    const { page } = ada;
    await addTask(page, 'Oat milk today #shop');
    await addTask(page, 'Taxes today #office');
    await settled(page);
    await page.goto('/search?q=%23shop');
    await page.getByRole('button', { name: 'Save as filter' }).click();
    await page.getByLabel('Name of the filter').fill('Errands');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Errands', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Update filter' }).click();
    const dialog = page.getByRole('dialog', { name: 'Update filter' });
    await dialog.getByLabel('Name of the filter').fill('Paper');
    const query = dialog.getByRole('combobox', { name: 'Search tasks' });
    await query.fill('due<banana');
    await dialog.getByRole('alert').waitFor();
    expect(await dialog.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await query.fill('#office');
    await page.keyboard.press('Escape');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Paper', level: 1 }).waitFor();
    await task(page, 'Taxes').waitFor();
    expect(await task(page, 'Oat milk').count()).toBe(0);
    expect(ada.faults).toEqual([]);
  });
});

describe('what repeats', () => {
  it('says in its preview where clocks change and where months are too short', async () => {
    await using ada = await openPage(browser, rondo.url);
    await startTrial(ada);
    const { page } = ada;
    await addTask(page, 'Night shift 2027-03-27 at 2:30am');
    await addTask(page, 'Invoice 2027-01-31');
    await settled(page);
    await page.goto('/all');
    await task(page, 'Night shift').click();
    await page.getByRole('button', { name: 'Repeat', exact: true }).click();
    await page.getByRole('button', { name: 'Every day', exact: true }).click();
    await page.getByText('Clocks go forward').waitFor();
    await task(page, 'Invoice').click();
    await page.getByRole('article', { name: 'Invoice' }).waitFor();
    await page.getByRole('button', { name: 'Repeat', exact: true }).click();
    await page.getByRole('button', { name: 'Every month', exact: true }).click();
    await page.getByText('Months that are shorter are left out').waitFor();
    await page.getByRole('button', { name: 'Last day of the month', exact: true }).click();
    await page.getByText('Months that are shorter are left out').waitFor({ state: 'detached' });
    expect(ada.faults).toEqual([]);
  });

  it('shows on the calendar before it is a task, and one occurrence moves without the others', async () => {
    await using ada = await openPage(browser, rondo.url);
    await startTrial(ada);
    const { page } = ada;
    await addTask(page, 'Stretch today');
    await settled(page);
    await task(page, 'Stretch').click();
    await page.getByRole('button', { name: 'Repeat', exact: true }).click();
    await page.getByRole('button', { name: 'Every day', exact: true }).click();
    await page.getByRole('button', { name: 'Repeat', exact: true }).click();
    await page.getByRole('button', { name: 'Skip this one' }).waitFor();
    await page.goto('/upcoming');
    const days = page.getByRole('group');
    await days.nth(6).getByRole('button', { name: 'Will repeat: Stretch' }).waitFor();
    expect(await days.first().getByRole('button', { name: 'Will repeat: Stretch' }).count()).toBe(0);

    await days
      .first()
      .getByRole('button', { name: /Stretch/ })
      .click();
    await page.getByRole('button', { name: 'Move this one only' }).click();
    const move = page.getByRole('group', { name: 'Move this one only' });
    await move.getByLabel('Time').fill('07:15');
    await move.getByRole('button', { name: 'Move to' }).click();
    await days.first().getByText(/7:15/).waitFor();
    await days.nth(1).getByRole('button', { name: 'Will repeat: Stretch' }).waitFor();
    expect(await days.nth(1).getByText(/7:15/).count()).toBe(0);
    expect(ada.faults).toEqual([]);
  });
});
