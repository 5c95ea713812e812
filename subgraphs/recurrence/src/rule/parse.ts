import rrule, { type ByWeekday, type WeekdayStr } from 'rrule';
import { MAX_YEAR, wallOf } from './calendar.ts';
import {
  type Frequency,
  InvalidRule,
  LIMITS,
  type NthWeekday,
  quoted,
  type Rule,
  type RulePart,
  type Until,
} from './rule.ts';

// `rrule` reads the text and nothing more. Its reader is lax (unknown words become undefined, ranges are not looked at,
// the last of two equal parts wins), so every part passes the grammar below first; within that grammar it agrees with
// RFC 5545. Its evaluation is not used: 2.8.1 departs from the RFC in the ways that rrule.test.ts lists, hangs on rules
// that never match, and walks from the start, where expand.ts seeks. (The package is CommonJS, hence the default import.)
const { RRule, Frequency: RRuleFrequency } = rrule;

interface Grammar {
  readonly pattern: RegExp;
  readonly expected: string;
}

const whole = (expected: string): Grammar => ({ pattern: /^\d+$/, expected });
const listOf = (digits: number, expected: string, sign = ''): Grammar => ({
  pattern: new RegExp(`^${sign}\\d{1,${digits}}(?:,${sign}\\d{1,${digits}})*$`),
  expected,
});
const WEEKDAYS: readonly WeekdayStr[] = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const NTH_WEEKDAY = `(?:[+-]?(?:0?[1-9]|[1-9]\\d))?(?:${WEEKDAYS.join('|')})`;

const GRAMMAR: ReadonlyMap<string, Grammar> = new Map<RulePart, Grammar>([
  [
    'FREQ',
    { pattern: /^(?:YEARLY|MONTHLY|WEEKLY|DAILY|HOURLY)$/, expected: 'HOURLY, DAILY, WEEKLY, MONTHLY or YEARLY' },
  ],
  ['INTERVAL', whole(`a whole number from 1 to ${LIMITS.interval}`)],
  ['COUNT', whole(`a whole number from 1 to ${LIMITS.count}`)],
  [
    'UNTIL',
    {
      pattern: /^\d{8}(?:T\d{6}Z?)?$/,
      expected: 'a date or date-time such as 20270301, 20270301T090000 or 20270301T080000Z',
    },
  ],
  ['BYMONTH', listOf(2, 'months from 1 to 12')],
  ['BYWEEKNO', listOf(2, 'week numbers from 1 to 53 or -53 to -1', '[+-]?')],
  ['BYYEARDAY', listOf(3, 'days of the year from 1 to 366 or -366 to -1', '[+-]?')],
  ['BYMONTHDAY', listOf(2, 'days of the month from 1 to 31 or -31 to -1', '[+-]?')],
  [
    'BYDAY',
    {
      pattern: new RegExp(`^${NTH_WEEKDAY}(?:,${NTH_WEEKDAY})*$`),
      expected: 'weekdays such as MO, 2TU or -1FR, with numbers from 1 to 53 or -53 to -1',
    },
  ],
  ['BYHOUR', listOf(2, 'hours from 0 to 23')],
  ['BYMINUTE', listOf(2, 'minutes from 0 to 59')],
  ['BYSECOND', listOf(2, 'seconds from 0 to 60')],
  ['BYSETPOS', listOf(3, 'positions from 1 to 366 or -366 to -1', '[+-]?')],
  [
    'WKST',
    { pattern: new RegExp(`^(?:${WEEKDAYS.join('|')})$`), expected: 'one weekday of MO, TU, WE, TH, FR, SA and SU' },
  ],
]);

/**
 * Reads an RFC 5545 RRULE value (§3.3.10) without DTSTART, such as FREQ=WEEKLY;BYDAY=MO,WE. A leading RRULE: and
 * surrounding blanks are dropped; case does not matter. Checks everything that the text alone decides; whether the rule
 * ever occurs from its start is for validate.ts.
 *
 * @throws {InvalidRule} naming the part to blame
 */
