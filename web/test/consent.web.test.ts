import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchChromium, openPage, startTrial } from './browser.ts';
import { startApp } from './oauth-app.ts';

const rondo = inject('rondo');
let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
});

describe('an app that asks to be let in', () => {
  it('is named, with what it may do and where the answer goes; the user’s yes leads back to it', async () => {
    await using app = await startApp(rondo.url, '<b>Planner</b>');
    await using ada = await openPage(browser, rondo.url);
    await startTrial(ada);
    const { page } = ada;
    await page.goto(app.address);
    await page.getByRole('heading', { name: 'Let <b>Planner</b> into your account?' }).waitFor();
    await page.getByText('Read your tasks, tags, filters and their history').waitFor();
    await page.getByText('until you disconnect it').waitFor();
    await page.getByText('It continues on this device.').waitFor();
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.waitForURL(`${app.redirectUri}?**`);
    const back = new URL(page.url());
    expect(back.searchParams.get('state')).toBe('xyz');
    const { access_token: token } = await app.exchange(back.searchParams.get('code') ?? '');
    const response = await fetch(`${rondo.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: '{"query":"{ tasks { totalCount } }"}',
    });
    expect(await response.json()).toMatchObject({ data: { tasks: { totalCount: expect.any(Number) } } });
    expect(ada.faults).toEqual([]);
  });

  it('gets no code where the user cancels', async () => {
    await using app = await startApp(rondo.url, 'Planner');
    await using ada = await openPage(browser, rondo.url);
    await startTrial(ada);
    await ada.page.goto(app.address);
    await ada.page.getByRole('button', { name: 'Cancel' }).click();
    await ada.page.waitForURL(`${app.redirectUri}?**`);
    expect(new URL(ada.page.url()).searchParams.get('error')).toBe('access_denied');
    expect(ada.page.url()).not.toContain('code=');
  });

  it('waits for a visitor who is signed out to sign in', async () => {
    await using app = await startApp(rondo.url, 'Planner');
    await using visitor = await openPage(browser, rondo.url);
    const { page } = visitor;
    const email = `ada-${crypto.randomUUID()}@example.com`;
    const password = 'a long password';
    await fetch(`${rondo.url}/api/auth/sign-up/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Ada', email, password }),
    });
    await page.goto(app.address);
    await page.getByRole('heading', { name: 'Sign in to connect an app' }).waitFor();
    await page.getByLabel('E-mail').fill(email);
    await page.locator('input[name=password]').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText(email).waitFor();
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.waitForURL(`${app.redirectUri}?**`);
    expect(new URL(page.url()).searchParams.has('code')).toBe(true);
  });

  it('is refused on this very page where somebody has changed the request', async () => {
    await using app = await startApp(rondo.url, 'Planner');
    await using ada = await openPage(browser, rondo.url);
    await startTrial(ada);
    const { page } = ada;
    await page.goto(app.address);
    await page.getByRole('button', { name: 'Allow' }).waitFor();
    await page.goto(page.url().replace('TASKS_READ', 'TASKS_WRITE'));
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.getByRole('alert').filter({ hasText: 'The app can’t be connected' }).waitFor();
  });
});
