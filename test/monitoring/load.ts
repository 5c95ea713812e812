import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { ApiClient, type Json } from '../client.ts';

const createTask = `mutation MakeTask($title: String!, $reminders: [ReminderInput!]) {
  createTask(input: { title: $title, reminders: $reminders }) { eventId task { id } }
}`;
const readTasks = 'query ReadTasks { tasks(first: 5) { nodes { id title tags { name } } } }';
const createWebhook = 'mutation ($input: WebhookInput!) { createWebhook(input: $input) { secret } }';

export interface Load extends AsyncDisposable {
  /** Rejects where an operation has failed that should not have. */
  readonly ended: Promise<void>;
}

/** A user of everything that is counted: changes, queries, a refused one, subscriptions, reminders that fire, a webhook. */
export async function startLoad(url: string): Promise<Load> {
  await using stack = new AsyncDisposableStack();
  const endpoint = createServer((request, response) => void request.resume().on('end', () => response.end()));
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
  stack.defer(() => void endpoint.close().closeAllConnections());
  const address = endpoint.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const user = await ApiClient.signUp(url);
  await user.data(createWebhook, { input: { url: `http://127.0.0.1:${port}/`, events: ['task.created.v1'] } });
  stack.use(user.subscribe('subscription { changes { id } }'));
  const stopped = new AbortController();
  stack.defer(() => stopped.abort());
  const running = stack.move();
  return { ended: run(user, stopped.signal), [Symbol.asyncDispose]: () => running.disposeAsync() };
}

async function run(user: ApiClient, stopped: AbortSignal): Promise<void> {
  while (!stopped.aborted) {
    const reminders: Json[] = [{ at: new Date(Date.now() + 2_000).toISOString() }];
    await user.data(createTask, { title: 'Counted', reminders });
    await user.data(readTasks);
    await user.error('query Refused { tasks(first: 100000) { nodes { id } } }');
    await delay(200, undefined, { signal: stopped }).catch(() => undefined);
  }
}
