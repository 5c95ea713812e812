import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient, type ApiError } from '../client.ts';
import { BadInput, quickest } from './bad-input.ts';
import { codes } from './codes.ts';

/* What is refused of documents and requests, and what becomes of text that means something to a machine. */

let bad: BadInput;
beforeAll(async () => {
  bad = await BadInput.start();
}, 60_000);
afterAll(() => bad[Symbol.asyncDispose](), 30_000);

describe('a document is refused with 400', () => {
  const nested = (depth: number) => `${'parent { '.repeat(depth)}id${' }'.repeat(depth)}`;
  const doubling = Array.from(
    { length: 25 },
    (_, i) => `fragment f${i} on Task { parent { ...f${i + 1} } subtasks { ...f${i + 1} } }`,
  );
  it.each([
    ['that cannot be parsed', '{ viewer {', /Syntax Error/],
    ['that asks for what is not there', '{ viewer { nmae } }', /^Cannot query field "nmae" on type "User"\.$/],
    ['that asks what there is, in production', '{ __schema { types { name } } }', /introspection has been disabled/],
    ['that asks a subgraph', '{ _service { sdl } }', /Cannot query field "_service"/],
    [
      'that asks a subgraph for entities',
      '{ _entities(representations: []) { __typename } }',
      /Cannot query field "_entities"/,
    ],
    ['of a depth of 50', `{ task(id: "x") { ${nested(49)} } }`, /at most \d+ levels/],
    [
      'of 1 000 aliases',
      `{ ${Array.from({ length: 1_000 }, (_, i) => `a${i}: viewer { id }`).join(' ')} }`,
      /at most \d+ aliases/,
    ],
    ['of 20 000 tokens', `{ viewer { ${'id '.repeat(20_000)} } }`, /tokens/],
    ['of 51 directives', `{ viewer { id ${'@include(if: true) '.repeat(51)} } }`, /at most 50 directives/],
    [
      'of fragments in a circle',
      '{ viewer { ...a } } fragment a on User { ...b } fragment b on User { ...a }',
      /within itself/,
    ],
    [
      'of fragments that double',
      `{ task(id: "x") { ...f0 } } ${doubling.join(' ')} fragment f25 on Task { id }`,
      /at most/,
    ],
  ])('%s', async (_, query, message) => {
    expect(await quickest(() => bad.user.request(query), 100)).toBeLessThan(100);
    const { status, body } = await bad.user.request(query);
    expect(status).toBe(400);
    expect(body.errors?.[0]?.message).toMatch(message);
    expect(body.errors?.map(({ extensions }) => extensions.code)).toContain('BAD_USER_INPUT');
  });
});

