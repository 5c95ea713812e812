import type { TestUser } from '@rondo/platform/testing/service.ts';
import { until } from '@rondo/platform/testing/until.ts';
import { eventCatalogue } from '@rondo/schema/events/catalogue.ts';
import { UserDeleted } from '@rondo/schema/events/user.ts';
import { newId } from '@rondo/schema/ids.ts';
import { Topic } from '@rondo/schema/topics.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { queryTestDatabase } from './testing/database.ts';
import { eventOf } from './testing/tasks.ts';
import {
  createWebhook,
  createWebhookMutation,
  startWebhookReceiver,
  verified,
  type WebhookReceiver,
  webhookOf,
} from './testing/webhook-receiver.ts';
import { startWorld, type World } from './testing/world.ts';

let world: World;
let receiver: WebhookReceiver;
let user: TestUser;
beforeAll(async () => {
  world = await startWorld();
  receiver = await startWebhookReceiver();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
});
beforeEach(() => {
  user = world.user();
});

const update = /* GraphQL */ `
  mutation ($id: ID!, $input: WebhookInput!) { updateWebhook(id: $id, input: $input) { url events enabled } }
`;
const rotate = 'mutation ($id: ID!) { rotateWebhookSecret(id: $id) { secret webhook { id } } }';
const remove = 'mutation ($id: ID!) { deleteWebhook(id: $id) }';

describe('a webhook', () => {
  it('shows its secret once, and neither the database nor a log has it', async () => {
    const { id, secret } = await createWebhook(user, { url: `${receiver.origin}/once` });
    expect(secret).toMatch(/^whsec_/);
    const [row] = await queryTestDatabase<object>(world, 'select * from notifications.webhook where id = $1', [id]);
    expect(JSON.stringify(row)).not.toContain(secret.slice(6, 20));
    const type = await user.data('{ __type(name: "Webhook") { fields { name } } }');
    expect(type.__type.fields.map(({ name }: { name: string }) => name)).not.toContain('secret');
  });

  it('is listed with what it was made with: all events, switched on, unless said otherwise', async () => {
    const url = `${receiver.origin}/listed`;
    const first = await createWebhook(user, { url });
    const second = await createWebhook(user, {
      url,
      events: ['task.completed.v1', 'task.completed.v1'],
      enabled: false,
    });
    const { webhooks } = await user.data('{ webhooks { id url events enabled disabledReason createdAt } }');
    expect(webhooks).toMatchObject([
      { id: first.id, url, events: [], enabled: true, disabledReason: null },
      { id: second.id, url, events: ['task.completed.v1'], enabled: false },
    ]);
  });

  it('is found by its id as a node, by its owner alone', async () => {
    const { id } = await createWebhook(user, { url: `${receiver.origin}/node` });
    const find = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Webhook { id url } } }';
    const of = [{ __typename: 'Webhook', id }];
    expect((await user.data(find, { of }))._entities).toEqual([{ id, url: `${receiver.origin}/node` }]);
    expect((await world.user().data(find, { of }))._entities).toEqual([null]);
  });

  it('keeps on update what is absent', async () => {
    const url = `${receiver.origin}/kept`;
    const { id } = await createWebhook(user, { url, events: ['tag.created.v1'] });
    const other = `${receiver.origin}/other`;
    expect((await user.data(update, { id, input: { url: other } })).updateWebhook).toEqual({
      ...{ url: other, events: ['tag.created.v1'], enabled: true },
    });
    expect((await user.data(update, { id, input: { url: other, events: [], enabled: false } })).updateWebhook).toEqual({
      ...{ url: other, events: [], enabled: false },
    });
  });

  it('may be sent any fact but the end of the account', async () => {
    const { webhookEventTypes } = await user.data('{ webhookEventTypes }');
    expect(webhookEventTypes).toContain('task.completed.v1');
    expect(webhookEventTypes).not.toContain('user.deleted.v1');
    expect(webhookEventTypes).not.toContain('reminder.due.v1');
    const known = eventCatalogue.map(({ type }) => type);
    expect(known).toEqual(expect.arrayContaining(webhookEventTypes));
  });
});

