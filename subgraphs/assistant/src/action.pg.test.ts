import { conflict, unavailable } from '@rondo/platform/errors.ts';
import { invokeAs } from '@rondo/platform/operation.ts';
import { startTestServices, type TestData, type TestServices, type TestUser } from '@rondo/platform/testing/service.ts';
import { newId } from '@rondo/schema/ids.ts';
import { proposeChanges } from '@rondo/schema/methods/assistant.ts';
import { applyTaskChanges } from '@rondo/schema/methods/task-changes.ts';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { assistant, defaultAssistantSettings } from './main.ts';

let services: TestServices;
let user: TestUser;
/** What the tasks service was asked to do, and what it does about it. */
const asked: unknown[] = [];
let answer: () => Promise<object>;

beforeAll(async () => {
  services = await startTestServices([assistant(defaultAssistantSettings)]);
  await services.platform.serve('tasks', {
    [applyTaskChanges.name]: async (input) => {
      asked.push(input);
      return answer();
    },
  });
});
afterAll(() => services[Symbol.asyncDispose]());
beforeEach(() => {
  user = services.user();
  answer = async () => ({});
});
afterEach(() => void asked.splice(0));

const change = { id: newId('task'), version: 3, change: { kind: 'DELETE' as const } };

async function propose(): Promise<string> {
  const actor = { kind: 'API_TOKEN' as const, id: newId('token'), name: 'Agent' };
  const proposed = { tool: 'delete_tasks', summary: 'Delete 1 task:\n- “Notes”', changes: [change] };
  const { actionId } = await invokeAs(services.platform, { ...user.principal, actor }, proposeChanges, proposed);
  return actionId;
}

const mutation = `mutation ($id: ID!, $accept: Boolean!) {
  confirmAction(id: $id, accept: $accept) { text actions { state summary } }
}`;

async function decide(id: string, accept = true, by = user) {
  const { data, errors } = await by.execute(mutation, { id, accept });
  const { confirmAction }: TestData = data ?? {};
  return { action: confirmAction?.actions[0], code: errors?.[0]?.extensions?.code };
}

describe('a proposed change', () => {
  it('is the user’s to accept, in person: not an agent’s with a token, nor the assistant’s', async () => {
    const id = await propose();
    for (const kind of ['API_TOKEN', 'ASSISTANT', 'SYSTEM', 'IMPORT', 'RECURRENCE'] as const) {
      const agent = services.user({ userId: user.id, actor: { kind, id: null, name: null } });
      expect(await decide(id, true, agent)).toMatchObject({ code: 'FORBIDDEN' });
    }
    expect(asked).toEqual([]);
    expect(await decide(id)).toMatchObject({ action: { state: 'DONE' } });
    expect(asked).toEqual([{ changes: [change] }]);
  });

  it('is done once, however often it is accepted', async () => {
    const id = await propose();
    const states = await Promise.all([decide(id), decide(id), decide(id)]);
    expect(asked).toHaveLength(1);
    expect(states.some(({ action }) => action?.state === 'DONE')).toBe(true);
    expect(await decide(id)).toMatchObject({ action: { state: 'DONE' } });
    expect(asked).toHaveLength(1);
  });

  it('fails with the reason where the tasks have changed', async () => {
    answer = () => Promise.reject(conflict('changes.0', '“Notes” has changed since.'));
    const { action } = await decide(await propose());
    expect(action).toEqual({
      state: 'FAILED',
      summary: 'Delete 1 task:\n- “Notes”\n\nNothing was done: “Notes” has changed since.',
    });
  });

  it('stays to be decided where the tasks can’t be reached just now', async () => {
    const id = await propose();
    answer = () => Promise.reject(unavailable('tasks'));
    expect(await decide(id)).toMatchObject({ code: 'UNAVAILABLE' });
    answer = async () => ({});
    expect(await decide(id)).toMatchObject({ action: { state: 'DONE' } });
  });

  it('says that it may have been done where an earlier yes was interrupted and the tasks have changed', async () => {
    const id = await propose();
    answer = () => Promise.reject(unavailable('tasks'));
    await decide(id);
    answer = () => Promise.reject(conflict('changes.0', '“Notes” has changed since.'));
    const { action } = await decide(id);
    expect(action.summary).toContain('An earlier yes was interrupted, and may have done it. “Notes”');
  });

  it('can not be accepted after a day, and is shown as failed then', async () => {
    const id = await propose();
    await asSuperuser(`update assistant.action set expires_at = now() - interval '1 second' where id = $1`, id);
    const data = await user.data('{ conversations { nodes { messages { nodes { actions { state summary } } } } } }');
    const shown = data.conversations.nodes[0].messages.nodes[0].actions[0];
    expect(shown).toMatchObject({ state: 'FAILED', summary: expect.stringContaining('not accepted within a day') });
    expect(await decide(id)).toMatchObject({ action: shown });
    expect(asked).toEqual([]);
  });

  it('is rejected for good', async () => {
    const id = await propose();
    expect(await decide(id, false)).toMatchObject({ action: { state: 'REJECTED' } });
    expect(await decide(id, true)).toMatchObject({ code: 'CONFLICT' });
    expect(asked).toEqual([]);
  });
});

async function asSuperuser(statement: string, id: string): Promise<void> {
  const client = new pg.Client({ connectionString: services.testPlatform.url });
  await client.connect();
  try {
    await client.query(statement, [id]);
  } finally {
    await client.end();
  }
}
