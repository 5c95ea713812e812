import type { TestData, TestUser } from '@rondo/platform/testing/service.ts';
import { until } from '@rondo/platform/testing/until.ts';
import type { CloudEvent } from '@rondo/schema/events/envelope.ts';
import { TaskUpdated } from '@rondo/schema/events/task.ts';
import { newId } from '@rondo/schema/ids.ts';
import { Topic } from '@rondo/schema/topics.ts';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { queryTestDatabase } from './testing/database.ts';
import { eventOf } from './testing/tasks.ts';
import {
  accept,
  createWebhook,
  deliveriesOf,
  type ReceivedEvent,
  startWebhookReceiver,
  verified,
  type WebhookReceiver,
  webhookOf,
} from './testing/webhook-receiver.ts';
import { notificationsOf, startWorld, type World } from './testing/world.ts';
import type { WebhookRetry } from './webhook-retry.ts';

const retry: WebhookRetry = {
  delayMs: 40,
  maxDelayMs: 80,
  giveUpAfterMs: 86_400_000,
  holdMs: 60_000,
  disableAfterMs: 86_400_000,
};
const timeoutMs = 400;

let world: World;
let receiver: WebhookReceiver;
let user: TestUser;
beforeAll(async () => {
  world = await startWorld({ webhookRetry: retry, outbound: { allowLoopback: true, timeoutMs } });
  receiver = await startWebhookReceiver();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
});
beforeEach(() => {
  user = world.user();
});
afterEach(() => {
  receiver.answer = accept;
});

let paths = 0;
/** A path of this test's own. */
const newPath = () => `/hook-${paths++}`;

/** Publishes an event of a subject of the user's; as many as there are subjects. */
async function publish(...subjects: string[]): Promise<CloudEvent[]> {
  const task = await world.tasks.create({ ownerId: world.user().id });
  const events = subjects.map((subject) => {
    const state = { ...task, id: subject, ownerId: user.id };
    return eventOf(TaskUpdated, subject, user.id, { task: state, changes: [] });
  });
  await world.services.platform.publish(Topic.TASK_EVENTS, events);
  return events;
}

const idsOf = (events: readonly { id: string }[]) => events.map(({ id }) => id);
const settled = ({ state }: TestData) => state !== 'PENDING';

describe('a delivery', () => {
  it('carries the event under its own id, verified by the reference library', async () => {
    const path = newPath();
    const { id, secret } = await createWebhook(user, { url: receiver.origin + path });
    const task = await world.tasks.create({ ownerId: user.id, title: 'Café ☕' });
    const event = await until('it comes', () => receiver.of(path)[0]);
    expect(event.id).toMatch(/^event_/);
    expect(verified(event, secret)).toEqual({
      type: 'task.created.v1',
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      subject: task.id,
      actor: { kind: 'USER', id: null, name: null },
      data: { task: { ...task }, changes: [] },
    });
    expect(event.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'Rondo-Webhooks/1 (+https://rondo.example)',
    });
    expect(() => verified({ ...event, body: event.body.replace('Café', 'Cafe') }, secret)).toThrow();
    const [logged] = await deliveriesOf(user, id, 'it is logged', ([first]) => first && settled(first));
    expect(logged).toEqual({
      ...{ eventId: event.id, state: 'DELIVERED', attempts: 1 },
      ...{ lastStatus: 204, lastError: null, nextAttemptAt: null },
    });
  });

  it('is of the types that were asked for, of nobody else, and of no webhook that is switched off', async () => {
    const [all, some, off, other] = [newPath(), newPath(), newPath(), newPath()];
    await createWebhook(user, { url: receiver.origin + all });
    await createWebhook(user, { url: receiver.origin + some, events: ['task.completed.v1'] });
    await createWebhook(user, { url: receiver.origin + off, enabled: false });
    await createWebhook(world.user(), { url: receiver.origin + other });
    const task = await world.tasks.create({ ownerId: user.id });
    await world.tasks.complete(task);
    await until('both came', () => receiver.of(all).length === 2 && receiver.of(some).length === 1);
    const types = (path: string) => receiver.of(path).map(({ body }) => JSON.parse(body).type);
    expect(types(all)).toEqual(['task.created.v1', 'task.completed.v1']);
    expect(types(some)).toEqual(['task.completed.v1']);
    expect([...types(off), ...types(other)]).toEqual([]);
  });

  it('is made once, though the event comes again and again', async () => {
    const path = newPath();
    const { id } = await createWebhook(user, { url: receiver.origin + path });
    const events = await publish(newId('task'), newId('task'));
    await until('they came', () => receiver.of(path).length === 2);
    for (let time = 0; time < 3; time++) await world.services.platform.publish(Topic.TASK_EVENTS, events);
    const marker = await publish(newId('task'));
    await until('the marker came', () => receiver.of(path).some((event) => event.id === marker[0]?.id));
    expect(idsOf(receiver.of(path)).toSorted()).toEqual(idsOf([...events, ...marker]).toSorted());
    expect((await webhookOf(user, id)).deliveries).toHaveLength(3);
  });

  it('lists the newest event first', async () => {
    const { id } = await createWebhook(user, { url: receiver.origin + newPath() });
    const events = await publish(...Array.from({ length: 5 }, () => newId('task')));
    const log = await deliveriesOf(user, id, 'all are delivered', (all) => all.filter(settled).length === 5);
    expect(log.map(({ eventId }) => eventId)).toEqual(idsOf(events).toReversed());
    const { webhooks } = await user.data('{ webhooks { deliveries(first: 2) { eventId } } }');
    expect(webhooks[0].deliveries).toEqual(log.slice(0, 2).map(({ eventId }) => ({ eventId })));
  });
});

