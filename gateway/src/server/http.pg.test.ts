import { newId } from '@rondo/schema/ids.ts';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authorization, startTestGateway, type TestGateway, type TestUser } from '../testing/gateway.ts';
import { SECRET } from '../testing/services.ts';

let test: TestGateway;
let user: TestUser;

beforeAll(async () => {
  test = await startTestGateway();
  user = test.signIn();
});
afterAll(() => test[Symbol.asyncDispose]());

const badInput = { extensions: { code: 'BAD_USER_INPUT' } };

async function post(body: string, headers: Record<string, string> = {}): Promise<{ status: number; text: string }> {
  const response = await fetch(test.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...authorization(user), ...headers },
    body,
  });
  return { status: response.status, text: await response.text() };
}

const nested = (depth: number) => `${'parent { '.repeat(depth)}id${' }'.repeat(depth)}`;

describe('operations', () => {
  it('are executed over several subgraphs, and every response says what it cost', async () => {
    const { body, status } = await test.ask(
      'mutation { createTask(input: { title: "Milk" }) { task { id title } } }',
      {},
      user,
    );
    expect(status).toBe(200);
    expect(body).toEqual({
      data: { createTask: { task: { id: expect.stringMatching(/^task_/), title: 'Milk' } } },
      extensions: {
        cost: { requested: 12, remaining: expect.any(Number), limit: 500_000, resetAt: expect.any(String) },
      },
    });
    const refused = await test.ask('{ nope }', {}, user);
    expect(refused.body.extensions.cost).toMatchObject({ requested: 0, limit: 500_000 });
  });

  it('come by GET too, but mutations only by POST', async () => {
    const get = (query: string) =>
      fetch(`${test.url}?query=${encodeURIComponent(query)}`, {
        headers: { ...authorization(user), 'apollo-require-preflight': '1' },
      });
    expect(await (await get('{ viewer { id } }')).json()).toMatchObject({ data: { viewer: { id: user.userId } } });
    const mutation = await get('mutation { completeTask(id: "x") { eventId } }');
    expect(mutation.status).toBe(405);
    expect(mutation.headers.get('allow')).toBe('POST');
    expect(await mutation.json()).toMatchObject({ errors: [badInput] });
    const bare = await fetch(
      `${test.url}?query=mutation%20%7B%20completeTask(id%3A%20%22x%22)%20%7B%20eventId%20%7D%20%7D`,
    );
    expect(bare.status, 'also where no header tells that a script sent it').toBe(405);
    expect(bare.headers.get('allow')).toBe('POST');
  });

  it.each([
    ['a depth of 50', `{ task(id: "x") { ${nested(49)} } }`],
    ['1 000 aliases', `{ ${Array.from({ length: 1_000 }, (_, i) => `a${i}: viewer { id }`).join(' ')} }`],
    ['20 000 tokens', `{ ${'viewer { id } '.repeat(5_000)} }`],
    ['51 directives', `{ viewer { id ${'@include(if: true) '.repeat(51)} } }`],
    ['circular fragments', '{ viewer { ...A } } fragment A on User { ...B } fragment B on User { ...A }'],
    ['a syntax error', '{ viewer { id '],
    ['an unknown field', '{ viewer { nope } }'],
    ['_entities', '{ _entities(representations: []) { __typename } }'],
    ['_service', '{ _service { sdl } }'],
    ['nesting that runs the parser out of stack', `{ tasks(query: ${'['.repeat(14_000)}`],
    [
      'fragments that double each other thirty times',
      `{ viewer { ...F30 } } ${Array.from({ length: 30 }, (_, i) => `fragment F${i + 1} on User { ...F${i} ...F${i} }`).join(' ')} fragment F0 on User { id name }`,
    ],
    [
      'a list of 500 nodes with everything',
      `{ ${Array.from({ length: 99 }, (_, i) => `n${i}: node(id: "${i}") { ... on Task { title tags { name } series { rule } reminders { at } } }`).join(' ')} }`,
    ],
  ])('with %s are refused with 400 before they cost anything', async (_what, query) => {
    const begun = process.cpuUsage();
    const { status, body } = await test.ask(query, {}, user);
    const used = process.cpuUsage(begun);
    expect(used.user + used.system, 'microseconds of processor time').toBeLessThan(1_000_000);
    expect(status).toBe(400);
    expect(body.errors[0]).toMatchObject(badInput);
    expect(body).not.toHaveProperty('data');
  });

  it('that are refused have 200 for a client that takes application/json and nothing else, and 400 for all others', async () => {
    for (const query of ['{', '{ nope }', 'query ($id: ID!) { task(id: $id) { id } }']) {
      const body = JSON.stringify({ query });
      for (const [accept, status] of [
        ['application/json', 200],
        ['*/*', 400],
        ['application/graphql-response+json', 400],
        ['application/graphql-response+json, application/json', 400],
      ] as const) {
        const refused = await post(body, { accept });
        expect(refused.status, `${query} with ${accept}`).toBe(status);
        expect(JSON.parse(refused.text).errors).toMatchObject([badInput]);
      }
    }
    expect((await post('{}', { accept: 'application/json' })).status).toBe(400);
  });

  it('of GraphiQL, which asks for the whole schema, are within the limits', async () => {
    const { status, body } = await test.ask(
      getIntrospectionQuery({ inputValueDeprecation: true, schemaDescription: true, specifiedByUrl: true }),
      {},
      user,
    );
    expect(status).toBe(200);
    expect(body.errors).toBeUndefined();
  });

  it('of which there are several in one document need a name', async () => {
    expect((await test.ask('query A { viewer { id } } query B { viewer { id } }', {}, user)).body.errors).toMatchObject(
      [badInput],
    );
  });
});

