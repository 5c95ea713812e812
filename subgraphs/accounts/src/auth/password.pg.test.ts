import { until } from '@rondo/platform/testing/until.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AuthClient, password, startAccounts, type TestAccounts } from '../testing/auth-client.ts';

let accounts: TestAccounts;
beforeAll(async () => {
  accounts = await startAccounts();
});
afterAll(() => accounts[Symbol.asyncDispose]());

const newPassword = 'a new and better password';

async function resetLink(client: AuthClient, email: string, redirectTo?: string): Promise<URL> {
  const sent = accounts.mails.length;
  const { status } = await client.post('/request-password-reset', { email, ...(redirectTo ? { redirectTo } : {}) });
  expect(status).toBe(200);
  const mail = await until('the mail was sent', () => accounts.mails[sent]);
  expect(mail).toMatchObject({ to: email, subject: 'Reset your Rondo password' });
  return new URL(/http\S+/.exec(mail.text)?.[0] ?? '');
}

const tokenOf = (link: URL): string => link.pathname.split('/').at(-1) ?? '';

describe('changing the password', () => {
  test.each([[{}], [{ revokeOtherSessions: true }], [{ revokeOtherSessions: false }]])(
    'ends the other sessions and keeps the one that did it, with %j',
    async (flag) => {
      const client = accounts.client();
      const { token, email } = await client.signUp();
      const other = (await client.post('/sign-in/email', { email, password })).body.token;
      const { status, body } = await client.post(
        '/change-password',
        { currentPassword: password, newPassword, ...flag },
        token,
      );
      expect(status).toBe(200);
      expect(body.token).toBe(token);
      expect(await client.session({ token })).not.toBeNull();
      expect(await client.session({ token: other })).toBeNull();
      expect((await client.post('/sign-in/email', { email, password })).status).toBe(401);
      expect((await client.post('/sign-in/email', { email, password: newPassword })).status).toBe(200);
    },
  );

  test('needs the current one, and changes nothing without it', async () => {
    const client = accounts.client();
    const { token, email } = await client.signUp();
    const other = (await client.post('/sign-in/email', { email, password })).body.token;
    const refused = await client.post('/change-password', { currentPassword: 'wrong one', newPassword }, token);
    expect(refused.status).toBe(400);
    expect(await client.session({ token: other })).not.toBeNull();
    expect((await client.post('/change-password', { currentPassword: password, newPassword })).status).toBe(401);
  });
});

describe('resetting the password', () => {
  test('by a mailed token, once, ends all sessions', async () => {
    const client = accounts.client();
    const { token, email } = await client.signUp();
    const link = await resetLink(client, email);
    expect(link.origin).toBe('http://localhost:4000');
    // Longer ones are wrapped in the mail's source.
    expect(
      accounts.mails
        .at(-1)
        ?.text.split('\n')
        .filter((line) => line.length > 76),
    ).toEqual([]);
    const reset = { token: tokenOf(link), newPassword };
    expect((await client.post('/reset-password', reset)).status).toBe(200);
    expect(await client.session({ token })).toBeNull();
    expect((await client.post('/sign-in/email', { email, password })).status).toBe(401);
    expect((await client.post('/sign-in/email', { email, password: newPassword })).status).toBe(200);
    expect((await client.post('/reset-password', reset)).status).toBe(400);
  });

  test('of two uses of a token at the same time, one succeeds', async () => {
    const client = accounts.client();
    const { email } = await client.signUp();
    const reset = { token: tokenOf(await resetLink(client, email)), newPassword };
    const both = await Promise.all([1, 2].map(() => accounts.client().post('/reset-password', reset)));
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 400]);
  });

  test("the link leads to the page that was asked for, or to the web client's", async () => {
    const client = accounts.client();
    const { email } = await client.signUp();
    for (const [redirectTo, page] of [
      [undefined, '/reset-password'],
      ['/elsewhere', '/elsewhere'],
      ['http://localhost:4000/there', '/there'],
    ] as const) {
      const link = await resetLink(client, email, redirectTo);
      const path = `${link.pathname}${link.search}`.replace('/api/auth', '');
      const { status, headers } = await client.request('GET', path);
      expect(status).toBe(302);
      expect(headers.get('location')).toBe(`http://localhost:4000${page}?token=${tokenOf(link)}`);
    }
  });

  test('leads to no foreign site', async () => {
    const client = accounts.client();
    const { email } = await client.signUp();
    const sent = accounts.mails.length;
    const body = { email, redirectTo: 'http://evil.example/' };
    expect((await client.post('/request-password-reset', body)).status).toBe(403);
    // Whoever is no browser may send any Host.
    const { status } = await client.request('POST', '/request-password-reset', {
      body,
      headers: { host: 'evil.example' },
    });
    expect(status).toBe(403);
    expect(accounts.mails).toHaveLength(sent);
  });

  test('an expired token is 400', async () => {
    const client = accounts.client();
    const { email } = await client.signUp();
    const link = await resetLink(client, email);
    await accounts.sql('update accounts.verification set expires_at = now()');
    expect((await client.post('/reset-password', { token: tokenOf(link), newPassword })).status).toBe(400);
  });

  test('opens a locked address', async () => {
    const client = accounts.client();
    const { email } = await client.signUp();
    for (let i = 0; i < 11; i++) await accounts.client().post('/sign-in/email', { email, password: 'a guess' });
    expect((await client.post('/sign-in/email', { email, password })).status).toBe(429);
    const link = await resetLink(client, email);
    await client.post('/reset-password', { token: tokenOf(link), newPassword });
    expect((await client.post('/sign-in/email', { email, password: newPassword })).status).toBe(200);
  });

  test('is answered alike, and after the same time, for an address without an account', async () => {
    const { email } = await accounts.client().signUp();
    const sent = accounts.mails.length;
    const took: Record<string, number[]> = { known: [], unknown: [] };
    const bodies = new Set<string>();
    for (let i = 0; i < 4; i++) {
      for (const [kind, address] of [
        ['known', email],
        ['unknown', `nobody-${i}@example.com`],
      ] as const) {
        const start = performance.now();
        const { body } = await accounts.client().post('/request-password-reset', { email: address });
        took[kind]?.push(performance.now() - start);
        bodies.add(JSON.stringify(body));
      }
    }
    expect(bodies.size).toBe(1);
    const median = (kind: string) => took[kind]?.toSorted((a, b) => a - b)[2] ?? 0;
    expect(Math.abs(median('known') - median('unknown'))).toBeLessThan(20);
    expect(accounts.mails.slice(sent).map(({ to }) => to)).toEqual([email, email, email, email]);
  });

  test('the database holds no token that could be used', async () => {
    const client = accounts.client();
    const { email } = await client.signUp();
    const token = tokenOf(await resetLink(client, email));
    const rows = await accounts.sql('select * from accounts.verification');
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(token);
  });
});