export function parseRule(input: string): Rule {
  const { text, parts } = splitParts(input);
  const frequency = parts.get('FREQ');
  if (frequency === undefined) throw new InvalidRule('FREQ', expectedOf('FREQ'), 'a rule without FREQ');

  const options = RRule.parseString(text);
  const rule: Rule = {
    text,
    frequency: RRuleFrequency[options.freq ?? RRuleFrequency.YEARLY] as Frequency,
    interval: inRange('INTERVAL', options.interval ?? 1, 1, LIMITS.interval),
    count: typeof options.count === 'number' ? inRange('COUNT', options.count, 1, LIMITS.count) : null,
    until: untilOf(parts.get('UNTIL')),
    months: unsigned('BYMONTH', options.bymonth, 1, 12),
    weekNumbers: signed('BYWEEKNO', options.byweekno, 53),
    yearDays: signed('BYYEARDAY', options.byyearday, 366),
    monthDays: signed('BYMONTHDAY', options.bymonthday, 31),
    weekdays: weekdaysOf(options.byweekday),
    hours: unsigned('BYHOUR', options.byhour, 0, 23),
    minutes: unsigned('BYMINUTE', options.byminute, 0, 59),
    // A clock without leap seconds reads second 60 as 59 (RFC 5545 §3.3.12).
    seconds: ascending(unsigned('BYSECOND', options.bysecond, 0, 60).map((second) => Math.min(second, 59))),
    positions: signed('BYSETPOS', options.bysetpos, 366),
    weekStart: weekdayNumber(options.wkst ?? 0),
  };
  checkCombinations(rule);
  return rule;
}

/** The text in capitals and its parts by name, each of a known name, once, and of the right shape. */
function splitParts(input: string): { text: string; parts: ReadonlyMap<string, string> } {
  if (input.length > LIMITS.text) throw new InvalidRule('rule', `at most ${LIMITS.text} characters`, `${input.length}`);
  const bare = input.trim().replace(/^RRULE:/i, '');
  const stray = /[^A-Za-z0-9=;,+-]/.exec(bare);
  if (stray !== null) {
    const expected = 'only letters, digits and = ; , + -';
    throw new InvalidRule('rule', expected, `${JSON.stringify(stray[0])} in ${quoted(bare)}`);
  }
  const text = bare.toUpperCase();
  const parts = new Map<string, string>();
  for (const part of text.split(';')) {
    const equals = part.indexOf('=');
    const name = equals < 0 ? part : part.slice(0, equals);
    const value = equals < 0 ? '' : part.slice(equals + 1);
    const grammar = GRAMMAR.get(name);
    if (grammar === undefined) {
      throw new InvalidRule('rule', `parts among ${[...GRAMMAR.keys()].join(', ')}`, quoted(part));
    }
    if (parts.has(name)) throw new InvalidRule(name as RulePart, 'the part once', 'it again');
    if (!grammar.pattern.test(value)) throw new InvalidRule(name as RulePart, grammar.expected, quoted(value));
    parts.set(name, value);
  }
  return { text, parts };
}

function expectedOf(part: RulePart): string {
  return GRAMMAR.get(part)?.expected ?? '';
}

function inRange(part: RulePart, value: number, least: number, most: number): number {
  if (value < least || value > most) throw new InvalidRule(part, expectedOf(part), `${value}`);
  return value;
}

type Numbers = number | readonly number[] | null | undefined;

function unsigned(part: RulePart, numbers: Numbers, least: number, most: number): readonly number[] {
  return ascending(toList(numbers).map((value) => inRange(part, value, least, most)));
}

function signed(part: RulePart, numbers: Numbers, most: number): readonly number[] {
  return ascending(
    toList(numbers).map((value) => {
      if (value === 0) throw new InvalidRule(part, expectedOf(part), '0');
      return inRange(part, value, -most, most);
    }),
  );
}

function toList(numbers: Numbers): readonly number[] {
  if (numbers === null || numbers === undefined) return [];
  return typeof numbers === 'number' ? [numbers] : numbers;
}

function ascending(numbers: readonly number[]): readonly number[] {
  return numbers.length < 2 ? numbers : [...new Set(numbers)].sort((a, b) => a - b);
}

function weekdayNumber(weekday: ByWeekday): number {
  if (typeof weekday === 'number') return weekday;
  return typeof weekday === 'string' ? WEEKDAYS.indexOf(weekday) : weekday.weekday;
}