describe('a request is refused', () => {
  const send = async (init: RequestInit, search = '') => {
    const { headers, ...rest } = init;
    const response = await fetch(`${bad.rondo.url}/graphql${search}`, {
      headers: { 'content-type': 'application/json', authorization: `Bearer ${bad.user.token}`, ...headers },
      ...rest,
    });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as { errors: ApiError[] },
    };
  };
  const viewer = '{ viewer { id } }';

  it.each<[string, number, RequestInit, string?]>([
    ['of 3 MB', 413, { body: JSON.stringify({ query: `${viewer} #${'x'.repeat(3_000_000)}` }) }],
    ['of a hundred at once', 400, { body: JSON.stringify(Array.from({ length: 100 }, () => ({ query: viewer }))) }],
    [
      'that a form of another site could send',
      400,
      { body: JSON.stringify({ query: viewer }), headers: { 'content-type': 'text/plain' } },
    ],
    ['that is no JSON', 400, { body: '{"query":' }],
    ['that asks nothing', 400, { body: '{}' }],
    ['whose variables are none', 400, { body: JSON.stringify({ query: viewer, variables: 'x' }) }],
  ])('%s', async (_, status, init) => {
    const refused = await send({ method: 'POST', ...init });
    expect(refused.status).toBe(status);
    expect(refused.body.errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('that changes something over GET, whatever its headers', async () => {
    const search = `?query=${encodeURIComponent('mutation { updateProfile(input: { name: "Other" }) { id } }')}`;
    for (const headers of [{}, { 'apollo-require-preflight': '1' }, { accept: 'text/event-stream' }]) {
      const response = await fetch(`${bad.rondo.url}/graphql${search}`, {
        headers: { authorization: `Bearer ${bad.user.token}`, ...headers },
      });
      expect(response.status).toBe(405);
      expect(response.headers.get('allow')).toBe('POST');
    }
    expect((await bad.user.data('{ viewer { name } }')).viewer.name).toBe('Ada');
  });

  it('that names its operation by a hash that nobody has sent the text of', async () => {
    const extensions = { persistedQuery: { version: 1, sha256Hash: '0'.repeat(64) } };
    const { status, body } = await send({ method: 'POST', body: JSON.stringify({ extensions }) });
    expect(status, 'no fault: the client sends the text as well').toBe(200);
    expect(body.errors).toMatchObject([{ message: 'PersistedQueryNotFound' }]);
    expect(body.errors[0]?.extensions.code).toBe('PERSISTED_QUERY_NOT_FOUND');
    bad.seen.add('PERSISTED_QUERY_NOT_FOUND');
  });

  it('from a page of another site', async () => {
    const refused = await send({
      method: 'POST',
      body: JSON.stringify({ query: viewer }),
      headers: { origin: 'https://evil.example' },
    });
    expect(refused.status).toBe(403);
    expect(refused.body.errors[0]?.extensions.code).toBe('FORBIDDEN');
    bad.seen.add('FORBIDDEN');
  });

  it.each([
    ['of nobody', null],
    ['of nobody we know', 'nonsense'],
    ['by a token that signs itself', `${btoa('{"alg":"none"}')}.${btoa('{"sub":"user_1"}')}.`],
  ])('%s', async (_, token) => {
    const { status, body } = await new ApiClient(bad.rondo.url, token).request('{ tasks { totalCount } }');
    expect(status).toBe(401);
    expect(body.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    expect(body.data ?? null).toBeNull();
    bad.seen.add('UNAUTHENTICATED');
  });

  it('once an address has asked for too much, until the time that the answer says', async () => {
    const nobody = new ApiClient(bad.rondo.url, null);
    const query = `{ ${Array.from({ length: 99 }, (_, i) => `a${i}: viewer { id }`).join(' ')} }`;
    const { extensions } = (await nobody.request(query)).body;
    const { requested = 1, limit = 0 } = extensions?.cost ?? {};
    const answers = await Promise.all(
      Array.from({ length: Math.ceil(limit / requested) }, () => nobody.request(query)),
    );
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.body.errors?.[0]?.extensions.code).toBe('RATE_LIMITED');
    const { headers } = await fetch(`${bad.rondo.url}/graphql`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) },
    });
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await bad.user.request(query)).status, 'who is signed in has a budget of their own').toBe(200);
    bad.seen.add('RATE_LIMITED');
  });
});

