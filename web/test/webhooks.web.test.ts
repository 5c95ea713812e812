import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RondoProcess } from '../../test/rondo-process.ts';
import { startEndpoint } from '../../test/webhook-endpoint.ts';
import { addTask, launchChromium, openPage, startRondo, startTrial } from './browser.ts';

/* The webhooks' screen with an endpoint that takes only what is signed with the secret that the screen has shown. */

let rondo: RondoProcess;
let browser: Browser;

beforeAll(async () => {
  rondo = await startRondo({ OUTBOUND_ALLOW: '127.0.0.1' });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await rondo?.[Symbol.asyncDispose]();
});

/** The secret that is shown this once. */
async function shownSecret(webhooks: Locator): Promise<string> {
  const shown = webhooks.locator('pre');
  const secret = (await shown.innerText()).trim();
  await webhooks.getByRole('button', { name: 'Done' }).click();
  await shown.waitFor({ state: 'detached' });
  return secret;
}

it('an event is sent again at a press, and a new secret signs beside the old one', async () => {
  await using endpoint = await startEndpoint();
  await using ada = await openPage(browser, rondo.url);
  await startTrial(ada);
  const { page } = ada;
  const webhooks = page.getByRole('region', { name: 'Webhooks' });
  const choose = async (item: string) => {
    await webhooks.getByRole('button', { name: /^More of/ }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  const addAnd = async (title: string, secret: string) => {
    endpoint.secret = secret;
    const before = endpoint.taken.length;
    await page.goto('/all');
    await addTask(page, title);
    await expect.poll(() => endpoint.taken.slice(before).at(0)?.event.data.task.title, { timeout: 20_000 }).toBe(title);
  };

  await page.goto('/settings');
  await webhooks.getByRole('button', { name: 'New webhook' }).click();
  await webhooks.getByLabel('Address (https)').fill(endpoint.url);
  await webhooks.getByRole('combobox', { name: 'Events' }).click();
  await page.getByRole('option', { name: 'task.created.v1' }).click();
  await page.keyboard.press('Escape');
  await webhooks.getByRole('button', { name: 'Make the webhook' }).click();
  const first = await shownSecret(webhooks);
  await addAnd('Water the plants', first);
  const [sent] = endpoint.taken;

  await page.goto('/settings');
  await choose('Show the log');
  const row = webhooks.getByRole('table', { name: 'Deliveries' }).getByRole('row', { name: sent?.id ?? '' });
  await row.getByText('Delivered').waitFor();
  await row.getByRole('button', { name: 'Send again' }).click();
  await expect.poll(() => endpoint.taken.map(({ id }) => id), { timeout: 20_000 }).toEqual([sent?.id, sent?.id]);
  await expect
    .poll(async () => {
      await webhooks.getByRole('button', { name: 'Look again' }).click();
      return row.innerText();
    })
    .toContain('Delivered');

  await choose('New secret');
  const second = await shownSecret(webhooks);
  expect(second).toMatch(/^whsec_/);
  expect(second).not.toBe(first);
  await addAnd('Feed the cat', second);
  // A receiver that has not changed over yet.
  await addAnd('Call mum', first);
  expect(ada.faults).toEqual([]);
});
