import { setTimeout as delay } from 'node:timers/promises';
import { PRINCIPAL_KEY } from '@rondo/platform/operation.ts';
import { signedOut, signPrincipal } from '@rondo/platform/principal.ts';
import { topics } from '@rondo/schema/topics.ts';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { StackMember } from '../dapr/local/rondo-stack.ts';
import { secretsFileOf } from '../dapr/local/secrets-file.ts';
import { rotateKey } from '../dapr/rotation.ts';
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

describe('a subgraph that is down', { timeout: 180_000 }, () => {
  /** What the gateway's sidecar says of its circuit to a service: closed, half-open or open. */
  const circuitTo = async (service: string): Promise<string | undefined> => {
    const metrics = await (await fetch(`http://127.0.0.1:${member('gateway').metricsPort}/metrics`)).text();
    const states = metrics.matchAll(
      /resiliency_cb_state\{[^}]*status="([a-z-]+)"[^}]*target="app_([a-z]+)"[^}]*\} 1$/gm,
    );
    return [...states].find(([, , target]) => target === service)?.[1];
  };

  it('leaves partial data with UNAVAILABLE in one answer; its circuit opens, and closes again when it is back', async () => {
    const user = await ApiClient.signUp(rondo.stack.url);
    await user.data(`mutation {
      createTask(input: { title: "Water", due: { date: "2031-01-06" }, recurrence: { rule: "FREQ=DAILY" } }) { task { id } }
    }`);
    const query = '{ tasks { nodes { title series { rule } } } }';
    const whole = { tasks: { nodes: [{ title: 'Water', series: { rule: 'FREQ=DAILY' } }] } };
    expect(await user.data(query)).toEqual(whole);
    const recurrence = member('recurrence');
    await recurrence.app[Symbol.asyncDispose]();
    const { body } = await user.request(query);
    expect(body.data).toEqual({ tasks: { nodes: [{ title: 'Water', series: null }] } });
    expect(body.errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE' } }]);
    await eventually(
      async () => {
        await user.request(query);
        return circuitTo('recurrence');
      },
      (state) => state === 'open',
      30_000,
    );
    // Open it spares both sides the call: the answer is the same.
    expect((await user.request(query)).body).toMatchObject({ data: body.data, errors: body.errors });
    await recurrence.revive();
    await eventually(
      () => user.request(query),
      ({ body: { errors } }: Json) => errors === undefined,
      30_000,
    );
    expect(await user.data(query)).toEqual(whole);
    expect(await circuitTo('recurrence')).toBe('closed');
  });
});

describe('a rotation of the signing key', { timeout: 120_000 }, () => {
  /** What tasks answers, by its sidecar, to one whose principal is signed with `key`. */
  const codeFor = async (key: string): Promise<string | undefined> => {
    const { daprPort, daprToken } = member('activity');
    const response = await fetch(`http://127.0.0.1:${daprPort}/v1.0/invoke/tasks/method/methods/tasks/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'dapr-api-token': daprToken,
        'rondo-principal': signPrincipal(signedOut, key),
      },
      body: JSON.stringify({ input: { query: '{ __typename }' } }),
    });
    const { result } = (await response.json()) as Json;
    return result.errors?.[0].extensions.code;
  };

  it('takes no restart and refuses nobody who is under way; what the old key signs is worth nothing afterwards', async () => {
    const keeper = secretsFileOf(rondo.directory);
    const user = await ApiClient.signUp(rondo.stack.url);
    const old = await keeper.read(PRINCIPAL_KEY);
    expect(await codeFor(old)).toBeUndefined();
    const faults: unknown[] = [];
    let calls = 0;
    let going = true;
    const load = (async () => {
      for (; going; calls++) {
        const { body } = await user.request(createTask, { title: `During the rotation ${calls}` });
        if (body.errors) faults.push(body.errors);
        await delay(50);
      }
    })();
    // A value is remembered for 5 s; what was signed with the old key is over within a call.
    const key = await rotateKey({ keeper, name: PRINCIPAL_KEY, seenAfterMs: 12_000, believedMs: 0, wait: delay });
    going = false;
    await load;
    expect(faults).toEqual([]);
    expect(calls).toBeGreaterThan(50);
    expect(await codeFor(key)).toBeUndefined();
    expect(await codeFor(old)).toBe('UNAUTHENTICATED');
    await user.data(createTask, { title: 'After the rotation' });
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
