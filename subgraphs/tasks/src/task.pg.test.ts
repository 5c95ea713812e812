import type { TestUser } from '@rondo/platform/testing/service.ts';
import { until } from '@rondo/platform/testing/until.ts';
import { newId } from '@rondo/schema/ids.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { call, createTask, listTasks, readTask, refusal, TasksUnderTest, titles } from './testing/tasks.ts';

let tasks: TasksUnderTest;
let user: TestUser;

beforeAll(async () => {
  tasks = await TasksUnderTest.start();
});
afterAll(() => tasks[Symbol.asyncDispose]());
beforeEach(() => {
  user = tasks.user();
});

describe('a task', () => {
  it('is created with what was given, and says so by one event with its whole state', async () => {
    const { task, eventId } = await call(user, 'createTask', {
      input: { title: '  Buy milk ', description: 'Oat', priority: 'HIGH', due: { date: '2026-03-29' } },
    });
    expect(task).toMatchObject({
      ...{ title: 'Buy milk', description: 'Oat', status: 'OPEN', priority: 'HIGH', version: 1, tags: [] },
      due: { date: '2026-03-29', time: null, timeZone: 'Europe/Paris', floating: true, at: '2026-03-28T23:00:00.000Z' },
    });
    expect(await readTask(user, task.id)).toEqual(task);
    const event = await tasks.event(eventId);
    expect(event).toMatchObject({ type: 'task.created.v1', subject: task.id, partitionkey: user.id });
    expect(event.data.task).toMatchObject({ title: 'Buy milk', version: 1, due: task.due, hasReminder: false });
    expect(event.data.changes.map(({ field }) => field)).toEqual(['title', 'description', 'status', 'priority', 'due']);
  });
});
void until;
void newId;
void listTasks;
void refusal;
void titles;
void createTask;
