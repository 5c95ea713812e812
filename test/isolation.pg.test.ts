import { readFileSync } from 'node:fs';
import { type IdPrefix, isId, newId, prefixOf } from '@rondo/schema/ids.ts';
import { apiFile } from '@rondo/schema/subgraphs.ts';
import {
  buildSchema,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isLeafType,
  isListType,
  isObjectType,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient, eventually, type Json } from './client.ts';
import { say } from './conversation.ts';
import { everything } from './everything.ts';
import { RondoProcess } from './rondo-process.ts';

/*
 * Every ID argument of every field of the API, with an id of somebody else's. The list is read from the schema: a new argument
 * fails here until `idArguments` says what kind of id it takes, and its field until `calls` says how it is called.
 */

const api = buildSchema(readFileSync(apiFile, 'utf8'));
const roots = { Query: 'query', Mutation: 'mutation', Subscription: 'subscription' } as const;

interface IdArgument {
  /** Query.tasks.filter.tags.any */
  place: string;
  root: keyof typeof roots;
  field: GraphQLField<unknown, unknown>;
  path: readonly { name: string; list: boolean }[];
}

/** What an argument's id names. `made`: a client may make it, so that one in use is a CONFLICT too. */
type Kind = { kind: IdPrefix | 'any'; made?: true };

const task: Kind = { kind: 'task' };
const tag: Kind = { kind: 'tag' };
const series: Kind = { kind: 'series' };
const reminder: Kind = { kind: 'reminder' };
const webhook: Kind = { kind: 'webhook' };
const event: Kind = { kind: 'event' };
const conversation: Kind = { kind: 'conversation' };
const made = (kind: IdPrefix): Kind => ({ kind, made: true });

/** By the end of the place, the longest that fits: `seriesId` of a filter is the same one at any depth. */
const idArguments: Readonly<Record<string, Kind>> = {
  'Query.node.id': { kind: 'any' },
  'Query.nodes.ids': { kind: 'any' },
  'Query.task.id': task,
  'Query.tag.id': tag,
  'Query.series.id': series,
  'activity.filter.subjectId': { kind: 'any' },
  '.seriesId': series,
  '.parentId': task,
  '.tags.any': tag,
  '.tags.all': tag,
  '.tags.none': tag,
  '.tagIds': tag,
  '.taskId': task,
  'createTask.input.id': made('task'),
  'createTask.input.reminders.id': made('reminder'),
  'quickAddTask.id': made('task'),
  'updateTask.id': task,
  'completeTask.id': task,
  'reopenTask.id': task,
  'deleteTask.id': task,
  'restoreTask.id': task,
  'revertTask.id': task,
  'updateTasks.ids': task,
  'completeTasks.ids': task,
  'deleteTasks.ids': task,
  'saveFilter.id': made('filter'),
  'deleteSavedFilter.id': { kind: 'filter' },
  'createTag.input.id': made('tag'),
  'updateTag.id': tag,
  'deleteTag.id': tag,
  'mergeTags.from': tag,
  'mergeTags.into': tag,
  'addReminder.reminder.id': made('reminder'),
  'removeReminder.id': reminder,
  'snoozeReminder.id': reminder,
  'acknowledgeReminder.id': reminder,
  'markNotificationsRead.ids': { kind: 'notification' },
  'updateWebhook.id': webhook,
  'rotateWebhookSecret.id': webhook,
  'deleteWebhook.id': webhook,
  'replayWebhook.id': webhook,
  'replayWebhook.afterEventId': event,
  'redeliverWebhook.id': webhook,
  'redeliverWebhook.eventId': event,
  'revokeApiToken.id': { kind: 'token' },
  'Query.conversation.id': conversation,
  'sendMessage.conversationId': conversation,
  'confirmAction.id': { kind: 'action' },
  'messageStream.conversationId': conversation,
  'importProgress.id': { kind: 'job' },
};

/** A user's things, an id of each kind, and a second tag. */
interface Things extends Readonly<Record<string, string>> {
  task: string;
  series: string;
  tag: string;
  spareTag: string;
  filter: string;
  reminder: string;
  notification: string;
  event: string;
  webhook: string;
  user: string;
  token: string;
  conversation: string;
  action: string;
}

