import type { TestUser } from '@rondo/platform/testing/service.ts';
import { until } from '@rondo/platform/testing/until.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { call, createTask, listTasks, readTask, refusal, TasksUnderTest } from './testing/tasks.ts';

let tasks: TasksUnderTest;
let user: TestUser;

beforeAll(async () => {
  tasks = await TasksUnderTest.start();
});
afterAll(() => tasks[Symbol.asyncDispose]());
beforeEach(() => {
  user = tasks.user();
});

describe('completing', () => {
  it('is safe to repeat, at whatever version', async () => {
    const { id } = await createTask(user, 'x');
    const first = await call(user, 'completeTask', { id, expectedVersion: 1 });
    const again = await call(user, 'completeTask', { id, expectedVersion: 1 });
    expect(first.task).toMatchObject({ status: 'COMPLETED', version: 2 });
    expect(again).toEqual({ task: first.task, eventId: null });
    expect((await tasks.event(first.eventId)).data.changes.map(({ field }) => field)).toEqual([
      'status',
      'completedAt',
    ]);
  });

  it('refuses an open task at another version', async () => {
    const { id } = await createTask(user, 'x');
    for (const name of ['completeTask', 'deleteTask'] as const) {
      expect(await refusal(user, name, { id, expectedVersion: 7 })).toMatchObject({ code: 'CONFLICT' });
    }
    await call(user, 'completeTask', { id });
    expect(await refusal(user, 'reopenTask', { id, expectedVersion: 7 })).toMatchObject({ code: 'CONFLICT' });
    expect((await readTask(user, id)).status).toBe('COMPLETED');
  });

  it('has one effect when two come at once', async () => {
    const { id } = await createTask(user, 'x');
    const both = await Promise.all([call(user, 'completeTask', { id }), call(user, 'completeTask', { id })]);
    expect(both.filter(({ eventId }) => eventId !== null)).toHaveLength(1);
  });

  it('leaves the subtasks as they are', async () => {
    const parent = await createTask(user, 'parent');
    const child = await createTask(user, { title: 'child', parentId: parent.id });
    await call(user, 'completeTask', { id: parent.id });
    expect((await readTask(user, child.id)).status).toBe('OPEN');
  });

  it('is undone by reopening, from CANCELLED too', async () => {
    const { id } = await createTask(user, 'x');
    await call(user, 'completeTask', { id });
    expect((await call(user, 'reopenTask', { id })).task).toMatchObject({
      status: 'OPEN',
      completedAt: null,
      version: 3,
    });
    expect(await call(user, 'reopenTask', { id, expectedVersion: 1 })).toMatchObject({ eventId: null });
    await call(user, 'updateTask', { id, input: { status: 'CANCELLED' } });
    expect((await call(user, 'reopenTask', { id })).task.status).toBe('OPEN');
  });

  it('completes many, those that are open', async () => {
    const [a, b] = [await createTask(user, 'a'), await createTask(user, 'b')];
    await call(user, 'completeTask', { id: a.id });
    const { tasks: done } = await call(user, 'completeTasks', { ids: [a.id, b.id] });
    expect(done.map(({ status, version }: { status: string; version: number }) => [status, version])).toEqual([
      ['COMPLETED', 2],
      ['COMPLETED', 2],
    ]);
  });
});

describe('a task that repeats', () => {
  it('moves on to the first occurrence where its due is none, and knows its key', async () => {
    const due = { date: '2026-03-03', time: '09:00:00', timeZone: 'Europe/Paris' };
    const { task, eventId } = await call(user, 'createTask', {
      input: { title: 'Bins', due, recurrence: { rule: 'FREQ=WEEKLY;BYDAY=MO' } },
    });
    expect(task).toMatchObject({ due: { ...due, date: '2026-03-09' }, occurrenceKey: '2026-03-09T09:00:00' });
    const { changes } = (await tasks.event(eventId)).data;
    expect(changes.find(({ field }) => field === 'series')?.to).toMatchObject({
      ...{ id: task.series.id, rule: 'FREQ=WEEKLY;BYDAY=MO', mode: 'SCHEDULE', missed: 'SKIP' },
    });
  });

  it('without a due is due on the first day from today that the rule gives', async () => {
    const task = await createTask(user, { title: 'Bins', recurrence: { rule: 'FREQ=DAILY' } });
    const today = new Date().toLocaleDateString('sv', { timeZone: 'Europe/Paris' });
    expect(task).toMatchObject({
      due: { date: today, time: null, floating: true },
      occurrenceKey: `${today}T00:00:00`,
    });
  });

  it('is followed by the next occurrence once, with its texts, tags, parent and open copies of its subtasks', async () => {
    const parent = await createTask(user, 'Household');
    const first = await createTask(user, {
      ...{ title: 'Bins', description: 'Blue', priority: 'LOW', parentId: parent.id, tagNames: ['home'] },
      ...{ due: { date: '2026-03-02' }, recurrence: { rule: 'FREQ=WEEKLY', missed: 'KEEP' } },
    });
    const paper = await createTask(user, { title: 'Paper', parentId: first.id, due: { date: '2026-03-01' } });
    await createTask(user, { title: 'Fold boxes', parentId: paper.id });
    await call(user, 'completeTask', { id: paper.id });
    await call(user, 'completeTask', { id: first.id });
    const next = await until('the next occurrence is there', async () => {
      const { edges } = await listTasks(user, { query: 'bins status:open' });
      return edges[0]?.node;
    });
    const task = await readTask(user, next.id);
    expect(task).toMatchObject({
      ...{ title: 'Bins', description: 'Blue', priority: 'LOW', parent: { id: parent.id }, tags: first.tags },
      ...{ series: first.series, occurrenceKey: '2026-03-09T00:00:00', due: { date: '2026-03-09', time: null } },
    });
    const { subtasks } = await readTask(user, next.id, 'subtasks { title status due { date } subtasks { title } }');
    expect(subtasks).toEqual([
      { title: 'Paper', status: 'OPEN', due: { date: '2026-03-08' }, subtasks: [{ title: 'Fold boxes' }] },
    ]);
    const created = tasks.about(next.id)[0];
    expect(created).toMatchObject({ actorkind: 'RECURRENCE', data: { occurrenceOf: first.id } });

    await call(user, 'reopenTask', { id: first.id });
    await call(user, 'completeTask', { id: first.id });
    // What happens to the second one comes after whatever the first one's second completion does.
    await call(user, 'completeTask', { id: next.id });
    await until('the third occurrence is there', async () => {
      const { edges } = await listTasks(user, { query: 'bins status:open' });
      return edges.length > 0;
    });
    const { series } = await readTask(user, first.id, 'series { id tasks { totalCount nodes { occurrenceKey } } }');
    expect(series.tasks.nodes.map(({ occurrenceKey }: { occurrenceKey: string }) => occurrenceKey)).toEqual([
      ...['2026-03-02T00:00:00', '2026-03-09T00:00:00', '2026-03-16T00:00:00'],
    ]);
    expect(series.tasks.totalCount).toBe(3);
  });
});
