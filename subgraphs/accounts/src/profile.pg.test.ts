import { invokeAs } from '@rondo/platform/operation.ts';
import { until } from '@rondo/platform/testing/until.ts';
import type { CloudEvent } from '@rondo/schema/events/envelope.ts';
import { envelopeSchema } from '@rondo/schema/events/envelope.ts';
import { UserCreated } from '@rondo/schema/events/user.ts';
import { contact } from '@rondo/schema/methods/accounts.ts';
import { Topic } from '@rondo/schema/topics.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { password, startAccounts, type TestAccounts } from './testing/auth-client.ts';

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

const eventsOf = (userId: string) => events.filter(({ subject }) => subject === userId);
const eventOf = (userId: string, type: string) =>
  until(`${type} is out`, () => eventsOf(userId).find((event) => event.type === type));

const profile = 'id email name timeZone locale anonymous createdAt';
const update = `mutation ($input: ProfileInput!) { updateProfile(input: $input) { ${profile} } }`;

describe('the viewer', () => {
  test('is the signed-in account', async () => {
    const { token, email, userId } = await accounts.client().signUp({ timeZone: 'Europe/Paris' });
    const user = await accounts.userOf(token);
    const { viewer } = await user.data(`{ viewer { ${profile} } }`);
    expect(viewer).toMatchObject({ id: userId, email, name: 'Ada', timeZone: 'Europe/Paris', anonymous: false });
    expect(Date.now() - Date.parse(viewer.createdAt)).toBeLessThan(60_000);
  });

  test('is null when signed out', async () => {
    const nobody = accounts.services.user({ userId: '', scopes: [] });
    expect(await nobody.data('{ viewer { id } }')).toEqual({ viewer: null });
  });

  test('sees no other account', async () => {
    const [mine, theirs] = [await accounts.client().signUp(), await accounts.client().signUp()];
    const user = await accounts.userOf(mine.token);
    const query = `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on User { id } } }`;
    const refs = [mine, theirs].map(({ userId }) => ({ __typename: 'User', id: userId }));
    expect(await user.data(query, { refs })).toEqual({ _entities: [{ id: mine.userId }, null] });
  });
});

describe('sign-up', () => {
  test('is one event, user.created.v1, without the address', async () => {
    const { userId, email } = await accounts.client().signUp({ locale: 'de' });
    const event = await eventOf(userId, UserCreated.type);
    expect(envelopeSchema.parse(event)).toMatchObject({ partitionkey: userId, actorkind: 'USER' });
    const { user, changes } = UserCreated.data.parse(event.data) as { user: object; changes: object[] };
    expect(user).toMatchObject({ id: userId, name: 'Ada', timeZone: 'UTC', locale: 'de', anonymous: false });
    expect(changes).toContainEqual({ field: 'timeZone', from: null, to: 'UTC' });
    expect(JSON.stringify(event)).not.toContain(email);
  });

  test('that is refused is no event', async () => {
    const { userId, email } = await accounts.client().signUp();
    await accounts.client().post('/sign-up/email', { name: 'Ada', email, password });
    const { userId: later } = await accounts.client().signUp();
    await eventOf(later, UserCreated.type);
    expect(eventsOf(userId)).toHaveLength(1);
    const [row] = await accounts.sql<{ users: number }>('select count(*)::int as users from accounts."user"');
    expect(events.filter(({ type }) => type === UserCreated.type)).toHaveLength(row?.users ?? 0);
  });
});

