import type { TestUser } from '@rondo/platform/testing/service.ts';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { call, createTask, TasksUnderTest } from './testing/tasks.ts';

let tasks: TasksUnderTest;
let admin: pg.Client;
let user: TestUser;

beforeAll(async () => {
  tasks = await TasksUnderTest.start();
  admin = new pg.Client({ connectionString: tasks.services.testPlatform.url });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await tasks[Symbol.asyncDispose]();
});
beforeEach(() => {
  user = tasks.user();
});

const query = `query ($from: Date!, $to: Date!, $timeZone: TimeZone) {
  taskStatistics(from: $from, to: $to, timeZone: $timeZone) {
    completedByDay { date count } createdByDay { date count } openByPriority { priority count }
    openByTag { tag { id openTaskCount } count } overdue streakDays medianHoursToComplete
  }
}`;

async function statistics(variables: Record<string, unknown>) {
  return (await user.data(query, variables)).taskStatistics;
}

/** A task completed at an instant, `hours` after it was created. */
async function completed(at: string, hours = 1): Promise<string> {
  const { id } = await createTask(user, 'x');
  await call(user, 'completeTask', { id });
  await admin.query(
    `update tasks.task set completed_at = $2, created_at = $2::timestamptz - $3 * interval '1 hour' where id = $1`,
    [...[id, at, hours]],
  );
  return id;
}

const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);

describe('statistics', () => {
  it('count every day of the range, days without anything included, by the days of the zone', async () => {
    await completed('2026-03-01T22:59:59.999Z');
    await completed('2026-03-01T23:00:00.000Z');
    await completed('2026-03-03T22:59:59.999Z');
    await completed('2026-03-03T23:00:00.000Z');
    const { completedByDay } = await statistics({ from: '2026-03-01', to: '2026-03-03' });
    expect(completedByDay).toEqual([
      ...[
        { date: '2026-03-01', count: 1 },
        { date: '2026-03-02', count: 1 },
        { date: '2026-03-03', count: 1 },
      ],
    ]);
    const utc = await statistics({ from: '2026-03-01', to: '2026-03-03', timeZone: 'UTC' });
    expect(utc.completedByDay.map(({ count }: { count: number }) => count)).toEqual([2, 0, 2]);
  });

  it('count the days around a change of clocks, which have 23 and 25 hours', async () => {
    await completed('2026-03-29T21:59:59.999Z');
    await completed('2026-10-25T22:59:59.999Z');
    for (const date of ['2026-03-29', '2026-10-25']) {
      const { completedByDay } = await statistics({ from: date, to: date });
      expect(completedByDay).toEqual([{ date, count: 1 }]);
    }
  });

  it('count what is open now, by priority and tag, and what is overdue', async () => {
    const a = await createTask(user, {
      title: 'a',
      priority: 'HIGH',
      tagNames: ['home', 'work'],
      due: { date: day(-2) },
    });
    await createTask(user, { title: 'b', tagNames: ['home'], due: { date: day(2) } });
    const gone = await createTask(user, { title: 'c', priority: 'HIGH', tagNames: ['home'], due: { date: day(-2) } });
    await call(user, 'deleteTask', { id: gone.id });
    const today = day(0);
    const result = await statistics({ from: today, to: today, timeZone: 'UTC' });
    expect(result).toMatchObject({
      openByPriority: [
        ...[
          { priority: 'HIGH', count: 1 },
          { priority: 'MEDIUM', count: 0 },
        ],
        ...[
          { priority: 'LOW', count: 0 },
          { priority: 'NONE', count: 1 },
        ],
      ],
      openByTag: [
        { tag: { ...a.tags[0], openTaskCount: 2 }, count: 2 },
        { tag: { ...a.tags[1], openTaskCount: 1 }, count: 1 },
      ],
      ...{ overdue: 1, createdByDay: [{ date: today, count: 2 }], medianHoursToComplete: null, streakDays: 0 },
    });
  });

  it('tell the median of the hours from creation to completion', async () => {
    for (const hours of [1, 2, 4, 40]) await completed('2026-03-01T12:00:00.000Z', hours);
    expect((await statistics({ from: '2026-03-01', to: '2026-03-01' })).medianHoursToComplete).toBeCloseTo(3);
  });

  it('count a streak up to today, or to yesterday while today has none, across more days than are asked for at once', async () => {
    const today = { from: day(0), to: day(0), timeZone: 'UTC' };
    for (let offset = -40; offset <= -1; offset++) await completed(`${day(offset)}T12:00:00.000Z`);
    await completed(`${day(-42)}T12:00:00.000Z`);
    expect((await statistics(today)).streakDays).toBe(40);
    await completed(`${day(0)}T00:00:00.000Z`);
    expect((await statistics(today)).streakDays).toBe(41);
  });

  it.each([
    ['a range that ends before it begins', { from: '2026-03-02', to: '2026-03-01' }, 'to'],
    ['401 days', { from: '2026-01-01', to: '2027-02-05' }, 'to'],
    ['a day before 1970', { from: '1969-12-31', to: '1970-01-02' }, 'from'],
  ])('refuse %s', async (_, variables, argument) => {
    expect((await user.error(query, variables)).extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument });
  });
});
