import { isId } from '@rondo/schema/ids.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeExpired } from '../session.ts';
import { password, startAccounts, type TestAccounts } from '../testing/auth-client.ts';

let accounts: TestAccounts;
beforeAll(async () => {
  accounts = await startAccounts();
});
afterAll(() => accounts[Symbol.asyncDispose]());

describe('signing up', () => {
  test('gives a session at once, in the field `token`, the header set-auth-token and a cookie', async () => {
    const client = accounts.client();
    const { status, body, headers } = await client.post('/sign-up/email', {
      name: ' Ada ',
      email: 'Ada@Example.com',
      password,
    });
    expect(status).toBe(200);
    expect(isId('user', body.user.id)).toBe(true);
    expect(body.user).toMatchObject({ email: 'ada@example.com', name: 'Ada', timeZone: 'UTC', locale: 'en' });
    const session = { userId: body.user.id, timeZone: 'UTC', actor: { kind: 'USER' } };
    expect(await client.session({ token: body.token })).toMatchObject(session);
    expect(await client.session({ token: headers.get('set-auth-token') ?? '' })).toMatchObject(session);
    const [cookie = ''] = (headers.get('set-cookie') ?? '').split(';');
    expect(await client.session({ cookie: `theme=dark; ${cookie}` })).toMatchObject(session);
  });

  test('takes a time zone and a locale, in their canonical spelling', async () => {
    const { body } = await accounts.client().post('/sign-up/email', {
      ...{ name: 'Ada', email: 'zone@example.com', password },
      ...{ timeZone: 'europe/paris', locale: 'de-at' },
    });
    expect(body.user).toMatchObject({ timeZone: 'Europe/Paris', locale: 'de-AT' });
  });

  test.each([
    [{ timeZone: 'Mars/Olympus' }, /time zone/],
    [{ locale: 'not a locale' }, /language tag/],
    [{ name: '   ' }, /some text/],
    [{ name: 'NUL \0' }, /NUL/],
    [{ email: 'nobody' }, /email/i],
    [{ password: 'short' }, /short/i],
  ])('refuses %j with 400, and makes no account', async (fault, message) => {
    const client = accounts.client();
    const email = `refused-${Object.keys(fault)}@example.com`;
    const { status, body } = await client.post('/sign-up/email', { name: 'Ada', email, password, ...fault });
    expect(status).toBe(400);
    expect(body.message).toMatch(message);
    expect((await client.post('/sign-in/email', { email, password })).status).toBe(401);
  });

  test('refuses an address that has an account, whatever its case', async () => {
    const client = accounts.client();
    const { email } = await client.signUp();
    const again = await client.post('/sign-up/email', { name: 'Eve', email: email.toUpperCase(), password });
    expect(again.status).toBe(422);
  });

  test('of two sign-ups with one address at the same time, one succeeds', async () => {
    const attempt = { name: 'Ada', email: 'race@example.com', password };
    const both = await Promise.all([1, 2].map(() => accounts.client().post('/sign-up/email', attempt)));
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 422]);
  });
});