/** A call that would change something, all by ids of the caller's own. Queries need none. */
function callOf(field: string, own: Things): Record<string, unknown> | undefined {
  const id = own.task;
  const recurrence = { rule: 'FREQ=DAILY' };
  const due = { date: '2027-05-05' };
  const calls: Readonly<Record<string, Record<string, unknown>>> = {
    createTask: { input: { title: 'New', tagIds: [own.tag], due, reminders: [{ before: 'PT1H' }] } },
    quickAddTask: { text: 'New' },
    updateTask: { id, input: { title: 'Other', tagIds: [own.tag] } },
    completeTask: { id },
    reopenTask: { id },
    deleteTask: { id },
    restoreTask: { id },
    revertTask: { id, to: new Date().toISOString() },
    updateTasks: { ids: [id], input: { title: 'Other', tagIds: [own.tag] } },
    completeTasks: { ids: [id] },
    deleteTasks: { ids: [id] },
    saveFilter: { name: 'New', query: 'new' },
    deleteSavedFilter: { id: own.filter },
    createTag: { input: { name: 'New' } },
    updateTag: { id: own.tag, input: { name: 'Other' } },
    deleteTag: { id: own.tag },
    mergeTags: { from: [own.tag], into: own.spareTag },
    setRecurrence: { taskId: id, recurrence },
    removeRecurrence: { taskId: id },
    skipOccurrence: { taskId: id },
    rescheduleOccurrence: { taskId: id, due },
    addReminder: { taskId: id, reminder: { before: 'PT1H' } },
    removeReminder: { id: own.reminder },
    snoozeReminder: { id: own.reminder, for: 'PT1H' },
    acknowledgeReminder: { id: own.reminder },
    markNotificationsRead: { ids: [own.notification] },
    updateWebhook: { id: own.webhook, input: { url: 'https://other.example/' } },
    rotateWebhookSecret: { id: own.webhook },
    deleteWebhook: { id: own.webhook },
    replayWebhook: { id: own.webhook, afterEventId: own.event },
    redeliverWebhook: { id: own.webhook, eventId: own.event },
    revokeApiToken: { id: own.token },
    sendMessage: { conversationId: own.conversation, text: 'list' },
    confirmAction: { id: own.action, accept: true },
  };
  return calls[field];
}

function idArgumentsOf(root: keyof typeof roots): IdArgument[] {
  const type = api.getType(root);
  if (!isObjectType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) =>
    field.args.flatMap((argument) =>
      idPaths(argument.name, argument.type, []).map((path) => ({
        place: [root, field.name, ...path.map(({ name }) => name)].join('.'),
        ...{ root, field, path },
      })),
    ),
  );
}

/** Where below an argument there are ids. A type that holds itself is entered twice: at its top, and within. */
function idPaths(name: string, type: GraphQLInputType, within: readonly GraphQLNamedType[]): IdArgument['path'][] {
  const named = getNamedType(type);
  const step = { name, list: isListType(getNullableType(type)) };
  if (named.name === 'ID') return [[step]];
  if (!isInputObjectType(named) || within.filter((type) => type === named).length === 2) return [];
  return Object.values(named.getFields()).flatMap((field) =>
    idPaths(field.name, field.type, [...within, named]).map((path) => [step, ...path]),
  );
}

function kindOf({ place }: IdArgument): Kind | undefined {
  const ends = Object.keys(idArguments).filter((end) => place.endsWith(end));
  return idArguments[ends.toSorted((a, b) => b.length - a.length)[0] ?? ''];
}

/** The call with that id put in, after what stands there where it is a list; and the argument's name in errors. */
function withId(call: Json, path: IdArgument['path'], id: string): { variables: Json; argument: string } {
  const variables = structuredClone(call);
  const argument: (string | number)[] = [];
  let place = variables;
  for (const [index, { name, list }] of path.entries()) {
    const isLast = index === path.length - 1;
    argument.push(name);
    if (!list) {
      place[name] = isLast ? id : (place[name] ?? {});
      place = place[name];
      continue;
    }
    place[name] ??= [];
    if (isLast) argument.push(place[name].push(id) - 1);
    else {
      place[name][0] ??= {};
      argument.push(0);
      place = place[name][0];
    }
  }
  return { variables, argument: argument.join('.') };
}

