import { topics } from '@rondo/schema/topics.ts';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { StackMember } from '../dapr/local/rondo-stack.ts';
import { ApiClient, eventually, type Json } from './client.ts';
import { startTestRondo, type TestRondo } from './stack/rondo.ts';
import { describeWalk } from './walk.ts';

let rondo: TestRondo;

beforeAll(async () => {
  rondo = await startTestRondo(inject('stack'));
}, 180_000);
afterAll(() => rondo?.[Symbol.asyncDispose](), 60_000);

const member = (name: string): StackMember => {
  const found = rondo.stack.members.get(name);
  if (!found) throw new Error(`There is no ${name}.`);
  return found;
};

const createTask = 'mutation ($title: String!) { createTask(input: { title: $title }) { eventId task { id } } }';

describeWalk(() => rondo.stack);

describe('a service beside its sidecar', () => {
  const forged = JSON.stringify({
    specversion: '1.0',
    id: 'event_forged',
    source: '/rondo/tasks',
    type: 'user.deleted.v1',
    subject: 'user',
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    partitionkey: 'user',
    actorkind: 'SYSTEM',
    data: { userId: 'user' },
  });
  const post = (name: string, path: string, body: string, headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${member(name).appPort}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents+json', ...headers },
      body,
    });

  it.each([
    ['a forged event', '/events/tasks/task-events'],
    ['a call around the sidecar', '/methods/tasks/getTask'],
    ['a forged wake-up', '/job/anything'],
  ])('refuses %s with 401', async (_what, path) => {
    expect((await post('tasks', path, forged)).status).toBe(401);
    expect((await post('tasks', path, forged, { 'dapr-api-token': 'guessed' })).status).toBe(401);
    // Not even the token of another service's sidecar.
    expect((await post('tasks', path, forged, { 'dapr-api-token': member('tags').appToken })).status).toBe(401);
  });

  it('has a sidecar that answers nobody but it', async () => {
    const { daprPort } = member('tasks');
    const response = await fetch(`http://127.0.0.1:${daprPort}/v1.0/secrets/secrets/principal-signing-key`);
    expect(response.status).toBe(401);
  });

  it('refuses an operation without a principal that the gateway signed, though it came through the sidecar', async () => {
    const { daprPort, daprToken } = member('activity');
    const response = await fetch(`http://127.0.0.1:${daprPort}/v1.0/invoke/tasks/method/methods/tasks/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'dapr-api-token': daprToken },
      body: JSON.stringify({ input: { query: '{ __typename }' } }),
    });
    expect(await response.json()).toMatchObject({
      result: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
    });
  });
});

describe('a service that is away', { timeout: 120_000 }, () => {
  it('leaves the rest of an answer, with UNAVAILABLE in its place, and is there again when it is back', async () => {
    const user = await ApiClient.signUp(rondo.stack.url);
    const query = '{ viewer { email } activity(first: 1) { nodes { id } } }';
    await user.data(query);
    const activity = member('activity');
    await activity.app[Symbol.asyncDispose]();
    const { body } = await user.request(query);
    expect(body.errors?.[0]?.extensions.code).toBe('UNAVAILABLE');
    const partial = await user.request(
      '{ viewer { email } tasks { totalCount } unread: notifications { totalCount } }',
    );
    expect(partial.body.errors).toBeUndefined();
    await activity.revive();
    await eventually(
      () => user.request(query),
      ({ body }: Json) => body.errors === undefined,
      30_000,
    );
  });
});

describe('a stop under load', { timeout: 180_000 }, () => {
  it('loses nothing and dead-letters nothing, whichever of service and sidecar gets SIGTERM', async () => {
    const user = await ApiClient.signUp(rondo.stack.url);
    const acknowledged: string[] = [];
    let going = true;
    const load = Promise.all(
      Array.from({ length: 4 }, async (_, worker) => {
        for (let n = 0; going; n++) {
          const { body } = await user.request(createTask, { title: `Task ${worker}/${n}` });
          const eventId = (body.data as Json)?.createTask?.eventId;
          if (eventId) acknowledged.push(eventId);
        }
      }),
    );
    const more = async () => {
      const before = acknowledged.length;
      await eventually(
        async () => acknowledged.length,
        (count) => count >= before + 20,
        60_000,
      );
    };
    await more();
    // The consumer of everything, by itself, by its sidecar, then both as Kubernetes does it.
    const activity = member('activity');
    await activity.app[Symbol.asyncDispose]();
    await activity.revive();
    await more();
    await activity.sidecar[Symbol.asyncDispose]();
    await activity.revive();
    await more();
    await Promise.all([activity.app[Symbol.asyncDispose](), activity.sidecar[Symbol.asyncDispose]()]);
    await activity.revive();
    await more();
    going = false;
    await load;
    const entries = async () => {
      const ids: string[] = [];
      let after: string | null = null;
      do {
        const page: Json = await user.data(
          'query ($after: String) { activity(first: 100, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }',
          { after },
        );
        ids.push(...page.activity.nodes.map(({ id }: Json) => id));
        after = page.activity.pageInfo.hasNextPage ? page.activity.pageInfo.endCursor : null;
      } while (after !== null);
      return ids;
    };
    let recorded: string[] = [];
    const missing = await eventually(
      async () => {
        recorded = await entries();
        return acknowledged.filter((id) => !recorded.includes(id));
      },
      (ids) => ids.length === 0,
      60_000,
    );
    expect(missing).toEqual([]);
    expect(new Set(recorded).size).toBe(recorded.length);
    for (const topic of topics) expect(await rondo.deadLetters.list(topic)).toEqual([]);
  });
});