function weekdaysOf(weekdays: ByWeekday | readonly ByWeekday[] | null | undefined): readonly NthWeekday[] {
  if (weekdays === null || weekdays === undefined) return [];
  const seen = new Map<string, NthWeekday>();
  for (const entry of [weekdays].flat()) {
    const nth = typeof entry === 'object' ? (entry.n ?? 0) : 0;
    inRange('BYDAY', nth, -53, 53);
    const weekday = weekdayNumber(entry);
    seen.set(`${nth} ${weekday}`, { weekday, nth });
  }
  return [...seen.values()].sort((a, b) => a.nth - b.nth || a.weekday - b.weekday);
}

/** From the text, not from rrule's Date: a Date can't tell 20270229 from 20270301, nor local from UTC. */
function untilOf(text: string | undefined): Until | null {
  if (text === undefined) return null;
  const field = (from: number, to: number) => Number(text.slice(from, to));
  const dateOnly = text.length === 8;
  const time: [number, number, number] = dateOnly ? [23, 59, 59] : [field(9, 11), field(11, 13), field(13, 15)];
  // Year 9999, a common way to say never, is past every occurrence: 9998 bounds nothing either.
  const wall = wallOf(Math.min(field(0, 4), MAX_YEAR), field(4, 6), field(6, 8), ...time);
  if (wall === undefined) throw new InvalidRule('UNTIL', 'a date and time that exist', quoted(text));
  return { wall, utc: text.endsWith('Z'), dateOnly };
}

/** What RFC 5545 §3.3.10 says MUST NOT stand together, and the bound on times per hour. */
function checkCombinations(rule: Rule): void {
  const { frequency } = rule;
  const refuse = (part: RulePart, expected: string, got: string) => {
    throw new InvalidRule(part, expected, got);
  };
  if (rule.count !== null && rule.until !== null) refuse('COUNT', 'COUNT or UNTIL', 'both');
  if (rule.weekNumbers.length > 0 && frequency !== 'YEARLY') {
    refuse('BYWEEKNO', 'it with FREQ=YEARLY only', `FREQ=${frequency}`);
  }
  if (rule.yearDays.length > 0 && frequency !== 'YEARLY' && frequency !== 'HOURLY') {
    refuse('BYYEARDAY', 'it with FREQ=YEARLY or HOURLY only', `FREQ=${frequency}`);
  }
  if (rule.monthDays.length > 0 && frequency === 'WEEKLY') {
    refuse('BYMONTHDAY', 'it with any FREQ but WEEKLY', 'FREQ=WEEKLY');
  }
  if (rule.weekdays.some(({ nth }) => nth !== 0)) {
    if (frequency !== 'MONTHLY' && frequency !== 'YEARLY') {
      refuse('BYDAY', 'weekdays without a number, as FREQ is neither MONTHLY nor YEARLY', `FREQ=${frequency}`);
    }
    if (rule.weekNumbers.length > 0) refuse('BYDAY', 'weekdays without a number beside BYWEEKNO', 'a number');
  }
  const lists = [rule.months, rule.weekNumbers, rule.yearDays, rule.monthDays, rule.weekdays];
  if (
    rule.positions.length > 0 &&
    [...lists, rule.hours, rule.minutes, rule.seconds].every((list) => list.length === 0)
  ) {
    refuse('BYSETPOS', 'another BY part whose results it picks from', 'none');
  }
  const timesPerHour = Math.max(1, rule.minutes.length) * Math.max(1, rule.seconds.length);
  if (timesPerHour > LIMITS.timesPerHour) {
    refuse('BYSECOND', `at most ${LIMITS.timesPerHour} times an hour from BYMINUTE and BYSECOND`, `${timesPerHour}`);
  }
  if (rule.positions.length > 0 && (frequency === 'HOURLY' || frequency === 'DAILY')) {
    const times = frequency === 'HOURLY' ? timesPerHour : timesPerHour * Math.max(1, rule.hours.length);
    if (rule.positions.every((position) => Math.abs(position) > times)) {
      const period = frequency === 'HOURLY' ? 'an hour' : 'a day';
      refuse('BYSETPOS', `a position within the set, which has ${times} in ${period}`, `${rule.positions}`);
    }
  }
}
