import { Temporal } from 'temporal-polyfill';
import { durationOf, type Now } from './date.ts';
import type { Pattern } from './pattern.ts';
import type { RulePhrase } from './rule.ts';

type Day = Temporal.PlainDate;

const DAY_CODES = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
/** A 29 February comes within eight years, and every other day of a pattern sooner. */
const MONTHS_AHEAD = 8 * 12 + 1;

export interface Repetition {
  /** An RRULE value without DTSTART (RFC 5545 §3.3.10). */
  rule: string;
  first: { date: Day; time: Temporal.PlainTime | null };
}

/**
 * The rule that a phrase says, and its first occurrence on or after now, and after `from`, where given. Null where it
 * ends before that.
 */
export function repeat(
  phrase: RulePhrase,
  from: Day | null,
  time: Temporal.PlainTime | null,
  now: Now,
): Repetition | null {
  const first = firstOccurrence(phrase.pattern, from, time, now);
  const until = lastDay(phrase, first.date);
  if (until !== null && Temporal.PlainDate.compare(until, first.date) < 0) return null;
  return { rule: ruleText(phrase, until), first };
}

function firstOccurrence(
  pattern: Pattern,
  from: Day | null,
  time: Temporal.PlainTime | null,
  now: Now,
): Repetition['first'] {
  if (pattern.frequency === 'HOURLY' && time === null && from === null) {
    const hour = now.zoned.round({ smallestUnit: 'hour', roundingMode: 'ceil' });
    return { date: hour.toPlainDate(), time: hour.toPlainTime() };
  }
  const today = now.today;
  const passed = time !== null && Temporal.PlainTime.compare(time, now.time) < 0;
  const earliest = passed ? today.add({ days: 1 }) : today;
  return { date: firstDay(pattern, from === null ? earliest : latest(from, earliest)), time };
}

function firstDay(pattern: Pattern, from: Day): Day {
  if (pattern.weekdays !== undefined && pattern.frequency === 'WEEKLY') {
    const days = pattern.weekdays.map(({ weekday }) => (weekday - from.dayOfWeek + 7) % 7);
    return from.add({ days: Math.min(...days) });
  }
  if (pattern.weekdays === undefined && pattern.monthDays === undefined) return from;
  for (let ahead = 0; ahead < MONTHS_AHEAD; ahead++) {
    const month = from.with({ day: 1 }).add({ months: ahead });
    const day = daysOf(pattern, month).find((candidate) => Temporal.PlainDate.compare(candidate, from) >= 0);
    if (day !== undefined) return day;
  }
  throw new RangeError('A pattern of quick add occurs within eight years.');
}

/** The days of a month that a pattern by days of the month or by weekdays of the month gives, in order. */
function daysOf({ month, monthDays, weekdays, position }: Pattern, first: Day): Day[] {
  if (month !== undefined && month !== first.month) return [];
  const days = Array.from({ length: first.daysInMonth }, (_, index) => first.with({ day: index + 1 }));
  if (monthDays !== undefined) {
    return days.filter(({ day }) => monthDays.includes(day) || monthDays.includes(day - first.daysInMonth - 1));
  }
  if (position !== undefined) {
    const one = days
      .filter(({ dayOfWeek }) => weekdays?.some(({ weekday }) => weekday === dayOfWeek))
      .at(position > 0 ? position - 1 : position);
    return one === undefined ? [] : [one];
  }
  return days.filter(({ day, dayOfWeek }) =>
    weekdays?.some(({ weekday, nth }) => {
      const place = nth === -1 ? day + 7 > first.daysInMonth : Math.ceil(day / 7) === nth;
      return weekday === dayOfWeek && place;
    }),
  );
}

function lastDay({ ends }: RulePhrase, first: Day): Day | null {
  if (ends === null || 'count' in ends) return null;
  return 'until' in ends ? ends.until : first.add(durationOf(ends.after)).subtract({ days: 1 });
}

function ruleText({ pattern, ends }: RulePhrase, until: Day | null): string {
  const { frequency, interval, month, monthDays, weekdays, position } = pattern;
  const days = weekdays?.map(({ weekday, nth }) => `${nth ?? ''}${DAY_CODES[weekday - 1]}`);
  return [
    `FREQ=${frequency}`,
    interval === undefined ? '' : `INTERVAL=${interval}`,
    month === undefined ? '' : `BYMONTH=${month}`,
    monthDays === undefined ? '' : `BYMONTHDAY=${monthDays.join()}`,
    days === undefined ? '' : `BYDAY=${days.join()}`,
    position === undefined ? '' : `BYSETPOS=${position}`,
    ends !== null && 'count' in ends ? `COUNT=${ends.count}` : '',
    until === null ? '' : `UNTIL=${until.toString().replaceAll('-', '')}`,
  ]
    .filter(Boolean)
    .join(';');
}

function latest(one: Day, other: Day): Day {
  return Temporal.PlainDate.compare(one, other) >= 0 ? one : other;
}
