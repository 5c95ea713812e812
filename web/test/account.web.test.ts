import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { addTask, launchChromium, openPage, settled, signIn, startTrial, task } from './browser.ts';

const rondo = inject('rondo');
let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
});

/** The text of the mails to an address. */
async function mailsTo(address: string): Promise<string[]> {
  const directory = join(rondo.dataDirectory, 'mail');
  const names = await readdir(directory).catch(() => []);
  const mails = await Promise.all(names.sort().map((name) => readFile(join(directory, name), 'utf8')));
  // Quoted-printable, RFC 2045 §6.7.
  const readable = mails.map((mail) =>
    mail
      .replace(/=\r?\n/g, '')
      .replace(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number(`0x${code}`))),
  );
  return readable.filter((mail) => mail.includes(address));
}

describe('an account', () => {
  it('gets a new password by the link in a mail', async () => {
    const email = `reset-${crypto.randomUUID()}@example.com`;
    await using ada = await openPage(browser, rondo.url);
    const { page } = ada;
    await page.goto('/sign-up');
    await page.getByLabel('Name').fill('Ada');
    await page.getByLabel('E-mail').fill(email);
    await page.locator('input[name=password]').fill('a long password');
    await page.getByRole('button', { name: 'Sign up' }).click();
    await page.getByRole('heading', { name: 'Today', level: 1 }).waitFor();

    await using later = await openPage(browser, rondo.url);
    await later.page.goto('/sign-in');
    await later.page.getByText('Forgot the password?').click();
    await later.page.getByLabel('E-mail').fill(email);
    await later.page.getByRole('button', { name: 'Send a link' }).click();
    await later.page.getByText('a mail is on its way').waitFor();
    await expect.poll(async () => (await mailsTo(email)).some((mail) => mail.includes('reset-password'))).toBe(true);
    const mail = (await mailsTo(email)).find((text) => text.includes('reset-password')) ?? '';
    const [link = ''] = /https?:\/\/\S*reset-password[^\s"<>)]*/.exec(mail) ?? [];
    const { pathname, search } = new URL(link);
    await later.page.goto(`${pathname}${search}`);
    await later.page.locator('input[name=password]').fill('an even longer one');
    await later.page.getByRole('button', { name: 'Set the password' }).click();
    await later.page.getByText('The password is changed').waitFor();
    await signIn(later, email, 'an even longer one');
    expect(later.faults).toEqual([]);
  });

  it('takes all its data along as JSON', async () => {
    await using ada = await openPage(browser, rondo.url);
    await startTrial(ada);
    const { page } = ada;
    await addTask(page, 'Keep me today #archive !high');
    await task(page, 'Keep me').waitFor();
    await settled(page);
    await page.goto('/settings');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export as JSON' }).click();
    const file = await (await download).path();
    const data = JSON.parse(await readFile(file, 'utf8'));
    expect(data).toMatchObject({
      format: 'rondo',
      tasks: [{ title: 'Keep me', priority: 'HIGH', tags: [{ name: 'archive' }] }],
      tags: [{ name: 'archive' }],
    });
    expect((await (await download).suggestedFilename()).endsWith('.json')).toBe(true);
    expect(ada.faults).toEqual([]);
  });

  it('gives programs tokens with the rights they need, shown once, and takes them back', async () => {
    await using ada = await openPage(browser, rondo.url);
    await startTrial(ada);
    const { page } = ada;
    await page.goto('/settings');
    const tokens = page.getByRole('region', { name: 'API tokens' });
    await tokens.getByRole('button', { name: 'New token' }).click();
    await tokens.getByLabel('Name').fill('Backup');
    await tokens.getByRole('checkbox', { name: 'change tasks' }).check();
    await tokens.getByRole('checkbox', { name: 'read tasks' }).uncheck();
    await tokens.getByRole('checkbox', { name: 'read tasks' }).check();
    await tokens.getByRole('button', { name: 'Make the token' }).click();
    const secret = (await tokens.getByRole('status').locator('pre').textContent()) ?? '';
    const titleOf = async () => {
      const response = await fetch(`${rondo.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
        body: JSON.stringify({ query: 'mutation { createTask(input: { title: "By a program" }) { task { title } } }' }),
      });
      return (await response.json()).data?.createTask.task.title ?? null;
    };
    expect(await titleOf()).toBe('By a program');
    await tokens.getByRole('button', { name: 'Done' }).click();
    await page.reload();
    await tokens.getByText('Backup').waitFor();
    expect(await page.getByText(secret).count()).toBe(0);
    await tokens.getByRole('button', { name: 'Revoke “Backup”' }).click();
    await tokens.getByText('Backup').waitFor({ state: 'detached' });
    expect(await titleOf()).toBeNull();
    expect(ada.faults).toEqual([]);
  });

  it('has webhooks: made with a secret that is shown once, switched off, deleted; a forbidden address is refused', async () => {
    await using ada = await openPage(browser, rondo.url);
    await startTrial(ada);
    const { page } = ada;
    await page.goto('/settings');
    const webhooks = page.getByRole('region', { name: 'Webhooks' });
    await webhooks.getByRole('button', { name: 'New webhook' }).click();
    await webhooks.getByLabel('Address (https)').fill('https://127.0.0.1/hook');
    await webhooks.getByRole('button', { name: 'Make the webhook' }).click();
    await page.getByRole('alert').filter({ hasText: 'That did not work' }).waitFor();
    await webhooks.getByLabel('Address (https)').fill('https://hooks.example.com/rondo');
    await webhooks.getByRole('combobox', { name: 'Events' }).click();
    await page.getByRole('option', { name: 'task.completed.v1' }).click();
    await page.keyboard.press('Escape');
    await webhooks.getByRole('button', { name: 'Make the webhook' }).click();
    await webhooks.getByText('Copy it now').waitFor();
    await webhooks.getByRole('button', { name: 'Done' }).click();
    await webhooks.getByText('task.completed.v1').waitFor();
    await webhooks.getByRole('button', { name: /^More of/ }).click();
    await page.getByRole('menuitem', { name: 'Show the log' }).click();
    await webhooks.getByText('Nothing was sent yet').waitFor();
    await webhooks.getByRole('switch', { name: /^Send to/ }).press('Space');
    await webhooks.getByText('Off', { exact: true }).waitFor();
    await webhooks.getByRole('button', { name: /^More of/ }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await webhooks.getByText('hooks.example.com').waitFor({ state: 'detached' });
    expect(ada.faults).toEqual([]);
  });

  it('takes over the tasks of a file, and says which lines it could not read', async () => {
    await using ada = await openPage(browser, rondo.url);
    await startTrial(ada);
    const { page } = ada;
    await page.goto('/settings');
    const section = page.getByRole('region', { name: 'Import' });
    const chooser = page.waitForEvent('filechooser');
    await section.getByRole('button', { name: 'File' }).click();
    const content = 'title,due\nWater the plants,2027-03-29\nBroken,2027-13-01\n';
    await (await chooser).setFiles({ name: 'tasks.csv', mimeType: 'text/csv', buffer: Buffer.from(content) });
    await section.getByText('1 of 2 tasks taken over.').waitFor();
    await section.getByText(/Line 3/).waitFor();
    await page.goto('/all');
    await task(page, 'Water the plants').waitFor();
    expect(ada.faults).toEqual([]);
  });
});
