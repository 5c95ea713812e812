import { describe, expect, test } from 'vitest';
import { DAY_SECONDS, formatWall, MAX_WALL, parseWall, type Wall } from './calendar.ts';
import type { Expansion } from './expand.ts';
import { validateRecurrence } from './validate.ts';

function wall(key: string): Wall {
  return parseWall(key) ?? Number.NaN;
}

function expansionOf(rule: string, start: string): Expansion {
  return validateRecurrence({ rule, start, timeZone: 'UTC' }).expansion;
}

function keys(rule: string, start: string, many: number, from = start): string[] {
  return Array.from(expansionOf(rule, start).walk(wall(from)).take(many), formatWall);
}

/** Dates of occurrences at 09:00. */
function dates(rule: string, start: string, many: number): string {
  return keys(rule, `${start}T09:00:00`, many)
    .map((key) => key.replace(/T09:00:00$/, ''))
    .join(' ');
}

describe('the examples of RFC 5545 §3.8.5.3', () => {
  const everyDay = 'SU,MO,TU,WE,TH,FR,SA';
  test.each([
    ['FREQ=DAILY;COUNT=3', '1997-09-02', '1997-09-02 1997-09-03 1997-09-04'],
    ['FREQ=DAILY;INTERVAL=10;COUNT=5', '1997-09-02', '1997-09-02 1997-09-12 1997-09-22 1997-10-02 1997-10-12'],
    ['FREQ=WEEKLY;INTERVAL=2;WKST=SU', '1997-09-02', '1997-09-02 1997-09-16 1997-09-30 1997-10-14 1997-10-28'],
    ['FREQ=WEEKLY;COUNT=4;WKST=SU;BYDAY=TU,TH', '1997-09-02', '1997-09-02 1997-09-04 1997-09-09 1997-09-11'],
    [
      'FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224;WKST=SU;BYDAY=MO,WE,FR',
      '1997-09-01',
      '1997-09-01 1997-09-03 1997-09-05 1997-09-15 1997-09-17 1997-09-19 1997-09-29 1997-10-01 1997-10-03 1997-10-13',
    ],
    ['FREQ=MONTHLY;COUNT=4;BYDAY=1FR', '1997-09-05', '1997-09-05 1997-10-03 1997-11-07 1997-12-05'],
    [
      'FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU',
      '1997-09-07',
      '1997-09-07 1997-09-28 1997-11-02 1997-11-30 1998-01-04 1998-01-25 1998-03-01 1998-03-29 1998-05-03 1998-05-31',
    ],
    ['FREQ=MONTHLY;COUNT=3;BYDAY=-2MO', '1997-09-22', '1997-09-22 1997-10-20 1997-11-17'],
    ['FREQ=MONTHLY;BYMONTHDAY=-3', '1997-09-28', '1997-09-28 1997-10-29 1997-11-28 1997-12-29 1998-01-29 1998-02-26'],
    ['FREQ=MONTHLY;BYMONTHDAY=1,-1', '1997-09-30', '1997-09-30 1997-10-01 1997-10-31 1997-11-01 1997-11-30'],
    [
      'FREQ=MONTHLY;INTERVAL=18;COUNT=8;BYMONTHDAY=10,11,12,13,14,15',
      '1997-09-10',
      '1997-09-10 1997-09-11 1997-09-12 1997-09-13 1997-09-14 1997-09-15 1999-03-10 1999-03-11',
    ],
    [
      'FREQ=MONTHLY;INTERVAL=2;BYDAY=TU',
      '1997-09-02',
      '1997-09-02 1997-09-09 1997-09-16 1997-09-23 1997-09-30 1997-11-04',
    ],
    ['FREQ=YEARLY;BYMONTH=6,7', '1997-06-10', '1997-06-10 1997-07-10 1998-06-10 1998-07-10'],
    ['FREQ=YEARLY;INTERVAL=2;BYMONTH=1,2,3', '1997-03-10', '1997-03-10 1999-01-10 1999-02-10 1999-03-10 2001-01-10'],
    [
      'FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200',
      '1997-01-01',
      '1997-01-01 1997-04-10 1997-07-19 2000-01-01 2000-04-09 2000-07-18 2003-01-01 2003-04-10 2003-07-19 2006-01-01',
    ],
    ['FREQ=YEARLY;BYDAY=20MO', '1997-05-19', '1997-05-19 1998-05-18 1999-05-17'],
    ['FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO', '1997-05-12', '1997-05-12 1998-05-11 1999-05-17'],
    ['FREQ=YEARLY;BYMONTH=3;BYDAY=TH', '1997-03-13', '1997-03-13 1997-03-20 1997-03-27 1998-03-05 1998-03-12'],
    ['FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13', '1997-09-02', '1998-02-13 1998-03-13 1998-11-13 1999-08-13 2000-10-13'],
    ['FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13', '1997-09-13', '1997-09-13 1997-10-11 1997-11-08 1997-12-13'],
    [
      'FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8',
      '1996-11-05',
      '1996-11-05 2000-11-07 2004-11-02',
    ],
    ['FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3', '1997-09-04', '1997-09-04 1997-10-07 1997-11-06'],
    ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2', '1997-09-29', '1997-09-29 1997-10-30 1997-11-27 1997-12-30'],
    ['FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO', '1997-08-05', '1997-08-05 1997-08-10 1997-08-19 1997-08-24'],
    ['FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU', '1997-08-05', '1997-08-05 1997-08-17 1997-08-19 1997-08-31'],
    ['FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5', '2007-01-15', '2007-01-15 2007-01-30 2007-02-15 2007-03-15 2007-03-30'],
  ])('%s from %s', (rule, start, expected) => {
    expect(dates(rule, start, expected.split(' ').length)).toBe(expected);
  });

  test('every day in January for three years is the same by year and by day', () => {
    const yearly = keys(`FREQ=YEARLY;UNTIL=20000131T140000;BYMONTH=1;BYDAY=${everyDay}`, '1998-01-01T09:00:00', 200);
    expect(yearly).toHaveLength(93);
    expect(keys('FREQ=DAILY;UNTIL=20000131T140000;BYMONTH=1', '1998-01-01T09:00:00', 200)).toEqual(yearly);
  });

  test('every 20 minutes from 9:00 to 16:40 is the same by day and by hour', () => {
    const hours = '9,10,11,12,13,14,15,16';
    const daily = keys(`FREQ=DAILY;BYHOUR=${hours};BYMINUTE=0,20,40`, '1997-09-02T09:00:00', 60);
    expect(daily.slice(22, 26)).toEqual(
      ['16:20', '16:40', '09:00', '09:20'].map((time, i) => `1997-09-0${i < 2 ? 2 : 3}T${time}:00`),
    );
    expect(keys(`FREQ=HOURLY;BYHOUR=${hours};BYMINUTE=0,20,40`, '1997-09-02T09:00:00', 60)).toEqual(daily);
  });
});

