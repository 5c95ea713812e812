import { newId } from '@rondo/schema/ids.ts';
import { scopes as allScopes } from '@rondo/schema/scopes.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AuthClient, password, startAccounts, type TestAccounts } from './testing/auth-client.ts';

let accounts: TestAccounts;
beforeAll(async () => {
  accounts = await startAccounts();
});
afterAll(() => accounts[Symbol.asyncDispose]());

const token = 'id name scopes createdAt expiresAt lastUsedAt prefix';
const create = `mutation ($input: ApiTokenInput!) { createApiToken(input: $input) { secret token { ${token} } } }`;
const list = `{ viewer { apiTokens { ${token} } } }`;
const revoke = 'mutation ($id: ID!) { revokeApiToken(id: $id) }';

const signUp = async () => {
  const client = accounts.client();
  const { token: session, email, userId } = await client.signUp();
  return { client, session, email, userId, user: await accounts.userOf(session) };
};

type Person = Awaited<ReturnType<typeof signUp>>;

async function made({ user }: Pick<Person, 'user'>, input: object = {}) {
  const given = { name: 'Backup', scopes: ['TASKS_READ'], ...input };
  return (await user.data(create, { input: given })).createApiToken;
}

describe('a new token', () => {
  test('shows its secret once, and is what its secret begins with from then on', async () => {
    const person = await signUp();
    const { secret, token: shown } = await made(person, { scopes: ['TASKS_WRITE', 'TASKS_READ', 'TASKS_READ'] });
    expect(secret).toMatch(/^rondo_pat_[\w-]{43}$/);
    expect(shown).toMatchObject({ name: 'Backup', scopes: ['TASKS_READ', 'TASKS_WRITE'], expiresAt: null });
    expect(secret.startsWith(shown.prefix)).toBe(true);
    expect(shown.prefix).toHaveLength('rondo_pat_'.length + 6);
    expect((await person.user.data(list)).viewer.apiTokens).toEqual([shown]);
    const rows = JSON.stringify(await accounts.sql('select * from accounts.api_token where id = $1', [shown.id]));
    expect(rows).toContain(shown.prefix);
    expect(rows).not.toContain(secret);
    expect(rows).not.toContain(secret.slice('rondo_pat_'.length));
  });

  test('stands for its user, as an API token of that name, with its scopes alone', async () => {
    const { client, userId, user } = await signUp();
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    const { secret, token: shown } = await made({ user }, { name: ' Cron ', expiresAt });
    expect(await client.session({ token: secret })).toEqual({
      userId,
      actor: { kind: 'API_TOKEN', id: shown.id, name: 'Cron' },
      scopes: ['TASKS_READ'],
      timeZone: 'UTC',
      expiresAt,
    });
  });

  test.each([
    ['a blank name', { name: ' \u200b' }, 'input.name'],
    ['a long name', { name: 'x'.repeat(101) }, 'input.name'],
    ['no scopes', { scopes: [] }, 'input.scopes'],
    ['an expiry in the past', { expiresAt: '2020-01-01T00:00:00.000Z' }, 'input.expiresAt'],
  ])('with %s is refused, and none is made', async (_what, input, argument) => {
    const { user } = await signUp();
    const error = await user.error(create, { input: { name: 'Backup', scopes: ['TASKS_READ'], ...input } });
    expect(error.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument });
    expect((await user.data(list)).viewer.apiTokens).toEqual([]);
  });

  test('is refused beyond 100', async () => {
    const { user, userId } = await signUp();
    await accounts.sql(
      `insert into accounts.api_token (id, user_id, name, scopes, prefix, hash, created_at)
       select 'token_' || n || $1, $1, 'Old', '{TASKS_READ}', 'rondo_pat_', n || $1, now() from generate_series(1, 100) n`,
      [userId],
    );
    const error = await user.error(create, { input: { name: 'One more', scopes: ['TASKS_READ'] } });
    expect(error).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' }, message: expect.stringContaining('100') });
  });
});

describe('its last use', () => {
  test('is noted to the minute, once a minute', async () => {
    const { client, user } = await signUp();
    const { secret, token: shown } = await made({ user });
    const lastUse = async () => (await user.data(list)).viewer.apiTokens[0].lastUsedAt;
    expect(await lastUse()).toBeNull();
    await client.session({ token: secret });
    const noted = await lastUse();
    expect(noted).toMatch(/:00\.000Z$/);
    expect(Date.now() - Date.parse(noted)).toBeLessThan(120_000);
    const version = () =>
      accounts.sql<{ xmin: string }>('select xmin from accounts.api_token where id = $1', [shown.id]);
    await accounts.sql(
      "update accounts.api_token set last_used_at = date_trunc('minute', now()) + interval '1 minute' where id = $1",
      [shown.id],
    );
    const before = await version();
    await client.session({ token: secret });
    expect(await version()).toEqual(before);
  });
});

