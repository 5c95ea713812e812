import { afterAll, beforeAll, expect, it } from 'vitest';
import { ApiClient, eventually, type Json } from './client.ts';
import { RondoProcess } from './rondo-process.ts';
import { startEndpoint } from './webhook-endpoint.ts';

/* Webhooks through the whole of Rondo: what a third party sees, and what a crash leaves of it. */

const create = 'mutation ($input: WebhookInput!) { createWebhook(input: $input) { secret webhook { id } } }';

async function createTask(user: ApiClient, title: string): Promise<string> {
  const { createTask } = await user.data(
    'mutation ($input: CreateTaskInput!) { createTask(input: $input) { eventId } }',
    { input: { title } },
  );
  return createTask.eventId;
}

let rondo: RondoProcess;
beforeAll(async () => {
  rondo = await RondoProcess.start({ OUTBOUND_ALLOW: '127.0.0.1' });
}, 120_000);
afterAll(() => rondo[Symbol.asyncDispose](), 60_000);

it('a token needs the scope WEBHOOKS, and a private address is refused where nobody vouches for it', async () => {
  const user = await ApiClient.signUp(rondo.url);
  const tokenOf = async (scopes: string[]) => {
    const { createApiToken } = await user.data(
      'mutation ($input: ApiTokenInput!) { createApiToken(input: $input) { secret } }',
      { input: { name: 'Integration', scopes } },
    );
    return new ApiClient(rondo.url, createApiToken.secret);
  };
  const input = { url: 'https://169.254.169.254/latest', events: [] };
  const narrow = await tokenOf(['TASKS_READ', 'TASKS_WRITE', 'NOTIFICATIONS_READ', 'NOTIFICATIONS_WRITE', 'ACCOUNT']);
  expect((await narrow.error(create, { input })).extensions.code).toBe('FORBIDDEN');
  expect((await narrow.error('{ webhooks { id } }')).extensions.code).toBe('FORBIDDEN');
  const wide = await tokenOf(['WEBHOOKS']);
  expect(await wide.data('{ webhooks { id } }')).toEqual({ webhooks: [] });
  expect((await wide.error(create, { input })).extensions).toMatchObject({
    ...{ code: 'WEBHOOK_URL_FORBIDDEN', argument: 'input.url' },
  });
});

it('a change has one id, in its mutation, in the history and in the webhook, and kill -9 loses none', async () => {
  await using endpoint = await startEndpoint();
  const user = await ApiClient.signUp(rondo.url);
  const { createWebhook } = await user.data(create, { input: { url: endpoint.url, events: ['task.created.v1'] } });
  endpoint.secret = createWebhook.secret;
  const { id } = createWebhook.webhook;
  expect((await user.data('query ($id: ID!) { node(id: $id) { __typename id } }', { id })).node).toEqual({
    ...{ __typename: 'Webhook', id },
  });

  const first = await createTask(user, 'Before');
  await eventually(
    async () => endpoint.taken,
    (taken) => taken.length === 1,
    30_000,
  );
  expect(endpoint.taken[0]).toMatchObject({
    id: first,
    event: { actor: { kind: 'USER' }, data: { task: { title: 'Before' } } },
  });
  const { node } = await user.data('query ($id: ID!) { node(id: $id) { ... on Activity { id type } } }', { id: first });
  expect(node).toEqual({ id: first, type: 'task.created.v1' });

  // Killed while deliveries are under way and events are on their way to them.
  endpoint.answers = false;
  const others: string[] = [];
  for (let count = 0; count < 12; count++) others.push(await createTask(user, `Task ${count}`));
  await rondo.end('SIGKILL');
  endpoint.answers = true;
  await rondo.start();
  await eventually(
    async () => new Set(endpoint.taken.map((delivery) => delivery.id)),
    (ids) => others.every((eventId) => ids.has(eventId)),
    60_000,
  );
  expect(new Set(endpoint.taken.map((delivery) => delivery.id))).toEqual(new Set([first, ...others]));
  const { webhooks } = await user.data('{ webhooks { deliveries(first: 100) { eventId state } } }');
  expect(webhooks[0].deliveries.map(({ eventId }: Json) => eventId).toReversed()).toEqual([first, ...others]);
  expect(rondo.output).not.toContain(endpoint.secret);
}, 180_000);
