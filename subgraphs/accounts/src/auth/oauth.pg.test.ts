import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeExpired } from '../session.ts';
import {
  type AuthAnswer,
  type AuthClient,
  password,
  publicUrl,
  startAccounts,
  type TestAccounts,
} from '../testing/auth-client.ts';

let accounts: TestAccounts;
beforeAll(async () => {
  accounts = await startAccounts();
});
afterAll(() => accounts[Symbol.asyncDispose]());

const redirectUri = 'https://app.example/callback';
const [apiResource, toolsResource] = [`${publicUrl}/graphql`, `${publicUrl}/mcp`];

const newVerifier = () => randomBytes(32).toString('base64url');
const challengeOf = (verifier: string) => createHash('sha256').update(verifier).digest('base64url');

/** An app and a user who may let it in. */
class Flow {
  readonly client: AuthClient = accounts.client();
  session = '';
  userId = '';
  email = '';
  clientId = '';
  clientSecret: string | null = null;
  verifier: string = newVerifier();

  static async start(metadata: object = {}): Promise<Flow> {
    const flow = new Flow();
    const person = await flow.client.signUp();
    flow.session = person.token;
    flow.userId = person.userId;
    flow.email = person.email;
    const { status, body } = await flow.register(metadata);
    if (status !== 201) throw new Error(`Registration: ${status} ${JSON.stringify(body)}`);
    flow.clientId = body.client_id;
    flow.clientSecret = body.client_secret ?? null;
    return flow;
  }

  register(metadata: object = {}): Promise<AuthAnswer> {
    return accounts.client().post('/oauth2/register', {
      client_name: 'Planner',
      redirect_uris: [redirectUri],
      token_endpoint_auth_method: 'none',
      ...metadata,
    });
  }

  /** Where the browser is sent. */
  async authorize(more: Record<string, string | null> = {}, session: string | null = this.session): Promise<URL> {
    const query = new URLSearchParams({ response_type: 'code', client_id: this.clientId, redirect_uri: redirectUri });
    const asked = {
      scope: 'TASKS_READ offline_access',
      state: 'the state',
      code_challenge: challengeOf(this.verifier),
      code_challenge_method: 'S256',
      ...more,
    };
    for (const [name, value] of Object.entries(asked)) if (value !== null) query.set(name, value);
    const { status, headers } = await this.client.request('GET', `/oauth2/authorize?${query}`, {
      ...(session ? { token: session } : {}),
      headers: { accept: 'text/html', 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'cross-site' },
    });
    expect(status).toBe(302);
    return new URL(headers.get('location') ?? '', publicUrl);
  }

  /** The user's answer on the consent page; where the browser is sent. */
  async consent(page: URL, accept = true, session: string = this.session): Promise<URL> {
    const { status, body } = await this.client.post(
      '/oauth2/consent',
      { accept, oauth_query: page.search.slice(1) },
      session,
    );
    if (status !== 200) throw new Error(`Consent: ${status} ${JSON.stringify(body)}`);
    return new URL(body.url);
  }

  async code(more: Record<string, string | null> = {}): Promise<string> {
    const page = await this.authorize(more);
    const back = page.pathname === '/connect' ? await this.consent(page) : page;
    return back.searchParams.get('code') ?? expect.fail(back.href);
  }

  token(fields: Record<string, string>, headers: Record<string, string> = {}): Promise<AuthAnswer> {
    const form = new URLSearchParams({ client_id: this.clientId, ...fields });
    return this.client.request('POST', '/oauth2/token', { form, headers });
  }

  exchange(code: string, more: Record<string, string> = {}): Promise<AuthAnswer> {
    return this.token({
      grant_type: 'authorization_code',
      ...{ code, redirect_uri: redirectUri, code_verifier: this.verifier },
      ...more,
    });
  }

  refresh(refreshToken: string, more: Record<string, string> = {}): Promise<AuthAnswer> {
    return this.token({ grant_type: 'refresh_token', refresh_token: refreshToken, ...more });
  }

