import { openMailer } from '@rondo/platform/mail.ts';
import { startService } from '@rondo/platform/start-service.ts';
import { testLog } from '@rondo/platform/testing/platform.ts';
import type { TestData, TestUser } from '@rondo/platform/testing/service.ts';
import { until } from '@rondo/platform/testing/until.ts';
import { newId } from '@rondo/schema/ids.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { notifications } from './main.ts';
import { queryTestDatabase } from './testing/database.ts';
import {
  accept,
  createWebhook,
  deliveriesOf,
  type MadeWebhook,
  startWebhookReceiver,
  verified,
  type WebhookReceiver,
  webhookOf,
} from './testing/webhook-receiver.ts';
import { startWorld, type World } from './testing/world.ts';
import type { WebhookRetry } from './webhook-retry.ts';

const retry: WebhookRetry = {
  delayMs: 40,
  maxDelayMs: 80,
  giveUpAfterMs: 60_000,
  holdMs: 60_000,
  disableAfterMs: 86_400_000,
};
const outbound = { allowLoopback: true };

let world: World;
let receiver: WebhookReceiver;
let user: TestUser;
let path = '';
let webhook: MadeWebhook;
beforeAll(async () => {
  world = await startWorld({ webhookRetry: retry });
  receiver = await startWebhookReceiver();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
});
let count = 0;
beforeEach(async () => {
  user = world.user();
  path = `/replay-${count++}`;
  webhook = await createWebhook(user, { url: receiver.origin + path });
});
afterEach(() => {
  receiver.answer = accept;
});

const replay = 'mutation ($id: ID!, $after: ID!) { replayWebhook(id: $id, afterEventId: $after) }';
const redeliver = /* GraphQL */ `
  mutation ($id: ID!, $eventId: ID!) { redeliverWebhook(id: $id, eventId: $eventId) { eventId state attempts lastError } }
`;
const update = /* GraphQL */ `
  mutation ($id: ID!, $input: WebhookInput!) { updateWebhook(id: $id, input: $input) { id } }
`;

const settled = ({ state }: TestData) => state !== 'PENDING';
const received = () => receiver.of(path).map(({ id }) => id);

/** The ids of the events of so many new tasks, once they were delivered, in the order of the stream. */
async function deliver(tasks: number): Promise<string[]> {
  const before = (await webhookOf(user, webhook.id)).deliveries.length;
  for (let each = 0; each < tasks; each++) await world.tasks.create({ ownerId: user.id });
  const log = await deliveriesOf(
    user,
    webhook.id,
    'all are delivered',
    (all) => all.length === before + tasks && all.every(settled),
  );
  return log.map(({ eventId }) => eventId).toReversed();
}

