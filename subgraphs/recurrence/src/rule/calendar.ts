/**
 * Proleptic Gregorian calendar over integers. A day is the number of days since 1970-01-01, a wall time the number of
 * seconds since 1970-01-01T00:00:00 on a clock that knows neither zones nor leap seconds. Weekdays count from Monday = 0.
 */
export type Day = number;
export type Wall = number;

export const DAY_SECONDS = 86_400;

/** The Gregorian calendar repeats, weekdays included, after 400 years: 146 097 days, exactly 20 871 weeks. */
export const CYCLE_YEARS = 400;
export const CYCLE_DAYS = 146_097;

export const MIN_YEAR = 1;
/** Year 9999 is left out so that every wall time has a four-digit year as an instant too, whatever its offset. */
export const MAX_YEAR = 9998;

export interface Civil {
  readonly year: number;
  /** 1 to 12 */
  readonly month: number;
  /** 1 to 31 */
  readonly day: number;
}

/** The day of a date. The month may be 1 to 13, so that the end of a year is the 1st of month 13. */
export function dayOf(year: number, month: number, day: number): Day {
  // Years that begin in March put the leap day last; H. Hinnant, "chrono-compatible low-level date algorithms".
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * CYCLE_DAYS + dayOfEra - 719_468;
}

/** The date of a day. */
export function civilOf(day: Day): Civil {
  const z = day + 719_468;
  const era = Math.floor(z / CYCLE_DAYS);
  const dayOfEra = z - era * CYCLE_DAYS;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
  };
}

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

export function daysInYear(year: number): number {
  return isLeapYear(year) ? 366 : 365;
}

/** Month 1 to 12. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Monday = 0 to Sunday = 6. */
export function weekdayOf(day: Day): number {
  return modulo(day + 3, 7);
}

/**
 * The first day of week 1 of a week-numbering year: the week, from weekday `weekStart` on, that has at least four of
 * its days in the calendar year, and so the 4th of January (RFC 5545 §3.3.10; ISO 8601 for Mondays).
 */
export function weekYearStart(year: number, weekStart: number): Day {
  const fourth = dayOf(year, 1, 4);
  return fourth - modulo(weekdayOf(fourth) - weekStart, 7);
}

export function dayOfWall(wall: Wall): Day {
  return Math.floor(wall / DAY_SECONDS);
}

/** 0 to 86 399. */
export function secondOfDay(wall: Wall): number {
  return modulo(wall, DAY_SECONDS);
}

/** The remainder that is never negative. */
export function modulo(value: number, divisor: number): number {
  const rest = value % divisor;
  return rest < 0 ? rest + divisor : rest;
}

export function greatestCommonDivisor(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

export const MIN_WALL: Wall = dayOf(MIN_YEAR, 1, 1) * DAY_SECONDS;
export const MAX_WALL: Wall = dayOf(MAX_YEAR, 13, 1) * DAY_SECONDS - 1;

const WALL_TEXT = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)$/;

/** Reads 2026-03-29T02:30:00. Undefined for any other shape, for a date that does not exist and for years outside 1 to 9998. */
export function parseWall(text: string): Wall | undefined {
  const match = WALL_TEXT.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  return wallOf(year, month, day, hour, minute, second);
}

/** The wall time of these fields, or undefined if they are not a real date and time within years 1 to 9998. */
export function wallOf(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): Wall | undefined {
  if (year < MIN_YEAR || year > MAX_YEAR || month < 1 || month > 12) return undefined;
  if (day < 1 || day > daysInMonth(year, month) || hour > 23 || minute > 59 || second > 59) return undefined;
  return dayOf(year, month, day) * DAY_SECONDS + hour * 3600 + minute * 60 + second;
}

/** Writes 2026-03-29T02:30:00: the text of occurrence keys. */
export function formatWall(wall: Wall): string {
  const { year, month, day } = civilOf(dayOfWall(wall));
  const seconds = secondOfDay(wall);
  const date = `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}`;
  const hour = Math.floor(seconds / 3600);
  return `${date}T${twoDigits(hour)}:${twoDigits(Math.floor(seconds / 60) % 60)}:${twoDigits(seconds % 60)}`;
}

export function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
