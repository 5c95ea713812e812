import { afterAll, beforeAll, expect, test } from 'vitest';
import { password, startAccounts, type TestAccounts } from '../testing/auth-client.ts';
import { Attempts } from './attempts.ts';

let accounts: TestAccounts;
beforeAll(async () => {
  accounts = await startAccounts();
});
afterAll(() => accounts[Symbol.asyncDispose]());

/** As if the time had passed. */
const age = (seconds: number) =>
  accounts.sql(
    `update accounts.attempt set times = array(select t - make_interval(secs => $1) from unnest(times) t),
                                 expires_at = expires_at - make_interval(secs => $1)`,
    [seconds],
  );

test('ten sign-ups a minute from one address; more are told to wait, whatever address they claim', async () => {
  const client = accounts.client();
  for (let i = 0; i < 10; i++) await client.signUp();
  const spoofed = { 'x-forwarded-for': '9.9.9.9', forwarded: 'for=9.9.9.9', 'x-rondo-client-address': '9.9.9.9' };
  const refused = await client.request('POST', '/sign-up/email', {
    body: { name: 'Ada', email: 'eleventh@example.com', password },
    headers: spoofed,
  });
  expect(refused.status).toBe(429);
  expect(refused.body.code).toBe('RATE_LIMITED');
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(50);
  expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
  await accounts.client().signUp();
  await age(60);
  await client.signUp();
});

test('a steady sign-up every seven seconds is within the limit', async () => {
  const client = accounts.client();
  for (let i = 0; i < 15; i++) {
    expect((await client.post('/sign-in/anonymous')).status).toBe(200);
    await age(7);
  }
});

test('one household behind one IPv6 prefix counts as one address', async () => {
  for (let i = 0; i < 10; i++) await accounts.client(`2001:db8:1:1::${i + 1}`).post('/sign-in/anonymous');
  expect((await accounts.client('2001:db8:1:1::ffff').post('/sign-in/anonymous')).status).toBe(429);
  expect((await accounts.client('2001:db8:1:2::1').post('/sign-in/anonymous')).status).toBe(200);
});

test('guessing locks the address, wherever the guesses come from, known or not; waiting opens it', async () => {
  const { email, userId } = await accounts.client().signUp();
  for (const address of [email, 'nobody@example.com']) {
    const guesses = Array.from({ length: 12 }, () =>
      accounts.client().post('/sign-in/email', { email: address, password: 'a guess' }),
    );
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(2);
  }
  const known = await accounts.client().post('/sign-in/email', { email: email.toUpperCase(), password });
  const unknown = await accounts.client().post('/sign-in/email', { email: 'nobody@example.com', password });
  expect(known.status).toBe(429);
  expect(unknown.body).toEqual(known.body);
  expect(Number(known.headers.get('retry-after'))).toBeGreaterThan(800);
  await age(15 * 60);
  const { body } = await accounts.client().post('/sign-in/email', { email, password });
  expect(body.user.id).toBe(userId);
});

test('a success starts the count of failures anew', async () => {
  const { email } = await accounts.client().signUp();
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 9; i++) await accounts.client().post('/sign-in/email', { email, password: 'a guess' });
    expect((await accounts.client().post('/sign-in/email', { email, password })).status).toBe(200);
  }
});

test('attempts side by side are counted one by one', async () => {
  const service = accounts.services.services.get('accounts');
  expect(service).toBeDefined();
  await using database = await accounts.database();
  const attempts = new Attempts(database);
  const taken = await Promise.all(
    Array.from({ length: 30 }, () => attempts.take('side by side', { window: 60, max: 7 })),
  );
  expect(taken.filter((wait) => wait === 0)).toHaveLength(7);
});
