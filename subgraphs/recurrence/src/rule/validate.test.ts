import { describe, expect, test } from 'vitest';
import { formatWall, parseWall } from './calendar.ts';
import { nextOccurrence } from './next.ts';
import { previewRecurrence } from './preview.ts';
import { InvalidRule } from './rule.ts';
import { type RecurrenceInput, validateRecurrence } from './validate.ts';

const CEILING_MS = 50;
const start = '2026-01-05T09:00:00';
const timeZone = 'Europe/Paris';

function refusal(input: Partial<RecurrenceInput>): InvalidRule {
  try {
    validateRecurrence({ rule: 'FREQ=DAILY', start, timeZone, ...input });
  } catch (error) {
    if (error instanceof InvalidRule) return error;
    throw error;
  }
  throw new Error(`accepted ${JSON.stringify(input)}`);
}

/** The median of several runs in milliseconds, which a pause of the machine does not disturb. */
function medianTime(work: () => unknown): number {
  const times = Array.from({ length: 5 }, () => {
    const begun = performance.now();
    work();
    return performance.now() - begun;
  });
  return times.sort((a, b) => a - b)[2] ?? Number.POSITIVE_INFINITY;
}

describe('what is refused, in under 50 ms', () => {
  test.each<[string, InvalidRule['part'], Partial<RecurrenceInput>]>([
    ['SECONDLY', 'FREQ', { rule: 'FREQ=SECONDLY' }],
    ['MINUTELY', 'FREQ', { rule: 'FREQ=MINUTELY' }],
    ['INTERVAL=0', 'INTERVAL', { rule: 'FREQ=DAILY;INTERVAL=0' }],
    ['INTERVAL=10^8', 'INTERVAL', { rule: 'FREQ=DAILY;INTERVAL=100000000' }],
    ['COUNT=10^12', 'COUNT', { rule: 'FREQ=DAILY;COUNT=1000000000000' }],
    ['30 February', 'rule', { rule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' }],
    ['30 February by day', 'rule', { rule: 'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30' }],
    ['30 February by hour', 'rule', { rule: 'FREQ=HOURLY;INTERVAL=997;BYMONTH=2;BYMONTHDAY=30' }],
    ['31 in short months', 'rule', { rule: 'FREQ=MONTHLY;BYMONTH=4,6,9,11;BYMONTHDAY=31' }],
    ['a sixth Monday', 'rule', { rule: 'FREQ=MONTHLY;BYDAY=6MO' }],
    ['a position that no month has', 'rule', { rule: 'FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=300' }],
    ['a position that no week has', 'rule', { rule: 'FREQ=WEEKLY;BYMONTH=2;BYDAY=MO,TU;BYSETPOS=-3' }],
    ['a position that no year has', 'rule', { rule: 'FREQ=YEARLY;BYDAY=2MO;BYSETPOS=2' }],
    ['a position above 366', 'BYSETPOS', { rule: 'FREQ=MONTHLY;BYDAY=MO;BYSETPOS=400' }],
    ['leap days in years that are none', 'rule', { rule: 'FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29' }],
    ['months that INTERVAL leaves out', 'rule', { rule: 'FREQ=MONTHLY;INTERVAL=6;BYMONTH=3' }],
    ['weekdays that INTERVAL leaves out', 'rule', { rule: 'FREQ=DAILY;INTERVAL=7;BYDAY=TU,WE,TH,FR,SA,SU' }],
    ['hours that INTERVAL leaves out', 'rule', { rule: 'FREQ=HOURLY;INTERVAL=12;BYHOUR=8' }],
    ['hours by weekday that INTERVAL leaves out', 'rule', { rule: 'FREQ=HOURLY;INTERVAL=168;BYDAY=TU' }],
    [
      '53 weeks in years of 52',
      'rule',
      { rule: 'FREQ=YEARLY;INTERVAL=400;BYWEEKNO=53;BYDAY=MO', start: '2001-01-01T09:00:00' },
    ],
    ['day 366 in years of 365', 'rule', { rule: 'FREQ=YEARLY;INTERVAL=2;BYYEARDAY=366', start: '2025-01-01T09:00:00' }],
    ['parts that exclude each other', 'rule', { rule: 'FREQ=YEARLY;BYMONTH=1;BYYEARDAY=200' }],
    ['an end before the start', 'UNTIL', { rule: 'FREQ=DAILY;UNTIL=20200101' }],
    ['an end before the first occurrence', 'UNTIL', { rule: 'FREQ=WEEKLY;BYDAY=SU;UNTIL=20260110T120000' }],
    ['10 000 exceptions', 'skipped', { skipped: 10_000 }],
    ['1 001 exceptions', 'skipped', { skipped: 1001 }],
    ['an unknown zone', 'timeZone', { timeZone: 'Europe/Atlantis' }],
    ['an unknown part', 'rule', { rule: 'FREQ=DAILY;BYMOON=1' }],
    ['a repeated part', 'BYHOUR', { rule: 'FREQ=DAILY;BYHOUR=9;BYHOUR=10' }],
    ['100 KB', 'rule', { rule: `FREQ=DAILY;BYMONTHDAY=${'1,'.repeat(50_000)}1` }],
    ['100 KB of parts', 'rule', { rule: 'FREQ=DAILY;'.repeat(9_000) }],
    ['100 KB of zone', 'timeZone', { timeZone: 'A/'.repeat(50_000) }],
    ['100 KB of start', 'start', { start: '2'.repeat(100_000) }],
    ['NUL', 'rule', { rule: 'FREQ=DAILY\0' }],
    ['a lone surrogate', 'rule', { rule: 'FREQ=DAILY\ud800' }],
    ['__proto__', 'rule', { rule: '__proto__' }],
    ['a start that does not exist', 'start', { start: '2026-02-29T09:00:00' }],
    ['a start after the year 9998', 'start', { start: '9999-01-01T09:00:00' }],
  ])('%s', (_, part, input) => {
    expect(refusal(input).part).toBe(part);
    expect(medianTime(() => refusal(input))).toBeLessThan(CEILING_MS);
  });

  test('the message tells the start, as another start may make the same rule occur', () => {
    const rule = 'FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29';
    expect(refusal({ rule }).message).toMatch(
      /^rule: expected a rule that occurs at some time from 2026-01-05T09:00:00 on/,
    );
    expect(() => validateRecurrence({ rule, start: '2024-01-05T09:00:00', timeZone })).not.toThrow();
  });

  test('the message tells the first occurrence where only the end is to blame', () => {
    expect(refusal({ rule: 'FREQ=WEEKLY;BYDAY=SU;UNTIL=20260110' }).message).toBe(
      'UNTIL: expected an end at or after the first occurrence, 2026-01-11T09:00:00, got an earlier one',
    );
  });
});

describe('what is accepted, however rare', () => {
  test.each([
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO', '2044-02-29T09:00:00'],
    ['FREQ=DAILY;INTERVAL=1000;BYMONTH=2;BYMONTHDAY=29', '5388-02-29T09:00:00'],
    ['FREQ=MONTHLY;BYDAY=5MO;BYMONTH=2', '2044-02-29T09:00:00'],
    ['FREQ=YEARLY;BYWEEKNO=53;BYDAY=SU', '2027-01-03T09:00:00'],
    ['FREQ=YEARLY;INTERVAL=399;BYYEARDAY=366', '2824-12-31T09:00:00'],
  ])('%s first occurs at %s', (rule, first) => {
    const recurrence = validateRecurrence({ rule, start, timeZone });
    const found = recurrence.expansion.next(recurrence.start - 1);
    expect(found === undefined ? found : formatWall(found)).toBe(first);
  });

  test('UNTIL in UTC is read on the clock of the zone, UNTIL without Z is on it already', () => {
    const last = (until: string, zone: string) => {
      const { expansion } = validateRecurrence({ rule: `FREQ=HOURLY;UNTIL=${until}`, start, timeZone: zone });
      const keys = [...expansion.walk(parseWall(start) ?? 0)];
      return formatWall(keys.at(-1) ?? 0);
    };
    expect(last('20260105T120000Z', 'Europe/Paris')).toBe('2026-01-05T13:00:00');
    expect(last('20260105T180000Z', 'America/New_York')).toBe('2026-01-05T13:00:00');
    expect(last('20260105T120000', 'America/New_York')).toBe('2026-01-05T12:00:00');
    expect(last('20260105', 'America/New_York')).toBe('2026-01-05T23:00:00');
  });

  test('a thousand skipped dates', () => {
    expect(() => validateRecurrence({ rule: 'FREQ=DAILY', start, timeZone, skipped: 1000 })).not.toThrow();
  });
});

describe('50 ms is the ceiling for any rule', () => {
  const everyMinute = `BYHOUR=${range(0, 23)};BYMINUTE=${range(0, 59)}`;
  test.each([
    ['the last of 10 000 leap days', 'FREQ=MONTHLY;COUNT=10000;BYMONTH=2;BYMONTHDAY=29'],
    ['hours that rarely meet their days', 'FREQ=HOURLY;INTERVAL=737;COUNT=10000;BYMONTHDAY=-6,15,22;BYDAY=TU,WE'],
    ['weeks that rarely meet their month', 'FREQ=WEEKLY;INTERVAL=3;COUNT=10000;BYMONTH=2;BYSETPOS=-1'],
    ['days that avoid a weekday', 'FREQ=DAILY;INTERVAL=98;COUNT=10000;BYDAY=MO,TU,WE,TH,FR,SA'],
    ['every minute of a year as one set', `FREQ=YEARLY;${everyMinute};BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=-1,366`],
    ['every minute of every day', `FREQ=DAILY;COUNT=10000;${everyMinute}`],
    [
      'all positions from both ends',
      `FREQ=YEARLY;COUNT=10000;BYMONTH=2;BYMONTHDAY=29;BYSETPOS=${range(1, 366)},${range(-366, -1)}`,
    ],
    [
      'all weeks and all their days',
      `FREQ=YEARLY;COUNT=10000;BYWEEKNO=${range(1, 53)};BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=366`,
    ],
    ['all days by number', `FREQ=YEARLY;COUNT=10000;BYYEARDAY=${range(1, 366)};BYMONTHDAY=31;BYDAY=FR`],
  ])('%s', (_, rule) => {
    const input = { rule, start, timeZone: 'America/Sao_Paulo' };
    expect(medianTime(() => previewRecurrence(input, 100, '2400-01-01T00:00:00'))).toBeLessThan(CEILING_MS);
    expect(medianTime(() => previewRecurrence(input, 100, '9000-01-01T00:00:00'))).toBeLessThan(CEILING_MS);
    const recurrence = validateRecurrence(input);
    for (const mode of ['SCHEDULE', 'COMPLETION'] as const) {
      const progress = { recurrence, mode, missed: 'SKIP', excluded: new Set<string>(), made: 1 } as const;
      const completedAt = new Date('2600-02-03T04:05:06Z');
      expect(medianTime(() => nextOccurrence(progress, start, completedAt))).toBeLessThan(CEILING_MS);
    }
  });

  test('for random rules too', () => {
    const random = seededRandom(5545);
    let valid = 0;
    for (let tried = 0; tried < 400; tried++) {
      const rule = randomRule(random);
      const time = medianTime(() => {
        try {
          previewRecurrence({ rule, start, timeZone }, 20, '2031-05-06T07:08:09');
          valid += 1;
        } catch (error) {
          if (!(error instanceof InvalidRule)) throw error;
        }
      });
      expect(time, rule).toBeLessThan(CEILING_MS);
    }
    expect(valid).toBeGreaterThan(500);
  });
});

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** Park and Miller's generator: the same numbers everywhere. */
function seededRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

function randomRule(random: (below: number) => number): string {
  const signed = (most: number) => (1 + random(most)) * (random(2) === 0 ? 1 : -1);
  const several = (value: () => number | string) => Array.from({ length: 1 + random(4) }, value);
  const weekday = () => ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'][random(7)] ?? 'MO';
  const parts = [`FREQ=${['YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY', 'HOURLY'][random(5)]}`];
  if (random(2) === 0) parts.push(`INTERVAL=${[7, 24, 28, 168, 400, 773, 1 + random(1000)][random(7)]}`);
  if (random(3) === 0) parts.push('COUNT=10000');
  if (random(2) === 0) parts.push(`BYMONTH=${random(2) === 0 ? 2 : several(() => 1 + random(12))}`);
  if (random(8) === 0) parts.push(`BYWEEKNO=${several(() => signed(53))}`);
  if (random(8) === 0) parts.push(`BYYEARDAY=${several(() => signed(366))}`);
  if (random(3) === 0) parts.push(`BYMONTHDAY=${several(() => signed(31))}`);
  if (random(2) === 0) parts.push(`BYDAY=${several(weekday)}`);
  if (random(4) === 0) parts.push(`BYHOUR=${several(() => random(24))}`);
  if (random(3) === 0) parts.push(`BYSETPOS=${several(() => signed(40))}`);
  return parts.join(';');
}
