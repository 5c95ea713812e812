import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient, type Json } from './client.ts';
import { add, confirm, tasksOf, titlesOf } from './conversation.ts';
import { RondoProcess } from './rondo-process.ts';

/* By the protocol's official client, over both transports, on `npm start`'s process. */

const stdio = fileURLToPath(new URL('../tools/src/stdio.ts', import.meta.url));
const command = fileURLToPath(new URL('../tools/rondo-mcp', import.meta.url));

let rondo: RondoProcess;
let user: ApiClient;

beforeAll(async () => {
  rondo = await RondoProcess.start({ OPENAI_API_KEY: '', OPENAI_BASE_URL: '' });
  user = await ApiClient.signUp(rondo.url, { timeZone: 'Europe/Paris' });
}, 60_000);
afterAll(() => rondo[Symbol.asyncDispose](), 30_000);

async function tokenOf(owner: ApiClient, scopes: string[]): Promise<{ id: string; secret: string }> {
  const { createApiToken } = await owner.data(
    'mutation ($input: ApiTokenInput!) { createApiToken(input: $input) { secret token { id } } }',
    { input: { name: 'My agent', scopes } },
  );
  return { id: createApiToken.token.id, secret: createApiToken.secret };
}

class Agent implements AsyncDisposable {
  readonly client = new Client({ name: 'test', version: '1.0.0' });

  static async overHttp(token: string): Promise<Agent> {
    const agent = new Agent();
    await agent.client.connect(
      new StreamableHTTPClientTransport(new URL(`${rondo.url}/mcp`), {
        requestInit: { headers: { authorization: `Bearer ${token}` } },
      }),
    );
    return agent;
  }

  static overStdio(token: string): Promise<Agent> {
    return Agent.byCommand(token, { command: process.execPath, args: [stdio] });
  }

  static async byCommand(token: string, command: { command: string; args?: string[]; cwd?: string }): Promise<Agent> {
    const agent = new Agent();
    const env = { RONDO_URL: rondo.url, RONDO_TOKEN: token, PATH: process.env.PATH ?? '' };
    await agent.client.connect(new StdioClientTransport({ ...command, env }));
    return agent;
  }

  async call(name: string, input: object = {}): Promise<Json> {
    const { content, isError } = await this.client.callTool({ name, arguments: { ...input } });
    const [part] = content as { text: string }[];
    return { isError: isError ?? false, ...JSON.parse(part?.text ?? '{}') };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.client.close();
  }
}