describe('a replay', () => {
  it('sends every event after that one again, in the order of the stream, under its id', async () => {
    const ids = await deliver(12);
    const before = received().length;
    expect(await user.data(replay, { id: webhook.id, after: ids[3] })).toEqual({ replayWebhook: 8 });
    await until('they came', () => received().length >= before + 8);
    await deliveriesOf(user, webhook.id, 'all are settled', (all) => all.every(settled));
    expect(received().slice(before)).toEqual(ids.slice(4));
    for (const event of receiver.of(path)) expect(verified(event, webhook.secret)).toBeTruthy();
    expect(await user.data(replay, { id: webhook.id, after: ids[11] })).toEqual({ replayWebhook: 0 });
  });

  it('keeps its order where the endpoint fails in its midst, and what comes meanwhile follows it', async () => {
    const ids = await deliver(6);
    const before = received().length;
    let refusals = 0;
    receiver.answer = (event, response) => response.writeHead(event.id === ids[3] && refusals++ < 4 ? 500 : 204).end();
    await user.data(replay, { id: webhook.id, after: ids[0] });
    await until('it is in its midst', () => refusals > 0);
    await world.tasks.create({ ownerId: user.id });
    const log = await deliveriesOf(user, webhook.id, 'all came', (all) => all.length === 7 && all.every(settled));
    const came = received().slice(before);
    expect(came.filter((id, at) => id !== came[at - 1])).toEqual([...ids.slice(1), log[0].eventId]);
  });

  it('brings what was missed while the webhook was switched off, of the types that it wants now', async () => {
    const [first = ''] = await deliver(1);
    const url = receiver.origin + path;
    await user.data(update, { id: webhook.id, input: { url, enabled: false } });
    const task = await world.tasks.create({ ownerId: user.id });
    await world.tasks.complete(task);
    await until('both are kept', async () => {
      const rows = await queryTestDatabase(world, 'select 1 from notifications.webhook_event where owner_id = $1', [
        user.id,
      ]);
      return rows.length === 3;
    });
    expect((await user.error(replay, { id: webhook.id, after: first })).extensions).toEqual({
      ...{ code: 'CONFLICT', argument: 'id' },
    });
    expect(received()).toHaveLength(1);
    await user.data(update, { id: webhook.id, input: { url, enabled: true, events: ['task.completed.v1'] } });
    expect(await user.data(replay, { id: webhook.id, after: first })).toEqual({ replayWebhook: 1 });
    const event = await until('it came', () => receiver.of(path)[1]);
    expect(verified(event, webhook.secret)).toMatchObject({
      type: 'task.completed.v1',
      data: { task: { id: task.id } },
    });
  });

  it('takes with it what waits for an endpoint that fails, once each', async () => {
    const ids = await deliver(2);
    receiver.answer = (_, response) => response.writeHead(500).end();
    const task = await world.tasks.create({ ownerId: user.id });
    await world.tasks.complete(task);
    const log = await deliveriesOf(user, webhook.id, 'both wait', (all) => all.length === 4);
    const before = received().length;
    const again = await user.data(replay, { id: webhook.id, after: ids[0] });
    expect(again).toEqual({ replayWebhook: 3 });
    receiver.answer = accept;
    await deliveriesOf(user, webhook.id, 'all came', (all) => all.every(settled));
    const order = [ids[1], log[1].eventId, log[0].eventId];
    const came = received().slice(before);
    expect(came.filter((id, at) => !came.slice(at + 1).includes(id))).toEqual(order);
  });

  it('after an event that is not kept is refused: unknown, too old, or another user’s', async () => {
    const [old = ''] = await deliver(1);
    const [theirs = ''] = await deliverTo(world.user());
    await queryTestDatabase(
      world,
      `update notifications.webhook_event set kept_since = now() - interval '30 days 1 second' where id = $1`,
      [old],
    );
    await world.services.platform.schedule('notifications', 'forget-webhook-events', new Date());
    await until('it is forgotten', async () => (await webhookOf(user, webhook.id)).deliveries.length === 0);
    for (const [mutation, argument] of [
      [replay, 'afterEventId'],
      [redeliver, 'eventId'],
    ] as const) {
      for (const event of [old, theirs, newId('event'), 'event_x', webhook.id]) {
        const error = await user.error(mutation, { id: webhook.id, after: event, eventId: event });
        expect([event, error.extensions]).toEqual([event, { code: 'NOT_FOUND', argument }]);
        expect(error.message).toMatch(/kept for 30 days/);
      }
    }
    expect(received()).toHaveLength(1);
  });

  async function deliverTo(other: TestUser): Promise<string[]> {
    const { id } = await createWebhook(other, { url: `${receiver.origin}/other-${count}` });
    await world.tasks.create({ ownerId: other.id });
    const log = await deliveriesOf(other, id, 'it is delivered', ([first]) => first && settled(first));
    return log.map(({ eventId }) => eventId);
  }
});

