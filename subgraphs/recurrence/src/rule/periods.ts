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
import { acceptsAll, acceptsDay, type DayFilter, daysOfMonth } from './days.ts';
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
  const tries = calendar.cycle / greatestCommonDivisor(calendar.cycle, interval);
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

/** Calendar years; there are 14 kinds, by leap day and weekday of 1 January. */
function years(filter: DayFilter): Calendar {
  const kinds = new Map<number, readonly number[]>();
  const start = (year: number) => dayOf(year, 1, 1);
  return {
    of: (day) => civilOf(day).year,
    start,
    days: (year) => {
      const kind = yearKind(year, start(year));
      let offsets = kinds.get(kind);
      if (offsets === undefined) {
        offsets = daysOfYear(filter, year, start(year));
        kinds.set(kind, offsets);
      }
      return offsets;
    },
    cycle: CYCLE_YEARS,
  };
}

function yearKind(year: number, newYear: Day): number {
  return (isLeapYear(year) ? 7 : 0) + weekdayOf(newYear);
}

function daysOfYear(filter: DayFilter, year: number, newYear: Day): readonly number[] {
  const offsets: number[] = [];
  for (let month = 1; month <= 12; month++) {
    if (((filter.months >> month) & 1) === 0) continue;
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
    days: rememberLast((year) => {
      const first = start(year);
      const last = (start(year + 1) - first) / 7;
      const numbers = new Set(weekNumbers.map((number) => (number < 0 ? last + 1 + number : number)));
      const offsets: number[] = [];
      for (const week of [...numbers].sort((a, b) => a - b)) {
        if (week < 1 || week > last) continue;
        for (let offset = (week - 1) * 7; offset < week * 7; offset++) {
          if (acceptsDay(filter, first + offset)) offsets.push(offset);
        }
      }
      return offsets;
    }),
    cycle: CYCLE_YEARS,
  };
}

/** Months, counted from January of year 0; there are 28 kinds, by length and weekday of the 1st. */
function months(filter: DayFilter): Calendar {
  const kinds = new Map<number, readonly number[]>();
  const start = (period: number) => dayOf(Math.floor(period / 12), modulo(period, 12) + 1, 1);
  return {
    of: (day) => {
      const { year, month } = civilOf(day);
      return year * 12 + month - 1;
    },
    start,
    days: (period) => {
      const year = Math.floor(period / 12);
      const month = modulo(period, 12) + 1;
      if (((filter.months >> month) & 1) === 0) return [];
      const first = start(period);
      const kind = daysInMonth(year, month) * 7 + weekdayOf(first);
      let offsets = kinds.get(kind);
      if (offsets === undefined) {
        offsets = daysOfMonth(filter, year, month, first);
        kinds.set(kind, offsets);
      }
      return offsets;
    },
    cycle: CYCLE_YEARS * 12,
  };
}

/** Weeks that begin on WKST. */
function weeks({ weekStart, months: listed }: Rule, filter: DayFilter): Calendar {
  const start = (period: number) => period * 7 - 3 + weekStart;
  const inMonth = (day: Day) => ((filter.months >> civilOf(day).month) & 1) === 1;
  const accepted = (period: number) => {
    const first = start(period);
    if (listed.length > 0 && !inMonth(first) && !inMonth(first + 6)) return [];
    return [0, 1, 2, 3, 4, 5, 6].filter((offset) => acceptsDay(filter, first + offset));
  };
  const everyWeek = listed.length === 0 ? accepted(0) : null;
  return {
    of: (day) => Math.floor((day + 3 - weekStart) / 7),
    start,
    days: everyWeek === null ? rememberLast(accepted) : () => everyWeek,
    cycle: CYCLE_DAYS / 7,
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
  const kinds = new Map<number, readonly number[]>();
  return (from, last) => {
    let day = from;
    while (day <= last) {
      const { year } = civilOf(day);
      const newYear = dayOf(year, 1, 1);
      const kind = yearKind(year, newYear);
      let nextOffset = kinds.get(kind);
      if (nextOffset === undefined) {
        nextOffset = nextOffsets(daysOfYear(filter, year, newYear));
        kinds.set(kind, nextOffset);
      }
      const offset = nextOffset[day - newYear];
      if (offset !== undefined) return newYear + offset;
      day = newYear + daysInYear(year);
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

/** Remembers the latest answer: a search looks at a period, and then its result is read. */
function rememberLast(compute: (period: number) => readonly number[]): (period: number) => readonly number[] {
  let known: { period: number; days: readonly number[] } | undefined;
  return (period) => {
    if (known?.period !== period) known = { period, days: compute(period) };
    return known.days;
  };
}
