import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { TestData, TestUser } from '@rondo/platform/testing/service.ts';
import { until } from '@rondo/platform/testing/until.ts';
import { Webhook } from 'standardwebhooks';

export interface ReceivedEvent {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  /** The header `webhook-id`. */
  id: string;
  at: number;
}

export interface WebhookReceiver extends AsyncDisposable {
  readonly origin: string;
  readonly port: number;
  /** Every request, the refused ones included. */
  readonly requests: readonly ReceivedEvent[];
  /** How it answers from now on; 204 at first. */
  answer: (event: ReceivedEvent, response: ServerResponse) => void;
  /** The requests to a path. */
  of(path: string): ReceivedEvent[];
}

/** An endpoint for webhooks on this machine. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const requests: ReceivedEvent[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { headers, url: path = '' } = request;
      const body = Buffer.concat(chunks).toString();
      const event = { path, headers, body, id: String(headers['webhook-id']), at: performance.now() };
      requests.push(event);
      receiver.answer(event, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The receiver has no port.');
  const receiver: WebhookReceiver = {
    origin: `http://127.0.0.1:${address.port}`,
    port: address.port,
    requests,
    answer: accept,
    of: (path) => requests.filter((request) => request.path === path),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return receiver;
}

export function accept(_event: ReceivedEvent, response: ServerResponse): void {
  response.writeHead(204).end();
}

/** What the reference library makes of a delivery. Throws where it is not signed with `secret`. */
export function verified({ body, headers }: ReceivedEvent, secret: string): TestData {
  const strings = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  return new Webhook(secret).verify(body, strings);
}

export interface MadeWebhook {
  id: string;
  secret: string;
}

export const createWebhookMutation = /* GraphQL */ `
  mutation ($input: WebhookInput!) { createWebhook(input: $input) { secret webhook { id url events enabled } } }
`;

export async function createWebhook(user: TestUser, input: object): Promise<MadeWebhook> {
  const { createWebhook } = await user.data(createWebhookMutation, { input });
  return { id: createWebhook.webhook.id, secret: createWebhook.secret };
}

/** A webhook as its owner sees it. */
export async function webhookOf(user: TestUser, id: string): Promise<TestData> {
  const { webhooks } = await user.data(
    `{ webhooks { id url events enabled disabledReason
         deliveries(first: 100) { eventId state attempts lastStatus lastError nextAttemptAt } } }`,
  );
  return webhooks.find((webhook: TestData) => webhook.id === id);
}

/** Waits for the newest deliveries of a webhook to be as `condition` wants them. */
export function deliveriesOf(
  user: TestUser,
  id: string,
  what: string,
  condition: (deliveries: TestData[]) => unknown,
): Promise<TestData[]> {
  const find = async () => {
    const { deliveries } = await webhookOf(user, id);
    return condition(deliveries) ? deliveries : null;
  };
  return until(what, find, 25_000);
}
