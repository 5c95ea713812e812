import { until } from '@rondo/platform/testing/until.ts';
import type { FieldChange } from '@rondo/schema/events/envelope.ts';
import { TaskCompleted, TaskDeleted, TaskRestored, TaskUpdated } from '@rondo/schema/events/task.ts';
import { newId } from '@rondo/schema/ids.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tagEvent, taskEvent } from '../testing/events.ts';
import { startTestGateway, type TestGateway, type TestUser } from '../testing/gateway.ts';
import type { TestMessage } from '../testing/socket.ts';
import { TestStream } from '../testing/stream.ts';

let test: TestGateway;
let user: TestUser;

beforeAll(async () => {
  test = await startTestGateway();
});
afterAll(() => test[Symbol.asyncDispose]());
beforeEach(() => {
  user = test.signIn();
});

const changes = 'subscription { changes { id } }';

describe('taskChanges', () => {
  const query = 'subscription ($query: String) { taskChanges(query: $query) { id kind taskId match } }';
  const change = (field: string, from: FieldChange['from'], to: FieldChange['to']) => ({ field, from, to });

  it('brings tasks only, and without a query says nothing of matching', async () => {
    using stream = await TestStream.live(test, user, query);
    const task = taskEvent(user.userId);
    await test.publish(tagEvent(user.userId, newId('tag')), task);
    await until('the task has come', () => stream.ids.at(-1) === task.id);
    expect(stream.changes).toEqual([{ id: task.id, kind: 'CREATED', taskId: task.subject, match: null }]);
  });

  it('with a query tells when a task enters, stays and leaves, and of one that left nothing until it enters again', async () => {
    using stream = await TestStream.live(test, user, query, { query: 'probe OR (!high -status:completed)' });
    const id = newId('task');
    const deletedAt = '2026-02-01T00:00:00.000Z';
    const steps: [string, object, FieldChange[], string | null][] = [
      ['task.created.v1', { priority: 'LOW' }, [], null],
      [TaskUpdated.type, { priority: 'HIGH' }, [change('priority', 'LOW', 'HIGH')], 'ENTERED'],
      [TaskUpdated.type, { priority: 'HIGH', title: 'Oat milk' }, [change('title', 'Milk', 'Oat milk')], 'STAYED'],
      [TaskUpdated.type, { priority: 'LOW' }, [change('priority', 'HIGH', 'LOW')], 'LEFT'],
      [TaskUpdated.type, { priority: 'LOW', title: 'x' }, [change('title', 'Oat milk', 'x')], null],
      [TaskUpdated.type, { priority: 'HIGH' }, [change('priority', 'LOW', 'HIGH')], 'ENTERED'],
      [TaskCompleted.type, { priority: 'HIGH', status: 'COMPLETED' }, [change('status', 'OPEN', 'COMPLETED')], 'LEFT'],
      [TaskUpdated.type, { priority: 'HIGH', status: 'OPEN' }, [change('status', 'COMPLETED', 'OPEN')], 'ENTERED'],
      [TaskDeleted.type, { priority: 'HIGH', deletedAt }, [change('deletedAt', null, deletedAt)], 'LEFT'],
      [TaskRestored.type, { priority: 'HIGH' }, [change('deletedAt', deletedAt, null)], 'ENTERED'],
    ];
    const events = steps.map(([type, state, fields]) =>
      taskEvent(user.userId, { id, ...state }, { type, changes: fields }),
    );
    await test.publish(...events);
    await stream.quiet(test, user);
    const reported = new Map(stream.changes.map((heard: TestMessage) => [heard.id, heard.match]));
    expect(events.map(({ id: eventId }) => reported.get(eventId) ?? null)).toEqual(steps.map(([, , , match]) => match));
  });

  it('counts days from the moment of the event, so that a replay says what was said live', async () => {
    const { body } = await test.ask('{ streamCursor }', {}, user);
    const cursor: string = body.data.streamCursor;
    const due = {
      date: '2026-03-10',
      time: null,
      timeZone: 'Europe/Paris',
      floating: false,
      at: '2026-03-09T23:00:00.000Z',
    };
    // 23:30 in Paris is still that day; half an hour into the next day is not.
    const then = taskEvent(user.userId, { due }, { time: new Date('2026-03-10T22:30:00Z') });
    const later = taskEvent(user.userId, { due }, { time: new Date('2026-03-10T23:30:00Z') });
    await test.publish(then, later, taskEvent(user.userId, { title: 'end' }));
    const resumed = 'subscription ($after: String) { taskChanges(after: $after, query: "due:today OR end") { id } }';
    using stream = await TestStream.open(test.url, user, resumed, { after: cursor });
    await until('the last has come', () => stream.ids.length === 2);
    expect(stream.ids[0]).toBe(then.id);
  });

  it('refuses a query that can’t be understood, and says where', async () => {
    using stream = await TestStream.open(test.url, user, query, { query: 'milk status:nonsense' });
    expect(await stream.error()).toMatchObject({
      extensions: { code: 'INVALID_FILTER', position: 12, argument: 'query' },
    });
  });

  it('is allowed by TASKS_READ, while everything that changes needs what notifications need as well', async () => {
    const reader = test.signIn({ scopes: ['TASKS_READ'] });
    using _ = await TestStream.live(test, reader, query);
    using refused = await TestStream.open(test.url, reader, changes);
    expect(await refused.error()).toMatchObject({
      message: expect.stringContaining('NOTIFICATIONS_READ'),
      extensions: { code: 'FORBIDDEN' },
    });
    const stranger = test.signIn({ scopes: ['ACCOUNT'] });
    using first = await TestStream.open(test.url, stranger, query, { query: 'status:nonsense' });
    expect(await first.error()).toMatchObject({ extensions: { code: 'FORBIDDEN' } });
  });
});
