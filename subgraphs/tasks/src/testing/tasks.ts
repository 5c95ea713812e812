import { badInput } from '@rondo/platform/errors.ts';
import { serve } from '@rondo/platform/method.ts';
import { startTestServices, type TestData, type TestServices, type TestUser } from '@rondo/platform/testing/service.ts';
import { until } from '@rondo/platform/testing/until.ts';
import { recurrence } from '@rondo/recurrence/main.ts';
import type { CloudEvent } from '@rondo/schema/events/envelope.ts';
import type { TaskData } from '@rondo/schema/events/task.ts';
import { newId } from '@rondo/schema/ids.ts';
import { checkReminders } from '@rondo/schema/methods/notifications.ts';
import { Topic } from '@rondo/schema/topics.ts';
import { tags } from '@rondo/tags/main.ts';
import { tasks } from '../main.ts';

const fields = `id title description status priority version createdAt updatedAt completedAt deletedAt
  due { date time timeZone floating at } tags { id } parent { id } series { id } occurrenceKey`;

/** The tasks subgraph with those that it calls, as they run behind a gateway. */
export class TasksUnderTest implements AsyncDisposable {
  readonly services: TestServices;
  /** What was published, in order. */
  readonly heard: CloudEvent[] = [];
  readonly #serving: AsyncDisposable;

  private constructor(services: TestServices, serving: AsyncDisposable) {
    this.services = services;
    this.#serving = serving;
  }

  static async start(): Promise<TasksUnderTest> {
    const services = await startTestServices([tasks, tags, recurrence]);
    const { platform } = services;
    // Of the notifications service as much as a task's creation asks for: a reminder in the past is refused.
    const method = serve(checkReminders, async (_context, { reminders }) => {
      const past = reminders.findIndex(({ at }) => at !== null && Date.parse(at) < Date.now());
      if (past >= 0) throw badInput(`input.reminders.${past}.at`, 'Expected a time to come.');
      return {};
    });
    const context: Parameters<(typeof method)['answer']>[0] = Object.create(null);
    const serving = await platform.serve('notifications', {
      [method.name]: (input) => method.answer(context, input),
    });
    const started = new TasksUnderTest(services, serving);
    await platform.subscribe({
      group: 'test',
      topic: Topic.TASK_EVENTS,
      handle: async (event) => {
        started.heard.push(event);
      },
    });
    return started;
  }

  /** A new user, who talks to the tasks subgraph. */
  user(details: Parameters<TestServices['user']>[0] = {}): TestUser {
    return this.services.user(details);
  }

  /** The same user, who talks to the tags subgraph. */
  tagsOf(user: TestUser): TestUser {
    return this.services.user({ ...user.principal, service: 'tags' });
  }

  /** The published event of that id. */
  event(id: string): Promise<CloudEvent & { data: TaskData }> {
    return until(`${id} is published`, () => this.heard.find((event) => event.id === id)) as Promise<
      CloudEvent & { data: TaskData }
    >;
  }

  /** The published events about a task, in order. */
  about(taskId: string): CloudEvent[] {
    return this.heard.filter(({ subject }) => subject === taskId);
  }

  /** Publishes an event of another service. */
  async publish(type: string, owner: TestUser, data: object, details: Partial<CloudEvent> = {}): Promise<void> {
    const event: CloudEvent = {
      ...{ specversion: '1.0', id: newId('event'), source: '/test', type, subject: 'test' },
      ...{ time: new Date().toISOString(), datacontenttype: 'application/json', partitionkey: owner.id },
      ...{ actorkind: 'USER', data },
      ...details,
    };
    await this.services.platform.publish(Topic.TASK_EVENTS, [event]);
  }

