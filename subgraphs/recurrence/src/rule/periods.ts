import {
  CYCLE_DAYS,
  CYCLE_YEARS,
  civilOf,
  DAY_SECONDS,
  type Day,
  dayOf,
  dayOfWall,
  daysInMonth,
  daysInYear,
  greatestCommonDivisor,
  isLeapYear,
  MAX_WALL,
  modulo,
  type Wall,
  weekdayOf,
  weekYearStart,
} from './calendar.ts';
import {
  acceptsAll,
  acceptsDay,
  acceptsEveryMonth,
  acceptsMonth,
  acceptsWeekday,
  type DayFilter,
  daysOfMonth,
} from './days.ts';
import type { Rule } from './rule.ts';

/**
 * The periods of a rule (years, months, weeks or days, by its frequency; days for HOURLY) that INTERVAL lets through
 * and that hold enough matching days. Periods are whole numbers that ascend and do not overlap.
 *
 * A search ends by arithmetic: the calendar repeats after 400 years, so aligned periods repeat after
 * lcm(INTERVAL, 400 years in periods), and what has not matched within one such cycle never will.
 */
export interface Periods {
  /** The first such period that is not before the one of `day`; undefined if there is none up to the year 9998. */
  from(day: Day): number | undefined;
  /** The next such period after `period`. */
  after(period: number): number | undefined;
  /** The day that the offsets of `days` count from. */
  start(period: number): Day;
  /** Its matching days as offsets from `start`, ascending. */
  days(period: number): readonly number[];
}

const MAX_DAY: Day = Math.floor(MAX_WALL / DAY_SECONDS);

/** Years, months or weeks, before INTERVAL is applied. */
interface Calendar {
  of(day: Day): number;
  start(period: number): Day;
  days(period: number): readonly number[];
  /** Periods in 400 years. */
  readonly cycle: number;
  /** No period has more matching days than this. */
  readonly mostDays: number;
}

/**
 * @param start what INTERVAL counts from
 * @param atLeast matching days that a period needs to matter; more than one where BYSETPOS reaches further
 */
export function periodsOf(rule: Rule, filter: DayFilter, start: Wall, atLeast: number): Periods {
  const day = dayOfWall(start);
  switch (rule.frequency) {
    case 'YEARLY':
      return aligned(rule.weekNumbers.length > 0 ? weekYears(rule, filter) : years(filter), rule, day, atLeast);
    case 'MONTHLY':
      return aligned(months(filter), rule, day, atLeast);
    case 'WEEKLY':
      return aligned(weeks(rule, filter), rule, day, atLeast);
    case 'DAILY':
      return days(filter, rule.interval, (remainder) => remainder === modulo(day, rule.interval));
    case 'HOURLY':
      // Which hours of day d are aligned only depends on d mod INTERVAL / gcd(24, INTERVAL).
      return days(
        filter,
        rule.interval / greatestCommonDivisor(24, rule.interval),
        (remainder) => alignedHours(rule, start, remainder).length > 0,
      );
  }
}

const EVERY_HOUR: readonly number[] = Array.from({ length: 24 }, (_, hour) => hour);

/** The hours of a day that BYHOUR names and that lie a multiple of INTERVAL hours from the start. */
export function alignedHours({ hours, interval }: Rule, start: Wall, day: Day): readonly number[] {
  const listed = hours.length > 0 ? hours : EVERY_HOUR;
  if (interval === 1) return listed;
  const fromStart = day * 24 - Math.floor(start / 3600);
  return listed.filter((hour) => (fromStart + hour) % interval === 0);
}

