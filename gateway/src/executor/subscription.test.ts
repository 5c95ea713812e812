import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { executorOf, federate } from './testing/federation.ts';

/** Declares the event roots; nobody calls it. Its entities are stubs by key, with what events carry provided. */
const events = {
  sdl: `
    type Query { streamCursor: String! }
    type Subscription { taskChanges(query: String): TaskChange! notices: Notice }
    type TaskChange {
      kind: String!
      task: Task @provides(fields: "title version")
      actor: Actor
    }
    union Actor = User | Robot
    union Notice = TaskChange | Robot
    type Robot { model: String! }
    type User @key(fields: "id", resolvable: false) { id: ID! }
    type Task @key(fields: "id", resolvable: false) { id: ID! title: String! @external version: Int! @external }
  `,
};

const tasks = {
  sdl: `
    type Query { task: Task }
    type Task @key(fields: "id") {
      id: ID! title: String! @shareable version: Int! @shareable description(length: Int): String notes: [String!]!
    }
  `,
  resolvers: {
    Task: {
      __resolveReference: ({ id }: { id: string }) => (id === 'gone' ? null : { id, title: 'from tasks' }),
      description: ({ id }: { id: string }, { length }: { length: number }) => `${id} `.repeat(length ?? 1),
      notes: ({ id }: { id: string }) => [`note of ${id}`],
    },
  },
};

const accounts = {
  sdl: `type Query { viewer: User } type User @key(fields: "id") { id: ID! name: String! }`,
  resolvers: { User: { __resolveReference: ({ id }: { id: string }) => ({ id, name: `user ${id}` }) } },
};

const setUp = () => {
  const federation = federate({ events, tasks, accounts });
  return { federation, executor: executorOf(federation) };
};

test('what the event carries is not fetched', async () => {
  const { federation, executor } = setUp();
  const subscription = executor.subscription(
    parse('subscription { changed: taskChanges { kind __typename task { id t: title version __typename } } }'),
  );
  const event = { taskChanges: { kind: 'created', secret: 1, task: { id: 't1', title: 'Milk', version: 3 } } };
  expect(await subscription.executeEvent({ event })).toEqual({
    data: {
      changed: {
        kind: 'created',
        __typename: 'TaskChange',
        task: { id: 't1', t: 'Milk', version: 3, __typename: 'Task' },
      },
    },
  });
  expect(federation.calls).toEqual([]);
  expect(subscription).toMatchObject({ responseKey: 'changed', selectionVariables: [] });
  expect(event.taskChanges.secret).toBe(1);
});

test('what the event lacks is fetched from the subgraphs that own it, in one round', async () => {
  const { federation, executor } = setUp();
  const subscription = executor.subscription(
    parse(`
      subscription Changes($filter: String, $length: Int, $withNotes: Boolean!) {
        taskChanges(query: $filter) {
          kind
          task { title description(length: $length) ...Notes @include(if: $withNotes) }
          actor { __typename ... on User { name } ... on Robot { model } }
        }
      }
      fragment Notes on Task { notes }
    `),
  );
  expect(subscription.field.name.value).toBe('taskChanges');
  expect([...subscription.selectionVariables].sort()).toEqual(['length', 'withNotes']);
  const event = {
    taskChanges: { kind: 'updated', task: { id: 't1', title: 'Milk' }, actor: { __typename: 'User', id: 'u1' } },
  };
  const variables = { length: 2, withNotes: true };
  expect(await subscription.executeEvent({ event, variables })).toEqual({
    data: {
      taskChanges: {
        kind: 'updated',
        task: { title: 'Milk', description: 't1 t1 ', notes: ['note of t1'] },
        actor: { __typename: 'User', name: 'user u1' },
      },
    },
  });
  expect(federation.calls.map(({ subgraph }) => subgraph).sort()).toEqual(['accounts', 'tasks']);

  const robot = { taskChanges: { kind: 'updated', task: null, actor: { __typename: 'Robot', model: 'R2' } } };
  expect(await subscription.executeEvent({ event: robot, variables: { withNotes: false } })).toEqual({
    data: { taskChanges: { kind: 'updated', task: null, actor: { __typename: 'Robot', model: 'R2' } } },
  });
});

test('an entity that is gone is a null with an error where it may not be null', async () => {
  const { executor } = setUp();
  const subscription = executor.subscription(parse('subscription { taskChanges { kind task { id notes } } }'));
  const result = await subscription.executeEvent({ event: { taskChanges: { kind: 'deleted', task: { id: 'gone' } } } });
  expect(result.data).toEqual({ taskChanges: { kind: 'deleted', task: null } });
  expect(result.errors?.map(({ path }) => path)).toEqual([['taskChanges', 'task', 'notes']]);
});

test('a subscription is not executed as an operation, nor an operation as a subscription', async () => {
  const { executor } = setUp();
  const result = await executor.execute({ document: parse('subscription { taskChanges { kind } }') });
  expect(result.errors?.[0]?.message).toBe('Subscriptions are served over a stream of events.');
  expect(() => executor.subscription(parse('{ streamCursor }'))).toThrow('The operation is not a subscription.');
});