describe('requests', () => {
  it('of one user pass a hundred at a time, and 300 mutations in a row', async () => {
    const busy = test.signIn();
    const at = await Promise.all(Array.from({ length: 100 }, () => test.ask('{ viewer { id } }', {}, busy)));
    expect(at.every(({ status, body }) => status === 200 && body.data.viewer.id === busy.userId)).toBe(true);
    const create = 'mutation ($title: String!) { createTask(input: { title: $title }) { task { id title } } }';
    const codes = new Set<unknown>();
    for (let made = 0; made < 300; made += 20) {
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, i) => test.ask(create, { title: `Task ${made + i}` }, busy)),
      );
      for (const { status, body } of answers) codes.add(body.errors?.[0].extensions.code ?? status);
    }
    expect([...codes]).toEqual([200]);
  });

  it('that are no operation are refused, each with the status and code that says why', async () => {
    const batch = await post(JSON.stringify(Array.from({ length: 100 }, () => ({ query: '{ viewer { id } }' }))));
    expect(batch.status).toBe(400);
    expect(JSON.parse(batch.text).errors).toMatchObject([badInput]);
    const plain = await post(JSON.stringify({ query: '{ viewer { id } }' }), { 'content-type': 'text/plain' });
    expect(plain.status).toBe(400);
    expect(JSON.parse(plain.text).errors).toMatchObject([badInput]);
    const form = await post('query=%7Bviewer%7Bid%7D%7D', { 'content-type': 'application/x-www-form-urlencoded' });
    expect(form.status).toBe(415);
    const large = await post(JSON.stringify({ query: `{ viewer { id } } #${'x'.repeat(3 * 1_024 * 1_024)}` }));
    expect(large.status).toBe(413);
    expect(JSON.parse(large.text).errors).toMatchObject([badInput]);
    expect((await post('{"query": ')).status).toBe(400);
    expect((await post('{}')).status).toBe(400);
    expect((await post('{"query": 7}')).status).toBe(400);
    expect((await post('{"query": "{ viewer { id } }", "variables": "x"}')).status).toBe(400);
    expect((await fetch(test.url, { method: 'PUT', headers: authorization(user) })).status).toBe(405);
  });

  it('with __proto__ are answered as if it were not there', async () => {
    const query = 'query ($id: ID!) { task(id: $id) { id } }';
    const { status, text } = await post(`{"query": "${query}", "variables": {"id": "x", "__proto__": {"id": "y"}}}`);
    expect(status).toBe(200);
    expect(JSON.parse(text).data).toEqual({ task: null });
  });

  it('with a variable that is nested a hundred thousand deep are refused, by what it is used in', async () => {
    const query = 'query ($filter: TaskFilter) { tasks(filter: $filter) { totalCount } }';
    const deep = `${'{"not":'.repeat(100_000)}{}${'}'.repeat(100_000)}`;
    const { status, text } = await post(`{"query": "${query}", "variables": {"filter": ${deep}}}`);
    expect(status).toBe(400);
    expect(JSON.parse(text).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'filter' } }]);
  });

  it('for a subscription are told which transports there are', async () => {
    const { status, body } = await test.ask('subscription { changes { id } }', {}, user);
    expect(status).toBe(406);
    expect(body.errors).toMatchObject([{ message: expect.stringContaining('text/event-stream'), ...badInput }]);
  });

  it('for a subscription that is not valid are told why, over every transport', async () => {
    const query = 'subscription { nope }';
    const reason = { message: expect.stringContaining('"nope"'), ...badInput };
    const plain = await test.ask(query, {}, user);
    expect(plain).toMatchObject({ status: 400, body: { errors: [reason] } });
    const streamed = await post(JSON.stringify({ query }), { accept: 'text/event-stream' });
    const [, payload = ''] = /^data: (.*)$/m.exec(streamed.text) ?? [];
    expect(JSON.parse(payload)).toMatchObject({ errors: [reason] });
  });
});

