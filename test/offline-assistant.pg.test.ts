import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ApiClient } from './client.ts';
import { add, answer, confirm, say, tasksOf, titlesOf } from './conversation.ts';
import { RondoProcess } from './rondo-process.ts';

let rondo: RondoProcess;
let user: ApiClient;

beforeAll(async () => {
  rondo = await RondoProcess.start({ OPENAI_API_KEY: '', OPENAI_BASE_URL: '' });
}, 60_000);
afterAll(() => rondo[Symbol.asyncDispose](), 30_000);
/** Ten accounts a minute are what one address may make. */
const signUp = async () => {
  user = await ApiClient.signUp(rondo.url, { timeZone: 'Europe/Paris' });
};

const today = () => new Date().toLocaleDateString('sv-SE', { timeZone: 'Europe/Paris' });

describe('the offline assistant', () => {
  beforeEach(signUp);

  it('says that it is one, and what it understands', async () => {
    const message = await say(user, 'Hello there');
    expect(message).toMatchObject({ role: 'ASSISTANT', complete: true, actions: [] });
    expect(message.text).toContain('offline assistant');
    expect(message.text).toContain('add call Ada tomorrow');
    expect(await titlesOf(user)).toEqual([]);
  });

  it('adds by quick add, lists, completes and reschedules, each noted as the assistant’s', async () => {
    const added = await say(user, 'add Call Ada today at 17:00 #work !high');
    expect(added.text).toContain(`Added “Call Ada” (due ${today()} 17:00)`);
    expect(added.actions).toMatchObject([{ tool: 'quick_add_task', state: 'DONE' }]);
    expect(await tasksOf(user)).toMatchObject([{ title: 'Call Ada', priority: 'HIGH', tags: [{ name: 'work' }] }]);

    const { conversationId } = added;
    expect((await say(user, 'What is due today?', conversationId)).text).toContain('“Call Ada”');
    const moved = await say(user, 'move call ada to 2031-02-03 9:00', conversationId);
    expect(moved.text).toContain('Moved “Call Ada” to 2031-02-03 09:00');
    expect(await tasksOf(user)).toMatchObject([
      { due: { date: '2031-02-03' }, priority: 'HIGH', tags: [{ name: 'work' }] },
    ]);
    expect((await say(user, 'complete call ada', conversationId)).text).toContain('Completed “Call Ada”');
    expect(await tasksOf(user)).toMatchObject([{ status: 'COMPLETED' }]);

    const { conversation } = await user.data(
      'query ($id: ID!) { conversation(id: $id) { title messages { totalCount nodes { role } } } }',
      { id: conversationId },
    );
    expect(conversation).toMatchObject({
      title: 'add Call Ada today at 17:00 #work !high',
      messages: { totalCount: 8 },
    });
    const { task } = await user.data('query ($id: ID!) { task(id: $id) { history { nodes { actor { kind id } } } } }', {
      id: (await tasksOf(user))[0].id,
    });
    for (const { actor } of task.history.nodes) expect(actor).toEqual({ kind: 'ASSISTANT', id: conversationId });
  });

  it('asks which one is meant where several are, and changes none', async () => {
    await add(user, 'Milk for Ada');
    await add(user, 'Milk for Bob');
    const message = await say(user, 'complete milk');
    expect(message.text).toContain('Which one?');
    expect((await tasksOf(user)).map(({ status }) => status)).toEqual(['OPEN', 'OPEN']);
  });

  it('deletes nothing before the user accepts, and then what was shown', async () => {
    await add(user, 'Old notes');
    const message = await say(user, 'delete old notes');
    const [action] = message.actions;
    expect(action).toMatchObject({ tool: 'delete_tasks', state: 'NEEDS_CONFIRMATION' });
    expect(action.summary).toContain('- “Old notes”');
    expect(await titlesOf(user)).toEqual(['Old notes']);
    expect(await confirm(user, action.id, true)).toMatchObject({ actions: [{ state: 'DONE' }] });
    expect(await titlesOf(user)).toEqual([]);
    expect(await confirm(user, action.id, true)).toMatchObject({ actions: [{ state: 'DONE' }] });
    const error = await user.error('mutation ($id: ID!) { confirmAction(id: $id, accept: false) { id } }', {
      id: action.id,
    });
    expect(error.extensions.code).toBe('CONFLICT');
  });

  it('leaves what is rejected', async () => {
    await add(user, 'Old notes');
    const { actions } = await say(user, 'delete old notes');
    expect(await confirm(user, actions[0].id, false)).toMatchObject({ actions: [{ state: 'REJECTED' }] });
    expect(await titlesOf(user)).toEqual(['Old notes']);
  });

  it('does nothing of what has changed since it was shown, and says why', async () => {
    const task = await add(user, 'Old notes');
    const { actions } = await say(user, 'delete old notes');
    await user.data('mutation ($id: ID!) { updateTask(id: $id, input: { title: "Notes to keep" }) { eventId } }', {
      id: task.id,
    });
    const { actions: after } = await confirm(user, actions[0].id, true);
    expect(after).toMatchObject([
      { state: 'FAILED', summary: expect.stringContaining('“Notes to keep” has changed since') },
    ]);
    expect(await titlesOf(user)).toEqual(['Notes to keep']);
  });
});