describe('signing in', () => {
  test('needs the right password, and tells nobody whether there is such an account', async () => {
    const client = accounts.client();
    const { email, userId } = await client.signUp();
    const wrong = await client.post('/sign-in/email', { email, password: 'wrong password' });
    const unknown = await client.post('/sign-in/email', { email: 'unknown@example.com', password });
    expect(wrong.status).toBe(401);
    expect([unknown.status, unknown.body]).toEqual([wrong.status, wrong.body]);
    const { status, body } = await client.post('/sign-in/email', { email: email.toUpperCase(), password });
    expect(status).toBe(200);
    expect(await client.session({ token: body.token })).toMatchObject({ userId });
  });

  test('takes as long for an address without an account: a password is hashed there too', async () => {
    const { email } = await accounts.client().signUp();
    const median = async (address: (index: number) => string) => {
      const took: number[] = [];
      for (let i = 0; i < 7; i++) {
        const start = performance.now();
        await accounts.client().post('/sign-in/email', { email: address(i), password: 'wrong password' });
        took.push(performance.now() - start);
      }
      return took.toSorted((a, b) => a - b)[3] ?? 0;
    };
    const known = await median(() => email);
    const unknown = await median((index) => `nobody-${index}@example.com`);
    expect(unknown / known).toBeGreaterThan(0.5);
    expect(unknown / known).toBeLessThan(2);
  });

  test('ends with signing out, by the bare token and by the signed one', async () => {
    const client = accounts.client();
    const { token, email } = await client.signUp();
    const second = await client.post('/sign-in/email', { email, password });
    expect((await client.post('/sign-out', {}, token)).status).toBe(200);
    expect(await client.session({ token })).toBeNull();
    const signed = second.headers.get('set-auth-token') ?? '';
    expect((await client.post('/sign-out', {}, signed)).status).toBe(200);
    expect(await client.session({ token: second.body.token })).toBeNull();
  });

  test("a session is nobody's where its token is unknown, tampered with, or expired", async () => {
    const client = accounts.client();
    const { body, headers } = await client.post('/sign-in/anonymous');
    const signed = headers.get('set-auth-token') ?? '';
    expect(await client.session({ token: signed })).not.toBeNull();
    expect(await client.session({ token: 'x'.repeat(32) })).toBeNull();
    expect(await client.session({ token: `x${body.token.slice(1)}.${signed.split('.')[1]}` })).toBeNull();
    expect(await client.session({ token: `${body.token}.${Buffer.alloc(32).toString('base64')}` })).toBeNull();
    expect(await client.session({})).toBeNull();
    await accounts.sql('update accounts.session set expires_at = now() where token = $1', [body.token]);
    expect(await client.session({ token: body.token })).toBeNull();
  });

  test('a bearer that is used once a day does not expire', async () => {
    const client = accounts.client();
    const { token } = await client.signUp();
    await accounts.sql(
      `update accounts.session set expires_at = now() + interval '1 day', updated_at = now() - interval '2 days' where token = $1`,
      [token],
    );
    const session = await client.session({ token });
    const days = (Date.parse(session?.expiresAt ?? '') - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(29);
    expect(await client.session({ token })).toEqual(session);
  });
});

test('what has expired is removed', async () => {
  const client = accounts.client();
  const [expired, live] = [await client.signUp(), await client.signUp()];
  await client.post('/request-password-reset', { email: expired.email });
  await accounts.sql('update accounts.session set expires_at = now() where user_id = $1', [expired.userId]);
  await accounts.sql('update accounts.verification set expires_at = now()');
  await using database = await accounts.database();
  await removeExpired(database);
  const left = await accounts.sql<{ user_id: string }>('select user_id from accounts.session');
  expect(left.map(({ user_id }) => user_id)).toContain(live.userId);
  expect(left.map(({ user_id }) => user_id)).not.toContain(expired.userId);
  expect(await accounts.sql('select 1 from accounts.verification')).toEqual([]);
});

describe('sessions', () => {
  test('can be listed and ended, one or all others', async () => {
    const client = accounts.client();
    const { token, email } = await client.signUp();
    const others = [];
    for (let i = 0; i < 3; i++) others.push((await client.post('/sign-in/email', { email, password })).body.token);
    const { body: listed } = await client.request('GET', '/list-sessions', { token });
    expect(listed.map((session: { token: string }) => session.token).toSorted()).toEqual([token, ...others].toSorted());
    expect((await client.post('/revoke-session', { token: others[0] }, token)).status).toBe(200);
    expect(await client.session({ token: others[0] })).toBeNull();
    expect(await client.session({ token: others[1] })).not.toBeNull();
    expect((await client.post('/revoke-other-sessions', {}, token)).status).toBe(200);
    expect(await client.session({ token: others[1] })).toBeNull();
    expect(await client.session({ token })).not.toBeNull();
  });

  test('of somebody else cannot be ended', async () => {
    const client = accounts.client();
    const [mine, theirs] = [await client.signUp(), await client.signUp()];
    await client.post('/revoke-session', { token: theirs.token }, mine.token);
    expect(await client.session({ token: theirs.token })).not.toBeNull();
  });

  test("carry the client's address as the gateway saw it, whatever headers claim", async () => {
    const client = accounts.client('198.51.100.7');
    const { token } = await client.signUp();
    const { body } = await client.request('GET', '/list-sessions', {
      token,
      headers: { 'x-forwarded-for': '1.2.3.4', 'x-rondo-client-address': '1.2.3.4' },
    });
    expect(body[0].ipAddress).toBe('198.51.100.7');
  });
});
