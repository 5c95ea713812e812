import type { TestUser } from '@rondo/platform/testing/service.ts';
import { until } from '@rondo/platform/testing/until.ts';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { call, createTask, readTask, refusal, TasksUnderTest, titles } from './testing/tasks.ts';

let tasks: TasksUnderTest;
let user: TestUser;

beforeAll(async () => {
  tasks = await TasksUnderTest.start();
});
afterAll(() => tasks[Symbol.asyncDispose]());
beforeEach(() => {
  user = tasks.user();
});

/** parent ‹ child ‹ grandchild, and a task of its own. */
async function family() {
  const parent = await createTask(user, 'parent');
  const child = await createTask(user, { title: 'child', parentId: parent.id });
  const grandchild = await createTask(user, { title: 'grandchild', parentId: child.id });
  const other = await createTask(user, 'other');
  return { parent: parent.id, child: child.id, grandchild: grandchild.id, other: other.id };
}

const inBin = () => titles(user, { filter: { deleted: true }, sort: [{ field: 'TITLE' }] });

describe('the bin', () => {
  it('takes a task with all its subtasks, and restoring brings back exactly those', async () => {
    const ids = await family();
    await call(user, 'deleteTask', { id: ids.grandchild });
    const { eventId } = await call(user, 'deleteTask', { id: ids.parent, expectedVersion: 1 });
    expect(await tasks.event(eventId)).toMatchObject({ type: 'task.deleted.v1', subject: ids.parent });
    expect(await titles(user)).toEqual(['other']);
    expect(await inBin()).toEqual(['child', 'grandchild', 'parent']);

    const { task, eventId: restored } = await call(user, 'restoreTask', { id: ids.parent });
    expect(task).toMatchObject({ deletedAt: null, version: 3 });
    expect(await tasks.event(restored)).toMatchObject({ type: 'task.restored.v1', subject: ids.parent });
    expect(await titles(user)).toEqual(['parent', 'child', 'other']);
    expect(await inBin()).toEqual(['grandchild']);
    expect(await readTask(user, ids.child)).toMatchObject({ parent: { id: ids.parent }, version: 3 });
  });

  it('lets a subtask out alone, which is then a task of its own', async () => {
    const ids = await family();
    await call(user, 'deleteTask', { id: ids.parent });
    const { task } = await call(user, 'restoreTask', { id: ids.child });
    expect(task).toMatchObject({ parent: null, deletedAt: null });
    expect(await titles(user)).toEqual(['child', 'grandchild', 'other']);
    await call(user, 'restoreTask', { id: ids.parent });
    expect((await readTask(user, ids.child)).parent).toBeNull();
  });

  it('takes many at once, each with one event, a subtask with the topmost of them', async () => {
    const ids = await family();
    const { tasks: deleted } = await call(user, 'deleteTasks', { ids: [ids.grandchild, ids.parent] });
    expect(deleted.map(({ title }: { title: string }) => title)).toEqual(['grandchild', 'parent']);
    await until('all is heard', () => tasks.about(ids.grandchild).length === 2);
    expect(tasks.about(ids.child).map(({ type }) => type)).toEqual(['task.created.v1', 'task.deleted.v1']);
    await call(user, 'restoreTask', { id: ids.parent });
    expect(await titles(user)).toEqual(['parent', 'child', 'grandchild', 'other']);
  });

  it('shows a task with the time of its deletion, and keeps it from every change but restoring', async () => {
    const { id } = await createTask(user, 'x');
    await call(user, 'deleteTask', { id });
    const binned = await readTask(user, id);
    expect(binned.deletedAt).not.toBeNull();
    for (const [name, variables] of [
      ['updateTask', { input: { title: 'y' } }],
      ['completeTask', {}],
      ['deleteTask', {}],
      ['revertTask', { to: new Date().toISOString() }],
    ] as const) {
      expect(await refusal(user, name, { id, ...variables })).toMatchObject({ code: 'NOT_FOUND', argument: 'id' });
    }
    expect(await refusal(user, 'createTask', { input: { title: 'y', parentId: id } })).toMatchObject({
      ...{ code: 'NOT_FOUND', argument: 'input.parentId' },
    });
    expect(await readTask(user, id)).toEqual(binned);
    await call(user, 'restoreTask', { id });
    expect(await call(user, 'restoreTask', { id })).toMatchObject({ task: { version: 3 }, eventId: null });
  });

  it("does not let another user's task out", async () => {
    const other = tasks.user();
    const { id } = await createTask(other, 'x');
    await call(other, 'deleteTask', { id });
    expect(await refusal(user, 'restoreTask', { id })).toMatchObject({ code: 'NOT_FOUND', argument: 'id' });
    expect(await inBin()).toEqual([]);
  });

  it('is emptied of what has been in it for 30 days, history included', async () => {
    const ids = await family();
    await call(user, 'deleteTask', { id: ids.parent });
    await call(user, 'deleteTask', { id: ids.other });
    const admin = new pg.Client({ connectionString: tasks.services.testPlatform.url });
    await admin.connect();
    await admin.query(
      `update tasks.task set deleted_at = now() - interval '30 days 1 minute' where id <> $1 and owner_id = $2`,
      [...[ids.other, user.id]],
    );
    await tasks.services.platform.schedule('tasks', 'purge-bin', new Date());
    await until('the purge is heard', () =>
      tasks.heard.find(({ type, subject }) => type === 'task.purged.v1' && subject === ids.parent),
    );
    const { rows } = await admin.query('select distinct task_id from tasks.task_version where owner_id = $1', [
      user.id,
    ]);
    await admin.end();
    expect(rows).toEqual([{ task_id: ids.other }]);
    expect(await inBin()).toEqual(['other']);
    expect(await readTask(user, ids.parent)).toBeNull();
    const purged = tasks.heard.find(({ type }) => type === 'task.purged.v1');
    expect(purged).toMatchObject({ partitionkey: user.id, actorkind: 'SYSTEM' });
  });
});
