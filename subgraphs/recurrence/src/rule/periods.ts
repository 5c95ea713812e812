import {
  CYCLE_DAYS,
  civilOf,
  DAY_SECONDS,
  type Day,
  dayOf,
  dayOfWall,
  daysInYear,
  greatestCommonDivisor,
  MAX_WALL,
  modulo,
  type Wall,
} from './calendar.ts';
import { type Calendar, daysOfYear, months, rememberKinds, weeks, weekYears, yearKind, years } from './calendars.ts';
import { acceptsAll, type DayFilter } from './days.ts';
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
