import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { type FilteredTask, matchesCondition } from './evaluate.ts';
import { parseFilter } from './parse.ts';
import { resolveFilter } from './resolve.ts';

const NOW = '2026-03-25T15:30:00Z';

const TASK: FilteredTask = {
  title: 'Buy oat milk',
  description: 'At the crème shop, 3 bottles',
  status: 'OPEN',
  priority: 'HIGH',
  due: null,
  tags: [{ id: 'tag_1', name: 'Home' }],
  createdAt: '2026-03-20T10:00:00.000Z',
  updatedAt: '2026-03-24T10:00:00.000Z',
  completedAt: null,
  parentId: null,
  seriesId: null,
  hasReminder: false,
};

function matches(query: string, changed: Partial<FilteredTask> = {}, timeZone = 'Europe/Paris', now = NOW): boolean {
  const condition = resolveFilter(parseFilter(query), { now: Temporal.Instant.from(now), timeZone });
  return matchesCondition(condition, { ...TASK, ...changed });
}

/** Due on a whole day, or at a time; in Paris where nothing else is said. */
function due(
  date: string,
  at: string | null = null,
  timeZone = 'Europe/Paris',
  floating = false,
): Partial<FilteredTask> {
  const instant =
    at === null ? Temporal.PlainDate.from(date).toZonedDateTime(timeZone).toInstant() : Temporal.Instant.from(at);
  return {
    due: { date, time: at === null ? null : '12:00:00', timeZone, floating, at: instant.toString() },
  };
}

describe('matchesCondition', () => {
  it.each([
    ['', true],
    ['milk', true],
    ['MILK oat', true],
    ['mil', true],
    ['ilk', false],
    ['oatmeal', false],
    ['creme', true],
    ['Crème', true],
    ['3', true],
    ['4', false],
    ['"oat milk"', true],
    ['"milk oat"', false],
    ['"oat mil"', false],
    ['"milk at"', false],
    ['oat-mil', true],
    ['botles', true],
    ['"botles"', false],
    ['-botles', true],
    ['-bottles', false],
    ['-bott', false],
    ['milk -eggs', true],
    ['eggs OR shop', true],
    ['eggs OR cheese', false],
    ['NOT (eggs OR cheese)', true],
    ['#home', true],
    ['tag:HOME', true],
    ['#hom', false],
    ['-#work', true],
    ['no:tag', false],
    ['!high', true],
    ['!low', false],
    ['status:open', true],
    ['status:completed', false],
    ['no:due', true],
    ['due:today', false],
    ['-due:today', true],
    ['due<2030-01-01', false],
    ['due:overdue', false],
    ['created>2026-03-19', true],
    ['created>2026-03-20', false],
    ['created:2026-03-20', true],
    ['updated:yesterday', true],
    ['updated>=-29h30m', null],
    ['updated>=-30h', true],
    ['updated>=-29h', false],
    ['completed>=-7d', false],
    ['-completed>=-7d', true],
    ['is:recurring', false],
    ['is:subtask', false],
    ['has:reminder', false],
  ])('%j on a task without a due is %j', (query, expected) => {
    if (expected === null) expect(() => matches(query)).toThrow();
    else expect(matches(query)).toBe(expected);
  });

  it('finds what a task has', () => {
    expect(matches('no:tag', { tags: [] })).toBe(true);
    expect(matches('is:recurring', { seriesId: 'series_1' })).toBe(true);
    expect(matches('is:subtask', { parentId: 'task_1' })).toBe(true);
    expect(matches('has:reminder', { hasReminder: true })).toBe(true);
    expect(matches('completed:today', { status: 'COMPLETED', completedAt: '2026-03-25T08:00:00.000Z' })).toBe(true);
    expect(matches('milk', { title: 'Call', description: 'about the milk' })).toBe(true);
    expect(matches('milk', { title: 'Call', description: '' })).toBe(false);
  });

  it('takes a whole day by its own date, and a time by the viewer’s day in which it falls', () => {
    expect(matches('due:today', due('2026-03-25', null, 'Pacific/Auckland'))).toBe(true);
    expect(matches('due:today', due('2026-03-25', '2026-03-24T22:59:00Z', 'Asia/Tokyo'))).toBe(false);
    expect(matches('due:today', due('2026-03-26', '2026-03-25T22:59:00Z', 'Asia/Tokyo'))).toBe(true);
    expect(matches('due:today', due('2026-03-25', '2026-03-25T23:00:00Z', 'Europe/London'))).toBe(false);
  });

  it('calls a time overdue once it is past, and a whole day once it is over where it is due', () => {
    expect(matches('due:overdue', due('2026-03-25', '2026-03-25T15:29:59Z'))).toBe(true);
    expect(matches('due:overdue', due('2026-03-25', '2026-03-25T15:30:00Z'))).toBe(false);
    expect(matches('due:overdue', due('2026-03-25'))).toBe(false);
    expect(matches('due:overdue', due('2026-03-24'))).toBe(true);
    expect(matches('due:overdue', due('2026-03-25', null, 'Pacific/Auckland'))).toBe(true);
    expect(matches('due:overdue', due('2026-03-25', null, 'Pacific/Auckland', true))).toBe(false);
    expect(
      matches('due:overdue', due('2026-03-24', null, 'Pacific/Pago_Pago'), 'Europe/Paris', '2026-03-25T10:00:00Z'),
    ).toBe(false);
  });

  it('calls nothing overdue that is completed or cancelled', () => {
    const past = due('2026-03-01');
    expect(matches('due:overdue', { ...past, status: 'IN_PROGRESS' })).toBe(true);
    expect(matches('due:overdue', { ...past, status: 'COMPLETED' })).toBe(false);
    expect(matches('due:overdue', { ...past, status: 'CANCELLED' })).toBe(false);
    expect(matches('due<today', { ...past, status: 'COMPLETED' })).toBe(true);
  });
});
