import { readFileSync } from 'node:fs';
import { readScopeRules, type ScopeRule } from '@rondo/schema/scope-rules.ts';
import { scopes as allScopes, type Scope } from '@rondo/schema/scopes.ts';
import { apiFile, supergraphFile } from '@rondo/schema/subgraphs.ts';
import { buildSchema, type GraphQLField, getNamedType, isLeafType, isRequiredArgument, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HttpStream } from '../gateway/src/testing/http-stream.ts';
import { RawSocket } from '../gateway/src/testing/socket.ts';
import { ApiClient, eventually, type Json } from './client.ts';
import { RondoProcess } from './rondo-process.ts';

/* API tokens as programs use them: over HTTP, WebSocket and SSE, against the whole of Rondo. */

const api = buildSchema(readFileSync(apiFile, 'utf8'));
const rules = readScopeRules(parse(readFileSync(supergraphFile, 'utf8')));

let rondo: RondoProcess;
let ada: ApiClient;
beforeAll(async () => {
  rondo = await RondoProcess.start();
  ada = await ApiClient.signUp(rondo.url);
}, 60_000);
afterAll(() => rondo[Symbol.asyncDispose](), 30_000);

interface Token {
  id: string;
  client: ApiClient;
}

async function createToken(scopes: readonly Scope[], owner = ada, name = 'Cron'): Promise<Token> {
  const { createApiToken } = await owner.data(
    'mutation ($input: ApiTokenInput!) { createApiToken(input: $input) { secret token { id } } }',
    { input: { name, scopes } },
  );
  return { id: createApiToken.token.id, client: new ApiClient(rondo.url, createApiToken.secret) };
}

const revoke = ({ id }: Token) => ada.data('mutation ($id: ID!) { revokeApiToken(id: $id) }', { id });
const createTask = (user: ApiClient, title = 'By a program') =>
  user.data('mutation ($title: String!) { createTask(input: { title: $title }) { eventId task { id title } } }', {
    title,
  });

const roots = { query: api.getQueryType(), mutation: api.getMutationType() };
type Root = keyof typeof roots;
type Field = GraphQLField<unknown, unknown>;

const rootFields = (Object.keys(roots) as Root[]).flatMap((root) =>
  Object.values(roots[root]?.getFields() ?? {}).map((field) => ({ root, field })),
);

/** A call that is valid but for its variables, of which all that it needs are missing. */
function emptyCall(root: Root, field: Field): string {
  const required = field.args.filter(isRequiredArgument);
  const declared = required.map(({ name, type }) => `$${name}: ${type}`).join(' ');
  const passed = required.map(({ name }) => `${name}: $${name}`).join(' ');
  const selection = isLeafType(getNamedType(field.type)) ? '' : '{ __typename }';
  const given = required.length > 0;
  return `${root} ${given ? `(${declared})` : ''} { ${field.name}${given ? `(${passed})` : ''} ${selection} }`;
}

const opens = (rule: ScopeRule, scope: Scope) => rule.some((list) => list.every((wanted) => wanted === scope));

describe('a token with one scope', () => {
  it.each(allScopes)(
    '%s may call what its scope opens and nothing else, told before anything about its input',
    async (scope) => {
      const { client } = await createToken([scope]);
      for (const { root, field } of rootFields) {
        const place = `${roots[root]?.name}.${field.name}`;
        const rule = rules.fields.get(place) ?? expect.fail(`${place} has no scopes`);
        for (const document of [emptyCall(root, field), `${root} { ${field.name} { nonsense } }`]) {
          const { status, body } = await client.request(document);
          const refused = body.errors?.[0]?.extensions.code === 'FORBIDDEN';
          expect({ place, document, refused, status: status === 403 }).toEqual({
            ...{ place, document, refused: !opens(rule, scope), status: !opens(rule, scope) },
          });
          if (refused) expect(body).not.toHaveProperty('data');
        }
      }
    },
  );

  it.each(['TASKS_READ', 'NOTIFICATIONS_READ'] as const)('%s may call no mutation at all', async (scope) => {
    const { client } = await createToken([scope]);
    for (const { root, field } of rootFields.filter(({ root }) => root === 'mutation')) {
      expect((await client.error(emptyCall(root, field))).extensions.code).toBe('FORBIDDEN');
    }
  });
});