describe('text that means something to a machine', () => {
  it('is kept as it is where people may have meant it', async () => {
    const title = '<script>alert(1)</script> =HYPERLINK("x") \u202eאב 👩‍👩‍👧 __proto__';
    const { createTask: made } = await bad.user.data(
      'mutation ($input: CreateTaskInput!) { createTask(input: $input) { task { id title } } }',
      { input: { title, description: "'; drop table tasks.task; --" } },
    );
    expect(made.task.title).toBe(title);
    expect(
      (await bad.user.data('query ($q: String!) { tasks(query: $q) { totalCount } }', { q: '"drop table"' })).tasks,
    ).toEqual({
      totalCount: 1,
    });
  });

  it('does no harm in any argument', { timeout: 60_000 }, async () => {
    const texts = [
      '\0',
      '\ud800',
      '__proto__',
      "'",
      '%',
      '\\',
      '\u202e',
      '$x',
      '*'.repeat(100_000),
      '(('.repeat(2_000),
    ];
    const queries = [
      'query ($text: String!) { tasks(query: $text) { totalCount } }',
      'query ($text: String!) { tasks(filter: { search: $text }) { totalCount } }',
      'query ($text: String!) { tags(search: $text) { totalCount } }',
      'query ($text: String!) { tasks(after: $text) { totalCount } }',
      'query ($text: String!) { tags(before: $text) { totalCount } }',
      'query ($text: String!) { activity(filter: { types: [$text] }) { totalCount } }',
      'query ($text: String!) { parseTask(text: $text) { title } }',
      'query ($text: ID!) { node(id: $text) { id } task(id: $text) { id } tag(id: $text) { id } series(id: $text) { id } }',
      'query ($text: ID!) { tasks(filter: { seriesId: $text, parentId: $text, tags: { any: [$text] } }) { totalCount } }',
      'query ($text: ID!) { activity(filter: { subjectId: $text }) { totalCount } }',
      'mutation ($text: ID!) { deleteTask(id: $text) { id } }',
      'mutation ($text: ID!) { mergeTags(from: [$text], into: $text) { eventId } }',
      'mutation ($text: ID!) { markNotificationsRead(ids: [$text]) }',
      'mutation ($text: String!) { updateProfile(input: { locale: $text }) { id } }',
      'mutation ($text: String!) { removePushSubscription(endpoint: $text) }',
      'mutation ($text: String!) { deleteAccount(confirmEmail: $text) }',
      'mutation ($text: ID!) { quickAddTask(text: "New", id: $text) { eventId } }',
      'mutation ($text: ID!) { revokeApiToken(id: $text) }',
      'mutation ($text: String!) { createApiToken(input: { name: $text, scopes: [] }) { secret } }',
      'mutation ($text: String!) { saveFilter(name: $text, query: $text) { id } }',
      'mutation ($text: ID!) { deleteSavedFilter(id: $text) }',
      'mutation ($text: String!) { createWebhook(input: { url: $text, events: [$text] }) { secret } }',
      'mutation ($text: ID!) { updateWebhook(id: $text, input: { url: "https://hooks.example/" }) { id } }',
      'mutation ($text: ID!) { deleteWebhook(id: $text) rotateWebhookSecret(id: $text) { secret } }',
      'mutation ($text: ID!) { replayWebhook(id: $text, afterEventId: $text) }',
      'mutation ($text: ID!) { redeliverWebhook(id: $text, eventId: $text) { state } }',
      'mutation ($text: String!) { importTasks(format: $text, content: $text) { id } }',
      'mutation ($text: ID!) { sendMessage(conversationId: $text, text: "list") { id } }',
      'mutation ($text: ID!) { confirmAction(id: $text, accept: true) { id } }',
      'query ($text: ID!) { conversation(id: $text) { title } }',
      'query ($text: String!) { conversations(after: $text) { totalCount } }',
    ];
    for (const query of queries) {
      for (const text of texts) {
        const { body } = await bad.user.request(query, { text });
        for (const error of body.errors ?? []) {
          expect(error.extensions.code, `${query} ${text.slice(0, 20)}`).not.toMatch(/^(INTERNAL|UNAVAILABLE)$/);
          expect(error.message.length).toBeLessThan(1_000);
        }
      }
    }
  });

  it('reads 1 000 characters of quick add in less than 50 ms, and no more of them', async () => {
    const texts = [
      'every '.repeat(166),
      '"'.repeat(1_000),
      '#a !high tomorrow 5pm every day '.repeat(31),
      '1'.repeat(1_000),
    ];
    for (const text of texts) {
      const parse = () => bad.user.data('query ($text: String!) { parseTask(text: $text) { title } }', { text });
      expect(await quickest(parse, 50)).toBeLessThan(50);
    }
    await bad.expectRefusal(
      'mutation ($text: String!) { quickAddTask(text: $text) { eventId } }',
      { text: 'every '.repeat(17_000) },
      { code: 'BAD_USER_INPUT', argument: 'text', message: /at most 1000 characters/ },
    );
  });
});

it('shows these codes', () => {
  expect([...bad.seen].toSorted()).toEqual(codes.requests);
});
