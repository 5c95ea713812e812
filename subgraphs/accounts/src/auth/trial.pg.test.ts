import { until } from '@rondo/platform/testing/until.ts';
import type { CloudEvent } from '@rondo/schema/events/envelope.ts';
import { isId } from '@rondo/schema/ids.ts';
import { Topic } from '@rondo/schema/topics.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { password, startAccounts, type TestAccounts } from '../testing/auth-client.ts';

let accounts: TestAccounts;
const events: CloudEvent[] = [];
beforeAll(async () => {
  accounts = await startAccounts();
  await accounts.services.platform.tail({
    topic: Topic.TASK_EVENTS,
    from: 'beginning',
    onBatch: (batch) => void events.push(...batch.map(({ event }) => event)),
    onError: (error) => {
      throw error;
    },
  });
});
afterAll(() => accounts[Symbol.asyncDispose]());

async function startTrial(body: object = {}): Promise<{ token: string; userId: string; email: string }> {
  const answer = await accounts.client().post('/sign-in/anonymous', body);
  expect(answer.status).toBe(200);
  return { token: answer.body.token, userId: answer.body.user.id, email: answer.body.user.email };
}

const eventsOf = (userId: string) => events.filter(({ subject }) => subject === userId);

test('a trial needs nothing, and takes the time zone that the client is in', async () => {
  const { token, userId } = await startTrial({ timeZone: 'Asia/Tokyo', locale: 'ja' });
  expect(isId('user', userId)).toBe(true);
  const user = await accounts.userOf(token);
  expect(user.principal.timeZone).toBe('Asia/Tokyo');
  const { viewer } = await user.data('{ viewer { id anonymous timeZone locale } }');
  expect(viewer).toEqual({ id: userId, anonymous: true, timeZone: 'Asia/Tokyo', locale: 'ja' });
  expect((await accounts.client().post('/sign-in/anonymous', { timeZone: 'Mars' })).status).toBe(400);
});

test.each(['bearer', 'cookie'] as const)(
  "signing up with a trial's session (%s) makes that very account real: id and data stay",
  async (kind) => {
    const client = accounts.client();
    const trial = await client.post('/sign-in/anonymous', { timeZone: 'Asia/Tokyo' });
    const { id: userId } = trial.body.user;
    const [cookie = ''] = (trial.headers.get('set-cookie') ?? '').split(';');
    const email = `was-a-trial-${kind}@example.com`;
    const { status, body, headers } = await client.request('POST', '/sign-up/email', {
      body: { name: 'Ada', email: email.toUpperCase(), password },
      headers:
        kind === 'cookie'
          ? { cookie, origin: 'http://localhost:4000' }
          : { authorization: `Bearer ${trial.headers.get('set-auth-token')}` },
    });
    expect(status).toBe(200);
    expect(body.user).toMatchObject({ id: userId, email, name: 'Ada', timeZone: 'Asia/Tokyo', isAnonymous: false });
    const [newCookie = ''] = (headers.get('set-cookie') ?? '').split(';');
    for (const credentials of [
      { token: body.token },
      { token: headers.get('set-auth-token') ?? '' },
      { cookie: newCookie },
    ]) {
      expect(await client.session(credentials)).toMatchObject({ userId });
    }
    expect(await client.session({ token: trial.body.token })).toBeNull();
    const signedIn = await client.post('/sign-in/email', { email, password });
    expect(signedIn.body.user.id).toBe(userId);
    const [, upgraded] = await until('both events are out', () => {
      const found = eventsOf(userId);
      return found.length === 2 && found;
    });
    expect(upgraded).toMatchObject({
      type: 'user.updated.v1',
      actorkind: 'USER',
      partitionkey: userId,
      data: {
        user: { anonymous: false, name: 'Ada' },
        changes: [
          { field: 'name', from: 'Anonymous', to: 'Ada' },
          { field: 'anonymous', from: true, to: false },
        ],
      },
    });
  },
);

test.each([
  [{ email: 'nobody' }, 400],
  [{ password: 'short' }, 400],
  [{ password: 'x'.repeat(200) }, 400],
  [{ name: '' }, 400],
  [{ timeZone: 'Mars' }, 400],
  [{ password: undefined }, 400],
])('a sign-up that is refused (%j) leaves the trial as it is', async (fault, expected) => {
  const { token, userId } = await startTrial();
  const input = { name: 'Ada', email: 'refused-trial@example.com', password, ...fault };
  expect((await accounts.client().post('/sign-up/email', input, token)).status).toBe(expected);
  expect(await accounts.client().session({ token })).toMatchObject({ userId });
  const { viewer } = await (await accounts.userOf(token)).data('{ viewer { anonymous } }');
  expect(viewer.anonymous).toBe(true);
});

test('an address that is taken is refused, and the trial stays', async () => {
  const { email } = await accounts.client().signUp();
  const { token, userId } = await startTrial();
  const { status, body } = await accounts.client().post('/sign-up/email', { name: 'Ada', email, password }, token);
  expect([status, body.code]).toEqual([422, 'USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL']);
  expect(await accounts.client().session({ token })).toMatchObject({ userId });
});

test('of two sign-ups of one trial at the same time, one succeeds', async () => {
  const { token, userId } = await startTrial();
  const attempts = ['one', 'two'].map((name) =>
    accounts.client().post('/sign-up/email', { name, email: `${name}-trial@example.com`, password }, token),
  );
  const answers = await Promise.all(attempts);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 422]);
  const [won] = answers.filter(({ status }) => status === 200);
  expect(won?.body.user.id).toBe(userId);
  expect(await accounts.client().session({ token: won?.body.token })).toMatchObject({ userId });
});

test("signing up with a real account's session makes another account", async () => {
  const client = accounts.client();
  const first = await client.signUp();
  const { body } = await client.post(
    '/sign-up/email',
    { name: 'Ada', email: 'second-account@example.com', password },
    first.token,
  );
  expect(body.user.id).not.toBe(first.userId);
});

test('signing in to another account leaves the trial where it is', async () => {
  const { email, userId } = await accounts.client().signUp();
  const trial = await startTrial();
  const { status, body } = await accounts.client().post('/sign-in/email', { email, password }, trial.token);
  expect([status, body.user.id]).toEqual([200, userId]);
  expect(await accounts.client().session({ token: trial.token })).toMatchObject({ userId: trial.userId });
  expect(eventsOf(trial.userId).map(({ type }) => type)).not.toContain('user.deleted.v1');
});

test("nobody is mailed at a trial's generated address", async () => {
  const { email } = await startTrial();
  const sent = accounts.mails.length;
  expect((await accounts.client().post('/request-password-reset', { email })).status).toBe(200);
  expect(accounts.mails).toHaveLength(sent);
});
