import {
  CYCLE_DAYS,
  CYCLE_YEARS,
  civilOf,
  type Day,
  dayOf,
  daysInMonth,
  isLeapYear,
  modulo,
  weekdayOf,
  weekYearStart,
} from './calendar.ts';
import { acceptsDay, acceptsEveryMonth, acceptsMonth, acceptsWeekday, type DayFilter, daysOfMonth } from './days.ts';
import type { Rule } from './rule.ts';

/** Years, months or weeks, before INTERVAL is applied. */
export interface Calendar {
  of(day: Day): number;
  start(period: number): Day;
  days(period: number): readonly number[];
  /** Periods in 400 years. */
  readonly cycle: number;
  /** No period has more matching days than this. */
  readonly mostDays: number;
}

/** Calendar years. Their days depend on the leap day and the weekday of 1 January. */
export function years(filter: DayFilter): Calendar {
  const start = (year: number) => dayOf(year, 1, 1);
  return {
    of: (day) => civilOf(day).year,
    start,
    days: rememberKinds(
      (year) => yearKind(year, start(year)),
      (year) => daysOfYear(filter, year, start(year)),
    ),
    cycle: CYCLE_YEARS,
    mostDays: 366,
  };
}

export function yearKind(year: number, newYear: Day): number {
  return (isLeapYear(year) ? 7 : 0) + weekdayOf(newYear);
}

export function daysOfYear(filter: DayFilter, year: number, newYear: Day): readonly number[] {
  const offsets: number[] = [];
  for (let month = 1; month <= 12; month++) {
    if (!acceptsMonth(filter, month)) continue;
    const first = dayOf(year, month, 1);
    for (const offset of daysOfMonth(filter, year, month, first)) offsets.push(first - newYear + offset);
  }
  return offsets;
}

/**
 * Years of whole weeks, for BYWEEKNO: week 1 of 2025 begins on 30 December 2024 and belongs to 2025 entirely, so that
 * INTERVAL and BYSETPOS never tear a week apart. (dateutil and rrule cut at 1 January instead.)
 */
export function weekYears({ weekNumbers, weekStart }: Rule, filter: DayFilter): Calendar {
  const start = (year: number) => weekYearStart(year, weekStart);
  return {
    of: (day) => {
      const { year } = civilOf(day);
      if (day < start(year)) return year - 1;
      return day < start(year + 1) ? year : year + 1;
    },
    start,
    days: rememberKinds(
      (year) =>
        (dayOf(year, 1, 1) - start(year) + 3) * 8 +
        (isLeapYear(year - 1) ? 4 : 0) +
        (isLeapYear(year) ? 2 : 0) +
        (isLeapYear(year + 1) ? 1 : 0),
      (year) => {
        const first = start(year);
        const last = (start(year + 1) - first) / 7;
        const numbers = new Set(weekNumbers.map((number) => (number < 0 ? last + 1 + number : number)));
        const offsets: number[] = [];
        for (let offset = 0; offset < last * 7; offset++) {
          if (numbers.has(Math.floor(offset / 7) + 1) && acceptsDay(filter, first + offset)) offsets.push(offset);
        }
        return offsets;
      },
    ),
    cycle: CYCLE_YEARS,
    mostDays: 371,
  };
}

/** Months, counted from January of year 0. Their days depend on the length and the weekday of the 1st. */
export function months(filter: DayFilter): Calendar {
  const yearOf = (period: number) => Math.floor(period / 12);
  const monthOf = (period: number) => modulo(period, 12) + 1;
  const start = (period: number) => dayOf(yearOf(period), monthOf(period), 1);
  const daysByKind = rememberKinds(
    (period) => daysInMonth(yearOf(period), monthOf(period)) * 7 + weekdayOf(start(period)),
    (period) => daysOfMonth(filter, yearOf(period), monthOf(period), start(period)),
  );
  return {
    of: (day) => {
      const { year, month } = civilOf(day);
      return year * 12 + month - 1;
    },
    start,
    days: (period) => (acceptsMonth(filter, monthOf(period)) ? daysByKind(period) : []),
    cycle: CYCLE_YEARS * 12,
    mostDays: 31,
  };
}

/** Weeks that begin on WKST. Their days depend on where in the week another month begins. */
export function weeks({ weekStart }: Rule, filter: DayFilter): Calendar {
  const start = (period: number) => period * 7 - 3 + weekStart;
  const offsets = [0, 1, 2, 3, 4, 5, 6].filter((offset) => acceptsWeekday(filter, modulo(weekStart + offset, 7)));
  const inMonths = (period: number) => {
    const first = civilOf(start(period));
    const left = daysInMonth(first.year, first.month) - first.day + 1;
    const now = acceptsMonth(filter, first.month);
    if (left >= 7) return now ? offsets : [];
    const then = acceptsMonth(filter, (first.month % 12) + 1);
    return now && then ? offsets : offsets.filter((offset) => (offset < left ? now : then));
  };
  return {
    of: (day) => Math.floor((day + 3 - weekStart) / 7),
    start,
    days: acceptsEveryMonth(filter) ? () => offsets : inMonths,
    cycle: CYCLE_DAYS / 7,
    mostDays: offsets.length,
  };
}

/** Computes the days of each kind of period once. */
export function rememberKinds(
  kindOf: (period: number) => number,
  compute: (period: number) => readonly number[],
): (period: number) => readonly number[] {
  const known = new Map<number, readonly number[]>();
  return (period) => {
    const kind = kindOf(period);
    let days = known.get(kind);
    if (days === undefined) {
      days = compute(period);
      known.set(kind, days);
    }
    return days;
  };
}
