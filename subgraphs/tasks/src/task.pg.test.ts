import type { TestUser } from '@rondo/platform/testing/service.ts';
import { newId } from '@rondo/schema/ids.ts';
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

async function createTag(name: string, by: TestUser = user): Promise<string> {
  const create = 'mutation ($input: CreateTagInput!) { createTag(input: $input) { tag { id } } }';
  return (await tasks.tagsOf(by).data(create, { input: { name } })).createTag.tag.id;
}

async function tagNames(by: TestUser = user): Promise<string[]> {
  const { tags } = await tasks.tagsOf(by).data('{ tags { nodes { name } } }');
  return tags.nodes.map(({ name }: { name: string }) => name);
}

describe('creating a task', () => {
  it('keeps what was given, and says so by one event with the whole state', async () => {
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
    expect(event.data.changes).toEqual([
      { field: 'title', from: null, to: 'Buy milk' },
      { field: 'description', from: '', to: 'Oat' },
      { field: 'status', from: null, to: 'OPEN' },
      { field: 'priority', from: null, to: 'HIGH' },
      { field: 'due', from: null, to: task.due },
    ]);
  });

  it('is the same call under the same id with the same input, even after the task has changed', async () => {
    const input = { id: newId('task'), title: 'Buy milk', due: { date: '2026-03-29', time: '09:00:00' } };
    const first = await call(user, 'createTask', { input });
    await call(user, 'updateTask', { id: input.id, input: { title: 'Buy oat milk' } });
    const again = await call(user, 'createTask', { input });
    expect(again).toMatchObject({ task: { id: first.task.id, title: 'Buy oat milk', version: 2 }, eventId: null });
    expect(await refusal(user, 'createTask', { input: { ...input, title: 'Sell milk' } })).toMatchObject({
      code: 'CONFLICT',
      argument: 'input.id',
    });
    expect(await titles(user)).toEqual(['Buy oat milk']);
  });

  it('makes one task of the same call sent many times at once', async () => {
    const input = { id: newId('task'), title: 'Buy milk' };
    const calls = await Promise.all(Array.from({ length: 5 }, () => call(user, 'createTask', { input })));
    expect(calls.filter(({ eventId }) => eventId !== null)).toHaveLength(1);
    expect(await titles(user)).toEqual(['Buy milk']);
  });

  it('is refused under an id that another user has, before it has made a tag', async () => {
    const theirs = await createTask(tasks.user(), 'Buy milk');
    const input = { id: theirs.id, title: 'Buy milk', tagNames: ['home'] };
    expect(await refusal(user, 'createTask', { input })).toMatchObject({ code: 'CONFLICT', argument: 'input.id' });
    expect(await tagNames()).toEqual([]);
    expect(await titles(user)).toEqual([]);
  });

  it('takes tags by id and by name, those that exist whatever their case, new ones made', async () => {
    const home = await createTag('Home');
    const task = await createTask(user, { title: 'Buy milk', tagIds: [home], tagNames: ['HOME', 'errands'] });
    expect(await tagNames()).toEqual(['errands', 'Home']);
    expect(task.tags).toHaveLength(2);
    expect(task.tags[0]).toEqual({ id: home });
    expect(await titles(user, { query: '#errands' })).toEqual(['Buy milk']);
  });

  it.each([
    ['a blank title', { title: ' \n ' }, 'BAD_USER_INPUT', 'input.title'],
    ['a title of 100 kB', { title: 'x'.repeat(100_000) }, 'BAD_USER_INPUT', 'input.title'],
    ['a NUL', { title: 'a\0b' }, 'BAD_USER_INPUT', 'input.title'],
    ['half a character', { title: 'a', description: '\ud800' }, 'BAD_USER_INPUT', 'input.description'],
    ['a description of 50001 characters', { description: 'x'.repeat(50_001) }, 'BAD_USER_INPUT', 'input.description'],
    ['an id of another kind', { id: newId('tag') }, 'BAD_USER_INPUT', 'input.id'],
    ['a due before 1970', { due: { date: '1969-12-31' } }, 'BAD_USER_INPUT', 'input.due.date'],
    ['a due in the last day there is', { due: { date: '9999-12-31' } }, 'BAD_USER_INPUT', 'input.due.date'],
    ['a tag that does not exist', { tagIds: [newId('tag')] }, 'NOT_FOUND', 'input.tagIds.0'],
    ['a tag id with a NUL', { tagIds: ['tag_\0'] }, 'NOT_FOUND', 'input.tagIds.0'],
    ['a blank tag name', { tagNames: ['home', ' '] }, 'BAD_USER_INPUT', 'input.tagNames.1'],
    ['51 tags', { tagNames: Array.from({ length: 51 }, (_, i) => `tag ${i}`) }, 'BAD_USER_INPUT', 'input.tagNames'],
    ['a parent that does not exist', { parentId: newId('task') }, 'NOT_FOUND', 'input.parentId'],
    [
      'a rule that never occurs',
      { recurrence: { rule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' } },
      'INVALID_RECURRENCE',
      'input.recurrence.rule',
    ],
    [
      'a reminder in the past',
      { reminders: [{ at: '2020-01-01T00:00:00.000Z' }] },
      'BAD_USER_INPUT',
      'input.reminders.0.at',
    ],
    ['a malformed reminder id', { reminders: [{ id: 'x', before: 'PT5M' }] }, 'BAD_USER_INPUT', 'input.reminders.0.id'],
    [
      '21 reminders',
      { reminders: Array.from({ length: 21 }, () => ({ before: 'PT5M' })) },
      'BAD_USER_INPUT',
      'input.reminders',
    ],
  ])('refuses %s, and makes nothing', async (_, given, code, argument) => {
    const input = { title: 'Buy milk', tagNames: ['new'], ...given };
    expect(await refusal(user, 'createTask', { input })).toMatchObject({ code, argument });
    expect(await titles(user)).toEqual([]);
    expect(await tagNames()).toEqual([]);
  });

  it("refuses another user's tag and task as if they were not there", async () => {
    const other = tasks.user();
    const [tag, task] = [await createTag('home', other), await createTask(other, 'Theirs')];
    for (const [given, argument] of [
      [{ tagIds: [tag] }, 'input.tagIds.0'],
      [{ parentId: task.id }, 'input.parentId'],
    ] as const) {
      expect(await refusal(user, 'createTask', { input: { title: 'Mine', ...given } })).toMatchObject({
        ...{ code: 'NOT_FOUND', argument },
      });
    }
    expect(await titles(user)).toEqual([]);
  });
});

describe('due', () => {
  it.each([
    [
      'a time in a zone',
      { date: '2026-07-01', time: '09:30:00', timeZone: 'America/New_York' },
      '2026-07-01T13:30:00.000Z',
    ],
    [
      'a time that the clocks skip, moved by the gap',
      { date: '2026-03-29', time: '02:30:00' },
      '2026-03-29T01:30:00.000Z',
    ],
    [
      'the first of a time that the clocks repeat',
      { date: '2026-10-25', time: '02:30:00' },
      '2026-10-25T00:30:00.000Z',
    ],
    ['a whole day, by its start', { date: '2026-07-01' }, '2026-06-30T22:00:00.000Z'],
    ['a day that starts at one', { date: '2026-03-29', timeZone: 'Africa/Cairo' }, '2026-03-28T22:00:00.000Z'],
  ])('at %s has its instant', async (_, due, at) => {
    const task = await createTask(user, { title: 'x', due });
    expect(task.due).toEqual({ time: null, timeZone: 'Europe/Paris', ...due, floating: !('timeZone' in due), at });
    expect((await readTask(user, task.id)).due).toEqual(task.due);
  });
});

describe('updating a task', () => {
  it('changes what is named, one version and one event for the call', async () => {
    const task = await createTask(user, { title: 'Buy milk', description: 'Oat', due: { date: '2026-03-29' } });
    const input = { title: 'Buy bread', priority: 'LOW', due: null };
    const changed = await call(user, 'updateTask', { id: task.id, input, expectedVersion: 1 });
    expect(changed.task).toMatchObject({ ...input, description: 'Oat', version: 2 });
    expect(Date.parse(changed.task.updatedAt)).toBeGreaterThanOrEqual(Date.parse(task.updatedAt));
    expect(await readTask(user, task.id)).toEqual(changed.task);
    const event = await tasks.event(changed.eventId);
    expect(event.type).toBe('task.updated.v1');
    expect(event.data.changes).toEqual([
      { field: 'title', from: 'Buy milk', to: 'Buy bread' },
      { field: 'priority', from: 'NONE', to: 'LOW' },
      { field: 'due', from: task.due, to: null },
    ]);
  });

  it('is nothing where nothing changes', async () => {
    const task = await createTask(user, { title: 'Buy milk', due: { date: '2026-03-29' } });
    const input = { title: ' Buy milk', status: 'OPEN', due: { date: '2026-03-29' }, tagIds: [] };
    expect(await call(user, 'updateTask', { id: task.id, input })).toEqual({ task, eventId: null });
  });

  it('refuses a version that is not the current one, and changes nothing', async () => {
    const task = await createTask(user, 'Buy milk');
    expect(await refusal(user, 'updateTask', { id: task.id, input: { title: 'x' }, expectedVersion: 2 })).toMatchObject(
      { code: 'CONFLICT', argument: 'expectedVersion' },
    );
    expect(await readTask(user, task.id)).toEqual(task);
  });

  it('lets one of many that saw the same version win', async () => {
    const { id } = await createTask(user, 'Buy milk');
    const results = await Promise.allSettled(
      Array.from({ length: 6 }, (_, i) =>
        call(user, 'updateTask', { id, input: { title: `${i}` }, expectedVersion: 1 }),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await readTask(user, id)).version).toBe(2);
  });

  it('clears with null what can be empty, and only that', async () => {
    const parent = await createTask(user, 'Parent');
    const task = await createTask(user, {
      ...{ title: 'x', description: 'y', priority: 'HIGH', due: { date: '2026-03-29' } },
      ...{ parentId: parent.id, tagNames: ['home'] },
    });
    const cleared = { description: null, priority: null, due: null, tagIds: null, parentId: null };
    const { task: after } = await call(user, 'updateTask', { id: task.id, input: cleared });
    expect(after).toMatchObject({ description: '', priority: 'NONE', due: null, tags: [], parent: null });
    for (const field of ['title', 'status']) {
      expect(await refusal(user, 'updateTask', { id: task.id, input: { [field]: null } })).toMatchObject({
        ...{ code: 'BAD_USER_INPUT', argument: `input.${field}` },
      });
    }
  });

  it('completes and reopens by status as completeTask and reopenTask do', async () => {
    const { id } = await createTask(user, 'x');
    const done = await call(user, 'updateTask', { id, input: { status: 'COMPLETED' } });
    expect(done.task.completedAt).not.toBeNull();
    expect((await tasks.event(done.eventId)).type).toBe('task.completed.v1');
    const open = await call(user, 'updateTask', { id, input: { status: 'IN_PROGRESS' } });
    expect(open.task.completedAt).toBeNull();
    expect((await tasks.event(open.eventId)).type).toBe('task.reopened.v1');
  });

  it('refuses a cycle at any depth, and moves everywhere else', async () => {
    const [a, b, c] = [await createTask(user, 'a'), await createTask(user, 'b'), await createTask(user, 'c')];
    await call(user, 'updateTask', { id: b.id, input: { parentId: a.id } });
    await call(user, 'updateTask', { id: c.id, input: { parentId: b.id } });
    for (const parentId of [a.id, b.id, c.id]) {
      expect(await refusal(user, 'updateTask', { id: a.id, input: { parentId } })).toMatchObject({
        ...{ code: 'BAD_USER_INPUT', argument: 'input.parentId' },
      });
    }
    await call(user, 'updateTask', { id: c.id, input: { parentId: a.id } });
    const read = await readTask(user, a.id, 'subtasks { title subtasks { title } parent { title } }');
    expect(read.subtasks).toEqual([
      { title: 'b', subtasks: [], parent: { title: 'a' } },
      { title: 'c', subtasks: [], parent: { title: 'a' } },
    ]);
  });

  it('lets no two moves at once make a cycle together', async () => {
    const [a, b] = [await createTask(user, 'a'), await createTask(user, 'b')];
    const moves = await Promise.allSettled([
      call(user, 'updateTask', { id: a.id, input: { parentId: b.id } }),
      call(user, 'updateTask', { id: b.id, input: { parentId: a.id } }),
    ]);
    expect(moves.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it("finds no task of another user's, nor one that is no id", async () => {
    const theirs = await createTask(tasks.user(), 'Theirs');
    for (const id of [theirs.id, newId('task'), 'nonsense', 'task_\0']) {
      expect(await refusal(user, 'updateTask', { id, input: { title: 'x' } })).toMatchObject({
        ...{ code: 'NOT_FOUND', argument: 'id' },
      });
      expect(await readTask(user, id)).toBeNull();
    }
  });
});

describe('updating many tasks', () => {
  it('changes them all, each with a version and an event of its own', async () => {
    const made = [await createTask(user, 'a'), await createTask(user, 'b'), await createTask(user, 'c')];
    const ids = [made[2].id, made[0].id, made[2].id];
    const { tasks: changed } = await call(user, 'updateTasks', { ids, input: { priority: 'HIGH' } });
    expect(changed.map(({ title, version }: { title: string; version: number }) => [title, version])).toEqual([
      ['c', 2],
      ['a', 2],
    ]);
    expect(await titles(user, { query: '!high' })).toEqual(['a', 'c']);
  });

  it('is all or nothing', async () => {
    const [mine, theirs] = [await createTask(user, 'mine'), await createTask(tasks.user(), 'theirs')];
    for (const [name, variables] of [
      ['updateTasks', { input: { title: 'x' } }],
      ['completeTasks', {}],
      ['deleteTasks', {}],
    ] as const) {
      expect(await refusal(user, name, { ids: [mine.id, theirs.id], ...variables })).toMatchObject({
        ...{ code: 'NOT_FOUND', argument: 'ids.1' },
      });
      for (const ids of [[], Array.from({ length: 101 }, () => newId('task'))]) {
        expect(await refusal(user, name, { ids, ...variables })).toMatchObject({
          ...{ code: 'BAD_USER_INPUT', argument: 'ids' },
        });
      }
    }
    expect(await readTask(user, mine.id)).toEqual(mine);
  });
});