function aligned(calendar: Calendar, { interval }: Rule, anchorDay: Day, atLeast: number): Periods {
  const anchor = calendar.of(anchorDay);
  const tries = atLeast > calendar.mostDays ? 0 : calendar.cycle / greatestCommonDivisor(calendar.cycle, interval);
  const seek = (period: number) => {
    let candidate = period + modulo(anchor - period, interval);
    for (let tried = 0; tried < tries; tried++) {
      if (calendar.start(candidate) > MAX_DAY) return undefined;
      if (calendar.days(candidate).length >= atLeast) return candidate;
      candidate += interval;
    }
    return undefined;
  };
  return {
    from: (day) => seek(calendar.of(day)),
    after: (period) => seek(period + 1),
    start: calendar.start,
    days: calendar.days,
  };
}

/** Calendar years. Their days depend on the leap day and the weekday of 1 January. */
function years(filter: DayFilter): Calendar {
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

function yearKind(year: number, newYear: Day): number {
  return (isLeapYear(year) ? 7 : 0) + weekdayOf(newYear);
}

function daysOfYear(filter: DayFilter, year: number, newYear: Day): readonly number[] {
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
function weekYears({ weekNumbers, weekStart }: Rule, filter: DayFilter): Calendar {
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
function months(filter: DayFilter): Calendar {
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
function weeks({ weekStart }: Rule, filter: DayFilter): Calendar {
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

const THE_DAY_ITSELF: readonly number[] = [0];

/** The accepted days whose remainder by `modulus` is wanted. */
function days(filter: DayFilter, modulus: number, wants: (remainder: number) => boolean): Periods {
  const waits = daysUntilWanted(modulus, wants);
  const nextAccepted = acceptedDays(filter);
  const cycle = (CYCLE_DAYS / greatestCommonDivisor(CYCLE_DAYS, modulus)) * modulus;
  const seek = (from: Day) => {
    const last = Math.min(MAX_DAY, from + cycle);
    let day: Day | undefined = from;
    while (day !== undefined && day <= last) {
      const accepted = nextAccepted(day, last);
      if (accepted === undefined) return undefined;
      const wait = waits[modulo(accepted, modulus)];
      if (wait === 0) return accepted;
      day = wait === undefined ? undefined : accepted + wait;
    }
    return undefined;
  };
  return { from: seek, after: (day) => seek(day + 1), start: (day) => day, days: () => THE_DAY_ITSELF };
}

/** For each remainder how many days until a wanted one comes; empty if none is wanted. */
function daysUntilWanted(modulus: number, wants: (remainder: number) => boolean): readonly number[] {
  const wanted = Array.from({ length: modulus }, (_, remainder) => wants(remainder));
  let next = wanted.indexOf(true) + modulus;
  if (next < modulus) return [];
  const waits = new Array<number>(modulus).fill(0);
  for (let remainder = modulus - 1; remainder >= 0; remainder--) {
    if (wanted[remainder]) next = remainder;
    waits[remainder] = next - remainder;
  }
  return waits;
}

/** A function to the first accepted day within a range, by tables of the 14 kinds of year. */
function acceptedDays(filter: DayFilter): (from: Day, last: Day) => Day | undefined {
  if (acceptsAll(filter)) return (from) => from;
  const tableOf = rememberKinds(
    (year) => yearKind(year, dayOf(year, 1, 1)),
    (year) => nextOffsets(daysOfYear(filter, year, dayOf(year, 1, 1))),
  );
  let newYear = 0;
  let yearEnd = 0;
  let table: readonly number[] = [];
  return (from, last) => {
    let day = from;
    while (day <= last) {
      if (day < newYear || day >= yearEnd) {
        const { year } = civilOf(day);
        newYear = dayOf(year, 1, 1);
        yearEnd = newYear + daysInYear(year);
        table = tableOf(year);
      }
      const offset = table[day - newYear];
      if (offset !== undefined) return newYear + offset;
      day = yearEnd;
    }
    return undefined;
  };
}

/** For each day of a year the first accepted offset at or after it; shorter than the year where none follows. */
function nextOffsets(offsets: readonly number[]): readonly number[] {
  const next: number[] = [];
  for (const offset of offsets) {
    while (next.length <= offset) next.push(offset);
  }
  return next;
}

/** Computes the days of each kind of period once. */
function rememberKinds(
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