  /** Lets the app in. */
  async connect(more: Record<string, string | null> = {}): Promise<AuthAnswer['body']> {
    const { status, body } = await this.exchange(await this.code(more));
    if (status !== 200) throw new Error(`Token: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  sessionOf(token: string, audience?: 'graphql' | 'mcp') {
    return this.client.session({ token, ...(audience ? { audience } : {}) });
  }
}

describe('an app that a user lets in', () => {
  test('acts as the user, under its name, with what the user agreed to and nothing else', async () => {
    const flow = await Flow.start();
    const page = await flow.authorize({ resource: apiResource });
    expect(page.pathname).toBe('/connect');
    expect(page.searchParams.get('client_id')).toBe(flow.clientId);
    expect(page.searchParams.get('scope')).toBe('TASKS_READ offline_access');
    const app = await flow.client.request('GET', `/oauth2/public-client?client_id=${flow.clientId}`, {
      token: flow.session,
    });
    expect(app.body).toMatchObject({ client_id: flow.clientId, client_name: 'Planner' });

    const back = await flow.consent(page);
    expect(back.origin + back.pathname).toBe(redirectUri);
    expect(back.searchParams.get('state')).toBe('the state');
    expect(back.searchParams.get('iss')).toBe(`${publicUrl}/api/auth`);
    const { status, body, headers } = await flow.exchange(back.searchParams.get('code') ?? '');
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toContain('no-store');
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3_600, scope: 'TASKS_READ offline_access' });
    expect(body.access_token).toMatch(/^rondo_oat_/);
    expect(body).not.toHaveProperty('id_token');
    expect(await flow.sessionOf(body.access_token)).toMatchObject({
      userId: flow.userId,
      actor: { kind: 'API_TOKEN', id: flow.clientId, name: 'Planner' },
      scopes: ['TASKS_READ'],
    });
    const stored = JSON.stringify(await accounts.sql('select token from accounts.oauth_access_token'));
    expect(stored).not.toContain(body.access_token.slice('rondo_oat_'.length));
  });

  test('is not asked about again, unless it wants more', async () => {
    const flow = await Flow.start();
    await flow.connect();
    expect((await flow.authorize()).searchParams.has('code')).toBe(true);
    expect((await flow.authorize({ scope: 'TASKS_READ TASKS_WRITE' })).pathname).toBe('/connect');
    expect((await flow.authorize({ resource: toolsResource })).pathname).toBe('/connect');
  });

  test('gets nothing where the user says no', async () => {
    const flow = await Flow.start();
    const back = await flow.consent(await flow.authorize(), false);
    expect(back.origin + back.pathname).toBe(redirectUri);
    expect(back.searchParams.get('error')).toBe('access_denied');
    expect(back.searchParams.has('code')).toBe(false);
  });

  test('gets nobody’s consent but that of who is asked', async () => {
    const flow = await Flow.start();
    const page = await flow.authorize();
    const other = await accounts.client().signUp();
    const back = await flow.consent(page, true, other.token);
    const { body } = await flow.exchange(back.searchParams.get('code') ?? '');
    expect(await flow.sessionOf(body.access_token)).toMatchObject({ userId: other.userId });
    expect((await flow.authorize()).pathname).toBe('/connect');
  });

  test('sends a visitor who is signed out to the same page', async () => {
    const flow = await Flow.start();
    const page = await flow.authorize({}, null);
    expect(page.pathname).toBe('/connect');
    expect(page.searchParams.get('redirect_uri')).toBe(redirectUri);
    const { status } = await flow.client.post('/oauth2/consent', { accept: true, oauth_query: page.search.slice(1) });
    expect(status).toBeGreaterThanOrEqual(400);
  });

  test('may be one with a secret, which then is asked for besides PKCE', async () => {
    const flow = await Flow.start({ token_endpoint_auth_method: 'client_secret_basic' });
    expect(flow.clientSecret).toMatch(/^rondo_ocs_/);
    const code = await flow.code();
    const fields = {
      grant_type: 'authorization_code',
      ...{ code, redirect_uri: redirectUri, code_verifier: flow.verifier },
    };
    const basic = (secret: string | null) => ({
      authorization: `Basic ${Buffer.from(`${flow.clientId}:${secret}`).toString('base64')}`,
    });
    expect((await flow.token(fields, basic('rondo_ocs_wrong'))).status).toBe(401);
    const again = { ...fields, code: await flow.code() };
    expect((await flow.token(again, basic(flow.clientSecret))).status).toBe(200);
  });
});

describe('an authorization request', () => {
  const refusedAtClient = (url: URL) => {
    expect(url.origin + url.pathname).toBe(redirectUri);
    expect(url.searchParams.has('code')).toBe(false);
    return url.searchParams.get('error');
  };

  test('without PKCE, or with another method than S256, is refused', async () => {
    const flow = await Flow.start();
    const without = { code_challenge: null, code_challenge_method: null };
    expect(refusedAtClient(await flow.authorize(without))).toBe('invalid_request');
    expect(refusedAtClient(await flow.authorize({ code_challenge_method: 'plain' }))).toBe('invalid_request');
    const secret = await Flow.start({ token_endpoint_auth_method: 'client_secret_post' });
    expect(refusedAtClient(await secret.authorize({ ...without, scope: 'TASKS_READ' }))).toBe('invalid_request');
  });

  test.each([
    'https://evil.example/callback',
    'https://app.example/callback/../evil',
    'https://app.example/callback?x=1',
    'https://app.example:444/callback',
    'https://app.example@evil.example/callback',
    'https://app.example/callback#x',
    '//evil.example',
    'javascript:alert(1)',
  ])('leads nowhere but to the app’s own addresses: %s', async (address) => {
    const flow = await Flow.start();
    const url = await flow.authorize({ redirect_uri: address });
    expect(url.origin).toBe(publicUrl);
    expect(url.pathname).toBe('/api/auth/error');
    expect(url.searchParams.has('code')).toBe(false);
  });

  test('of an unknown app leads nowhere', async () => {
    const flow = await Flow.start();
    const url = await flow.authorize({ client_id: 'unknown' });
    expect(url.origin + url.pathname).toBe(`${publicUrl}/api/auth/error`);
  });

  test.each(['ACCOUNT', 'openid', 'everything'])('for the scope %s is refused', async (scope) => {
    const flow = await Flow.start();
    expect(refusedAtClient(await flow.authorize({ scope }))).toBe('invalid_scope');
  });

  test('for another server’s resource is refused', async () => {
    const flow = await Flow.start();
    expect(refusedAtClient(await flow.authorize({ resource: 'https://evil.example/graphql' }))).toBe('invalid_target');
  });

  test('can’t be changed on its way through the consent page', async () => {
    const flow = await Flow.start();
    for (const [name, value] of [
      ['scope', 'TASKS_READ TASKS_WRITE'],
      ['redirect_uri', 'https://evil.example/callback'],
      ['client_id', 'another'],
    ] as const) {
      const page = await flow.authorize();
      page.searchParams.set(name, value);
      await expect(flow.consent(page)).rejects.toThrow(/invalid_signature/);
    }
  });
});

describe('a code', () => {
  const refused = { status: 400, body: { error: 'invalid_grant' } };

  test('is good once; used again, what it gave ends too', async () => {
    const flow = await Flow.start();
    const code = await flow.code();
    const { body } = await flow.exchange(code);
    expect(await flow.sessionOf(body.access_token)).not.toBeNull();
    expect(await flow.exchange(code)).toMatchObject(refused);
    expect(await flow.sessionOf(body.access_token)).toBeNull();
    expect((await flow.refresh(body.refresh_token)).status).toBe(400);
  });

  test('is good with its verifier, its address and its app alone', async () => {
    const flow = await Flow.start();
    const other = await Flow.start();
    const attempts: [string, (code: string) => Promise<AuthAnswer>][] = [
      ['another verifier', (code) => flow.exchange(code, { code_verifier: newVerifier() })],
      ['no verifier', (code) => flow.exchange(code, { code_verifier: '' })],
      ['the challenge', (code) => flow.exchange(code, { code_verifier: challengeOf(flow.verifier) })],
      ['another address', (code) => flow.exchange(code, { redirect_uri: 'https://app.example/other' })],
      ['another app', (code) => flow.exchange(code, { client_id: other.clientId })],
    ];
    for (const [what, attempt] of attempts) {
      const { status, body } = await attempt(await flow.code());
      expect({ what, refused: status === 400 || status === 401 }).toEqual({ what, refused: true });
      expect(body).not.toHaveProperty('access_token');
    }
  });

  test('is no good once the user has taken the consent back, or signed out', async () => {
    const flow = await Flow.start();
    const code = await flow.code();
    await disconnect(flow);
    expect(await flow.exchange(code)).toMatchObject(refused);
    const other = await flow.code();
    await flow.client.post('/sign-out', {}, flow.session);
    expect((await flow.exchange(other)).status).toBe(400);
  });
});

const consentsOf = async (flow: Flow) =>
  (await flow.client.request('GET', '/oauth2/get-consents', { token: flow.session })).body;

async function disconnect(flow: Flow): Promise<void> {
  const [consent] = await consentsOf(flow);
  const { status } = await flow.client.post('/oauth2/delete-consent', { id: consent.id }, flow.session);
  expect(status).toBe(200);
}

describe('an access token', () => {
  test('is good for the audience that it was asked for, and for no other', async () => {
    const flow = await Flow.start();
    const goodAt = async (resource: string | null) => {
      const { access_token: token } = await flow.connect({ resource });
      const [api, tools] = [await flow.sessionOf(token, 'graphql'), await flow.sessionOf(token, 'mcp')];
      return [api && 'graphql', tools && 'mcp'];
    };
    expect(await goodAt(apiResource)).toEqual(['graphql', null]);
    expect(await goodAt(toolsResource)).toEqual([null, 'mcp']);
    expect(await goodAt(publicUrl)).toEqual(['graphql', 'mcp']);
    expect(await goodAt(null)).toEqual(['graphql', null]);
  });

  test('is no good once it has expired', async () => {
    const flow = await Flow.start();
    const { access_token: token } = await flow.connect();
    await accounts.sql(
      "update accounts.oauth_access_token set expires_at = now() - interval '1 second' where user_id = $1",
      [flow.userId],
    );
    expect(await flow.sessionOf(token)).toBeNull();
  });

  test('is no good once the app has revoked it (RFC 7009), for whom alone it can', async () => {
    const flow = await Flow.start();
    const stranger = await Flow.start();
    const { access_token: token, refresh_token: refresh } = await flow.connect();
    const revoke = (by: Flow, what: string) =>
      by.client.request('POST', '/oauth2/revoke', {
        form: new URLSearchParams({ client_id: by.clientId, token: what }),
      });
    await revoke(stranger, token);
    expect(await flow.sessionOf(token)).not.toBeNull();
    expect((await revoke(flow, token)).status).toBe(200);
    expect(await flow.sessionOf(token)).toBeNull();
    expect((await revoke(flow, refresh)).status).toBe(200);
    expect((await flow.refresh(refresh)).status).toBe(400);
    for (const nothing of [token, refresh, 'rondo_oat_unknown', 'unknown']) {
      expect((await revoke(flow, nothing)).status).toBe(200);
    }
    const unknownApp = new URLSearchParams({ client_id: 'unknown', token });
    expect((await flow.client.request('POST', '/oauth2/revoke', { form: unknownApp })).status).toBeGreaterThanOrEqual(
      400,
    );
  });

  test('is no good once the user has disconnected the app: then that has to ask anew', async () => {
    const flow = await Flow.start();
    const { access_token: token, refresh_token: refresh } = await flow.connect();
    expect(await consentsOf(flow)).toMatchObject([
      { clientId: flow.clientId, scopes: ['TASKS_READ', 'offline_access'] },
    ]);
    await disconnect(flow);
    expect(await flow.sessionOf(token)).toBeNull();
    expect(await flow.refresh(refresh)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(await consentsOf(flow)).toEqual([]);
    expect((await flow.authorize()).pathname).toBe('/connect');
  });

  test('is no good once the user is gone, nor is anything left of them', async () => {
    const flow = await Flow.start();
    const { access_token: token, refresh_token: refresh } = await flow.connect();
    await flow.code();
    const user = await accounts.userOf(flow.session);
    await user.data('mutation ($email: String!) { deleteAccount(confirmEmail: $email) }', { email: flow.email });
    expect(await flow.sessionOf(token)).toBeNull();
    expect((await flow.refresh(refresh)).status).toBe(400);
    for (const table of [
      'oauth_access_token',
      'oauth_refresh_token',
      'oauth_consent',
      'oauth_client',
      'verification',
    ]) {
      const rows = await accounts.sql<{ row: string }>(`select t::text as row from accounts.${table} t`);
      expect(rows.filter(({ row }) => row.includes(flow.userId))).toEqual([]);
    }
  });

  test('outlives a change of the password, and can do nothing about accounts', async () => {
    const flow = await Flow.start();
    const { access_token: token } = await flow.connect();
    const change = { currentPassword: password, newPassword: 'another password of mine' };
    expect((await flow.client.post('/change-password', change, token)).status).toBe(401);
    expect((await flow.client.request('GET', '/oauth2/get-consents', { token })).status).toBe(401);
    expect((await flow.client.post('/change-password', change, flow.session)).status).toBe(200);
    expect(await flow.sessionOf(token)).not.toBeNull();
  });
});

describe('a refresh token', () => {
  test('is good once, and its successor with it ends when it comes again', async () => {
    const flow = await Flow.start();
    const first = await flow.connect({ resource: apiResource });
    const second = (await flow.refresh(first.refresh_token)).body;
    expect(await flow.sessionOf(second.access_token)).toMatchObject({ scopes: ['TASKS_READ'] });
    expect(await flow.sessionOf(second.access_token, 'mcp')).toBeNull();
    expect(await flow.refresh(first.refresh_token)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(await flow.sessionOf(second.access_token)).toBeNull();
    expect((await flow.refresh(second.refresh_token)).status).toBe(400);
  });

  test('gives no more than was agreed to, and to its own app alone', async () => {
    const flow = await Flow.start();
    const other = await Flow.start();
    const { refresh_token: refresh } = await flow.connect({ resource: apiResource });
    expect((await flow.refresh(refresh, { scope: 'TASKS_READ TASKS_WRITE' })).status).toBe(400);
    expect((await flow.refresh(refresh, { resource: toolsResource })).status).toBe(400);
    expect((await other.refresh(refresh)).status).toBe(400);
  });
});

describe('a registration', () => {
  test('takes https, loopback and reverse-domain addresses, and no others', async () => {
    const flow = new Flow();
    const statusOf = async (uri: string, more: object = {}) =>
      (await flow.register({ redirect_uris: [uri], ...more })).status;
    expect(await statusOf('http://127.0.0.1:33418/callback')).toBe(201);
    expect(await statusOf('http://localhost/callback')).toBe(201);
    expect(await statusOf('com.example.app:/callback', { application_type: 'native' })).toBe(201);
    for (const uri of [
      'http://app.example/callback',
      'javascript:alert(1)',
      'data:text/html,x',
      'https://a.example/#x',
    ]) {
      expect([uri, await statusOf(uri)]).toEqual([uri, 400]);
    }
    expect((await flow.register({ redirect_uris: [] })).status).toBe(400);
  });

  test('can’t skip the consent page, PKCE or the scopes, nor have us call addresses of its choice', async () => {
    const flow = await Flow.start({
      ...{ skip_consent: true, require_pkce: false, scope: 'ACCOUNT' },
      ...{ jwks_uri: 'https://evil.example/jwks', backchannel_logout_uri: 'https://evil.example/logout' },
      ...{ user_id: 'user_1', reference_id: 'x' },
    }).catch(() => null);
    if (!flow) return;
    const [row] = await accounts.sql('select * from accounts.oauth_client where client_id = $1', [flow.clientId]);
    expect(row).toMatchObject({ skip_consent: null, jwks_uri: null, backchannel_logout_uri: null, user_id: null });
    expect((await flow.authorize()).pathname).toBe('/connect');
  });

  test.each([
    ['a name that is longer than a token’s', { client_name: 'x'.repeat(101) }, 'client_name: Expected at most 100'],
    ['a name that does not show', { client_name: ' \u200b' }, 'client_name: Expected some text'],
    ['a name with NUL', { client_name: 'a\0b' }, 'client_name: Expected text without NUL'],
    [
      'an address without end',
      { client_uri: `https://app.example/${'x'.repeat(2_000)}` },
      'client_uri: Expected at most',
    ],
    ['half a character', { contacts: ['\ud800'] }, 'contacts: Expected text without NUL'],
    ['addresses without end', { redirect_uris: Array(51).fill(redirectUri) }, 'redirect_uris: Expected at most 50'],
  ])('with %s is refused', async (_, metadata, description) => {
    const { status, body } = await new Flow().register(metadata);
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: 'invalid_client_metadata' });
    expect(body.error_description).toContain(description);
  });

  test('that nobody has used for a day is cleared away, as are tokens that have expired', async () => {
    const [unused, used, young] = [await Flow.start(), await Flow.start(), await Flow.start()];
    const { access_token: token } = await used.connect();
    await accounts.sql(
      "update accounts.oauth_client set created_at = now() - interval '25 hours' where client_id = any($1)",
      [[unused.clientId, used.clientId]],
    );
    await accounts.sql(
      "update accounts.oauth_refresh_token set expires_at = now() - interval '1 second' where user_id = $1",
      [used.userId],
    );
    await using database = await accounts.database();
    await removeExpired(database);
    const clients = await accounts.sql<{ id: string }>('select client_id as id from accounts.oauth_client');
    const kept = [unused, used, young].map(({ clientId }) => clients.some(({ id }) => id === clientId));
    expect(kept).toEqual([false, true, true]);
    const tokens = await accounts.sql('select 1 from accounts.oauth_refresh_token where user_id = $1', [used.userId]);
    expect(tokens).toEqual([]);
    // It came with that refresh token, and goes with it.
    expect(await used.sessionOf(token)).toBeNull();
  });

  test('is limited for each address', async () => {
    const client = accounts.client();
    const answers = await Promise.all(
      Array.from({ length: 11 }, () => client.post('/oauth2/register', { redirect_uris: [redirectUri] })),
    );
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(1);
  });
});