describe('a token that makes another', () => {
  const asToken = (secret: string) => accounts.userOf(secret);

  test('makes none that may do more than itself', async () => {
    const { user } = await signUp();
    const maker = await asToken((await made({ user }, { scopes: ['ACCOUNT', 'TASKS_READ'] })).secret);
    const error = await maker.error(create, { input: { name: 'Wider', scopes: ['TASKS_READ', 'TASKS_WRITE'] } });
    expect(error).toMatchObject({ extensions: { code: 'FORBIDDEN' }, message: expect.stringContaining('TASKS_WRITE') });
    expect(
      (await maker.data(create, { input: { name: 'Same', scopes: ['TASKS_READ'] } })).createApiToken.secret,
    ).toMatch(/^rondo_pat_/);
  });

  test('makes none that lives longer than itself', async () => {
    const { user } = await signUp();
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const maker = await asToken((await made({ user }, { scopes: ['ACCOUNT'], expiresAt })).secret);
    for (const later of [undefined, new Date(Date.now() + 7_200_000).toISOString()]) {
      const input = { name: 'Longer', scopes: ['ACCOUNT'], expiresAt: later };
      expect((await maker.error(create, { input })).extensions).toMatchObject({ code: 'FORBIDDEN' });
    }
    await maker.data(create, { input: { name: 'As long', scopes: ['ACCOUNT'], expiresAt } });
  });

  test('takes it along when it is revoked', async () => {
    const { client, user } = await signUp();
    const first = await made({ user }, { scopes: ['ACCOUNT'] });
    const second = await made({ user: await asToken(first.secret) }, { scopes: ['ACCOUNT'] });
    const third = await made({ user: await asToken(second.secret) }, { scopes: ['ACCOUNT'] });
    await user.data(revoke, { id: first.token.id });
    for (const { secret } of [first, second, third]) expect(await client.session({ token: secret })).toBeNull();
  });
});

describe('a token is no good', () => {
  test('once it is revoked', async () => {
    const { client, user } = await signUp();
    const { secret, token: shown } = await made({ user });
    expect(await user.data(revoke, { id: shown.id })).toEqual({ revokeApiToken: shown.id });
    expect(await client.session({ token: secret })).toBeNull();
    expect((await user.error(revoke, { id: shown.id })).extensions).toMatchObject({
      code: 'NOT_FOUND',
      argument: 'id',
    });
  });

  test('once it has expired; it is listed still', async () => {
    const { client, user } = await signUp();
    const { secret, token: shown } = await made({ user }, { expiresAt: new Date(Date.now() + 60_000).toISOString() });
    await accounts.sql("update accounts.api_token set expires_at = now() - interval '1 second' where id = $1", [
      shown.id,
    ]);
    expect(await client.session({ token: secret })).toBeNull();
    expect((await user.data(list)).viewer.apiTokens).toMatchObject([{ id: shown.id }]);
  });

  test('once its user is gone', async () => {
    const { client, user, email } = await signUp();
    const { secret } = await made({ user });
    await user.data('mutation ($email: String!) { deleteAccount(confirmEmail: $email) }', { email });
    expect(await client.session({ token: secret })).toBeNull();
  });

  test.each([
    ['cut short', (secret: string) => secret.slice(0, -1)],
    ['longer', (secret: string) => `${secret}A`],
    ['in other letters', (secret: string) => `rondo_pat_${secret.slice(10).toUpperCase()}x`],
    ['its prefix alone', () => 'rondo_pat_'],
    ['its id', (_secret: string, id: string) => `rondo_pat_${id}`],
  ])('%s', async (_what, spoil) => {
    const { client, user } = await signUp();
    const { secret, token: shown } = await made({ user });
    expect(await client.session({ token: spoil(secret, shown.id) })).toBeNull();
  });

  test('for /api/auth/, where only a session is', async () => {
    const { client, user } = await signUp();
    const { secret } = await made({ user }, { scopes: [...allScopes] });
    const change = { currentPassword: password, newPassword: 'another password of mine' };
    expect((await client.post('/change-password', change, secret)).status).toBe(401);
    expect((await client.request('GET', '/get-session', { token: secret })).body).toBeNull();
    expect((await client.request('GET', '/list-sessions', { token: secret })).status).toBe(401);
  });
});

describe('a token outlives', () => {
  const works = async (client: AuthClient, secret: string) => (await client.session({ token: secret })) !== null;

  test('the session that made it, and a change of the password', async () => {
    const { client, session, user } = await signUp();
    const { secret } = await made({ user });
    const change = { currentPassword: password, newPassword: 'another password of mine' };
    expect((await client.post('/change-password', change, session)).status).toBe(200);
    expect(await works(client, secret)).toBe(true);
    expect((await client.post('/sign-out', {}, session)).status).toBe(200);
    expect(await works(client, secret)).toBe(true);
  });
});

describe('another user’s token', () => {
  test('is not there: neither to list, nor to find, nor to revoke', async () => {
    const [mine, theirs] = [await signUp(), await signUp()];
    const { secret, token: shown } = await made(theirs);
    expect((await mine.user.data(list)).viewer.apiTokens).toEqual([]);
    const find = 'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on ApiToken { id } } }';
    const refs = [{ __typename: 'ApiToken', id: shown.id }];
    expect(await mine.user.data(find, { refs })).toEqual({ _entities: [null] });
    expect(await theirs.user.data(find, { refs })).toEqual({ _entities: [{ id: shown.id }] });
    for (const id of [shown.id, newId('token'), 'x', '']) {
      expect((await mine.user.error(revoke, { id })).extensions).toMatchObject({ code: 'NOT_FOUND' });
    }
    expect(await theirs.client.session({ token: secret })).not.toBeNull();
  });
});