  /** Resolves once the tasks have taken every event of this owner that was published before. */
  async settled(owner: TestUser): Promise<void> {
    const id = newId('tag');
    const tag = { id, ownerId: owner.id, name: id, color: '#4c6ef5', version: 1, createdAt: new Date().toISOString() };
    await this.publish('tag.created.v1', owner, { tag, changes: [] });
    const input = { tagIds: [id] };
    await until('the tag is known', async () => {
      // Of what is not there, the tag is named before the task.
      const { argument } = await refusal(owner, 'updateTask', { id: newId('task'), input });
      return argument === 'id';
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#serving[Symbol.asyncDispose]();
    await this.services[Symbol.asyncDispose]();
  }
}

const mutations = {
  createTask: 'mutation ($input: CreateTaskInput!) { createTask(input: $input) { task { FIELDS } eventId } }',
  quickAddTask: 'mutation ($text: String!, $id: ID) { quickAddTask(text: $text, id: $id) { task { FIELDS } eventId } }',
  updateTask:
    'mutation ($id: ID!, $input: UpdateTaskInput!, $expectedVersion: Int) { updateTask(id: $id, input: $input, expectedVersion: $expectedVersion) { task { FIELDS } eventId } }',
  completeTask:
    'mutation ($id: ID!, $expectedVersion: Int) { completeTask(id: $id, expectedVersion: $expectedVersion) { task { FIELDS } eventId } }',
  reopenTask:
    'mutation ($id: ID!, $expectedVersion: Int) { reopenTask(id: $id, expectedVersion: $expectedVersion) { task { FIELDS } eventId } }',
  deleteTask:
    'mutation ($id: ID!, $expectedVersion: Int) { deleteTask(id: $id, expectedVersion: $expectedVersion) { id eventId } }',
  restoreTask: 'mutation ($id: ID!) { restoreTask(id: $id) { task { FIELDS } eventId } }',
  revertTask:
    'mutation ($id: ID!, $to: DateTime!, $expectedVersion: Int) { revertTask(id: $id, to: $to, expectedVersion: $expectedVersion) { task { FIELDS } eventId } }',
  updateTasks:
    'mutation ($ids: [ID!]!, $input: UpdateTaskInput!) { updateTasks(ids: $ids, input: $input) { tasks { FIELDS } } }',
  completeTasks: 'mutation ($ids: [ID!]!) { completeTasks(ids: $ids) { tasks { FIELDS } } }',
  deleteTasks: 'mutation ($ids: [ID!]!) { deleteTasks(ids: $ids) { tasks { FIELDS } } }',
  saveFilter:
    'mutation ($id: ID, $name: String!, $query: String!) { saveFilter(id: $id, name: $name, query: $query) { id name query count } }',
  deleteSavedFilter: 'mutation ($id: ID!) { deleteSavedFilter(id: $id) }',
} as const;

type MutationName = keyof typeof mutations;

const textOf = (name: MutationName) => mutations[name].replace('FIELDS', fields);

/** What a mutation that is to succeed returns. */
export async function call(by: TestUser, name: MutationName, variables: Record<string, unknown>): Promise<TestData> {
  return (await by.data(textOf(name), variables))[name];
}

/** The code and argument of a mutation that is to be refused. */
export async function refusal(by: TestUser, name: MutationName, variables: Record<string, unknown>): Promise<TestData> {
  return (await by.error(textOf(name), variables)).extensions;
}

export async function createTask(by: TestUser, input: Record<string, unknown> | string): Promise<TestData> {
  return (await call(by, 'createTask', { input: typeof input === 'string' ? { title: input } : input })).task;
}

export async function readTask(by: TestUser, id: string, selection: string = fields): Promise<TestData> {
  return (await by.data(`query ($id: ID!) { task(id: $id) { ${selection} } }`, { id })).task;
}

const listQuery = `query ($query: String, $filter: TaskFilter, $sort: [TaskSort!], $first: Int, $after: String, $last: Int, $before: String) {
  tasks(query: $query, filter: $filter, sort: $sort, first: $first, after: $after, last: $last, before: $before) {
    edges { cursor node { id title } } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

export async function listTasks(by: TestUser, variables: Record<string, unknown> = {}): Promise<TestData> {
  return (await by.data(listQuery, variables)).tasks;
}

export async function listRefusal(by: TestUser, variables: Record<string, unknown>): Promise<TestData> {
  return (await by.error(listQuery, variables)).extensions;
}

/** The titles of a list, in its order. */
export async function titles(by: TestUser, variables: Record<string, unknown> = {}): Promise<string[]> {
  return (await listTasks(by, variables)).edges.map(({ node }: TestData) => node.title);
}
