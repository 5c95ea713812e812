import { civilOf, type Day, dayOf, dayOfWall, daysInMonth, daysInYear, type Wall, weekdayOf } from './calendar.ts';
import type { Rule } from './rule.ts';

/**
 * Which days a rule's BYMONTH, BYYEARDAY, BYMONTHDAY and BYDAY let through, with what they leave open taken from the
 * start. In RFC 5545's table they sometimes expand and sometimes limit; over the days of one period both come to the
 * same: a day is in if every part that is given accepts it. (BYWEEKNO is a matter of the period: periods.ts.)
 */
export interface DayFilter {
  /** Bit m: month m, 1 to 12. */
  readonly months: number;
  /** Bit d: day d of the month. */
  readonly monthDays: number;
  /** Bit d: day d from the end of the month, the last being 1. */
  readonly monthDaysFromEnd: number;
  /** 1 to 366 and -366 to -1; null: any. */
  readonly yearDays: ReadonlySet<number> | null;
  /** Bit w: every weekday w, Monday = 0. */
  readonly weekdays: number;
  /** By `nthKey`; null: none. */
  readonly nthWeekdays: ReadonlySet<number> | null;
  /** Whether numbered weekdays are counted in the year instead of the month. */
  readonly nthInYear: boolean;
}

const ALL_MONTHS = 0b1_1111_1111_1110;

/** What the days of a rule are limited to when it starts at `start`. */
export function dayFilterOf(rule: Rule, start: Wall): DayFilter {
  const { months, monthDays, weekdays } = withStart(rule, dayOfWall(start));
  const numbered = weekdays.filter(({ nth }) => nth !== 0);
  return {
    months: months.length === 0 ? ALL_MONTHS : bits(months),
    monthDays: bits(monthDays.filter((day) => day > 0)),
    monthDaysFromEnd: bits(monthDays.filter((day) => day < 0).map((day) => -day)),
    yearDays: rule.yearDays.length === 0 ? null : new Set(rule.yearDays),
    weekdays: bits(weekdays.filter(({ nth }) => nth === 0).map(({ weekday }) => weekday)),
    nthWeekdays: numbered.length === 0 ? null : new Set(numbered.map(({ weekday, nth }) => nthKey(weekday, nth))),
    nthInYear: rule.frequency === 'YEARLY' && rule.months.length === 0,
  };
}

/**
 * "Information, not contained in the rule, necessary to determine the various recurrence instance start time and dates
 * are derived from the Start Time" (RFC 5545 §3.3.10). YEARLY with BYWEEKNO alone means the start's weekday in those
 * weeks, as RFC 8984 §4.3.3 spells out and libical, lib-recur and ical4j do; rrule and dateutil take all seven days.
 */
function withStart(rule: Rule, start: Day): Pick<Rule, 'months' | 'monthDays' | 'weekdays'> {
  const { frequency, months, monthDays, weekdays, yearDays, weekNumbers } = rule;
  if (monthDays.length > 0 || weekdays.length > 0 || yearDays.length > 0) return rule;
  const sameWeekday = [{ weekday: weekdayOf(start), nth: 0 }];
  switch (frequency) {
    case 'YEARLY': {
      if (weekNumbers.length > 0) return { months, monthDays, weekdays: sameWeekday };
      const { month, day } = civilOf(start);
      return { months: months.length > 0 ? months : [month], monthDays: [day], weekdays };
    }
    case 'MONTHLY':
      return { months, monthDays: [civilOf(start).day], weekdays };
    case 'WEEKLY':
      return { months, monthDays, weekdays: sameWeekday };
    case 'DAILY':
    case 'HOURLY':
      return rule;
  }
}

/** Whether the filter accepts every day. */
export function acceptsAll(filter: DayFilter): boolean {
  const { monthDays, monthDaysFromEnd, weekdays, yearDays, nthWeekdays } = filter;
  const unlimited = (monthDays | monthDaysFromEnd | weekdays) === 0 && yearDays === null && nthWeekdays === null;
  return unlimited && acceptsEveryMonth(filter);
}

export function acceptsEveryMonth({ months }: DayFilter): boolean {
  return months === ALL_MONTHS;
}

/** Month 1 to 12. */
export function acceptsMonth({ months }: DayFilter, month: number): boolean {
  return ((months >> month) & 1) === 1;
}

/** By BYDAY without numbers, which must be given. */
export function acceptsWeekday({ weekdays }: DayFilter, weekday: number): boolean {
  return ((weekdays >> weekday) & 1) === 1;
}

/** The accepted days of an accepted month, as offsets from its 1st, which is `first`. */
export function daysOfMonth(filter: DayFilter, year: number, month: number, first: Day): readonly number[] {
  const length = daysInMonth(year, month);
  const newYear = dayOf(year, 1, 1);
  const yearLength = daysInYear(year);
  const offsets: number[] = [];
  for (let day = 1; day <= length; day++) {
    const number = first + day - 1;
    if (accepts(filter, day, length, number - newYear + 1, yearLength, weekdayOf(number))) offsets.push(day - 1);
  }
  return offsets;
}

/** Whether the filter accepts this day. */
export function acceptsDay(filter: DayFilter, day: Day): boolean {
  const { year, month, day: dayOfMonth } = civilOf(day);
  if (!acceptsMonth(filter, month)) return false;
  const dayOfYear = day - dayOf(year, 1, 1) + 1;
  return accepts(filter, dayOfMonth, daysInMonth(year, month), dayOfYear, daysInYear(year), weekdayOf(day));
}

/** BYYEARDAY, BYMONTHDAY and BYDAY. */
function accepts(
  filter: DayFilter,
  day: number,
  monthLength: number,
  dayOfYear: number,
  yearLength: number,
  weekday: number,
): boolean {
  const { monthDays, monthDaysFromEnd, yearDays, weekdays, nthWeekdays } = filter;
  if ((monthDays | monthDaysFromEnd) !== 0) {
    if ((((monthDays >> day) | (monthDaysFromEnd >> (monthLength - day + 1))) & 1) === 0) return false;
  }
  if (yearDays !== null && !yearDays.has(dayOfYear) && !yearDays.has(dayOfYear - yearLength - 1)) return false;
  if (weekdays === 0 && nthWeekdays === null) return true;
  if (acceptsWeekday(filter, weekday)) return true;
  if (nthWeekdays === null) return false;
  const place = filter.nthInYear ? dayOfYear : day;
  const length = filter.nthInYear ? yearLength : monthLength;
  const fromEnd = -Math.ceil((length - place + 1) / 7);
  return nthWeekdays.has(nthKey(weekday, Math.ceil(place / 7))) || nthWeekdays.has(nthKey(weekday, fromEnd));
}

function nthKey(weekday: number, nth: number): number {
  return weekday * 128 + nth + 64;
}

function bits(numbers: readonly number[]): number {
  return numbers.reduce((mask, number) => mask | (1 << number), 0);
}
