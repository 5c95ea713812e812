import { until } from '@rondo/platform/testing/until.ts';
import { NotificationCreated } from '@rondo/schema/events/notification.ts';
import { ReminderRemoved, ReminderSent } from '@rondo/schema/events/reminder.ts';
import { TaskCompleted, TaskUpdated } from '@rondo/schema/events/task.ts';
import { newId } from '@rondo/schema/ids.ts';
import { Topic } from '@rondo/schema/topics.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventOf, tagEvent, taskEvent } from '../testing/events.ts';
import { startTestGateway, type TestGateway, type TestUser } from '../testing/gateway.ts';
import { RawSocket } from '../testing/socket.ts';
import { publishMany, TestStream } from '../testing/stream.ts';

let test: TestGateway;
let user: TestUser;

beforeAll(async () => {
  // A ring of a few dozen events, so that resuming reads the log as well.
  test = await startTestGateway({ limits: { ringBytes: 20_000 } });
});
afterAll(() => test[Symbol.asyncDispose]());
beforeEach(() => {
  user = test.signIn();
});

const changes = 'subscription ($after: String) { changes(after: $after) { id cursor } }';

describe('a stream', () => {
  it('brings each kind of change with what the event says, and has the rest filled by its owner', async () => {
    using stream = await TestStream.live(
      test,
      user,
      `subscription { changes {
        __typename id type at actor { kind id name }
        ... on TaskChange { kind taskId version match task { title subtasks { id } } }
        ... on TagChange { kind tagId version tag { id name } }
        ... on ReminderChange { reminderId state reminder { id } }
        ... on NotificationChange { notification { id } }
      } }`,
    );
    const [task, tag] = [newId('task'), newId('tag')];
    test.world.tasks.set(task, { id: task, ownerId: user.userId, title: 'Bread', version: 3 });
    test.world.tags.set(tag, { id: tag, ownerId: user.userId, name: 'home', isDeleted: false });
    const reminder = {
      id: newId('reminder'),
      ownerId: user.userId,
      taskId: task,
      at: '2026-01-01T00:00:00.000Z',
      before: null,
      channels: ['IN_APP'],
      state: 'SENT',
    };
    const notification = {
      id: newId('notification'),
      ownerId: user.userId,
      title: 'Bread',
      body: '',
      taskId: task,
      readAt: null,
      createdAt: '2026-01-01T00:00:00.000Z',
    };
    const events = [
      taskEvent(user.userId, { id: task, title: 'Bread then', version: 3 }, { type: TaskCompleted.type }),
      tagEvent(user.userId, tag),
      tagEvent(user.userId, tag, { isDeleted: true }),
      eventOf(ReminderSent.type, user.userId, reminder.id, { reminder, changes: [] }),
      eventOf(ReminderRemoved.type, user.userId, reminder.id, { reminder, changes: [] }),
      eventOf(NotificationCreated.type, user.userId, notification.id, { notification }),
      eventOf('task.invented.v9', user.userId, task, {}),
      taskEvent(user.userId, { title: 'nobody has it' }),
    ];
    await test.publish(...events);
    await until('the last has come', () => stream.ids.at(-1) === events.at(-1)?.id);
    const actor = { kind: 'USER', id: null, name: null };
    const told = ({ id, type, time }: (typeof events)[number]) => ({ id, type, at: time, actor });
    const [completed, created, deleted, sent, removed, notified, , gone] = events.map(told);
    expect(stream.changes).toEqual([
      {
        __typename: 'TaskChange',
        ...completed,
        kind: 'COMPLETED',
        taskId: task,
        version: 3,
        match: null,
        task: { title: 'Bread then', subtasks: [] },
      },
      { __typename: 'TagChange', ...created, kind: 'CREATED', tagId: tag, version: 1, tag: { id: tag, name: 'home' } },
      { __typename: 'TagChange', ...deleted, kind: 'DELETED', tagId: tag, version: 1, tag: null },
      {
        __typename: 'ReminderChange',
        ...sent,
        reminderId: reminder.id,
        state: 'SENT',
        reminder: { id: reminder.id },
      },
      { __typename: 'ReminderChange', ...removed, reminderId: reminder.id, state: 'SENT', reminder: null },
      { __typename: 'NotificationChange', ...notified, notification: { id: notification.id } },
      expect.objectContaining({ ...gone, kind: 'CREATED', task: null }),
    ]);
    expect(stream.socket.received.at(-1).payload.errors).toBeUndefined();
  });

  it('is executed once an event for all who get the same, and each of them gets everything', async () => {
    const query = 'subscription { changes { id ... on TaskChange { task { title subtasks { id } } } } }';
    const streams = await Promise.all(Array.from({ length: 10 }, () => TestStream.live(test, user, query)));
    const id = newId('task');
    test.world.tasks.set(id, { id, ownerId: user.userId, title: 'Bread', version: 1 });
    test.world.calls.length = 0;
    const event = taskEvent(user.userId, { id });
    await test.publish(event);
    for (const stream of streams) {
      await until('it has come', () => stream.ids.at(-1) === event.id);
      expect(stream.changes.at(-1).task).toEqual({ title: 'Milk', subtasks: [] });
      stream[Symbol.dispose]();
    }
    expect(test.world.calls.filter(({ query: sent }) => sent.includes('subtasks'))).toHaveLength(1);
  });

  it('asks no subgraph for what its events carry', async () => {
    using stream = await TestStream.live(
      test,
      user,
      `subscription { changes { id ... on TaskChange { task {
        id title description status priority due { date time timeZone floating at } tags { id } version createdAt
        updatedAt completedAt deletedAt parent { id } series { id } occurrenceKey
      } } } }`,
    );
    test.world.calls.length = 0;
    const due = {
      date: '2026-03-29',
      time: '09:30:00',
      timeZone: 'Europe/Paris',
      floating: true,
      at: '2026-03-29T07:30:00.000Z',
    };
    const [tag, parent] = [newId('tag'), newId('task')];
    const event = taskEvent(user.userId, { due, tags: [{ id: tag, name: 'home' }], parentId: parent });
    await test.publish(event);
    await until('it has come', () => stream.ids.at(-1) === event.id);
    expect(stream.changes.at(-1).task).toMatchObject({
      id: event.subject,
      title: 'Milk',
      due,
      tags: [{ id: tag }],
      parent: { id: parent },
      series: null,
      createdAt: '2026-01-01T00:00:00.000Z',
    });
    expect(test.world.calls).toEqual([]);
  });

  it('of another user brings nothing of this one', async () => {
    using stream = await TestStream.live(test, user, changes);
    const other = test.signIn();
    await test.publish(taskEvent(other.userId), taskEvent(other.userId));
    await stream.quiet(test, user);
    expect(stream.ids).toHaveLength(1);
  });

  it('goes on in order while its entity’s owner is slow', async () => {
    using stream = await TestStream.live(
      test,
      user,
      'subscription { changes { id ... on TaskChange { task { subtasks { id } } } } }',
    );
    const slow = Promise.withResolvers<void>();
    test.world.pause = slow.promise;
    const ids = await publishMany(test, user, 60);
    slow.resolve();
    await until('all have come', () => stream.ids.length === ids.length);
    expect(stream.ids).toEqual(ids);
  });
});