describe('what the start gives', () => {
  test('a start that the rule does not produce is not an occurrence', () => {
    expect(keys('FREQ=WEEKLY;BYDAY=MO;COUNT=2', '2026-01-07T09:00:00', 5)).toEqual([
      '2026-01-12T09:00:00',
      '2026-01-19T09:00:00',
    ]);
  });

  test('months without the day of the start are left out, not shortened', () => {
    expect(dates('FREQ=MONTHLY', '2026-01-31', 4)).toBe('2026-01-31 2026-03-31 2026-05-31 2026-07-31');
    expect(dates('FREQ=YEARLY', '2024-02-29', 3)).toBe('2024-02-29 2028-02-29 2032-02-29');
  });

  test('a year with BYWEEKNO alone takes the weekday of the start, once in each week', () => {
    expect(dates('FREQ=YEARLY;BYWEEKNO=1', '2018-01-01', 4)).toBe('2018-01-01 2018-12-31 2019-12-30 2021-01-04');
  });

  test('a week that two years share belongs to one of them whole, also when years are left out', () => {
    expect(dates('FREQ=YEARLY;INTERVAL=2;BYWEEKNO=1;BYDAY=MO,SU', '2024-12-30', 4)).toBe(
      '2024-12-30 2025-01-05 2027-01-04 2027-01-10',
    );
  });

  test('hours are counted over midnight, and from the hour of the start', () => {
    expect(keys('FREQ=HOURLY;INTERVAL=10', '2026-01-01T20:15:30', 3)).toEqual([
      '2026-01-01T20:15:30',
      '2026-01-02T06:15:30',
      '2026-01-02T16:15:30',
    ]);
  });
});

