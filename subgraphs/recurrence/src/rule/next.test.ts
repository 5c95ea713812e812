import { describe, expect, test } from 'vitest';
import { nextOccurrence, type Progress, upcoming } from './next.ts';
import { validateRecurrence } from './validate.ts';

const none: ReadonlySet<string> = new Set();

function series(rule: string, start: string, more: Partial<Progress> & { timeZone?: string } = {}): Progress {
  const { timeZone = 'Europe/Paris', ...rest } = more;
  const recurrence = validateRecurrence({ rule, start, timeZone });
  return { recurrence, mode: 'SCHEDULE', missed: 'SKIP', excluded: none, made: 1, ...rest };
}

function nextKey(progress: Progress, current: string, completedAt: string): string | null {
  return nextOccurrence(progress, current, new Date(completedAt))?.key ?? null;
}

describe('SCHEDULE with SKIP', () => {
  const weekly = series('FREQ=WEEKLY', '2026-01-05T09:00:00');

  test('completed in time or early goes to the next key', () => {
    expect(nextKey(weekly, '2026-01-05T09:00:00', '2026-01-05T10:00:00Z')).toBe('2026-01-12T09:00:00');
    expect(nextKey(weekly, '2026-01-05T09:00:00', '2025-11-01T10:00:00Z')).toBe('2026-01-12T09:00:00');
  });

  test('completed late jumps to the next key that is still ahead', () => {
    expect(nextKey(weekly, '2026-01-05T09:00:00', '2026-02-18T10:00:00Z')).toBe('2026-02-23T09:00:00');
  });

  test('a key that happens at the very moment of completion is not ahead', () => {
    expect(nextKey(weekly, '2026-01-05T09:00:00', '2026-01-12T07:59:59.999Z')).toBe('2026-01-12T09:00:00');
    expect(nextKey(weekly, '2026-01-05T09:00:00', '2026-01-12T08:00:00.000Z')).toBe('2026-01-19T09:00:00');
  });

  test('a skipped key never comes', () => {
    const skipping = { ...weekly, excluded: new Set(['2026-01-12T09:00:00', '2026-01-19T09:00:00']) };
    expect(nextKey(skipping, '2026-01-05T09:00:00', '2026-01-05T10:00:00Z')).toBe('2026-01-26T09:00:00');
  });

  test('the last one ends the series, by COUNT, by UNTIL and by being late for both', () => {
    const counted = series('FREQ=DAILY;COUNT=3', '2026-01-05T09:00:00');
    expect(nextKey(counted, '2026-01-06T09:00:00', '2026-01-06T10:00:00Z')).toBe('2026-01-07T09:00:00');
    expect(nextKey(counted, '2026-01-07T09:00:00', '2026-01-07T10:00:00Z')).toBeNull();
    expect(nextKey(counted, '2026-01-05T09:00:00', '2026-02-01T10:00:00Z')).toBeNull();
    const until = series('FREQ=DAILY;UNTIL=20260106', '2026-01-05T09:00:00');
    expect(nextKey(until, '2026-01-05T09:00:00', '2026-01-05T10:00:00Z')).toBe('2026-01-06T09:00:00');
    expect(nextKey(until, '2026-01-06T09:00:00', '2026-01-06T10:00:00Z')).toBeNull();
  });

  test('skipped keys count, as an EXDATE does', () => {
    const counted = series('FREQ=DAILY;COUNT=3', '2026-01-05T09:00:00', { excluded: new Set(['2026-01-07T09:00:00']) });
    expect(nextKey(counted, '2026-01-06T09:00:00', '2026-01-06T10:00:00Z')).toBeNull();
  });

  test('in the hour after a gap, a key moved out of the gap is still ahead', () => {
    const halfHours = series('FREQ=DAILY;BYHOUR=2,4;BYMINUTE=30', '2026-03-28T02:30:00');
    // 03:10, ten minutes after the clock went from 02:00 to 03:00. 02:30 happens at 03:30.
    const next = nextOccurrence(halfHours, '2026-03-28T04:30:00', new Date('2026-03-29T01:10:00Z'));
    expect(next).toMatchObject({ key: '2026-03-29T02:30:00', at: '2026-03-29T01:30:00.000Z', note: 'DST_GAP' });
  });

  test('two keys that a gap lets happen at once are one to do', () => {
    const hourly = series('FREQ=HOURLY', '2026-03-29T00:00:00');
    expect(nextKey(hourly, '2026-03-29T02:00:00', '2026-03-29T00:10:00Z')).toBe('2026-03-29T04:00:00');
    const apia = series('FREQ=DAILY', '2011-12-28T09:00:00', { timeZone: 'Pacific/Apia' });
    expect(nextKey(apia, '2011-12-30T09:00:00', '2011-12-29T20:00:00Z')).toBe('2012-01-01T09:00:00');
  });

  test('in the second pass of an hour, the keys of the first have passed', () => {
    const hourly = series('FREQ=HOURLY;BYMINUTE=45', '2026-10-25T00:45:00');
    // 02:10 for the second time: 02:45 happened 25 minutes ago, in the first pass.
    expect(nextKey(hourly, '2026-10-25T00:45:00', '2026-10-25T01:10:00Z')).toBe('2026-10-25T03:45:00');
  });
});