describe('an endpoint that fails is tried again, and the log says why, where it', () => {
  const long = 'x'.repeat(200_000);
  it.each<[string, (event: ReceivedEvent, response: Parameters<typeof accept>[1]) => void, number | null, RegExp]>([
    ['answers 500', (_, response) => response.writeHead(500).end(), 500, /answered with status 500\.$/],
    ['answers 404', (_, response) => response.writeHead(404).end(), 404, /answered with status 404\.$/],
    [
      'redirects, which is not followed',
      (_, response) => response.writeHead(307, { location: `${receiver.origin}/elsewhere` }).end(),
      307,
      /status 307\. Redirects are not followed/,
    ],
    ['never answers', () => {}, null, /^No answer came within 0\.4 s\.$/],
    ['closes the connection', (_, response) => response.destroy(), null, /^The host could not be reached/],
    [
      'answers 503 with a body that never ends',
      (_, response) => {
        response.writeHead(503);
        const send = () => {
          while (!response.destroyed && response.write(long));
        };
        response.on('drain', send);
        send();
      },
      503,
      /status 503/,
    ],
    [
      'drips its answer byte by byte',
      (_, response) => {
        response.writeHead(200);
        const drip = setInterval(() => response.write('x'), 50);
        response.on('close', () => clearInterval(drip));
      },
      null,
      /^No answer came within 0\.4 s\.$/,
    ],
  ])('%s', async (_, fail, status, error) => {
    const path = newPath();
    const { id, secret } = await createWebhook(user, { url: receiver.origin + path });
    receiver.answer = fail;
    const [event] = await publish(newId('task'));
    const [failed] = await deliveriesOf(user, id, 'it has failed', ([first]) => first?.lastError);
    expect(failed).toMatchObject({ eventId: event?.id, state: 'PENDING', lastStatus: status });
    expect(failed.lastError).toMatch(error);
    expect(failed.nextAttemptAt).not.toBeNull();
    receiver.answer = accept;
    const [done] = await deliveriesOf(user, id, 'it is delivered', ([first]) => first?.state === 'DELIVERED');
    expect(done).toMatchObject({ lastStatus: 204, lastError: null, nextAttemptAt: null });
    expect(done.attempts).toBeGreaterThanOrEqual(2);
    for (const request of receiver.of(path)) {
      expect(request.id).toBe(event?.id);
      expect(verified(request, secret)).toMatchObject({ type: 'task.updated.v1' });
    }
    expect(receiver.of('/elsewhere')).toEqual([]);
  });

  it('accepts with an endless body, of which no more than 64 KB are read: that one is delivered', async () => {
    const path = newPath();
    const { id } = await createWebhook(user, { url: receiver.origin + path });
    let written = 0;
    receiver.answer = (_, response) => {
      const send = () => {
        while (!response.destroyed && response.write(long)) written += long.length;
      };
      response.on('drain', send);
      send();
    };
    await publish(newId('task'));
    const [done] = await deliveriesOf(user, id, 'it is settled', ([first]) => first && settled(first));
    expect(done).toMatchObject({ state: 'DELIVERED', attempts: 1, lastStatus: 200 });
    expect(written).toBeLessThan(20_000_000);
  });

  it('resolves to a private address by now: nothing connects, whatever it resolved to on creation', async () => {
    const path = newPath();
    let address = '8.8.8.8';
    const outbound = { resolve: async () => [address], timeoutMs };
    await using rebound = await startWorld({ webhookRetry: retry, outbound });
    const ann = rebound.user();
    const { id } = await createWebhook(ann, { url: `https://rebinding.example:${receiver.port}${path}` });
    address = '127.0.0.1';
    await rebound.tasks.create({ ownerId: ann.id });
    const [failed] = await deliveriesOf(ann, id, 'it has failed', ([first]) => first?.lastError);
    expect(failed).toMatchObject({ state: 'PENDING', lastStatus: null });
    expect(failed.lastError).toBe('The host resolves to an address that is not on the public internet.');
    expect(receiver.of(path)).toEqual([]);
  });
});

