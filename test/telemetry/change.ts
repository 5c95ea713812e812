import { newId } from '@rondo/schema/ids.ts';
import { type ApiClient, eventually, type Subscribed } from '../client.ts';

/** What a client calls the span that it sends its request in. */
export const clientSpan = '00f067aa0ba902b7';

const createTask = 'mutation CreateTask($id: ID!) { createTask(input: { id: $id, title: "Traced" }) { eventId } }';

/** Makes a change in a new trace, as a client begins one (W3C Trace Context), hears of it on the stream and returns the trace's id. */
export async function traceChange(user: ApiClient, stream: Subscribed): Promise<string> {
  // It is live once something has come.
  await eventually(
    async () => {
      await change(user, newTraceId());
      return stream.events.length;
    },
    (heard) => heard > 0,
  );
  const traceId = newTraceId();
  const eventId = await change(user, traceId);
  await stream.event(({ id }) => id === eventId);
  return traceId;
}

const newTraceId = (): string => crypto.randomUUID().replaceAll('-', '');

async function change(user: ApiClient, traceId: string): Promise<string> {
  const response = await fetch(`${user.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${user.token}`,
      traceparent: `00-${traceId}-${clientSpan}-01`,
    },
    body: JSON.stringify({ query: createTask, operationName: 'CreateTask', variables: { id: newId('task') } }),
  });
  const { data } = (await response.json()) as { data: { createTask: { eventId: string } } };
  return data.createTask.eventId;
}