describe('where rrule 2.8.1 departs from RFC 5545', () => {
  test('lists of times need not be in order', () => {
    expect(keys('FREQ=DAILY;BYHOUR=18,9;BYMINUTE=30,0', '2026-01-01T00:00:00', 4)).toEqual(
      ['09:00', '09:30', '18:00', '18:30'].map((time) => `2026-01-01T${time}:00`),
    );
  });

  test('positions that mean the same occurrence give it once', () => {
    expect(dates('FREQ=MONTHLY;BYMONTHDAY=1,2;BYSETPOS=1,-2,2', '2026-01-01', 4)).toBe(
      '2026-01-01 2026-01-02 2026-02-01 2026-02-02',
    );
  });

  test('a position before the beginning of the set is nothing, not the last', () => {
    expect(dates('FREQ=MONTHLY;BYDAY=MO;BYSETPOS=-5', '2026-01-01', 3)).toBe('2026-03-02 2026-06-01 2026-08-03');
  });

  test('weekdays with and without a number add up', () => {
    expect(dates('FREQ=MONTHLY;BYDAY=1MO,FR', '2026-01-01', 6)).toBe(
      '2026-01-02 2026-01-05 2026-01-09 2026-01-16 2026-01-23 2026-01-30',
    );
  });

  test('positions in a week count from its first day, though the start lies within it', () => {
    // Thursday 1 January 2026: the second of Monday, Wednesday and Friday of that week has passed.
    expect(dates('FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=2', '2026-01-01', 2)).toBe('2026-01-07 2026-01-14');
  });
});

describe('seeking', () => {
  const rules = [
    'FREQ=DAILY;INTERVAL=3',
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU',
    'FREQ=MONTHLY;BYDAY=-1FR',
    'FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=31',
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29',
    'FREQ=YEARLY;BYWEEKNO=1,-1;BYDAY=MO,FR',
    'FREQ=YEARLY;BYYEARDAY=-1,60;BYHOUR=6,18;BYSETPOS=2',
    'FREQ=HOURLY;INTERVAL=7;BYDAY=TU',
    'FREQ=DAILY;BYHOUR=9,18;COUNT=1500',
    'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1,1;COUNT=400',
    'FREQ=HOURLY;INTERVAL=11;COUNT=3000',
    'FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20200301',
  ];

  test.each(rules)('%s: from anywhere comes the rest of the whole', (rule) => {
    const start = '1999-11-17T10:20:30';
    const expansion = expansionOf(rule, start);
    const whole = [...expansion.walk(wall(start)).take(4000)];
    for (const index of [0, 1, 2, 17, 100, 399, 1499, 2999]) {
      const key = whole[index];
      if (key === undefined) continue;
      expect([...expansion.walk(key).take(20)]).toEqual(whole.slice(index, index + 20));
      expect(expansion.next(key - 1)).toBe(key);
      expect(expansion.next(key)).toBe(whole[index + 1]);
    }
    const wellAfter = (whole.at(-1) ?? 0) + 1;
    if (/COUNT|UNTIL/.test(rule)) expect(expansion.next(wellAfter)).toBeUndefined();
  });

  test.each(rules)('%s: occurrences ascend, none comes before the start', (rule) => {
    const start = wall('2003-02-12T23:59:59');
    const found = [...expansionOf(rule, '2003-02-12T23:59:59').walk(wall('1990-01-01T00:00:00')).take(500)];
    expect(found[0]).toBeGreaterThanOrEqual(start);
    expect(found).toEqual([...new Set(found)].sort((a, b) => a - b));
  });

  test('COUNT counts from the start, wherever one looks', () => {
    const daily = expansionOf('FREQ=DAILY;COUNT=10000', '2000-01-01T09:00:00');
    const last = wall('2000-01-01T09:00:00') + 9999 * DAY_SECONDS;
    expect(daily.next(last - 1)).toBe(last);
    expect(daily.next(last)).toBeUndefined();
  });

  test('a rule without an end goes on to the last second of the year 9998', () => {
    expect(keys('FREQ=DAILY', '2026-01-01T23:59:59', 5, '9998-12-30T00:00:00')).toEqual([
      '9998-12-30T23:59:59',
      '9998-12-31T23:59:59',
    ]);
    expect(expansionOf('FREQ=HOURLY', '2026-01-01T00:00:00').next(MAX_WALL)).toBeUndefined();
  });
});
