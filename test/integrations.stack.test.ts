import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import ICAL from 'ical.js';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { ApiClient, eventually, type Json } from './client.ts';
import { answer, send } from './conversation.ts';
import { ModelServer } from './model-server.ts';
import { startTestRondo, type TestRondo } from './stack/rondo.ts';
import { startEndpoint } from './webhook-endpoint.ts';

/* What integrations use, where every step goes through Kafka and Dapr. */

/** For what follows by events, on a machine that has other things to do. */
const patience = 30_000;

let model: ModelServer;
let rondo: TestRondo;
let user: ApiClient;

beforeAll(async () => {
  model = await ModelServer.start();
  rondo = await startTestRondo(inject('stack'), {
    OUTBOUND_ALLOW: '127.0.0.1',
    OPENAI_API_KEY: 'sk-test',
    OPENAI_BASE_URL: model.url,
  });
  user = await ApiClient.signUp(rondo.stack.url, { timeZone: 'Europe/Paris' });
}, 180_000);
afterAll(async () => {
  await rondo?.[Symbol.asyncDispose]();
  await model[Symbol.asyncDispose]();
}, 60_000);

async function tokenOf(scopes: string[]): Promise<{ id: string; secret: string }> {
  const { createApiToken } = await user.data(
    'mutation ($input: ApiTokenInput!) { createApiToken(input: $input) { secret token { id } } }',
    { input: { name: 'Integration', scopes } },
  );
  return { id: createApiToken.token.id, secret: createApiToken.secret };
}

async function connectAgent(token: string): Promise<Client> {
  const agent = new Client({ name: 'test', version: '1.0.0' });
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  await agent.connect(new StreamableHTTPClientTransport(new URL(`${rondo.stack.url}/mcp`), { requestInit }));
  return agent;
}

function ask(path: string, options: RequestInit = {}): Promise<Response> {
  const headers = { authorization: `Bearer ${user.token}`, ...options.headers };
  return fetch(`${rondo.stack.url}${path}`, { ...options, headers });
}

it('what an agent adds has one id in the stream and in a webhook; its token revoked, its stream and MCP end', async () => {
  await using endpoint = await startEndpoint();
  const input = { url: endpoint.url, events: ['task.created.v1'] };
  const { createWebhook } = await user.data(
    'mutation ($input: WebhookInput!) { createWebhook(input: $input) { secret webhook { id } } }',
    { input },
  );
  endpoint.secret = createWebhook.secret;
  const token = await tokenOf(['TASKS_READ', 'TASKS_WRITE']);
  const client = new ApiClient(rondo.stack.url, token.secret);
  await using stream = client.subscribe(
    'subscription ($after: String) { taskChanges(after: $after) { id kind actor { kind name } task { title } } }',
    { after: (await user.data('{ streamCursor }')).streamCursor },
  );
  const agent = await connectAgent(token.secret);
  await agent.callTool({ name: 'add_task', arguments: { title: 'Of an agent' } });
  const change = await stream.event(({ kind }) => kind === 'CREATED', patience);
  expect(change).toMatchObject({ actor: { kind: 'API_TOKEN', name: 'Integration' }, task: { title: 'Of an agent' } });
  // Signed as Standard Webhooks says: the endpoint takes nothing else.
  const [delivery] = await eventually(
    async () => endpoint.taken,
    (taken) => taken.length > 0,
    patience,
  );
  expect(delivery).toMatchObject({
    id: change.id,
    event: { type: 'task.created.v1', actor: { kind: 'API_TOKEN', name: 'Integration' } },
  });
  await user.data('mutation ($id: ID!) { deleteWebhook(id: $id) }', { id: createWebhook.webhook.id });

  const ended = stream.ended.then(
    () => 'completed',
    () => 'refused',
  );
  const revoked = performance.now();
  await user.data('mutation ($id: ID!) { revokeApiToken(id: $id) }', { id: token.id });
  await expect(agent.listTools()).rejects.toMatchObject({ code: 401 });
  expect(await ended).toBe('refused');
  expect(performance.now() - revoked).toBeLessThan(5_000);
  expect(stream.errors.at(-1)?.extensions.code).toBe('UNAUTHENTICATED');
  await agent.close();
});