describe('a user', () => {
  it('may subscribe as often as they like to the same, but not to ever more that has to be executed', async () => {
    const socket = await RawSocket.start(test.url, user.token);
    const query = 'subscription ($query: String) { taskChanges(query: $query) { id } }';
    for (let i = 0; i < 500; i++) socket.subscribe(`${i}`, query, { query: `word${i}` });
    socket.subscribe('same', query, { query: 'word7' });
    socket.subscribe('other', query, { query: 'another' });
    expect((await socket.next('error')).id).toBe('other');
    expect(socket.received.at(-1).payload).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
    socket.send({ id: '499', type: 'complete' });
    socket.subscribe('again', query, { query: 'another' });
    await until('it is live', async () => {
      await test.publish(taskEvent(user.userId, { title: 'another word7' }));
      return socket.events('again').length > 0 && socket.events('same').length > 0;
    });
    socket.socket.close();
  });
});

describe('the log', () => {
  it('with an event that nobody can read does not stop the stream', async () => {
    using stream = await TestStream.live(test, user, changes);
    await test.platform.publish(Topic.TASK_UPDATES, [eventOf(TaskUpdated.type, user.userId, 'x', { task: 'broken' })]);
    await stream.quiet(test, user);
    expect(stream.ids).toHaveLength(1);
  });
});