test('the rest of the provider is closed', async () => {
  const client = accounts.client();
  const { token } = await client.signUp();
  for (const path of [
    '/oauth2/introspect',
    '/oauth2/userinfo',
    '/oauth2/create-client',
    '/oauth2/get-clients',
    '/oauth2/end-session',
    '/oauth2/update-consent',
    '/oauth2//token',
    '/admin/oauth2/create-client',
    '/admin/oauth2/resources',
    '/.well-known/openid-configuration',
  ]) {
    expect([path, (await client.post(path, {}, token)).status]).toEqual([path, 404]);
    expect([path, (await client.request('GET', path, { token })).status]).toEqual([path, 404]);
  }
});

test('the metadata of the server (RFC 8414) say what there is, and nothing else', async () => {
  const { status, body } = await accounts.client().request('GET', '/.well-known/oauth-authorization-server');
  expect(status).toBe(200);
  expect(body).toEqual({
    issuer: `${publicUrl}/api/auth`,
    authorization_endpoint: `${publicUrl}/api/auth/oauth2/authorize`,
    token_endpoint: `${publicUrl}/api/auth/oauth2/token`,
    registration_endpoint: `${publicUrl}/api/auth/oauth2/register`,
    revocation_endpoint: `${publicUrl}/api/auth/oauth2/revoke`,
    scopes_supported: expect.not.arrayContaining(['ACCOUNT', 'openid']),
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post'],
    revocation_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
  });
});
