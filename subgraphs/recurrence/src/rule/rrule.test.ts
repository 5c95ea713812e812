import rrule from 'rrule';
import { describe, expect, test } from 'vitest';
import { formatWall } from './calendar.ts';
import { validateRecurrence } from './validate.ts';

const { RRule } = rrule;

const start = '2026-03-05T09:30:00';

function byRRule(rule: string, many: number): string[] {
  const dtstart = new Date(`${start}Z`);
  const found = new RRule({ ...RRule.parseString(rule), dtstart }, true).all((_, index) => index < many);
  return found.map((date) => date.toISOString().slice(0, 19));
}

function byUs(rule: string, many: number): string[] {
  const { expansion, start: from } = validateRecurrence({ rule, start, timeZone: 'UTC' });
  return Array.from(expansion.walk(from).take(many), formatWall);
}

/** What people use, in all combinations. */
function ordinaryRules(frequency: string): string[] {
  return ['', ';INTERVAL=2', ';INTERVAL=3', ';COUNT=5', ';UNTIL=20280301T120000Z'].flatMap((bound) =>
    ['', ';BYMONTH=3', ';BYMONTH=1,6,12'].flatMap((months) => {
      const days = ['', ';BYDAY=TH', ';BYDAY=MO,WE,FR'];
      if (frequency !== 'WEEKLY') days.push(';BYMONTHDAY=15', ';BYMONTHDAY=1,-1');
      if (frequency === 'MONTHLY' || frequency === 'YEARLY') days.push(';BYDAY=2TU', ';BYDAY=-1FR', ';BYDAY=1MO,3MO');
      if (frequency === 'MONTHLY') days.push(';BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1');
      return days.map((day) => `FREQ=${frequency}${bound}${months}${day}`);
    }),
  );
}

describe('beside rrule 2.8.1', () => {
  test.each(['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'])(
    '%s rules as people write them: both give the same',
    (frequency) => {
      for (const rule of ordinaryRules(frequency))
        expect([rule, ...byUs(rule, 30)]).toEqual([rule, ...byRRule(rule, 30)]);
    },
  );

  // Should one of these fail, rrule has mended it: see parse.ts for what that decides.
  test.each([
    ['unsorted times', 'FREQ=DAILY;BYHOUR=18,9'],
    ['positions that coincide', 'FREQ=MONTHLY;BYMONTHDAY=1,2;BYSETPOS=1,-2'],
    ['a position before the set', 'FREQ=MONTHLY;BYDAY=MO;BYSETPOS=-5'],
    ['numbered and plain weekdays', 'FREQ=MONTHLY;BYDAY=1MO,FR'],
    ['positions in a week that has begun', 'FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=1'],
    ['week numbers alone', 'FREQ=YEARLY;BYWEEKNO=20'],
    ['a bare date as the end', 'FREQ=DAILY;UNTIL=20260307'],
  ])('%s: rrule still departs from RFC 5545', (_, rule) => {
    expect(byRRule(rule, 12)).not.toEqual(byUs(rule, 12));
  });
});