function documentOf({ root, field }: IdArgument): string {
  const type = getNamedType(field.type);
  const isList = isObjectType(type) && 'nodes' in type.getFields();
  const selection = isLeafType(type) ? '' : isList ? '{ totalCount nodes { id } }' : '{ __typename }';
  const declared = field.args.map(({ name, type }) => `$${name}: ${type}`).join(', ');
  const passed = field.args.map(({ name }) => `${name}: $${name}`).join(', ');
  return `${roots[root]} (${declared}) { ${field.name}(${passed}) ${selection} }`;
}

/** One of each, with a reminder that has fired. */
async function makeThings(user: ApiClient): Promise<Things> {
  const { createTask } = await user.data(
    'mutation ($input: CreateTaskInput!) { createTask(input: $input) { eventId task { id series { id } tags { id } } } }',
    {
      input: {
        ...{ title: 'Mine', due: { date: '2027-01-04', time: '09:00:00' }, tagNames: ['mine', 'spare'] },
        recurrence: { rule: 'FREQ=DAILY' },
        reminders: [{ at: new Date(Date.now() + 3_000).toISOString(), channels: ['IN_APP'] }],
      },
    },
  );
  const { saveFilter } = await user.data('mutation { saveFilter(name: "Mine", query: "mine") { id } }');
  const { createApiToken } = await user.data(
    'mutation { createApiToken(input: { name: "Mine", scopes: [TASKS_READ] }) { token { id } } }',
  );
  const { createWebhook } = await user.data(
    'mutation { createWebhook(input: { url: "https://hooks.example/", enabled: false }) { webhook { id } } }',
  );
  const proposal = await say(user, 'delete mine');
  const ask = () =>
    user.data('{ viewer { id } notifications { nodes { id } } tasks { nodes { reminders { id state } } } }');
  const { viewer, notifications, tasks } = await eventually(
    ask,
    ({ notifications, tasks }) => notifications.nodes.length > 0 && tasks.nodes[0].reminders[0]?.state === 'SENT',
    10_000,
  );
  return {
    ...{ task: createTask.task.id, series: createTask.task.series.id, tag: createTask.task.tags[0].id },
    spareTag: createTask.task.tags[1].id,
    ...{ filter: saveFilter.id, reminder: tasks.nodes[0].reminders[0].id, notification: notifications.nodes[0].id },
    ...{ event: createTask.eventId, user: viewer.id, token: createApiToken.token.id },
    webhook: createWebhook.webhook.id,
    ...{ conversation: proposal.conversationId, action: proposal.actions[0].id },
  };
}

let rondo: RondoProcess;
let ada: ApiClient;
let eve: ApiClient;
let hers: Things;
let own: Things;

beforeAll(async () => {
  rondo = await RondoProcess.start();
  [ada, eve] = await Promise.all([ApiClient.signUp(rondo.url), ApiClient.signUp(rondo.url)]);
  [hers, own] = await Promise.all([makeThings(ada), makeThings(eve)]);
}, 60_000);
afterAll(() => rondo[Symbol.asyncDispose](), 30_000);

const state = () => Promise.all([ada.data(everything), eve.data(everything)]);

/** The ids of hers that an argument could take. */
function theirs({ kind }: Kind): string[] {
  return Object.values(hers).filter((id) => kind === 'any' || isId(kind, id));
}

