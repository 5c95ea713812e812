import { describe, expect, test } from 'vitest';
import { parseWall } from './calendar.ts';
import { parseRule } from './parse.ts';
import { InvalidRule } from './rule.ts';

describe('reading a rule', () => {
  test('takes every part of RFC 5545, and leaves lists ascending and without repeats', () => {
    const rule = parseRule(
      'FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=7,1,7;BYYEARDAY=+200,-1;BYMONTHDAY=15,-1,1;BYDAY=MO,-1FR,2TU,MO;BYHOUR=18,9;BYMINUTE=30,0;BYSECOND=5;BYSETPOS=-1,1;WKST=SU',
    );
    expect(rule).toMatchObject({
      frequency: 'YEARLY',
      interval: 2,
      count: 10,
      until: null,
      months: [1, 7],
      yearDays: [-1, 200],
      monthDays: [-1, 1, 15],
      weekdays: [
        { weekday: 4, nth: -1 },
        { weekday: 0, nth: 0 },
        { weekday: 1, nth: 2 },
      ],
      hours: [9, 18],
      minutes: [0, 30],
      seconds: [5],
      positions: [-1, 1],
      weekStart: 6,
    });
  });

  test('does not mind RRULE:, small letters and blanks around it, and keeps the order of what was written', () => {
    expect(parseRule(' rrule:byday=mo,we;freq=weekly\n')).toEqual(parseRule('BYDAY=MO,WE;FREQ=WEEKLY'));
    expect(parseRule('rrule:byday=mo,we;freq=weekly').text).toBe('BYDAY=MO,WE;FREQ=WEEKLY');
  });

  test('tells the three forms of UNTIL apart, a bare date meaning all of that day', () => {
    const until = (value: string) => parseRule(`FREQ=DAILY;UNTIL=${value}`).until;
    expect(until('20270301')).toEqual({ wall: parseWall('2027-03-01T23:59:59'), utc: false, dateOnly: true });
    expect(until('20270301T090000')).toEqual({ wall: parseWall('2027-03-01T09:00:00'), utc: false, dateOnly: false });
    expect(until('20270301T080000Z')).toEqual({ wall: parseWall('2027-03-01T08:00:00'), utc: true, dateOnly: false });
    expect(until('99991231T235959Z')?.wall).toBe(parseWall('9998-12-31T23:59:59'));
  });

  test('reads second 60 as 59, as a clock without leap seconds does', () => {
    expect(parseRule('FREQ=DAILY;BYSECOND=60,59').seconds).toEqual([59]);
  });

  test('accepts each bound itself', () => {
    expect(parseRule('FREQ=DAILY;INTERVAL=1000').interval).toBe(1000);
    expect(parseRule('FREQ=DAILY;COUNT=10000').count).toBe(10_000);
    expect(parseRule('FREQ=YEARLY;BYDAY=53MO,-53SU').weekdays).toHaveLength(2);
    expect(parseRule('FREQ=HOURLY;BYYEARDAY=366,-366').yearDays).toEqual([-366, 366]);
    const everyMinute = Array.from({ length: 60 }, (_, minute) => minute);
    expect(parseRule(`FREQ=HOURLY;BYMINUTE=${everyMinute}`).minutes).toEqual(everyMinute);
  });

  test.each([
    ['', /^rule: expected parts among FREQ, .* got ""$/],
    ['INTERVAL=2', /^FREQ: expected HOURLY, DAILY, WEEKLY, MONTHLY or YEARLY, got a rule without FREQ$/],
    ['FREQ=SECONDLY', /^FREQ: expected HOURLY, DAILY, WEEKLY, MONTHLY or YEARLY, got "SECONDLY"$/],
    ['FREQ=MINUTELY', /^FREQ: .* got "MINUTELY"$/],
    ['FREQ=DAILY;INTERVAL=0', /^INTERVAL: expected a whole number from 1 to 1000, got 0$/],
    ['FREQ=DAILY;INTERVAL=1001', /^INTERVAL: .* got 1001$/],
    ['FREQ=DAILY;INTERVAL=-1', /^INTERVAL: .* got "-1"$/],
    ['FREQ=DAILY;INTERVAL=1.5', /^rule: expected only letters, digits .* got "\."/],
    ['FREQ=DAILY;COUNT=0', /^COUNT: .* got 0$/],
    ['FREQ=DAILY;COUNT=10001', /^COUNT: .* got 10001$/],
    ['FREQ=DAILY;COUNT=2;UNTIL=20270301', /^COUNT: expected COUNT or UNTIL, got both$/],
    ['FREQ=DAILY;UNTIL=20270229', /^UNTIL: expected a date and time that exist, got "20270229"$/],
    ['FREQ=DAILY;UNTIL=20270301T250000', /^UNTIL: expected a date and time that exist/],
    ['FREQ=DAILY;UNTIL=2027-03-01', /^UNTIL: expected a date or date-time such as 20270301/],
    ['FREQ=DAILY;BYMONTH=13', /^BYMONTH: expected months from 1 to 12, got 13$/],
    ['FREQ=DAILY;BYMONTH=0', /^BYMONTH: /],
    ['FREQ=DAILY;BYMONTH=-1', /^BYMONTH: /],
    ['FREQ=DAILY;BYMONTHDAY=0', /^BYMONTHDAY: .* got 0$/],
    ['FREQ=DAILY;BYMONTHDAY=32', /^BYMONTHDAY: .* got 32$/],
    ['FREQ=DAILY;BYMONTHDAY=1,,2', /^BYMONTHDAY: .* got "1,,2"$/],
    ['FREQ=YEARLY;BYYEARDAY=367', /^BYYEARDAY: .* got 367$/],
    ['FREQ=YEARLY;BYWEEKNO=54', /^BYWEEKNO: .* got 54$/],
    ['FREQ=MONTHLY;BYDAY=0MO', /^BYDAY: .* got "0MO"$/],
    ['FREQ=YEARLY;BYDAY=54MO', /^BYDAY: .* got 54$/],
    ['FREQ=WEEKLY;BYDAY=XX', /^BYDAY: .* got "XX"$/],
    ['FREQ=DAILY;BYHOUR=24', /^BYHOUR: .* got 24$/],
    ['FREQ=DAILY;BYMINUTE=60', /^BYMINUTE: .* got 60$/],
    ['FREQ=DAILY;BYSECOND=61', /^BYSECOND: .* got 61$/],
    ['FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0', /^BYSETPOS: .* got 0$/],
    ['FREQ=MONTHLY;BYDAY=MO;BYSETPOS=400', /^BYSETPOS: expected positions from 1 to 366 .* got 400$/],
    ['FREQ=WEEKLY;WKST=2MO', /^WKST: /],
    ['FREQ=DAILY;', /^rule: expected parts among .* got ""$/],
    ['FREQ', /^FREQ: .* got ""$/],
    ['FREQ=DAILY;X-RULE=1', /^rule: expected parts among .* got "X-RULE=1"$/],
    ['FREQ=DAILY;BYEASTER=1', /^rule: expected parts among /],
    ['FREQ=DAILY;DTSTART=20270301', /^rule: expected parts among /],
    ['FREQ=DAILY\nDTSTART:20270301T000000Z', /^rule: expected only letters, digits .* got "\\n"/],
    ['FREQ=DAILY;FREQ=DAILY', /^FREQ: expected the part once, got it again$/],
    ['FREQ=DAILY;BYHOUR=1;BYHOUR=2', /^BYHOUR: expected the part once/],
    ['__proto__=1', /^rule: expected only letters, digits .* got "_" in "__proto__=1"$/],
    ['constructor=1;FREQ=DAILY', /^rule: expected parts among .* got "CONSTRUCTOR=1"$/],
    ['FREQ=DAILY\0', /^rule: expected only letters, digits .* got "\\u0000" in "FREQ=DAILY\\u0000"$/],
    ['FREQ=DAİLY', /^rule: expected only letters, digits .* got "İ"/],
    ['FREQ=WEEKLY;BYDAY=MO\ud800', /^rule: expected only letters, digits .* got "\\ud800"/],
  ])('refuses %j, naming the part, what was expected and what came', (text, message) => {
    expect(() => parseRule(text)).toThrow(InvalidRule);
    expect(() => parseRule(text)).toThrow(message);
  });

  test.each([
    ['FREQ=MONTHLY;BYWEEKNO=20', /^BYWEEKNO: expected it with FREQ=YEARLY only, got FREQ=MONTHLY$/],
    ['FREQ=DAILY;BYYEARDAY=100', /^BYYEARDAY: /],
    ['FREQ=WEEKLY;BYYEARDAY=100', /^BYYEARDAY: /],
    ['FREQ=MONTHLY;BYYEARDAY=100', /^BYYEARDAY: /],
    ['FREQ=WEEKLY;BYMONTHDAY=1', /^BYMONTHDAY: expected it with any FREQ but WEEKLY, got FREQ=WEEKLY$/],
    ['FREQ=WEEKLY;BYDAY=1MO', /^BYDAY: expected weekdays without a number/],
    ['FREQ=DAILY;BYDAY=-1MO', /^BYDAY: /],
    ['FREQ=YEARLY;BYWEEKNO=20;BYDAY=1MO', /^BYDAY: expected weekdays without a number beside BYWEEKNO/],
    ['FREQ=MONTHLY;BYSETPOS=1', /^BYSETPOS: expected another BY part/],
    ['FREQ=DAILY;BYHOUR=9,10;BYSETPOS=3,-3', /^BYSETPOS: expected a position within the set, which has 2 in a day/],
    ['FREQ=HOURLY;BYMINUTE=0,30;BYSETPOS=3', /^BYSETPOS: expected a position within the set, which has 2 in an hour/],
  ])('refuses %j, which RFC 5545 §3.3.10 forbids', (text, message) => {
    expect(() => parseRule(text)).toThrow(message);
  });

  test('refuses every second of an hour, which would be SECONDLY under another name', () => {
    const all = Array.from({ length: 60 }, (_, second) => second);
    expect(() => parseRule(`FREQ=HOURLY;BYMINUTE=${all};BYSECOND=${all}`)).toThrow(
      /^BYSECOND: expected at most 60 times/,
    );
  });

  test('shows no more than the beginning of long input', () => {
    expect(() => parseRule(`FREQ=${'A'.repeat(2000)}`)).toThrow(/got "A{40}"… \(2000 characters\)$/);
    expect(() => parseRule('A'.repeat(100_000))).toThrow('rule: expected at most 4096 characters, got 100000');
  });
});