describe('an endpoint', () => {
  it('that answers 410 is sent nothing more, at once, and its owner is told', async () => {
    const path = newPath();
    const { id } = await createWebhook(user, { url: receiver.origin + path });
    const task = newId('task');
    const queued = Promise.withResolvers<void>();
    receiver.answer = (_, response) => void queued.promise.then(() => response.writeHead(410).end());
    const [first] = await publish(task, task, task);
    await deliveriesOf(user, id, 'all are waiting', (all) => all.length === 3);
    queued.resolve();
    const log = await deliveriesOf(user, id, 'all are given up', (all) => all.every(settled));
    expect(log.map(({ state }) => state)).toEqual(['FAILED', 'FAILED', 'FAILED']);
    expect(log.at(-1)).toMatchObject({ eventId: first?.id, lastStatus: 410 });
    expect(new Set(idsOf(receiver.of(path)))).toEqual(new Set([first?.id]));
    const webhook = await webhookOf(user, id);
    expect(webhook.enabled).toBe(false);
    expect(webhook.disabledReason).toMatch(/^Switched off: its endpoint answered 410 Gone/);
    const { nodes } = await notificationsOf(user);
    expect(nodes).toMatchObject([{ title: 'A webhook was switched off', task: null }]);
    expect(nodes[0].body).toContain(`127.0.0.1:${receiver.port}`);
    expect(nodes[0].body).not.toContain(path);

    const update =
      'mutation ($id: ID!, $url: String!) { updateWebhook(id: $id, input: { url: $url, enabled: true }) { disabledReason } }';
    receiver.answer = accept;
    expect((await user.data(update, { id, url: receiver.origin + path })).updateWebhook.disabledReason).toBeNull();
    const [event] = await publish(task);
    await until('it is sent events again', () => receiver.of(path).some((request) => request.id === event?.id));
  });

  it('that has failed for days is switched off, and its owner is told', async () => {
    const path = newPath();
    const { id } = await createWebhook(user, { url: receiver.origin + path });
    receiver.answer = (_, response) => response.writeHead(500).end();
    await publish(newId('task'));
    await until('it fails', () => receiver.of(path).length > 0);
    await until('that is known', async () => {
      const rows = await queryTestDatabase(
        world,
        `update notifications.webhook set failing_since = failing_since - interval '2 days'
         where id = $1 and failing_since is not null returning 1`,
        [id],
      );
      return rows.length > 0;
    });
    await until('it is switched off', async () => !(await webhookOf(user, id)).enabled);
    const { disabledReason, deliveries } = await webhookOf(user, id);
    expect(disabledReason).toMatch(/every try has failed for 1 days/);
    expect(deliveries[0]).toMatchObject({ state: 'FAILED', lastStatus: 500 });
    expect((await notificationsOf(user)).nodes).toMatchObject([{ title: 'A webhook was switched off' }]);
  });

  it('that is slow holds up no other, not even of the same user', async () => {
    await using patient = await startWorld();
    const [ann, bob] = [patient.user(), patient.user()];
    const [slow, good, theirs] = [newPath(), newPath(), newPath()];
    await createWebhook(ann, { url: receiver.origin + slow });
    await createWebhook(ann, { url: receiver.origin + good });
    await createWebhook(bob, { url: receiver.origin + theirs });
    // The slow one has 15 s for each answer, and never gives one.
    receiver.answer = (event, response) => {
      if (event.path !== slow) accept(event, response);
    };
    for (let count = 0; count < 20; count++) await patient.tasks.create({ ownerId: ann.id });
    await patient.tasks.create({ ownerId: bob.id });
    const others = () => receiver.of(good).length === 20 && receiver.of(theirs).length === 1;
    await until('the others have all', others, 14_000);
    expect(receiver.of(slow).length).toBeLessThanOrEqual(8);
  });

  it('whose webhook is locked by a long transaction, as of a replay, holds up no other', async () => {
    const [locked, free] = [newPath(), newPath()];
    const other = world.user();
    const { id } = await createWebhook(user, { url: receiver.origin + locked });
    await createWebhook(other, { url: receiver.origin + free });
    const gate = Promise.withResolvers<void>();
    receiver.answer = (event, response) => {
      if (event.path === locked) void gate.promise.then(() => accept(event, response));
      else accept(event, response);
    };
    await publish(newId('task'));
    await until('the first is under way', () => receiver.of(locked).length > 0);
    const client = new pg.Client({ connectionString: world.services.testPlatform.url });
    await client.connect();
    try {
      await client.query('begin');
      await client.query('select 1 from notifications.webhook where id = $1 for update', [id]);
      gate.resolve();
      const task = await world.tasks.create({ ownerId: other.id });
      await world.tasks.complete(task);
      // The second of them waits for the first to be settled.
      await until('the other has both', () => receiver.of(free).length === 2);
    } finally {
      await client.end();
    }
    await deliveriesOf(user, id, 'it is settled after all', ([first]) => first?.state === 'DELIVERED');
  });

  it('that takes nothing is given up after its time, and the events behind go on', async () => {
    await using hasty = await startWorld({ webhookRetry: { ...retry, giveUpAfterMs: 1_000 } });
    const ann = hasty.user();
    const path = newPath();
    const { id } = await createWebhook(ann, { url: receiver.origin + path });
    receiver.answer = (event, response) =>
      response.writeHead(JSON.parse(event.body).type === 'task.created.v1' ? 500 : 204).end();
    const task = await hasty.tasks.create({ ownerId: ann.id });
    await hasty.tasks.complete(task);
    const log = await deliveriesOf(ann, id, 'both are settled', (all) => all.length === 2 && all.every(settled));
    expect(log).toMatchObject([
      { state: 'DELIVERED', attempts: 1 },
      { state: 'FAILED', lastError: 'The endpoint answered with status 500.', nextAttemptAt: null },
    ]);
    const tries = idsOf(receiver.of(path));
    expect(tries.length).toBeGreaterThan(2);
    expect(tries).toEqual([...Array.from({ length: tries.length - 1 }, () => log[1].eventId), log[0].eventId]);
  });
});

