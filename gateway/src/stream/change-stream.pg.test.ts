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
import { TestStream } from '../testing/stream.ts';

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

async function streamCursor(by = user): Promise<string> {
  return (await test.ask('{ streamCursor }', {}, by)).body.data.streamCursor;
}

/** `count` events of the user among others' in the same and other partitions. */
async function publishMany(count: number): Promise<string[]> {
  const mine = Array.from({ length: count }, () => taskEvent(user.userId));
  const others = Array.from({ length: 30 }, () => newId('user'));
  for (let at = 0; at < count; at += 100) {
    const batch = mine.slice(at, at + 100).flatMap((event) => [event, taskEvent(others[at % 30] ?? '')]);
    await test.publish(...batch);
  }
  return mine.map(({ id }) => id);
}

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
    const ids = await publishMany(60);
    slow.resolve();
    await until('all have come', () => stream.ids.length === ids.length);
    expect(stream.ids).toEqual(ids);
  });
});

describe('a stream that is resumed', () => {
  it('from streamCursor brings what came after it was taken, before the first event too', async () => {
    const cursor = await streamCursor();
    const ids = await publishMany(3);
    using stream = await TestStream.open(test.url, user, changes, { after: cursor });
    await until('all have come', () => stream.ids.length === ids.length);
    expect(stream.ids).toEqual(ids);
  });

  it('brings each event once and in order, from memory or the log, while more are published', async () => {
    const cursor = await streamCursor();
    const early = await publishMany(700);
    const late = publishMany(300);
    using stream = await TestStream.open(test.url, user, changes, { after: cursor });
    const ids = [...early, ...(await late)];
    await until('all have come', () => stream.ids.length >= ids.length);
    await stream.quiet(test, user);
    expect(stream.ids.slice(0, -1)).toEqual(ids);
  });

  it('from any event’s cursor brings exactly what came after it, again and again, on any gateway', async () => {
    const another = await test.another();
    const cursor = await streamCursor();
    const ids = await publishMany(200);
    using whole = await TestStream.open(test.url, user, changes, { after: cursor });
    await until('all have come', () => whole.ids.length === ids.length);
    for (const index of [0, 57, 150, 198, 199]) {
      const after = whole.changes[index].cursor;
      using part = await TestStream.open(`http://127.0.0.1:${another.port}/graphql`, user, changes, { after });
      await until('the rest has come', () => part.ids.length >= ids.length - index - 1);
      expect(part.ids).toEqual(ids.slice(index + 1));
    }
  });

  it('brings an event once that a killed relay has published twice, live and from the log', async () => {
    const start = await streamCursor();
    using live = await TestStream.open(test.url, user, changes, { after: start });
    const batch = [taskEvent(user.userId), taskEvent(user.userId)];
    const next = taskEvent(user.userId);
    await test.publish(...batch);
    await until('the first has come', () => live.ids.length > 0);
    const after = live.changes[0].cursor;
    await test.publish(...batch, next);
    const ids = [...batch, next].map(({ id }) => id);
    await until('all have come', () => live.ids.includes(next.id));
    expect(live.ids).toEqual(ids);
    // Enough events to push these out of the ring.
    const more = await publishMany(60);
    using resumed = await TestStream.open(test.url, user, changes, { after });
    await until('the rest has come', () => resumed.ids.includes(more.at(-1) ?? ''));
    expect(resumed.ids).toEqual([...ids.slice(1), ...more]);
  });

  it('says CURSOR_EXPIRED where the log has forgotten what came after, and never skips it', async () => {
    await using short = await startTestGateway({}, { retentionMs: 1 });
    const late = short.signIn();
    const { body } = await short.ask('{ streamCursor }', {}, late);
    const after: string = body.data.streamCursor;
    await short.publish(taskEvent(late.userId));
    await until('it is forgotten', async () => (await short.platform.removeOld()) > 0);
    // The gateway that was there has it in memory still.
    using remembered = await TestStream.open(short.url, late, changes, { after });
    await until('it has come', () => remembered.ids.length === 1);
    const another = await short.another();
    using stream = await TestStream.open(`http://127.0.0.1:${another.port}/graphql`, late, changes, { after });
    expect(await stream.error()).toMatchObject({ extensions: { code: 'CURSOR_EXPIRED', cursor: after } });
  });

  it('says so to who comes from before it, and serves who comes from after it at the same time', async () => {
    await using short = await startTestGateway({}, { retentionMs: 300 });
    const late = short.signIn();
    const { body } = await short.ask('{ streamCursor }', {}, late);
    using first = await TestStream.open(short.url, late, changes, { after: body.data.streamCursor });
    const [old, kept] = [taskEvent(late.userId), taskEvent(late.userId)];
    await short.publish(old);
    await until('it has come', () => first.ids.length === 1);
    await until('it is forgotten', async () => (await short.platform.removeOld()) > 0);
    await short.publish(kept);
    const url = `http://127.0.0.1:${(await short.another()).port}/graphql`;
    using expired = await TestStream.open(url, late, changes, { after: body.data.streamCursor });
    using served = await TestStream.open(url, late, changes, { after: first.changes[0].cursor });
    expect(await expired.error()).toMatchObject({ extensions: { code: 'CURSOR_EXPIRED' } });
    await until('what is kept has come', () => served.ids.length > 0);
    expect(served.ids).toEqual([kept.id]);
  });

  it('serves many who come back at once from before the ring, each with their own events', async () => {
    const users = Array.from({ length: 60 }, () => test.signIn());
    const cursors = await Promise.all(users.map((each) => streamCursor(each)));
    const published = users.map(({ userId }) => [taskEvent(userId), taskEvent(userId), taskEvent(userId)]);
    for (const index of [0, 1, 2]) await test.publish(...published.flatMap((events) => events[index] ?? []));
    await publishMany(60);
    const streams = await Promise.all(
      users.map((each, index) => TestStream.open(test.url, each, changes, { after: cursors[index] })),
    );
    for (const [index, stream] of streams.entries()) {
      const ids = published[index]?.map(({ id }) => id);
      await until('their events have come', () => stream.ids.length >= 3);
      expect(stream.ids).toEqual(ids);
      stream[Symbol.dispose]();
    }
  });

  it.each([
    ['was invented', () => 'nonsense'],
    ['is empty', () => ''],
    [
      'was tampered with',
      (cursor: string) => `${cursor.slice(0, 5)}${cursor[5] === 'A' ? 'B' : 'A'}${cursor.slice(6)}`,
    ],
    ['has something after it', (cursor: string) => `${cursor}A`],
  ])('says CURSOR_INVALID where the cursor %s', async (_how, change) => {
    using stream = await TestStream.open(test.url, user, changes, { after: change(await streamCursor()) });
    expect(await stream.error()).toMatchObject({ extensions: { code: 'CURSOR_INVALID', argument: 'after' } });
  });

  it('says CURSOR_INVALID to another user, as a cursor is bound to its own', async () => {
    using stream = await TestStream.open(test.url, test.signIn(), changes, { after: await streamCursor() });
    expect(await stream.error()).toMatchObject({ extensions: { code: 'CURSOR_INVALID' } });
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