describe('arguments', () => {
  it.each([
    ['mutation { createTask(input: { title: "x", due: { date: "2026-02-30" } }) { eventId } }', {}, 'input.due.date'],
    [
      'mutation ($due: DueInput) { createTask(input: { title: "x", due: $due }) { eventId } }',
      { due: { date: '2026-01-01', time: '25:00' } },
      'input.due.time',
    ],
    [
      'mutation ($input: CreateTaskInput!) { createTask(input: $input) { eventId } }',
      { input: { title: 'x', priority: 'URGENT' } },
      'input.priority',
    ],
    ['mutation { createTask(input: { title: "x", priority: URGENT }) { eventId } }', {}, 'input.priority'],
    [
      'mutation ($ids: [ID!]!) { completeTasks(ids: $ids) { tasks { id } } }',
      { ids: ['task_1', { nested: true }] },
      'ids.1',
    ],
    ['query ($at: DateTime!) { task(id: "x") { asOf(at: $at) { title } } }', { at: 'yesterday' }, 'at'],
    ['query ($first: Int) { tasks(first: $first) { totalCount } }', { first: 'many' }, 'first'],
    ['mutation ($title: String!) { createTask(input: { title: $title }) { eventId } }', {}, 'input.title'],
    [
      'mutation { createTask(input: { title: "x", reminders: [{ at: "2026-01-01T00:00:00Z" }, { before: "soon" }] }) { eventId } }',
      {},
      'input.reminders.1.before',
    ],
  ])('are named where their value is refused: %s', async (query, variables, argument) => {
    const { status, body } = await test.ask(query, variables, user);
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument } }]);
  });
});

describe('faults', () => {
  it('are INTERNAL with a request id, and say nothing of what is behind', async () => {
    const { status, body } = await test.ask('{ viewer { id } parseTask(text: "x") { title } }', {}, user);
    expect(status).toBe(200);
    expect(JSON.stringify(body)).not.toContain(SECRET.slice(0, 10));
    expect(body.errors).toEqual([
      {
        message: expect.any(String),
        path: ['parseTask'],
        extensions: { code: 'INTERNAL', requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      },
    ]);
  });

  it('that are meant keep their code, argument and sentence', async () => {
    const id = newId('task');
    const { body } = await test.ask('mutation ($id: ID!) { completeTask(id: $id) { eventId } }', { id }, user);
    expect(body).toMatchObject({
      data: null,
      errors: [
        {
          message: expect.stringContaining(id),
          path: ['completeTask'],
          extensions: { code: 'NOT_FOUND', argument: 'id' },
        },
      ],
    });
  });
});

describe('pages of other sites', () => {
  it('are refused, the gateway’s own are not', async () => {
    const from = async (origin: string, method = 'POST') => {
      const body = method === 'POST' ? JSON.stringify({ query: '{ viewer { id } }' }) : undefined;
      const headers = { 'content-type': 'application/json', origin };
      return (await fetch(test.url, { method, headers, body })).status;
    };
    expect(await from('https://evil.example')).toBe(403);
    expect(await from('null')).toBe(403);
    expect(await from(`http://localhost:${test.gateway.port + 1}`)).toBe(403);
    expect(await from('https://evil.example', 'OPTIONS')).toBe(403);
    expect(await from(`http://localhost:${test.gateway.port}`)).toBe(200);
    expect(await from(`http://127.0.0.1:${test.gateway.port}`)).toBe(200);
  });

  it('that are allowed get what CORS asks for', async () => {
    await using friendly = await test.another({ allowedOrigins: ['https://app.example'] });
    const response = await fetch(`http://127.0.0.1:${friendly.port}/graphql`, {
      method: 'OPTIONS',
      headers: { origin: 'https://app.example', 'access-control-request-method': 'POST' },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect(response.headers.get('access-control-allow-headers')).toContain('authorization');
  });
});

describe('health', () => {
  it('is ready once the gateway answers', async () => {
    for (const path of ['/health', '/health/live', '/health/ready'])
      expect((await fetch(new URL(path, test.url))).status).toBe(200);
    expect((await fetch(new URL('/nothing', test.url))).status).toBe(404);
  });
});
