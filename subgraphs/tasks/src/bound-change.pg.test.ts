import { RondoError } from '@rondo/platform/errors.ts';
import { invokeAs } from '@rondo/platform/operation.ts';
import type { TestUser } from '@rondo/platform/testing/service.ts';
import { applyTaskChanges, type BoundTaskChange } from '@rondo/schema/methods/task-changes.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { call, createTask, readTask, TasksUnderTest, titles } from './testing/tasks.ts';

let tasks: TasksUnderTest;
let user: TestUser;

beforeAll(async () => {
  tasks = await TasksUnderTest.start();
});
afterAll(() => tasks[Symbol.asyncDispose]());
beforeEach(() => {
  user = tasks.user();
});

const apply = (changes: BoundTaskChange[], by: TestUser = user) =>
  invokeAs(tasks.services.platform, by.principal, applyTaskChanges, { changes });

const refusalOf = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => expect.fail('expected a refusal'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof RondoError)) throw error;
  return { code: error.code, argument: error.argument };
};

describe('changes bound to versions', () => {
  it('are made all together: updated, completed, deleted', async () => {
    const [first, second, third] = [
      await createTask(user, 'first'),
      await createTask(user, 'second'),
      await createTask(user, 'third'),
    ];
    await apply([
      { id: first.id, version: 1, change: { kind: 'UPDATE', input: { priority: 'HIGH' } } },
      { id: second.id, version: 1, change: { kind: 'COMPLETE' } },
      { id: third.id, version: 1, change: { kind: 'DELETE' } },
    ]);
    expect(await readTask(user, first.id)).toMatchObject({ priority: 'HIGH', title: 'first', version: 2 });
    expect(await readTask(user, second.id)).toMatchObject({ status: 'COMPLETED' });
    expect(await titles(user)).toEqual(['first', 'second']);
  });

  it('take a subtask with its task, where both are to be deleted', async () => {
    const parent = await createTask(user, 'parent');
    const child = await createTask(user, { title: 'child', parentId: parent.id });
    await apply([parent, child].map(({ id }) => ({ id, version: 1, change: { kind: 'DELETE' as const } })));
    expect(await titles(user)).toEqual([]);
  });

  it('are none of them made where one task has changed, is gone or is another user’s', async () => {
    const task = await createTask(user, 'task');
    const other = await createTask(user, 'other');
    await call(user, 'updateTask', { id: other.id, input: { title: 'renamed' } });
    const deletion = { id: task.id, version: 1, change: { kind: 'DELETE' as const } };
    const also = (id: string, version: number) => apply([deletion, { id, version, change: { kind: 'DELETE' } }]);
    expect(await refusalOf(also(other.id, 1))).toEqual({ code: 'CONFLICT', argument: 'changes.1' });
    const theirs = await createTask(tasks.user(), 'theirs');
    expect(await refusalOf(also(theirs.id, 1))).toEqual({ code: 'NOT_FOUND', argument: 'changes.1' });
    await call(user, 'deleteTask', { id: other.id });
    expect(await refusalOf(also(other.id, 3))).toEqual({ code: 'NOT_FOUND', argument: 'changes.1' });
    expect(await refusalOf(also(task.id, 1))).toEqual({ code: 'CONFLICT', argument: 'changes' });
    expect(await readTask(user, task.id)).toMatchObject({ version: 1, deletedAt: null });
  });

  it('are made once, however many ask at the same time', async () => {
    const task = await createTask(user, 'task');
    const change = () => apply([{ id: task.id, version: 1, change: { kind: 'COMPLETE' } }]);
    const outcomes = await Promise.allSettled([change(), change(), change()]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await readTask(user, task.id)).toMatchObject({ version: 2 });
  });
});