it('an import of 2 000 tasks tells how it goes on to its end, and an export says the same', async () => {
  const given = Array.from({ length: 2_000 }, (_, index) => ({
    title: `Imported ${index}`,
    description: index % 7 === 0 ? 'One\n"two", 三' : '',
    priority: ['NONE', 'LOW', 'HIGH'][index % 3],
    due: index % 2 === 0 ? { date: '2031-03-30', time: '02:30:00', timeZone: 'Europe/Paris', floating: false } : null,
  }));
  const response = await ask('/import?format=json', { method: 'POST', body: JSON.stringify(given) });
  expect(response.status).toBe(202);
  const { job } = (await response.json()) as Json;
  await using progress = user.subscribe(
    'subscription ($id: ID!) { importProgress(id: $id) { total done failed finished errors } }',
    { id: job.id },
  );
  await progress.ended;
  expect(progress.events.at(-1)).toEqual({ total: 2_000, done: 2_000, failed: 0, finished: true, errors: [] });
  const seen = progress.events.map(({ done }) => done);
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));

  const document = (await (await ask('/export?format=json')).json()) as Json;
  const byTitle = (a: Json, b: Json) => (a.title < b.title ? -1 : 1);
  const exported = document.tasks
    .filter(({ title }: Json) => title.startsWith('Imported '))
    .map(({ title, description, priority, due }: Json) => ({ title, description, priority, due }));
  expect(exported.toSorted(byTitle)).toEqual(given.toSorted(byTitle));
  // And they are heard of like any others: the activity, behind Kafka, has the last of them.
  await eventually(
    async () => (await user.data('{ activity(first: 1) { totalCount } }')).activity.totalCount,
    (count) => count > 2_000,
    60_000,
  );
});

it('the assistant streams what the model says, and does what it asks for', async () => {
  const rest = Promise.withResolvers<void>();
  model.say(
    [{ call: 'add_task', input: { title: 'Of the assistant' } }],
    [{ text: 'It is ' }, { waitFor: rest.promise }, { text: 'done.' }],
  );
  const { sendMessage } = await send(user, 'Add a task');
  const states: Json[] = [];
  const answered = answer(user, sendMessage.conversationId, states);
  await eventually(
    async () =>
      (await user.data('query ($id: ID!) { node(id: $id) { ... on Message { text } } }', { id: sendMessage.id })).node,
    ({ text }) => text === 'It is ',
    patience,
  );
  rest.resolve();
  expect(await answered).toMatchObject({ text: 'It is done.', complete: true, actions: [{ tool: 'add_task' }] });
  for (const [index, { text }] of states.entries()) expect(text.startsWith(states[index - 1]?.text ?? '')).toBe(true);
  const { tasks } = await user.data('{ tasks(query: "assistant") { nodes { title } } }');
  expect(tasks.nodes).toEqual([{ title: 'Of the assistant' }]);
});

it('a calendar program reads the tasks that a feed has', async () => {
  const { saveFilter } = await user.data('mutation { saveFilter(name: "Agents", query: "agent") { id } }');
  const made = await ask('/calendar-feeds', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ filterId: saveFilter.id }),
  });
  expect(made.status).toBe(201);
  const { url } = (await made.json()) as { url: string };
  const calendar = await fetch(new URL(new URL(url).pathname, rondo.stack.url));
  expect(calendar.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
  const parsed = new ICAL.Component(ICAL.parse(await calendar.text()));
  const summaries = parsed.getAllSubcomponents('vtodo').map((todo) => todo.getFirstPropertyValue('summary'));
  expect(summaries).toEqual(['Of an agent']);
});