describe('what a scope does not open', () => {
  it('is refused however it is come by, and with it all of the operation', async () => {
    const [reader, webhooks] = [await createToken(['TASKS_READ']), await createToken(['WEBHOOKS'])];
    const { createTask: made } = await createTask(ada, 'Secret');
    for (const [{ client }, query] of [
      [reader, '{ viewer { id apiTokens { id } } }'],
      [reader, '{ viewer { ...F } } fragment F on User { apiTokens { id } }'],
      [reader, `{ node(id: "${reader.id}") { ... on ApiToken { name } } }`],
      [reader, '{ tasks { totalCount } notifications { totalCount } }'],
      [reader, '{ ...F } fragment F on Query { ...G } fragment G on Query { n: notifications { unreadCount } }'],
      [webhooks, `{ node(id: "${made.task.id}") { ... on Task { title } } }`],
      [webhooks, `{ nodes(ids: ["${made.task.id}"]) { id ... on Node { ... on Task { title } } } }`],
    ] as const) {
      const { status, body } = await client.request(query);
      expect({ query, status, ...body }).toMatchObject({
        status: 403,
        errors: [{ extensions: { code: 'FORBIDDEN' } }],
      });
      expect(body).not.toHaveProperty('data');
      expect(JSON.stringify(body)).not.toContain('Secret');
    }
  });

  it('is named, and a challenge says what would do (RFC 6750 §3.1)', async () => {
    const { client } = await createToken(['WEBHOOKS']);
    const response = await fetch(`${rondo.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${client.token}` },
      body: JSON.stringify({ query: '{ tasks { totalCount } }' }),
    });
    expect(response.headers.get('www-authenticate')).toBe('Bearer error="insufficient_scope", scope="TASKS_READ"');
    expect(await response.json()).toMatchObject({
      errors: [{ message: 'Expected a token with TASKS_READ for `tasks`, got one with WEBHOOKS.' }],
    });
  });

  it('a mutation’s payload may be read all the same', async () => {
    const { client } = await createToken(['TASKS_WRITE']);
    expect((await createTask(client, 'Mine')).createTask.task.title).toBe('Mine');
    expect((await client.error('{ tasks { totalCount } }')).extensions.code).toBe('FORBIDDEN');
  });

  it('every token sees who it belongs to, and what is left of the budget', async () => {
    const { viewer } = await ada.data('{ viewer { id } }');
    for (const scope of allScopes) {
      const { client } = await createToken([scope]);
      expect(await client.data('{ viewer { id timeZone } rateLimit { limit } streamCursor }')).toMatchObject({
        viewer,
      });
    }
  });
});

it('what a program does stands in the history under its token’s name', async () => {
  const token = await createToken(['TASKS_READ', 'TASKS_WRITE'], ada, 'Backup script');
  const { createTask: made } = await createTask(token.client);
  const history = await eventually(
    () => token.client.data(`{ task(id: "${made.task.id}") { history { nodes { id actor { kind id name } } } } }`),
    ({ task }) => task.history.nodes.length > 0,
  );
  expect(history.task.history.nodes).toEqual([
    { id: made.eventId, actor: { kind: 'API_TOKEN', id: token.id, name: 'Backup script' } },
  ]);
});

it('`node` finds a token for its user, and for nobody else', async () => {
  const { id } = await createToken(['TASKS_READ']);
  const query = `{ node(id: "${id}") { ... on ApiToken { name scopes } } }`;
  expect(await ada.data(query)).toEqual({ node: { name: 'Cron', scopes: ['TASKS_READ'] } });
  expect(await (await ApiClient.signUp(rondo.url)).data(query)).toEqual({ node: null });
});