describe('updateProfile', () => {
  test('changes what is given, and tells what changed', async () => {
    const { token, userId } = await accounts.client().signUp();
    const user = await accounts.userOf(token);
    const input = { name: ' Grace ', timeZone: 'america/new_york', locale: 'en-us' };
    const { updateProfile } = await user.data(update, { input });
    expect(updateProfile).toMatchObject({ name: 'Grace', timeZone: 'America/New_York', locale: 'en-US' });
    expect(await user.data(`{ viewer { ${profile} } }`)).toEqual({ viewer: updateProfile });
    const event = await eventOf(userId, 'user.updated.v1');
    expect(event.data).toMatchObject({
      user: { name: 'Grace' },
      changes: [
        { field: 'name', from: 'Ada', to: 'Grace' },
        { field: 'timeZone', from: 'UTC', to: 'America/New_York' },
        { field: 'locale', from: 'en', to: 'en-US' },
      ],
    });
    expect(await accounts.client().session({ token })).toMatchObject({ timeZone: 'America/New_York' });
  });

  test('that changes nothing is no event', async () => {
    const { token, userId } = await accounts.client().signUp();
    const user = await accounts.userOf(token);
    await user.data(update, { input: { name: 'Ada', timeZone: 'UTC', locale: null } });
    await user.data(update, { input: {} });
    await user.data(update, { input: { name: 'Last' } });
    await eventOf(userId, 'user.updated.v1');
    expect(eventsOf(userId)).toHaveLength(2);
  });

  test.each([
    [{ name: '' }, 'input.name'],
    [{ name: 'x'.repeat(101) }, 'input.name'],
    [{ name: 'lone \ud800 surrogate' }, 'input.name'],
    [{ locale: 'english, please' }, 'input.locale'],
    [{ locale: `en-x-${'abcdefgh-'.repeat(9)}` }, 'input.locale'],
    [{ name: 'Fine', locale: '' }, 'input.locale'],
  ])('refuses %j', async (input, argument) => {
    const { token } = await accounts.client().signUp();
    const user = await accounts.userOf(token);
    const before = await user.data(`{ viewer { ${profile} } }`);
    expect(await user.error(update, { input })).toMatchObject({ extensions: { code: 'BAD_USER_INPUT', argument } });
    expect(await user.data(`{ viewer { ${profile} } }`)).toEqual(before);
  });

  test('refuses a time zone that does not exist', async () => {
    const user = await accounts.userOf((await accounts.client().signUp()).token);
    const { extensions, message } = await user.error(update, { input: { timeZone: 'Mars/Olympus' } });
    expect(extensions?.code).toBe('BAD_USER_INPUT');
    expect(message).toMatch(/IANA time zone/);
  });

  test("by better-auth's own path is the same event", async () => {
    const client = accounts.client();
    const { token, userId } = await client.signUp();
    const changes = { name: 'Grace', timeZone: 'asia/tokyo', image: 'https://example.com/me.png' };
    expect((await client.post('/update-user', changes, token)).status).toBe(200);
    const event = await eventOf(userId, 'user.updated.v1');
    expect(event.data).toMatchObject({ changes: [{ field: 'name' }, { field: 'timeZone', to: 'Asia/Tokyo' }] });
    expect((await client.post('/update-user', { name: '' }, token)).status).toBe(400);
    expect((await client.post('/update-user', { isAnonymous: true }, token)).status).toBe(400);
  });
});

describe('deleteAccount', () => {
  const remove = 'mutation ($email: String!) { deleteAccount(confirmEmail: $email) }';

  test('ends all sessions and leaves nothing, and tells everybody by an event', async () => {
    const client = accounts.client();
    const { token, email, userId } = await client.signUp();
    await client.post('/request-password-reset', { email });
    const other = (await client.post('/sign-in/email', { email, password })).body.token;
    const user = await accounts.userOf(token);
    expect(await user.data(remove, { email: ` ${email.toUpperCase()}` })).toEqual({ deleteAccount: true });
    expect(await client.session({ token })).toBeNull();
    expect(await client.session({ token: other })).toBeNull();
    expect((await client.post('/sign-in/email', { email, password })).status).toBe(401);
    expect((await eventOf(userId, 'user.deleted.v1')).data).toEqual({ userId });
    for (const [table, column] of [
      ['"user"', 'id'],
      ['session', 'user_id'],
      ['account', 'user_id'],
      ['verification', 'value'],
    ]) {
      expect(await accounts.sql(`select 1 from accounts.${table} where ${column} = $1`, [userId])).toEqual([]);
    }
    expect((await accounts.client().signUp({ email })).userId).not.toBe(userId);
    expect(await user.error(remove, { email })).toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
    expect(await user.data('{ viewer { id } }')).toEqual({ viewer: null });
  });

  test('with another address removes nothing', async () => {
    const { token, userId } = await accounts.client().signUp();
    const other = await accounts.client().signUp();
    const user = await accounts.userOf(token);
    for (const email of ['', other.email]) {
      const error = await user.error(remove, { email });
      expect(error.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'confirmEmail' });
    }
    expect(await accounts.client().session({ token })).toMatchObject({ userId });
    expect(await accounts.client().session({ token: other.token })).not.toBeNull();
  });

  test('of a trial account takes its generated address', async () => {
    const { body } = await accounts.client().post('/sign-in/anonymous');
    const user = await accounts.userOf(body.token);
    const { viewer } = await user.data('{ viewer { email } }');
    expect(await user.data(remove, { email: viewer.email })).toEqual({ deleteAccount: true });
    await eventOf(body.user.id, 'user.deleted.v1');
  });
});

describe('contact', () => {
  test('tells other services where mail goes; nowhere for a trial account', async () => {
    const { platform } = accounts.services;
    const real = await accounts.client().signUp({ locale: 'fr', timeZone: 'Europe/Paris' });
    const { principal } = await accounts.userOf(real.token);
    expect(await invokeAs(platform, principal, contact, { userId: real.userId })).toEqual({
      ...{ email: real.email, name: 'Ada', locale: 'fr', timeZone: 'Europe/Paris' },
    });
    const { body } = await accounts.client().post('/sign-in/anonymous');
    const trial = await accounts.userOf(body.token);
    expect(await invokeAs(platform, trial.principal, contact, { userId: trial.id })).toMatchObject({ email: null });
    await expect(invokeAs(platform, trial.principal, contact, { userId: real.userId })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});