describe('conversations', () => {
  beforeAll(signUp);

  it("are the user's own: another's is NOT_FOUND or null everywhere", async () => {
    await add(user, 'Old notes');
    const { conversationId, actions, id } = await say(user, 'delete old notes');
    const stranger = await ApiClient.signUp(rondo.url);
    expect(await stranger.data('query ($id: ID!) { conversation(id: $id) { id } }', { id: conversationId })).toEqual({
      conversation: null,
    });
    expect(
      await stranger.data('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: [conversationId, id] }),
    ).toEqual({
      nodes: [null, null],
    });
    const sent = await stranger.error(
      'mutation ($conversationId: ID!) { sendMessage(conversationId: $conversationId, text: "Hello") { id } }',
      { conversationId },
    );
    expect(sent.extensions).toMatchObject({ code: 'NOT_FOUND', argument: 'conversationId' });
    const confirmed = await stranger.error('mutation ($id: ID!) { confirmAction(id: $id, accept: true) { id } }', {
      id: actions[0].id,
    });
    expect(confirmed.extensions).toMatchObject({ code: 'NOT_FOUND', argument: 'id' });
    await expect(answer(stranger, conversationId)).rejects.toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    expect(await titlesOf(user)).toEqual(['Old notes']);
  });

  it('refuse a blank text and one that is too long', async () => {
    const query = 'mutation ($text: String!) { sendMessage(text: $text) { id } }';
    for (const text of [' ', 'a'.repeat(10_001), 'a\0b']) {
      expect((await user.error(query, { text })).extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        argument: 'text',
      });
    }
  });

  it('are found by node, and listed newest first', async () => {
    const first = await say(user, 'list today');
    const second = await say(user, 'list #home');
    const { conversations } = await user.data('{ conversations(first: 2) { nodes { id } } }');
    expect(conversations.nodes).toEqual([{ id: second.conversationId }, { id: first.conversationId }]);
    const { node } = await user.data('query ($id: ID!) { node(id: $id) { ... on Message { text complete } } }', {
      id: first.id,
    });
    expect(node).toEqual({ text: first.text, complete: true });
  });

  it('take at most 20 messages a minute', async () => {
    const codes: string[] = [];
    for (let sent = 0; sent < 45 && codes.length === 0; sent++) {
      const { body } = await user.request('mutation { sendMessage(text: "list today") { id } }');
      if (body.errors?.[0]) codes.push(body.errors[0].extensions.code);
    }
    expect(codes).toEqual(['RATE_LIMITED']);
  });
});