describe('SCHEDULE with KEEP', () => {
  test('working off late ones in turn yields every missed key once', () => {
    const daily = series('FREQ=DAILY;COUNT=5', '2026-01-05T09:00:00', { missed: 'KEEP' });
    const keys: string[] = [];
    for (
      let key: string | null = '2026-01-05T09:00:00';
      key !== null;
      key = nextKey(daily, key, '2026-03-01T00:00:00Z')
    ) {
      keys.push(key);
    }
    expect(keys).toEqual([5, 6, 7, 8, 9].map((day) => `2026-01-0${day}T09:00:00`));
  });

  test('keys that a gap lets happen at once both come, each under its name', () => {
    const hourly = series('FREQ=HOURLY', '2026-03-29T00:00:00', { missed: 'KEEP' });
    expect(nextKey(hourly, '2026-03-29T02:00:00', '2026-03-29T00:10:00Z')).toBe('2026-03-29T03:00:00');
  });
});

describe('COMPLETION', () => {
  test('counts from the day of completion in the zone of the series, at its time of day', () => {
    const every3 = series('FREQ=DAILY;INTERVAL=3', '2026-01-05T09:00:00', { mode: 'COMPLETION' });
    expect(nextKey(every3, '2026-01-05T09:00:00', '2026-01-20T12:00:00Z')).toBe('2026-01-23T09:00:00');
    // 00:30 on the 21st in Paris.
    expect(nextKey(every3, '2026-01-05T09:00:00', '2026-01-20T23:30:00Z')).toBe('2026-01-24T09:00:00');
  });

  test('completed early counts from that day too, though it goes back before the key that is done', () => {
    const every3 = series('FREQ=DAILY;INTERVAL=3', '2026-01-05T09:00:00', { mode: 'COMPLETION' });
    expect(nextKey(every3, '2026-01-25T09:00:00', '2026-01-20T12:00:00Z')).toBe('2026-01-23T09:00:00');
  });

  test('never gives a key that the series has had', () => {
    const every3 = series('FREQ=DAILY;INTERVAL=3', '2026-01-05T09:00:00', {
      mode: 'COMPLETION',
      excluded: new Set(['2026-01-26T09:00:00']),
    });
    expect(nextKey(every3, '2026-01-23T09:00:00', '2026-01-20T12:00:00Z')).toBe('2026-01-29T09:00:00');
  });

  test('weekdays, weeks, months and years go by the calendar after the completion', () => {
    const start = '2026-01-05T09:00:00';
    const next = (rule: string) => nextKey(series(rule, start, { mode: 'COMPLETION' }), start, '2026-01-21T12:00:00Z');
    expect(next('FREQ=WEEKLY;BYDAY=MO')).toBe('2026-01-26T09:00:00');
    expect(next('FREQ=WEEKLY;INTERVAL=2')).toBe('2026-02-04T09:00:00');
    expect(next('FREQ=MONTHLY')).toBe('2026-02-21T09:00:00');
    expect(next('FREQ=MONTHLY;BYMONTHDAY=-1')).toBe('2026-01-31T09:00:00');
    expect(next('FREQ=YEARLY')).toBe('2027-01-21T09:00:00');
  });

  test('with one time a day the next is on another day, with several it may be the same', () => {
    const start = '2026-01-05T00:00:00';
    const next = (rule: string) => nextKey(series(rule, start, { mode: 'COMPLETION' }), start, '2026-01-21T09:00:00Z');
    expect(next('FREQ=DAILY;BYHOUR=18')).toBe('2026-01-22T18:00:00');
    expect(next('FREQ=DAILY;BYHOUR=9,18')).toBe('2026-01-21T18:00:00');
  });

  test('an hourly rule counts from the minute of completion', () => {
    const hourly = series('FREQ=HOURLY;INTERVAL=4', '2026-01-05T09:00:00', { mode: 'COMPLETION' });
    expect(nextKey(hourly, '2026-01-05T09:00:00', '2026-01-20T13:37:12.345Z')).toBe('2026-01-20T18:37:00');
  });

  test('COUNT is over the whole series, UNTIL stays', () => {
    const start = '2026-01-05T09:00:00';
    const counted = series('FREQ=DAILY;COUNT=3', start, { mode: 'COMPLETION', made: 2 });
    expect(nextKey(counted, start, '2026-06-01T12:00:00Z')).toBe('2026-06-02T09:00:00');
    expect(nextKey({ ...counted, made: 3 }, start, '2026-06-01T12:00:00Z')).toBeNull();
    const until = series('FREQ=WEEKLY;INTERVAL=2;UNTIL=20260131', start, { mode: 'COMPLETION' });
    expect(nextKey(until, start, '2026-01-17T12:00:00Z')).toBe('2026-01-31T09:00:00');
    expect(nextKey(until, start, '2026-01-18T12:00:00Z')).toBeNull();
  });

  test('a rule that would never come again from that day keeps to its schedule', () => {
    const leapDays = series('FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29', '2024-02-29T09:00:00', {
      mode: 'COMPLETION',
    });
    expect(nextKey(leapDays, '2024-02-29T09:00:00', '2027-05-01T12:00:00Z')).toBe('2028-02-29T09:00:00');
  });
});