describe('redelivering', () => {
  it('sends an event that was delivered once more, counting anew', async () => {
    const [eventId = ''] = await deliver(1);
    const { redeliverWebhook } = await user.data(redeliver, { id: webhook.id, eventId });
    expect(redeliverWebhook).toEqual({ eventId, state: 'PENDING', attempts: 0, lastError: null });
    await deliveriesOf(user, webhook.id, 'it is delivered', ([first]) => first.state === 'DELIVERED');
    expect(received()).toEqual([eventId, eventId]);
  });

  it('does not wait for those before it, nor they for it', async () => {
    const [first = ''] = await deliver(1);
    const task = await world.tasks.create({ ownerId: user.id });
    await deliveriesOf(user, webhook.id, 'it is there', (all) => all.length === 2 && all.every(settled));
    receiver.answer = (event, response) => response.writeHead(event.id === first ? 204 : 500).end();
    await world.tasks.complete(task);
    await deliveriesOf(user, webhook.id, 'it fails', ([newest]) => newest.lastError);
    await user.data(redeliver, { id: webhook.id, eventId: first });
    const log = await deliveriesOf(user, webhook.id, 'it is delivered', (all) => all.at(-1).state === 'DELIVERED');
    expect(log[0].state).toBe('PENDING');
  });
});

describe('deliveries', () => {
  /** The service once more, as another process would run it, or this one after a restart. */
  async function another(of: World): Promise<AsyncDisposable> {
    await using stack = new AsyncDisposableStack();
    const mailer = stack.use(openMailer({ smtpUrl: null, from: 'rondo@mail.example', directory: of.mailDirectory }));
    const settings = { publicUrl: 'https://rondo.example', mailer, outbound, webhookRetry: retry };
    stack.use(await startService(notifications(settings), of.services.platform, testLog));
    return stack.move();
  }

  it('are made once each, however many replicas deliver', async () => {
    await using own = await startWorld({ webhookRetry: retry });
    await using _second = await another(own);
    const ann = own.user();
    const made = await createWebhook(ann, { url: receiver.origin + path });
    for (let each = 0; each < 20; each++) await own.tasks.create({ ownerId: ann.id });
    const log = await deliveriesOf(ann, made.id, 'all are settled', (all) => all.length === 20 && all.every(settled));
    expect(log.filter(({ attempts }) => attempts !== 1)).toEqual([]);
    expect(received()).toHaveLength(20);
    expect(new Set(received()).size).toBe(20);
  });

  it('that a killed process had in hand are taken over when its lease has run out', async () => {
    const ids = await deliver(1);
    await queryTestDatabase(
      world,
      `update notifications.webhook_delivery
       set state = 'PENDING', claims = claims + 1, delivered_at = null, next_attempt_at = now() + interval '300 ms'
       where webhook_id = $1`,
      [webhook.id],
    );
    // Whatever is due next has the courier look.
    await world.tasks.create({ ownerId: user.id });
    const log = await deliveriesOf(user, webhook.id, 'both came', (all) => all.length === 2 && all.every(settled));
    expect(log[1]).toMatchObject({ eventId: ids[0], state: 'DELIVERED', attempts: 2 });
    expect(received().filter((id) => id === ids[0])).toHaveLength(2);
  });

  it('that are under way when the service stops are made after the restart, in order', async () => {
    await using own = await startWorld({ webhookRetry: retry });
    const ann = own.user();
    const made = await createWebhook(ann, { url: receiver.origin + path });
    receiver.answer = () => {};
    const task = await own.tasks.create({ ownerId: ann.id });
    await own.tasks.complete(task);
    await until('the first is under way', () => received().length === 1);
    await deliveriesOf(ann, made.id, 'the second waits', (all) => all.length === 2);
    await own.services.services.get('notifications')?.[Symbol.asyncDispose]();
    receiver.answer = accept;
    await using _restarted = await another(own);
    await until('both came', () => received().length === 3);
    const types = receiver.of(path).map(({ body }) => JSON.parse(body).type);
    expect(types).toEqual(['task.created.v1', 'task.created.v1', 'task.completed.v1']);
    const rows = () =>
      queryTestDatabase<{ attempts: number }>(
        own,
        `select attempts from notifications.webhook_delivery where webhook_id = $1 and state = 'DELIVERED'`,
        [made.id],
      );
    expect(await until('both are settled', async () => (await rows()).length === 2 && rows())).toEqual([
      { attempts: 1 },
      { attempts: 1 },
    ]);
  });
});