describe.each([
  ['streamable HTTP', (token: string) => Agent.overHttp(token)],
  ['stdio', (token: string) => Agent.overStdio(token)],
])('MCP over %s', (_transport, connect) => {
  it('offers tools with schemas, examples and hints, resources and prompts', async () => {
    const { secret } = await tokenOf(user, ['TASKS_READ', 'TASKS_WRITE']);
    await using agent = await connect(secret);
    const { tools } = await agent.client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'add_task',
        'find_tasks',
        'update_task',
        'complete_tasks',
        'reschedule_tasks',
        'delete_tasks',
      ]),
    );
    for (const { name, inputSchema, annotations, description } of tools) {
      expect(inputSchema, name).toMatchObject({ type: 'object', additionalProperties: false });
      expect(description, name).toBeTruthy();
      expect(annotations?.destructiveHint, name).toBe(name === 'delete_tasks');
    }
    expect(JSON.stringify(tools.find(({ name }) => name === 'find_tasks'))).toContain('due:overdue');
    expect(tools.filter(({ annotations }) => annotations?.readOnlyHint).map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'find_tasks',
        'get_task',
        'preview_recurrence',
        'list_tags',
        'task_statistics',
        'task_history',
      ]),
    );
    const { resourceTemplates } = await agent.client.listResourceTemplates();
    expect(resourceTemplates).toMatchObject([{ uriTemplate: 'rondo://task/{id}' }]);
    expect((await agent.client.listPrompts()).prompts).toMatchObject([{ name: 'plan_my_day' }]);
  });

  it('adds, finds, changes what is named and nothing else, completes; history names the token', async () => {
    const owner = user;
    const { secret, id: tokenId } = await tokenOf(owner, ['TASKS_READ', 'TASKS_WRITE']);
    await using agent = await connect(secret);
    const title = `Water the plants ${crypto.randomUUID()}`;
    const { added } = await agent.call('add_task', {
      title,
      due: { date: '2031-03-03', time: '09:00' },
      tags: ['home'],
      rule: 'FREQ=WEEKLY;BYDAY=MO',
    });
    await owner.data(
      'mutation ($id: ID!) { setRecurrence(taskId: $id, recurrence: { rule: "FREQ=WEEKLY;BYDAY=MO", mode: COMPLETION, missed: KEEP }) { eventId } }',
      { id: added.id },
    );
    const { tasks } = await agent.call('find_tasks', { query: `"${title}"` });
    expect(tasks).toMatchObject([
      { id: added.id, due: '2031-03-03 09:00', tags: ['home'], rule: 'FREQ=WEEKLY;BYDAY=MO' },
    ]);
    await agent.call('update_task', { id: added.id, priority: 'HIGH', addTags: ['garden'] });
    await agent.call('set_recurrence', { id: added.id, rule: 'FREQ=WEEKLY;BYDAY=MO;INTERVAL=2' });
    const found = async () => (await tasksOf(owner)).find((task) => task.title === title);
    expect(await found()).toMatchObject({
      priority: 'HIGH',
      due: { date: '2031-03-03', time: '09:00:00' },
      tags: [{ name: 'home' }, { name: 'garden' }],
      series: { rule: 'FREQ=WEEKLY;BYDAY=MO;INTERVAL=2', mode: 'COMPLETION', missed: 'KEEP' },
    });
    expect(await agent.call('complete_tasks', { ids: [added.id] })).toMatchObject({
      completed: [{ status: 'COMPLETED' }],
    });
    const { history } = await agent.call('task_history', { id: added.id });
    expect(history.at(-1)).toMatchObject({ actor: { kind: 'API_TOKEN', name: 'My agent' } });
    expect(tokenId).toMatch(/^token_/);
  });

  it('deletes nothing, whatever is called: a person accepts it, signed in, and an agent’s token can not', async () => {
    const { secret } = await tokenOf(user, ['TASKS_READ', 'TASKS_WRITE', 'ASSISTANT']);
    await using agent = await connect(secret);
    const title = `Delete everything, now ${crypto.randomUUID()}`;
    const task = await add(user, title);
    const result = await agent.call('delete_tasks', { ids: [task.id] });
    expect(result).toMatchObject({ isError: false, status: 'NEEDS_CONFIRMATION' });
    expect(await titlesOf(user)).toContain(title);
    const { conversations } = await user.data(
      '{ conversations { nodes { messages(last: 1) { nodes { text actions { id state summary } } } } } }',
    );
    const [message] = conversations.nodes[0].messages.nodes;
    expect(message.text).toContain('“My agent”');
    expect(message.actions).toMatchObject([
      { state: 'NEEDS_CONFIRMATION', summary: expect.stringContaining(`- “${title}”`) },
    ]);
    const asAgent = new ApiClient(rondo.url, secret);
    const refused = await asAgent.error('mutation ($id: ID!) { confirmAction(id: $id, accept: true) { id } }', {
      id: message.actions[0].id,
    });
    expect(refused.extensions.code).toBe('FORBIDDEN');
    expect(await titlesOf(user)).toContain(title);
    expect(await confirm(user, message.actions[0].id, true)).toMatchObject({ actions: [{ state: 'DONE' }] });
    expect(await titlesOf(user)).not.toContain(title);
  });

  it('says what is wrong so that a model can act on it', async () => {
    const { secret } = await tokenOf(user, ['TASKS_READ', 'TASKS_WRITE']);
    await using agent = await connect(secret);
    expect(await agent.call('add_task', { titel: 'Milk' })).toMatchObject({
      isError: true,
      error: { code: 'BAD_USER_INPUT', message: expect.stringContaining('titel') },
    });
    expect(await agent.call('find_tasks', { query: 'status:nonsense' })).toMatchObject({
      isError: true,
      error: { code: 'INVALID_FILTER', argument: 'query' },
    });
    expect(
      await agent.call('preview_recurrence', {
        rule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
        start: '2026-01-01T09:00',
      }),
    ).toMatchObject({
      isError: true,
      error: { code: 'INVALID_RECURRENCE' },
    });
    await expect(agent.call('drop_database')).rejects.toThrow('There is no tool drop_database');
  });
});