describe('what is coming', () => {
  test('lists from a key on, with what was skipped and what was moved', () => {
    const weekly = series('FREQ=WEEKLY', '2026-01-05T09:00:00');
    const listed = upcoming(weekly, {
      from: '2026-01-12T09:00:00',
      first: 3,
      skipped: new Set(['2026-01-19T09:00:00']),
      moved: new Map([['2026-01-26T09:00:00', '2026-01-28T18:30:00']]),
    });
    expect(listed.map(({ key, local, note }) => [key, local, note])).toEqual([
      ['2026-01-12T09:00:00', '2026-01-12T09:00:00', null],
      ['2026-01-19T09:00:00', '2026-01-19T09:00:00', 'SKIPPED'],
      ['2026-01-26T09:00:00', '2026-01-28T18:30:00', 'MOVED'],
    ]);
  });

  test('stops at the end of the rule', () => {
    const counted = series('FREQ=DAILY;COUNT=3', '2026-01-05T09:00:00');
    expect(upcoming(counted, { from: '2026-01-06T09:00:00', first: 5 })).toHaveLength(2);
    expect(upcoming(counted, { from: '2026-01-08T09:00:00', first: 5 })).toEqual([]);
  });

  test('by completion, foresees each done on its day, as many as COUNT leaves', () => {
    const every3 = series('FREQ=DAILY;INTERVAL=3;COUNT=4', '2026-01-05T09:00:00', { mode: 'COMPLETION', made: 2 });
    const listed = upcoming(every3, { from: '2026-02-10T09:00:00', first: 5 });
    expect(listed.map(({ key }) => key)).toEqual([10, 13, 16].map((day) => `2026-02-${day}T09:00:00`));
  });
});
