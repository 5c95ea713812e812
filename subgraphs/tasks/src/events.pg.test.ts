import type { TestUser } from '@rondo/platform/testing/service.ts';
import { until } from '@rondo/platform/testing/until.ts';
import { newId } from '@rondo/schema/ids.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { call, createTask, listTasks, readTask, refusal, TasksUnderTest, titles } from './testing/tasks.ts';

let tasks: TasksUnderTest;
let user: TestUser;
let tags: TestUser;

beforeAll(async () => {
  tasks = await TasksUnderTest.start();
});
afterAll(() => tasks[Symbol.asyncDispose]());
beforeEach(() => {
  user = tasks.user();
  tags = tasks.tagsOf(user);
});

async function createTag(name: string): Promise<string> {
  const create = 'mutation ($input: CreateTagInput!) { createTag(input: $input) { tag { id } } }';
  return (await tags.data(create, { input: { name } })).createTag.tag.id;
}

const rename = 'mutation ($id: ID!, $name: String!) { updateTag(id: $id, input: { name: $name }) { eventId } }';
const remove = 'mutation ($id: ID!) { deleteTag(id: $id) { eventId } }';
const merge = 'mutation ($from: [ID!]!, $into: ID!) { mergeTags(from: $from, into: $into) { eventId } }';
const tagIdsOf = async (id: string) => (await readTask(user, id)).tags.map((tag: { id: string }) => tag.id);

describe('a tag that', () => {
  it('is renamed is found by its new name, and its tasks do not change', async () => {
    const id = await createTag('home');
    const task = await createTask(user, { title: 'x', tagIds: [id] });
    await tags.data(rename, { id, name: 'House' });
    await until('the new name is known', async () => (await titles(user, { query: '#house' })).length === 1);
    expect(await titles(user, { query: '#home' })).toEqual([]);
    expect((await readTask(user, task.id)).version).toBe(1);
  });

  it('is deleted goes from its tasks, one change each, by whoever deleted it; the bin included', async () => {
    const [home, work] = [await createTag('home'), await createTag('work')];
    const both = await createTask(user, { title: 'both', tagIds: [work, home] });
    const binned = await createTask(user, { title: 'binned', tagIds: [home] });
    await call(user, 'deleteTask', { id: binned.id });
    const token = { kind: 'API_TOKEN' as const, id: newId('token'), name: 'script' };
    await tasks.services.user({ ...user.principal, actor: token, service: 'tags' }).data(remove, { id: home });
    await until('both have lost it', async () => (await tagIdsOf(binned.id)).length === 0);
    expect(await readTask(user, both.id)).toMatchObject({ tags: [{ id: work }], version: 2 });
    const change = await until('it is heard', () => tasks.about(both.id)[1]);
    expect(change).toMatchObject({ type: 'task.updated.v1', actorkind: 'API_TOKEN', actorid: token.id });
    expect(change.data).toMatchObject({
      changes: [
        {
          field: 'tags',
          from: [
            { id: work, name: 'work' },
            { id: home, name: 'home' },
          ],
          to: [{ id: work, name: 'work' }],
        },
      ],
    });
    expect(await refusal(user, 'updateTask', { id: both.id, input: { tagIds: [home] } })).toMatchObject({
      ...{ code: 'NOT_FOUND', argument: 'input.tagIds.0' },
    });
  });

  it('is merged is replaced where it stood, and a task that has both keeps one', async () => {
    const [home, house, work] = [await createTag('home'), await createTag('house'), await createTag('work')];
    const one = await createTask(user, { title: 'one', tagIds: [home, work] });
    const two = await createTask(user, { title: 'two', tagIds: [house, home] });
    await tags.data(merge, { from: [home], into: house });
    await until('both are changed', async () => (await tagIdsOf(two.id)).length === 1);
    expect(await tagIdsOf(one.id)).toEqual([house, work]);
    expect(await titles(user, { query: '#house', sort: [{ field: 'TITLE' }] })).toEqual(['one', 'two']);
    expect(await titles(user, { query: '#home' })).toEqual([]);
  });

  it('is gone from many tasks goes from every one of them', async () => {
    const home = await createTag('home');
    const made = Array.from({ length: 230 }, (_, i) => ({ title: `${i}`, tagIds: [home] }));
    for (const batch of Map.groupBy(made, ({ title }) => Math.floor(Number(title) / 40)).values()) {
      await Promise.all(batch.map((input) => createTask(user, input)));
    }
    await tags.data(remove, { id: home });
    await until('no task has it', async () => (await listTasks(user, { query: 'no:tag' })).totalCount === 230);
  });

  it('is heard of late, after its deletion, does not come back', async () => {
    const id = await createTag('ghost');
    const tag = { id, ownerId: user.id, name: 'ghost', color: '#4c6ef5', createdAt: new Date().toISOString() };
    await tasks.publish('tag.deleted.v1', user, { tag: { ...tag, version: 3 }, changes: [] });
    await tasks.publish('tag.renamed.v1', user, { tag: { ...tag, version: 2 }, changes: [] });
    await tasks.publish('tag.created.v1', user, { tag: { ...tag, version: 1 }, changes: [] });
    await tasks.settled(user);
    expect(await refusal(user, 'createTask', { input: { title: 'x', tagIds: [id] } })).toMatchObject({
      ...{ code: 'NOT_FOUND', argument: 'input.tagIds.0' },
    });
  });
});

