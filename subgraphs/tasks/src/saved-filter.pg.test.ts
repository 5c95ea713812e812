import type { TestUser } from '@rondo/platform/testing/service.ts';
import { newId } from '@rondo/schema/ids.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { call, createTask, refusal, TasksUnderTest } from './testing/tasks.ts';

let tasks: TasksUnderTest;
let user: TestUser;

beforeAll(async () => {
  tasks = await TasksUnderTest.start();
});
afterAll(() => tasks[Symbol.asyncDispose]());
beforeEach(() => {
  user = tasks.user();
});

const list = async (by = user) => (await by.data('{ savedFilters { name query count } }')).savedFilters;

describe('saved filters', () => {
  it('count what they match now', async () => {
    await createTask(user, { title: 'a', priority: 'HIGH' });
    const { id } = await createTask(user, { title: 'b', priority: 'HIGH' });
    expect(await call(user, 'saveFilter', { name: 'Urgent', query: '!high' })).toMatchObject({ count: 2 });
    await call(user, 'deleteTask', { id });
    expect(await list()).toEqual([{ name: 'Urgent', query: '!high', count: 1 }]);
  });

  it('are changed by their id, and the same call may come again', async () => {
    const id = newId('filter');
    await call(user, 'saveFilter', { id, name: 'A', query: '!high' });
    await call(user, 'saveFilter', { id, name: 'A', query: '!high' });
    await call(user, 'saveFilter', { id, name: 'B', query: '!low' });
    await call(user, 'saveFilter', { name: 'B', query: '!low' });
    expect(await list()).toEqual([{ name: 'B', query: '!low', count: 0 }]);
  });

  it('are made once by calls that come at the same time under one id', async () => {
    const input = { id: newId('filter'), name: 'A', query: '!high' };
    const answers = await Promise.all(Array.from({ length: 10 }, () => call(user, 'saveFilter', input)));
    expect(answers.every(({ id }) => id === input.id)).toBe(true);
    expect(await list()).toEqual([{ name: 'A', query: '!high', count: 0 }]);
  });

  it('have names of their own, case ignored', async () => {
    await call(user, 'saveFilter', { name: 'Urgent', query: '!high' });
    expect(await refusal(user, 'saveFilter', { name: 'URGENT', query: '!low' })).toMatchObject({
      ...{ code: 'CONFLICT', argument: 'name' },
    });
    await call(tasks.user(), 'saveFilter', { name: 'Urgent', query: '!high' });
    expect(await list()).toHaveLength(1);
  });

  it.each([
    ['a query that cannot be understood', { name: 'x', query: 'status:nonsense' }, 'INVALID_FILTER', 'query'],
    ['a blank name', { name: ' ', query: '' }, 'BAD_USER_INPUT', 'name'],
    ['a name of 101 characters', { name: 'x'.repeat(101), query: '' }, 'BAD_USER_INPUT', 'name'],
    ['an id of another kind', { id: newId('task'), name: 'x', query: '' }, 'BAD_USER_INPUT', 'id'],
  ])('refuse %s', async (_, variables, code, argument) => {
    expect(await refusal(user, 'saveFilter', variables)).toMatchObject({ code, argument });
    expect(await list()).toEqual([]);
  });

  it("are their owner's alone", async () => {
    const { id } = await call(user, 'saveFilter', { name: 'A', query: '' });
    const other = tasks.user();
    expect(await refusal(other, 'saveFilter', { id, name: 'B', query: '' })).toMatchObject({
      ...{ code: 'CONFLICT', argument: 'id' },
    });
    expect(await refusal(other, 'deleteSavedFilter', { id })).toMatchObject({ code: 'NOT_FOUND', argument: 'id' });
    expect(await refusal(user, 'deleteSavedFilter', { id: '\0' })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await call(user, 'deleteSavedFilter', { id })).toBe(id);
    expect(await list()).toEqual([]);
  });
});
