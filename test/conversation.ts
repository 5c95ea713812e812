import type { ApiClient, Json } from './client.ts';

const messageFields = 'id conversationId role text complete actions { id tool summary state }';

/** What the assistant answers in the end. */
export async function say(user: ApiClient, text: string, conversationId: string | null = null): Promise<Json> {
  const { sendMessage } = await send(user, text, conversationId);
  return answer(user, sendMessage.conversationId);
}

export function send(user: ApiClient, text: string, conversationId: string | null = null): Promise<Json> {
  return user.data(
    `mutation ($conversationId: ID, $text: String!) {
      sendMessage(conversationId: $conversationId, text: $text) { ${messageFields} }
    }`,
    { conversationId, text },
  );
}

/** The last message of a conversation, once it is complete; `states` grows as it is written. */
export async function answer(user: ApiClient, conversationId: string, states: Json[] = []): Promise<Json> {
  await using stream = user.subscribe(
    `subscription ($conversationId: ID!) { messageStream(conversationId: $conversationId) { ${messageFields} } }`,
    { conversationId },
  );
  await stream.ended;
  states.push(...stream.events);
  return stream.events.at(-1);
}

export async function confirm(user: ApiClient, id: string, accept: boolean): Promise<Json> {
  const { confirmAction } = await user.data(
    `mutation ($id: ID!, $accept: Boolean!) { confirmAction(id: $id, accept: $accept) { ${messageFields} } }`,
    { id, accept },
  );
  return confirmAction;
}

export async function add(user: ApiClient, title: string, input: object = {}): Promise<Json> {
  const { createTask } = await user.data(
    'mutation ($input: CreateTaskInput!) { createTask(input: $input) { task { id title version } } }',
    { input: { title, ...input } },
  );
  return createTask.task;
}

/** All tasks outside the bin, by title. */
export async function tasksOf(user: ApiClient): Promise<Json[]> {
  const { tasks } = await user.data(
    `{ tasks(sort: { field: TITLE }, first: 100) {
      nodes { id title description status priority version due { date time } tags { name } series { rule mode missed } }
    } }`,
  );
  return tasks.nodes;
}

export async function titlesOf(user: ApiClient): Promise<string[]> {
  return (await tasksOf(user)).map(({ title }) => title);
}