describe('a stream', () => {
  const taskChanges = 'subscription { taskChanges { cursor task { title } } }';
  const openEvents = (token: string | null, query: string) =>
    HttpStream.open(`${rondo.url}/graphql`, {
      headers: { accept: 'text/event-stream', authorization: `Bearer ${token}` },
      body: { query },
    });
  const codesOf = (stream: HttpStream) =>
    stream.events.flatMap(({ data }) => (data ? ((JSON.parse(data).errors ?? []) as Json[]) : []));

  it('of task changes needs TASKS_READ, one of everything NOTIFICATIONS_READ as well', async () => {
    const { client } = await createToken(['TASKS_READ']);
    await using changes = client.subscribe(taskChanges);
    await using everything = client.subscribe('subscription { changes { id } }');
    await expect(everything.ended).rejects.toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    const made = await eventually(
      async () => {
        await createTask(ada, 'Heard');
        return changes.events;
      },
      (events) => events.length > 0,
    );
    expect(made[0]).toMatchObject({ task: { title: 'Heard' } });
  });

  it('ends within 5 s once its token is revoked: 4403 over WebSocket, UNAUTHENTICATED with a cursor over SSE', async () => {
    const token = await createToken(['TASKS_READ']);
    const socket = await RawSocket.start(`${rondo.url}/graphql`, token.client.token ?? '');
    socket.subscribe('1', taskChanges);
    using events = await openEvents(token.client.token, taskChanges);
    await eventually(
      async () => {
        await createTask(ada, 'Heard');
        return [socket.events('1').length, events.events.length];
      },
      (heard) => heard.every((count) => count > 0),
    );
    const revoked = performance.now();
    await revoke(token);
    expect(await socket.closed).toMatchObject({ code: 4403 });
    await events.ended;
    expect(performance.now() - revoked).toBeLessThan(5_000);
    expect(codesOf(events)).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED', cursor: expect.any(String) } }]);
    expect((await token.client.request('{ viewer { id } }')).status).toBe(401);
  });

  it('ends, and every token with it, when the account is deleted', async () => {
    const eve = await ApiClient.signUp(rondo.url);
    const token = await createToken(['TASKS_READ'], eve);
    const socket = await RawSocket.start(`${rondo.url}/graphql`, token.client.token ?? '');
    socket.subscribe('1', taskChanges);
    const { viewer } = await eve.data('{ viewer { email } }');
    await eve.data('mutation ($email: String!) { deleteAccount(confirmEmail: $email) }', { email: viewer.email });
    const { status, body } = await token.client.request('{ viewer { id } }');
    expect({ status, code: body.errors?.[0]?.extensions.code }).toEqual({ status: 401, code: 'UNAUTHENTICATED' });
    expect(await socket.closed).toMatchObject({ code: 4403 });
  });
});

describe('what is no token of ours is 401', () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { sub: 'user_01k3v6y8z9f4q8r2s5t7w1x3yz', aud: 'http://localhost:4000/graphql', exp: 9_999_999_999 };
  it.each([
    ['a JWT of algorithm none', `${part({ alg: 'none' })}.${part(claims)}.`],
    ['a JWT of algorithm HS256', `${part({ alg: 'HS256' })}.${part(claims)}.${Buffer.alloc(32).toString('base64url')}`],
    [
      'a JWT with a key set elsewhere',
      `${part({ alg: 'RS256', jku: 'https://evil.example/jwks.json', kid: '1' })}.${part(claims)}.${'x'.repeat(342)}`,
    ],
    ['an unknown secret', `rondo_pat_${'A'.repeat(43)}`],
    ['an unknown access token', `rondo_oat_${'A'.repeat(32)}`],
  ])('%s', async (_what, token) => {
    const { status, body } = await new ApiClient(rondo.url, token).request('{ viewer { id } }');
    expect(status).toBe(401);
    expect(body.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });
});
