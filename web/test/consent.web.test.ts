import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchChromium, openPage, startTrial } from './browser.ts';

const rondo = inject('rondo');
let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
});

/** An app on the user's own machine, waiting for its code. */
async function startApp(name: string) {
  const server = createServer((_request, response) => response.end('Thank you'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const redirectUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;
  const registered = await fetch(`${rondo.url}/api/auth/oauth2/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ client_name: name, redirect_uris: [redirectUri], token_endpoint_auth_method: 'none' }),
  });
  const { client_id: clientId } = (await registered.json()) as { client_id: string };
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    ...{ response_type: 'code', client_id: clientId, redirect_uri: redirectUri, state: 'xyz' },
    scope: 'TASKS_READ offline_access',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const exchange = async (code: string) => {
    const form = { grant_type: 'authorization_code', client_id: clientId, redirect_uri: redirectUri };
    const response = await fetch(`${rondo.url}/api/auth/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({ ...form, code, code_verifier: verifier }),
    });
    return (await response.json()) as { access_token: string };
  };
  return {
    address: `${rondo.url}/api/auth/oauth2/authorize?${query}`,
    redirectUri,
    exchange,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
}

describe('an app that asks to be let in', () => {
  it('is named, with what it may do and where the answer goes; the user’s yes leads back to it', async () => {
    await using app = await startApp('<b>Planner</b>');
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
    await using app = await startApp('Planner');
    await using ada = await openPage(browser, rondo.url);
    await startTrial(ada);
    await ada.page.goto(app.address);
    await ada.page.getByRole('button', { name: 'Cancel' }).click();
    await ada.page.waitForURL(`${app.redirectUri}?**`);
    expect(new URL(ada.page.url()).searchParams.get('error')).toBe('access_denied');
    expect(ada.page.url()).not.toContain('code=');
  });

  it('waits for a visitor who is signed out to sign in', async () => {
    await using app = await startApp('Planner');
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
    await using app = await startApp('Planner');
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
