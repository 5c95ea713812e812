import { PRINCIPAL_KEY } from '@rondo/platform/operation.ts';
import { signPrincipal } from '@rondo/platform/principal.ts';
import type { TestUser } from '@rondo/platform/testing/service.ts';
import { until } from '@rondo/platform/testing/until.ts';
import { newId } from '@rondo/schema/ids.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { call, createTask, listTasks, readTask, TasksUnderTest } from './testing/tasks.ts';

let tasks: TasksUnderTest;
let user: TestUser;
let recurrence: TestUser;

beforeAll(async () => {
  tasks = await TasksUnderTest.start();
});
afterAll(() => tasks[Symbol.asyncDispose]());
beforeEach(() => {
  user = tasks.user();
  recurrence = tasks.user({ ...user.principal, service: 'recurrence' });
});

const set =
  'mutation ($id: ID!, $rule: String!) { setRecurrence(taskId: $id, recurrence: { rule: $rule }) { eventId } }';
const remove = 'mutation ($id: ID!) { removeRecurrence(taskId: $id) { eventId } }';
const skip = 'mutation ($id: ID!) { skipOccurrence(taskId: $id) { eventId } }';
const reschedule = 'mutation ($id: ID!, $due: DueInput!) { rescheduleOccurrence(taskId: $id, due: $due) { eventId } }';

/** Calls a method of the tasks service as another service does. */
async function invoke(method: string, input: object): Promise<unknown> {
  const { platform } = tasks.services;
  const principal = signPrincipal(user.principal, await platform.secret(PRINCIPAL_KEY));
  return platform.invoke({ service: 'tasks', method, input, principal });
}

describe('an occurrence', () => {
  it('tells its history the rule of the series that it joins, and of each other one', async () => {
    const task = await createTask(user, { title: 'Bins', due: { date: '2026-03-02' } });
    const first = (await recurrence.data(set, { id: task.id, rule: 'FREQ=WEEKLY' })).setRecurrence;
    const { series, version } = await readTask(user, task.id);
    expect(version).toBe(2);
    expect((await tasks.event(first.eventId)).data.changes).toEqual([
      { field: 'series', from: null, to: { id: series.id, rule: 'FREQ=WEEKLY', mode: 'SCHEDULE', missed: 'SKIP' } },
      { field: 'occurrenceKey', from: null, to: '2026-03-02T00:00:00' },
    ]);
    const second = (await recurrence.data(set, { id: task.id, rule: 'FREQ=DAILY' })).setRecurrence;
    expect((await tasks.event(second.eventId)).data.changes).toEqual([
      {
        ...{ field: 'series', from: { id: series.id } },
        to: { id: series.id, rule: 'FREQ=DAILY', mode: 'SCHEDULE', missed: 'SKIP' },
      },
    ]);
    const left = (await recurrence.data(remove, { id: task.id })).removeRecurrence;
    expect((await tasks.event(left.eventId)).data.changes.map(({ field }) => field)).toEqual([
      'series',
      'occurrenceKey',
    ]);
    expect(await readTask(user, task.id)).toMatchObject({ series: null, occurrenceKey: null, version: 4 });
  });

  it('is no longer open when skipped, and the next one comes', async () => {
    const task = await createTask(user, {
      title: 'Bins',
      due: { date: '2100-03-01' },
      recurrence: { rule: 'FREQ=WEEKLY' },
    });
    await recurrence.data(skip, { id: task.id });
    expect(await readTask(user, task.id)).toMatchObject({ status: 'CANCELLED', completedAt: null });
    await until('the next one is there', async () => (await listTasks(user, { query: 'status:open' })).edges[0]);
  });

  it('keeps its key when it is moved', async () => {
    const task = await createTask(user, {
      title: 'Bins',
      due: { date: '2100-03-01' },
      recurrence: { rule: 'FREQ=WEEKLY' },
    });
    await recurrence.data(reschedule, { id: task.id, due: { date: '2100-03-03', time: '18:00:00' } });
    expect(await readTask(user, task.id)).toMatchObject({
      ...{ due: { date: '2100-03-03', time: '18:00:00', floating: true }, occurrenceKey: task.occurrenceKey },
    });
  });

  it('is created once for its key, however many ask at once, even when it has gone to the bin', async () => {
    const from = await createTask(user, {
      title: 'Bins',
      due: { date: '2026-03-02' },
      recurrence: { rule: 'FREQ=WEEKLY' },
    });
    const input = {
      ...{ seriesId: from.series.id, key: '2026-03-09T00:00:00', fromTaskId: from.id },
      due: { date: '2026-03-09', time: null, timeZone: 'Europe/Paris', floating: true },
    };
    const made = await Promise.all(Array.from({ length: 4 }, () => invoke('createOccurrence', input)));
    const results = made as { taskId: string; created: boolean }[];
    expect(results.filter(({ created }) => created)).toHaveLength(1);
    expect(new Set(results.map(({ taskId }) => taskId)).size).toBe(1);
    await call(user, 'deleteTask', { id: results[0]?.taskId });
    expect(await invoke('createOccurrence', input)).toEqual({ taskId: results[0]?.taskId, created: false });
  });
});

describe('what other services read', () => {
  it('is the state of tasks, of the bin only where it is asked for', async () => {
    const [here, gone] = [
      await createTask(user, { title: 'here', tagNames: ['home'] }),
      await createTask(user, 'gone'),
    ];
    await call(user, 'deleteTask', { id: gone.id });
    expect(await invoke('getTask', { taskId: here.id })).toMatchObject({
      task: { id: here.id, ownerId: user.id, tags: [{ id: here.tags[0].id, name: 'home' }] },
    });
    for (const taskId of [gone.id, newId('task'), (await createTask(tasks.user(), 'theirs')).id]) {
      await expect(invoke('getTask', { taskId })).rejects.toMatchObject({ code: 'NOT_FOUND', argument: 'taskId' });
    }
    expect(await invoke('findTasks', { taskIds: [gone.id, newId('task')] })).toMatchObject({
      tasks: [{ id: gone.id, deletedAt: expect.any(String) }],
    });
  });
});
