import type { TestUser } from '@rondo/platform/testing/service.ts';
import { newId } from '@rondo/schema/ids.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { call, createTask, refusal, TasksUnderTest, titles } from './testing/tasks.ts';

let tasks: TasksUnderTest;
let user: TestUser;

beforeAll(async () => {
  tasks = await TasksUnderTest.start();
});
afterAll(() => tasks[Symbol.asyncDispose]());
beforeEach(() => {
  user = tasks.user();
});

const parse = `query ($text: String!) { parseTask(text: $text) {
  title due { date time timeZone floating } priority tags rule parts { kind text start end }
} }`;
const day = (offset: number) =>
  new Date(Date.now() + offset * 86_400_000).toLocaleDateString('sv', { timeZone: 'Europe/Paris' });

describe('quick add', () => {
  it('shows what it understood and where, and makes just that', async () => {
    const text = 'Call Ada tomorrow at 5pm #work !high';
    const { parseTask } = await user.data(parse, { text });
    expect(parseTask).toMatchObject({
      ...{ title: 'Call Ada', priority: 'HIGH', tags: ['work'], rule: null },
      due: { date: day(1), time: '17:00:00', timeZone: 'Europe/Paris', floating: true },
    });
    for (const part of parseTask.parts) expect(text.slice(part.start, part.end)).toBe(part.text);
    expect(await titles(user)).toEqual([]);
    const { task } = await call(user, 'quickAddTask', { text });
    expect(task).toMatchObject({ title: 'Call Ada', priority: 'HIGH', due: parseTask.due });
    expect(await titles(user, { query: '#work' })).toEqual(['Call Ada']);
  });

  it('makes what repeats, with a first due', async () => {
    const text = 'Water the plants every day';
    const { parseTask } = await user.data(parse, { text });
    const { task } = await call(user, 'quickAddTask', { text });
    expect(parseTask.rule).toMatch(/FREQ=DAILY/);
    expect(task).toMatchObject({ title: 'Water the plants', due: parseTask.due });
    expect(task.series).not.toBeNull();
  });

  it('is the same call with the same text under the same id', async () => {
    const id = newId('task');
    const first = await call(user, 'quickAddTask', { id, text: 'Call Ada tomorrow' });
    expect(await call(user, 'quickAddTask', { id, text: 'Call Ada tomorrow' })).toEqual({
      task: first.task,
      eventId: null,
    });
    expect(await refusal(user, 'quickAddTask', { id, text: 'Call Bob tomorrow' })).toMatchObject({
      ...{ code: 'CONFLICT', argument: 'id' },
    });
    const theirs = await createTask(tasks.user(), 'theirs');
    expect(await refusal(user, 'quickAddTask', { id: theirs.id, text: 'x' })).toMatchObject({
      code: 'CONFLICT',
      argument: 'id',
    });
  });

  it.each([
    ['nothing', ' '],
    ['a NUL', 'a\0b'],
    ['a title of 501 characters', 'x'.repeat(501)],
    ['100 kB', 'every day '.repeat(10_000)],
  ])('refuses %s', async (_, text) => {
    expect(await refusal(user, 'quickAddTask', { text })).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'text' });
    expect(await titles(user)).toEqual([]);
  });
});