describe('events of one subject', () => {
  it('come in order, and a later one waits while an earlier one is tried again; other subjects do not', async () => {
    const path = newPath();
    const { id } = await createWebhook(user, { url: receiver.origin + path });
    const [held, free] = [newId('task'), newId('task')];
    const came = (subject: string) =>
      idsOf(receiver.of(path).filter(({ body }) => JSON.parse(body).subject === subject));
    receiver.answer = (event, response) => {
      const refuse = JSON.parse(event.body).subject === held && (came(free).length < 2 || came(held).length < 4);
      response.writeHead(refuse ? 503 : 204).end();
    };
    const events = await publish(held, held, free, held, free, held);
    await deliveriesOf(user, id, 'all are delivered', (all) => all.length === 6 && all.every(settled));
    const of = (subject: string) => idsOf(events.filter((event) => event.subject === subject));
    const [first = '', ...later] = of(held);
    const tries = came(held).length - later.length;
    expect(tries).toBeGreaterThanOrEqual(4);
    expect(came(held)).toEqual([...Array.from({ length: tries }, () => first), ...later]);
    expect(came(free)).toEqual(of(free));
  });

  it('wait no longer than a bound for one that fails, which goes on being tried', async () => {
    await using patient = await startWorld({
      webhookRetry: { ...retry, holdMs: 300, giveUpAfterMs: 60_000 },
      outbound: { allowLoopback: true, timeoutMs },
    });
    const ann = patient.user();
    const path = newPath();
    const { id } = await createWebhook(ann, { url: receiver.origin + path });
    const task = await patient.tasks.create({ ownerId: ann.id });
    const poison = await until('it came', () => receiver.of(path)[0]);
    receiver.answer = (event, response) => response.writeHead(event.id === poison.id ? 500 : 204).end();
    await queryTestDatabase(
      patient,
      `update notifications.webhook_delivery set state = 'PENDING', since = now(), next_attempt_at = now() where webhook_id = $1`,
      [id],
    );
    await patient.tasks.complete(task);
    const [next, first] = await deliveriesOf(ann, id, 'the later one is delivered', ([all]) => all && settled(all));
    expect(next).toMatchObject({ state: 'DELIVERED', attempts: 1 });
    expect(first).toMatchObject({ eventId: poison.id, state: 'PENDING' });
    receiver.answer = accept;
    await deliveriesOf(ann, id, 'the earlier one too', (all) => all.every(settled));
  });
});