describe("the owner's time zone", () => {
  const moved = (timeZone: string, time: string) =>
    tasks.publish(
      'user.updated.v1',
      user,
      { user: { id: user.id, name: 'Ada', timeZone, locale: 'en', anonymous: false, createdAt: time }, changes: [] },
      { time },
    );

  it('takes floating dues along, and leaves those with a zone of their own, closed tasks and the bin', async () => {
    const due = { date: '2026-07-01', time: '09:00:00' };
    const floating = await createTask(user, { title: 'floating', due });
    const day = await createTask(user, { title: 'day', due: { date: '2026-07-01' } });
    const fixed = await createTask(user, { title: 'fixed', due: { ...due, timeZone: 'Europe/Paris' } });
    const done = await createTask(user, { title: 'done', due });
    await call(user, 'completeTask', { id: done.id });
    await moved('America/New_York', '2026-06-01T00:00:00.000Z');
    await until('the due has moved', async () => (await readTask(user, day.id)).version === 2);
    expect(await readTask(user, floating.id)).toMatchObject({
      ...{ version: 2, due: { ...due, timeZone: 'America/New_York', floating: true, at: '2026-07-01T13:00:00.000Z' } },
    });
    expect((await readTask(user, day.id)).due.at).toBe('2026-07-01T04:00:00.000Z');
    expect(await readTask(user, fixed.id)).toEqual(fixed);
    expect((await readTask(user, done.id)).due.timeZone).toBe('Europe/Paris');
    const traveller = tasks.user({ ...user.principal, timeZone: 'America/New_York' });
    expect((await call(traveller, 'reopenTask', { id: done.id })).task.due.at).toBe('2026-07-01T13:00:00.000Z');
  });

  it('is the latest one, whatever the order in which it is heard of', async () => {
    const task = await createTask(user, { title: 'x', due: { date: '2026-07-01' } });
    await moved('Asia/Tokyo', '2026-06-02T00:00:00.000Z');
    await moved('Asia/Kolkata', '2026-06-01T00:00:00.000Z');
    await tasks.settled(user);
    expect(await readTask(user, task.id)).toMatchObject({ version: 2, due: { timeZone: 'Asia/Tokyo' } });
  });
});

describe('other events', () => {
  it('tell which tasks have a reminder, without a change of the task', async () => {
    const task = await createTask(user, 'x');
    const with_ = await createTask(user, { title: 'y', reminders: [{ at: '2100-01-01T00:00:00.000Z' }] });
    expect(await titles(user, { query: 'has:reminder' })).toEqual(['y']);
    const created = await until('it is heard', () => tasks.about(with_.id)[0]);
    expect(created.data).toMatchObject({
      task: { hasReminder: true },
      // No channels: those that the notifications service takes by default.
      reminders: [{ at: '2100-01-01T00:00:00.000Z', before: null, channels: [] }],
    });
    const reminder = {
      ...{ id: newId('reminder'), ownerId: user.id, taskId: task.id, at: '2100-01-01T00:00:00.000Z', before: null },
      ...{ channels: ['IN_APP'], state: 'SCHEDULED' },
    };
    await tasks.publish('reminder.scheduled.v1', user, { reminder, changes: [] });
    await until('both have one', async () => (await titles(user, { query: 'has:reminder' })).length === 2);
    await tasks.publish('reminder.removed.v1', user, { reminder, changes: [] });
    await until('one has none', async () => (await titles(user, { query: 'has:reminder' })).length === 1);
    expect((await readTask(user, task.id)).version).toBe(1);
  });

  it('remove all that there is of a user who is gone, and nothing of others', async () => {
    const other = tasks.user();
    await createTask(other, 'theirs');
    const task = await createTask(user, { title: 'x', tagNames: ['home'] });
    await call(user, 'saveFilter', { name: 'all', query: '' });
    await tasks.publish('user.deleted.v1', user, { userId: user.id });
    await until(
      'the filters are gone',
      async () => (await user.data('{ savedFilters { id } }')).savedFilters.length === 0,
    );
    expect(await readTask(user, task.id)).toBeNull();
    expect(await titles(other)).toEqual(['theirs']);
  });
});