describe('a webhook is refused', () => {
  let guarded: World;
  beforeAll(async () => {
    guarded = await startWorld({ outbound: { resolve: async () => ['8.8.8.8'] } });
  });
  afterAll(() => guarded[Symbol.asyncDispose]());

  it.each([
    ['that is no URL', { url: 'hook' }, 'BAD_USER_INPUT', 'input.url'],
    ['without a URL that shows', { url: ' ' }, 'BAD_USER_INPUT', 'input.url'],
    ['over plain http', { url: 'http://example.com/' }, 'BAD_USER_INPUT', 'input.url'],
    ['with a password in its URL', { url: 'https://a:b@example.com/' }, 'BAD_USER_INPUT', 'input.url'],
    ['with NUL in its URL', { url: 'https://example.com/\0' }, 'BAD_USER_INPUT', 'input.url'],
    ['with too long a URL', { url: `https://example.com/${'x'.repeat(2_000)}` }, 'BAD_USER_INPUT', 'input.url'],
    [
      'for an unknown type of event',
      { events: ['task.created.v1', 'task.eaten.v1'] },
      'BAD_USER_INPUT',
      'input.events.1',
    ],
    ['for the end of the account', { events: ['user.deleted.v1'] }, 'BAD_USER_INPUT', 'input.events.0'],
  ])('%s, on creation and on update, and nothing changes', async (_, wrong, code, argument) => {
    const ann = guarded.user();
    const { id } = await createWebhook(ann, { url: 'https://example.com/' });
    const input = { url: 'https://example.com/', ...wrong };
    const before = await webhookOf(ann, id);
    for (const [mutation, variables] of [
      [createWebhookMutation, { input }],
      [update, { id, input }],
    ] as const) {
      const error = await ann.error(mutation, variables);
      expect(error.extensions).toEqual({ code, argument });
    }
    expect((await ann.data('{ webhooks { id } }')).webhooks).toEqual([{ id }]);
    expect(await webhookOf(ann, id)).toEqual(before);
  });

  it('where its URL leads off the public internet, unless the operator vouches for the host', async () => {
    await using selfHosted = await startWorld({ outbound: { allowHosts: ['n8n.internal'] } });
    const ann = selfHosted.user();
    const { id } = await createWebhook(ann, { url: 'http://n8n.internal:5678/hook' });
    for (const host of [
      ...['127.0.0.1', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]', '0.0.0.0', '169.254.169.254', '[64:ff9b::a00:1]'],
      ...['10.0.0.1', '172.16.0.1', '192.168.0.1', '[fc00::1]', 'localhost'],
    ]) {
      const input = { url: `https://${host}/hook` };
      const refusal = { code: 'WEBHOOK_URL_FORBIDDEN', argument: 'input.url' };
      expect([host, (await ann.error(createWebhookMutation, { input })).extensions]).toEqual([host, refusal]);
      expect([host, (await ann.error(update, { id, input })).extensions]).toEqual([host, refusal]);
    }
    expect((await ann.data('{ webhooks { url } }')).webhooks).toEqual([{ url: 'http://n8n.internal:5678/hook' }]);
  });

  it('beyond twenty, however many are made at once', async () => {
    const input = { url: `${receiver.origin}/many`, enabled: false };
    const answers = await Promise.all(Array.from({ length: 25 }, () => user.execute(createWebhookMutation, { input })));
    const errors = answers.flatMap(({ errors }) => errors ?? []);
    expect(errors).toHaveLength(5);
    expect(errors[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', argument: 'input' });
    expect((await user.data('{ webhooks { id } }')).webhooks).toHaveLength(20);
  });

  it('to anybody but its owner, whatever is asked of it', async () => {
    const { id } = await createWebhook(user, { url: `${receiver.origin}/theirs` });
    const before = await webhookOf(user, id);
    const eve = world.user();
    const input = { url: `${receiver.origin}/eve` };
    for (const wanted of [id, newId('webhook'), 'webhook_x', newId('task')]) {
      for (const [mutation, variables] of [
        [update, { id: wanted, input }],
        [rotate, { id: wanted }],
        [remove, { id: wanted }],
        [
          'mutation ($id: ID!, $e: ID!) { replayWebhook(id: $id, afterEventId: $e) }',
          { id: wanted, e: newId('event') },
        ],
        [
          'mutation ($id: ID!, $e: ID!) { redeliverWebhook(id: $id, eventId: $e) { state } }',
          { id: wanted, e: newId('event') },
        ],
      ] as const) {
        const error = await eve.error(mutation, variables);
        expect(error.extensions).toEqual({ code: 'NOT_FOUND', argument: 'id' });
      }
    }
    expect((await eve.data('{ webhooks { id } }')).webhooks).toEqual([]);
    expect(await webhookOf(user, id)).toEqual(before);
  });

  it.each([0, 101])('a log of %i deliveries', async (first) => {
    await createWebhook(user, { url: `${receiver.origin}/log` });
    const error = await user.error('query ($first: Int) { webhooks { deliveries(first: $first) { eventId } } }', {
      first,
    });
    expect(error.extensions).toEqual({ code: 'BAD_USER_INPUT', argument: 'first' });
  });
});

describe('rotating a secret', () => {
  const latest = (path: string, count: number) =>
    until(`${count} deliveries at ${path}`, () => receiver.of(path)[count - 1]);

  it('has both sign for 24 hours, then the new one alone', async () => {
    const path = '/rotated';
    const { id, secret: old } = await createWebhook(user, { url: receiver.origin + path });
    const { rotateWebhookSecret } = await user.data(rotate, { id });
    const renewed: string = rotateWebhookSecret.secret;
    expect(renewed).not.toBe(old);
    await world.tasks.create({ ownerId: user.id });
    const both = await latest(path, 1);
    expect(String(both.headers['webhook-signature']).split(' ')).toHaveLength(2);
    for (const secret of [old, renewed]) expect(verified(both, secret)).toMatchObject({ type: 'task.created.v1' });

    await queryTestDatabase(
      world,
      `update notifications.webhook set previous_until = previous_until - interval '24 hours' where id = $1`,
      [id],
    );
    await world.tasks.create({ ownerId: user.id });
    const one = await latest(path, 2);
    expect(verified(one, renewed)).toMatchObject({ type: 'task.created.v1' });
    expect(() => verified(one, old)).toThrow('No matching signature');
  });

  it('once more ends the secret before at once, as for one that has leaked', async () => {
    const path = '/twice';
    const { id, secret: leaked } = await createWebhook(user, { url: receiver.origin + path });
    await user.data(rotate, { id });
    const { rotateWebhookSecret } = await user.data(rotate, { id });
    await world.tasks.create({ ownerId: user.id });
    const event = await latest(path, 1);
    expect(verified(event, rotateWebhookSecret.secret)).toBeTruthy();
    expect(() => verified(event, leaked)).toThrow('No matching signature');
  });
});

describe('what goes with its owner', () => {
  it('is all: the webhook, its log and the events that were kept', async () => {
    const { id } = await createWebhook(user, { url: `${receiver.origin}/deleted` });
    await world.tasks.create({ ownerId: user.id });
    await until('it is delivered', () => receiver.of('/deleted')[0]);
    const deleted = eventOf(UserDeleted, user.id, user.id, { userId: user.id });
    await world.services.platform.publish(Topic.TASK_EVENTS, [deleted]);
    const left = () =>
      queryTestDatabase(
        world,
        `select id from notifications.webhook where owner_id = $1
         union all select id from notifications.webhook_event where owner_id = $1
         union all select event_id from notifications.webhook_delivery where owner_id = $1 or webhook_id = $2`,
        [user.id, id],
      );
    await until('nothing is left', async () => (await left()).length === 0);
    await world.tasks.create({ ownerId: user.id });
    const other = world.user();
    await createWebhook(other, { url: `${receiver.origin}/marker` });
    await world.tasks.create({ ownerId: other.id });
    await until('what came after is delivered', () => receiver.of('/marker')[0]);
    expect(await left()).toEqual([]);
    expect(receiver.of('/deleted')).toHaveLength(1);
  });
});