describe('the schema', () => {
  it('takes ids in no other places than these, which this test knows', () => {
    const all = (Object.keys(roots) as (keyof typeof roots)[]).flatMap(idArgumentsOf);
    const unknown = all.filter((argument) => !kindOf(argument));
    expect(unknown.map(({ place }) => place)).toEqual([]);
    const uncalled = all.filter(({ root, field }) => root === 'Mutation' && !callOf(field.name, own));
    expect(uncalled.map(({ place }) => place)).toEqual([]);
    const used = Object.keys(idArguments).filter((end) => !all.some(({ place }) => place.endsWith(end)));
    expect(used, 'what the schema no longer has').toEqual([]);
  });

  it('takes none below its roots', () => {
    const below = Object.values(api.getTypeMap()).flatMap((type) =>
      isObjectType(type) && !(type.name in roots) && !type.name.startsWith('__')
        ? Object.values(type.getFields()).flatMap((field) =>
            field.args
              .filter(({ name, type }) => idPaths(name, type, []).length > 0)
              .map(() => `${type.name}.${field.name}`),
          )
        : [],
    );
    expect(below).toEqual([]);
  });
});

describe("an id of another user's in a query gives what an unknown one does", () => {
  it.each(idArgumentsOf('Query').map((argument) => [argument.place, argument] as const))('%s', async (_, argument) => {
    const kind = kindOf(argument) ?? expect.fail('no sample');
    const document = documentOf(argument);
    for (const id of theirs(kind)) {
      const unknown = newId(prefixOf(id) ?? expect.fail(id));
      const answer = await eve.data(document, withId({}, argument.path, id).variables);
      expect(answer).toEqual(await eve.data(document, withId({}, argument.path, unknown).variables));
      expect(JSON.stringify(answer)).not.toContain(id);
    }
  });

  it('while their owner gets what they ask for', async () => {
    // A proposed action is found by its message alone.
    const ids = Object.values(hers).filter((id) => id !== hers.action);
    const { nodes } = await ada.data('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
    expect(nodes.map((node: Json) => node?.id)).toEqual(ids);
  });
});

describe("an id of another user's in a mutation is refused, and nothing changes for either", () => {
  it.each(idArgumentsOf('Mutation').map((argument) => [argument.place, argument] as const))(
    '%s',
    async (_, argument) => {
      const kind = kindOf(argument) ?? expect.fail('no sample');
      const before = await state();
      for (const id of theirs(kind)) {
        const { variables, argument: name } = withId(callOf(argument.field.name, own), argument.path, id);
        const error = await eve.error(documentOf(argument), variables);
        expect(kind.made ? ['NOT_FOUND', 'CONFLICT'] : ['NOT_FOUND']).toContain(error.extensions.code);
        expect(error.extensions.argument).toBe(name);
        expect(await state()).toEqual(before);
      }
    },
  );

  it('nor does anything of it stand in a history', async () => {
    const types = async (user: ApiClient) => {
      const { activity } = await user.data('{ activity(first: 100) { nodes { type } } }');
      return activity.nodes.map((entry: Json) => entry.type).toReversed();
    };
    // Events of one user come in order: once this one is there, all before it are.
    const marked = await Promise.all(
      [ada, eve].map(async (user) => {
        await user.data('mutation { updateProfile(input: { name: "Marked" }) { id } }');
        return eventually(
          () => types(user),
          (entries) => entries.at(-1) === 'user.updated.v1',
        );
      }),
    );
    expect(marked[0].toSorted()).toEqual(marked[1].toSorted());
    expect(new Set(marked[0])).toEqual(
      new Set([
        ...['user.created.v1', 'tag.created.v1', 'series.created.v1', 'task.created.v1', 'reminder.scheduled.v1'],
        ...['reminder.sent.v1', 'notification.created.v1', 'user.updated.v1'],
      ]),
    );
  });
});

describe("an id of another user's in a subscription is refused as an unknown one is", () => {
  it.each(idArgumentsOf('Subscription').map((argument) => [argument.place, argument] as const))(
    '%s',
    async (_, argument) => {
      const kind = kindOf(argument) ?? expect.fail('no sample');
      const unknown = kind.kind === 'any' ? expect.fail('no kind') : newId(kind.kind);
      for (const id of [...theirs(kind), unknown]) {
        const { variables, argument: name } = withId({}, argument.path, id);
        await using stream = eve.subscribe(documentOf(argument), variables);
        await expect(stream.ended).rejects.toMatchObject([{ extensions: { code: 'NOT_FOUND', argument: name } }]);
      }
    },
  );
});