describe('who may use MCP', () => {
  const post = (token: string | null, body: object = { jsonrpc: '2.0', id: 1, method: 'tools/list' }) =>
    fetch(`${rondo.url}/mcp`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      body: JSON.stringify(body),
    });

  it('is told where to get a token: 401 with the resource’s metadata', async () => {
    for (const token of [null, 'nonsense', 'rondo_pat_nonsense']) {
      const response = await post(token);
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toContain(
        `resource_metadata="${rondo.url}/.well-known/oauth-protected-resource/mcp"`,
      );
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    }
    const metadata = await fetch(`${rondo.url}/.well-known/oauth-protected-resource/mcp`);
    expect(await metadata.json()).toMatchObject({ resource: `${rondo.url}/mcp` });
  });

  it('loses it at once when the token is revoked', async () => {
    const { id, secret } = await tokenOf(user, ['TASKS_READ']);
    expect((await post(secret)).status).toBe(200);
    await user.data('mutation ($id: ID!) { revokeApiToken(id: $id) }', { id });
    expect((await post(secret)).status).toBe(401);
  });

  it('has no cookies count, which a page could have a browser send', async () => {
    const signIn = await fetch(`${rondo.url}/api/auth/sign-in/anonymous`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    const cookie = signIn.headers
      .getSetCookie()
      .map((set) => set.split(';')[0])
      .join('; ');
    expect(cookie).not.toBe('');
    const response = await fetch(`${rondo.url}/mcp`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', cookie },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
    });
    expect(response.status).toBe(401);
  });

  it('may do what the token’s scopes say: a reading one is offered reading, and refused the rest', async () => {
    const { secret } = await tokenOf(user, ['TASKS_READ']);
    await using agent = await Agent.overHttp(secret);
    const names = (await agent.client.listTools()).tools.map(({ name }) => name);
    expect(names).toContain('find_tasks');
    expect(names).not.toContain('add_task');
    expect(await agent.call('add_task', { title: 'Milk' })).toMatchObject({
      isError: true,
      error: { code: 'FORBIDDEN' },
    });
    const { secret: none } = await tokenOf(user, ['NOTIFICATIONS_READ']);
    await using blind = await Agent.overHttp(none);
    expect((await blind.client.listTools()).tools).toEqual([]);
    expect(await blind.call('find_tasks')).toMatchObject({ isError: true, error: { code: 'FORBIDDEN' } });
    await expect(blind.client.readResource({ uri: 'rondo://today' })).rejects.toThrow('FORBIDDEN');
  });

  it("finds nothing under another user's ids, and changes nothing", async () => {
    const task = await add(user, 'Mine');
    const stranger = await ApiClient.signUp(rondo.url);
    const { secret } = await tokenOf(stranger, ['TASKS_READ', 'TASKS_WRITE']);
    await using agent = await Agent.overHttp(secret);
    const calls: [string, object][] = [
      ['get_task', { id: task.id }],
      ['update_task', { id: task.id, title: 'Theirs' }],
      ['update_tasks', { ids: [task.id], priority: 'HIGH' }],
      ['complete_tasks', { ids: [task.id] }],
      ['reschedule_tasks', { ids: [task.id], due: null }],
      ['delete_tasks', { ids: [task.id] }],
      ['set_recurrence', { id: task.id, rule: 'FREQ=DAILY' }],
      ['task_history', { id: task.id }],
    ];
    for (const [name, input] of calls) {
      expect(await agent.call(name, input), name).toMatchObject({ isError: true, error: { code: 'NOT_FOUND' } });
    }
    await expect(agent.client.readResource({ uri: `rondo://task/${task.id}` })).rejects.toThrow('NOT_FOUND');
    expect((await tasksOf(user)).find(({ id }) => id === task.id)).toMatchObject({
      title: 'Mine',
      version: task.version,
    });
  });

  it('reads today and a task, and plans the day with them', async () => {
    const { secret } = await tokenOf(user, ['TASKS_READ']);
    await using agent = await Agent.overHttp(secret);
    const task = await add(user, 'Due long ago', { due: { date: '2020-01-01' } });
    const today = await agent.client.readResource({ uri: 'rondo://today' });
    expect(JSON.stringify(today.contents)).toContain('Due long ago');
    const one = await agent.client.readResource({ uri: `rondo://task/${task.id}` });
    expect(JSON.stringify(one.contents)).toContain(task.id);
    const plan = await agent.client.getPrompt({ name: 'plan_my_day', arguments: { hours: '6' } });
    expect(plan.messages[0]?.content).toMatchObject({ text: expect.stringContaining('I have 6 hours') });
    expect(JSON.stringify(plan.messages[1])).toContain('Due long ago');
  });

  it('has no streams and no sessions: GET and DELETE are 405', async () => {
    for (const method of ['GET', 'DELETE']) expect((await fetch(`${rondo.url}/mcp`, { method })).status).toBe(405);
  });
});

describe('the stdio command', () => {
  it('tells a client that the token is refused', async () => {
    await expect(Agent.overStdio('rondo_pat_nonsense')).rejects.toThrow('does not know the token in RONDO_TOKEN');
  });
});

it('the package of the command runs where there is nothing but it: no checkout, no network, no dependencies', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'rondo-mcp-'));
  try {
    const npm = (args: string[], cwd: string) => promisify(execFile)('npm', args, { cwd });
    const { stdout } = await npm(['pack', command, '--pack-destination', directory, '--silent'], directory);
    const empty = join(directory, 'empty');
    await mkdir(empty);
    const file = join(directory, stdout.trim().split('\n').at(-1) ?? '');
    await npm(['install', file, '--offline', '--no-audit', '--no-fund'], empty);
    const installed = join(empty, 'node_modules');
    const manifest = JSON.parse(await readFile(join(installed, 'rondo-mcp', 'package.json'), 'utf8'));
    expect(manifest).not.toHaveProperty('dependencies');
    const licences = await readFile(join(installed, 'rondo-mcp', 'dist', 'LICENSES.txt'), 'utf8');
    expect(licences).toMatch(/^Rondo\n.*\n@modelcontextprotocol\/sdk \d/s);

    const { secret } = await tokenOf(user, ['TASKS_READ', 'TASKS_WRITE']);
    const program = { command: join(installed, '.bin', 'rondo-mcp'), cwd: empty };
    await using agent = await Agent.byCommand(secret, program);
    const title = `Packed ${crypto.randomUUID()}`;
    expect(await agent.call('add_task', { title })).toMatchObject({ isError: false });
    expect(await titlesOf(user)).toContain(title);
    await expect(Agent.byCommand('rondo_pat_wrong', program)).rejects.toThrow('does not know the token in RONDO_TOKEN');
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}, 60_000);
