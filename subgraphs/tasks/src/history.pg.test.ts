import type { TestUser } from '@rondo/platform/testing/service.ts';
import { until } from '@rondo/platform/testing/until.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { call, createTask, readTask, refusal, TasksUnderTest } from './testing/tasks.ts';

let tasks: TasksUnderTest;
let user: TestUser;

beforeAll(async () => {
  tasks = await TasksUnderTest.start();
});
afterAll(() => tasks[Symbol.asyncDispose]());
beforeEach(() => {
  user = tasks.user();
});

const asOf = `query ($id: ID!, $at: DateTime!) { task(id: $id) { asOf(at: $at) {
  title description status priority due { date time floating at } tags { id } version at
} } }`;

async function taskAsOf(id: string, at: string) {
  return (await user.data(asOf, { id, at })).task.asOf;
}

/** The clock has moved on, so that what comes next is later by a millisecond or more. */
async function tick(): Promise<string> {
  const start = Date.now();
  await until('the clock has moved', () => Date.now() > start);
  return new Date(start).toISOString();
}

describe('a task as it was', () => {
  it('is what each change left, from the instant of the change on, and nothing before its creation', async () => {
    const before = await tick();
    const made = await createTask(user, {
      title: 'a',
      tagNames: ['home'],
      due: { date: '2026-03-29', time: '09:00:00' },
    });
    await tick();
    const changed = (await call(user, 'updateTask', { id: made.id, input: { title: 'b', due: null, tagIds: [] } }))
      .task;
    await tick();
    const done = (await call(user, 'completeTask', { id: made.id })).task;
    expect(await taskAsOf(made.id, before)).toBeNull();
    expect(await taskAsOf(made.id, made.createdAt)).toEqual({
      ...{ title: 'a', description: '', status: 'OPEN', priority: 'NONE', tags: made.tags, version: 1 },
      due: { date: '2026-03-29', time: '09:00:00', floating: true, at: made.due.at },
      at: made.createdAt,
    });
    expect(await taskAsOf(made.id, new Date(Date.parse(done.updatedAt) - 1).toISOString())).toMatchObject({
      ...{ title: 'b', due: null, tags: [], status: 'OPEN', version: 2, at: changed.updatedAt },
    });
    expect(await taskAsOf(made.id, '2100-01-01T00:00:00.000Z')).toMatchObject({ status: 'COMPLETED', version: 3 });
  });

  it('is read for many tasks and moments together', async () => {
    const [a, b] = [await createTask(user, 'a'), await createTask(user, 'b')];
    const query = `{ tasks(sort: { field: TITLE }) { nodes {
      now: asOf(at: "2100-01-01T00:00:00Z") { title } never: asOf(at: "2000-01-01T00:00:00Z") { title } } } }`;
    expect((await user.data(query)).tasks.nodes).toEqual([
      { now: { title: a.title }, never: null },
      { now: { title: b.title }, never: null },
    ]);
  });
});

describe('reverting', () => {
  it('brings back every field, status, completedAt and parent included, as a new change with its own event', async () => {
    const parent = await createTask(user, 'parent');
    const made = await createTask(user, {
      ...{ title: 'a', description: 'x', priority: 'HIGH', due: { date: '2026-03-29' } },
      ...{ parentId: parent.id, tagNames: ['home'] },
    });
    const done = (await call(user, 'completeTask', { id: made.id })).task;
    await tick();
    const cleared = { title: 'b', description: '', priority: 'NONE', due: null, tagIds: [], parentId: null };
    await call(user, 'updateTask', { id: made.id, input: { ...cleared, status: 'OPEN' } });
    const to = done.updatedAt;
    expect(await refusal(user, 'revertTask', { id: made.id, to, expectedVersion: 2 })).toMatchObject({
      ...{ code: 'CONFLICT', argument: 'expectedVersion' },
    });
    const { task, eventId } = await call(user, 'revertTask', { id: made.id, to, expectedVersion: 3 });
    expect(task).toEqual({ ...done, version: 4, updatedAt: task.updatedAt });
    expect(await readTask(user, made.id)).toEqual(task);
    const event = await tasks.event(eventId);
    expect(event.type).toBe('task.completed.v1');
    expect(event.data.changes.map(({ field }) => field).toSorted()).toEqual([
      ...['completedAt', 'description', 'due', 'parent', 'priority', 'status', 'tags', 'title'],
    ]);
    expect(await call(user, 'revertTask', { id: made.id, to })).toMatchObject({ eventId: null });
  });

  it('leaves out a tag and a parent that are gone since', async () => {
    const parent = await createTask(user, 'parent');
    const made = await createTask(user, { title: 'a', parentId: parent.id, tagNames: ['home', 'away'] });
    await call(user, 'updateTask', { id: made.id, input: { title: 'b' } });
    const [home, away] = made.tags;
    await tasks.tagsOf(user).data('mutation ($id: ID!) { deleteTag(id: $id) { id } }', { id: home.id });
    await until('the tag is gone', async () => (await readTask(user, made.id)).tags.length === 1);
    await call(user, 'updateTask', { id: made.id, input: { parentId: null } });
    await call(user, 'deleteTask', { id: parent.id });
    const { task } = await call(user, 'revertTask', { id: made.id, to: made.createdAt });
    expect(task).toMatchObject({ title: 'a', tags: [away], parent: null });
  });

  it('makes no cycle of a parent that is below by now', async () => {
    const a = await createTask(user, 'a');
    const b = await createTask(user, { title: 'b', parentId: a.id });
    await call(user, 'updateTask', { id: b.id, input: { parentId: null } });
    await call(user, 'updateTask', { id: a.id, input: { parentId: b.id } });
    expect((await call(user, 'revertTask', { id: b.id, to: b.createdAt })).task.parent).toBeNull();
  });

  it('refuses a moment before the creation', async () => {
    const { id } = await createTask(user, 'a');
    expect(await refusal(user, 'revertTask', { id, to: '2000-01-01T00:00:00Z' })).toMatchObject({
      ...{ code: 'BAD_USER_INPUT', argument: 'to' },
    });
  });
});
