import type { Temporal } from 'temporal-polyfill';
import { dayOf, readMonthAndDay } from './date.ts';
import { readTime } from './time.ts';
import { numberOf, ordinalOf, type Unit, unitOf, weekdayOf, weekdayPluralOf } from './vocabulary.ts';
import type { Words } from './words.ts';

/** When something repeats, as the parts of an RRULE (RFC 5545 §3.3.10) that quick add can say. */
export interface Pattern {
  frequency: 'HOURLY' | 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';
  interval?: number;
  month?: number;
  /** -1 is the last. */
  monthDays?: readonly number[];
  /** ISO weekdays; `nth` of the month, -1 the last. */
  weekdays?: readonly { weekday: number; nth?: number }[];
  /** Which of the month's `weekdays` taken together, -1 the last. */
  position?: number;
}

export interface PatternPhrase {
  /** Index of the word after it. */
  end: number;
  pattern: Pattern;
  /** Where the words give one: "every morning". */
  time?: Temporal.PlainTime;
}

const DAY: Pattern = { frequency: 'DAILY' };
const WEEK: Pattern = { frequency: 'WEEKLY' };
const MONTH: Pattern = { frequency: 'MONTHLY' };
const QUARTER: Pattern = { frequency: 'MONTHLY', interval: 3 };
const YEAR: Pattern = { frequency: 'YEARLY' };
const HOUR: Pattern = { frequency: 'HOURLY' };

const UNITS: Readonly<Record<Exclude<Unit, 'minute'>, Pattern>> = {
  hour: HOUR,
  day: DAY,
  week: WEEK,
  month: MONTH,
  quarter: QUARTER,
  year: YEAR,
};

const ADVERBS: ReadonlyMap<string, Pattern> = new Map<string, Pattern>([
  ['hourly', HOUR],
  ['daily', DAY],
  ['weekly', WEEK],
  ['fortnightly', { ...WEEK, interval: 2 }],
  ['monthly', MONTH],
  ['quarterly', QUARTER],
  ['yearly', YEAR],
  ['annually', YEAR],
]);

const WORKDAYS = [1, 2, 3, 4, 5];
const GROUPS: ReadonlyMap<string, readonly number[]> = new Map([
  ['weekday', WORKDAYS],
  ['workday', WORKDAYS],
  ['weekend', [6, 7]],
]);
/** A month has five of some weekdays, and no sixth. */
const MOST_OF_A_WEEKDAY = 5;
const LEAST_WORKDAYS = 20;

/** `daily`, `weekly on monday`; not the Guardian Weekly. */
export function readAdverb(words: Words, start: number): PatternPhrase | null {
  if (start > 0 && /^\p{Lu}\p{Ll}/u.test(words.at(start)?.text ?? '')) return null;
  const pattern = ADVERBS.get(words.lower(start));
  return pattern === undefined ? null : withDays(words, { end: start + 1, pattern });
}

/** `mondays and thursdays`, `weekends`: after "on". */
export function readPlurals(words: Words, start: number): PatternPhrase | null {
  const singular = /^(.+)s$/.exec(words.lower(start))?.[1] ?? '';
  const group = GROUPS.get(singular);
  if (group !== undefined) return { end: start + 1, pattern: weekly(group) };
  const days = readList(words, start, weekdayPluralOf);
  return days && { end: days.end, pattern: weekly(days.values) };
}

/** What follows "every": `day`, `2 weeks on monday`, `mon and fri`, `3rd friday`, `15th`, `jan 15`, `morning`. */
export function readPattern(words: Words, start: number): PatternPhrase | null {
  const part = readTime(words, start);
  if (part?.sense === 'dayPart' && part.end === start + 1) return { end: part.end, pattern: DAY, time: part.time };

  const phrase =
    readInterval(words, start) ??
    readWeekdays(words, start) ??
    readYearDay(words, start) ??
    readMonthDays(words, start);
  if (phrase === null || phrase.pattern.frequency === 'HOURLY' || !words.continues(phrase.end)) return phrase;
  const partOfDay = readTime(words, phrase.end);
  if (partOfDay?.sense !== 'dayPart' || partOfDay.introduced) return phrase;
  return { ...phrase, end: partOfDay.end, time: partOfDay.time };
}

/** `day`, `2 weeks`, `other month`, `second week`, `3rd day`. */
function readInterval(words: Words, start: number): PatternPhrase | null {
  const word = words.lower(start);
  const single = unitOf(word);
  if (single !== undefined && !word.endsWith('s')) return repeated(words, start + 1, single, 1);

  const ordinal = ordinalOf(word);
  const interval = word === 'other' ? 2 : (numberOf(word) ?? ordinal);
  const unit = unitOf(words.next(start + 1));
  // The "first day" is one of a month.
  if (interval === undefined || unit === undefined || ordinal === 1) return null;
  return repeated(words, start + 2, unit, interval);
}

function repeated(words: Words, end: number, unit: Unit, times: number): PatternPhrase | null {
  if (unit === 'minute') return null;
  const pattern = UNITS[unit];
  const interval = (pattern.interval ?? 1) * times;
  return withDays(words, { end, pattern: interval > 1 ? { ...pattern, interval } : pattern });
}

/** `on monday and thursday` after weeks, `on the 15th` after months, `on jan 15` after years. */
function withDays(words: Words, phrase: PatternPhrase): PatternPhrase {
  if (words.next(phrase.end) !== 'on') return phrase;
  const the = words.next(phrase.end + 1) === 'the';
  const start = the ? phrase.end + 2 : phrase.end + 1;
  const { frequency, interval } = phrase.pattern;
  const days = words.continues(start) ? readDaysOf(frequency, words, start) : null;
  return days === null ? phrase : { end: days.end, pattern: { ...days.pattern, ...(interval ? { interval } : {}) } };
}

function readDaysOf(frequency: Pattern['frequency'], words: Words, start: number): PatternPhrase | null {
  switch (frequency) {
    case 'WEEKLY':
      return readWeekdays(words, start) ?? readPlurals(words, start);
    case 'MONTHLY':
      return readMonthDays(words, start);
    case 'YEARLY':
      return readYearDay(words, start);
    default:
      return null;
  }
}

/** `mon, wed and fri`, `mon-fri`, `weekday`, `other friday`. */
function readWeekdays(words: Words, start: number): PatternPhrase | null {
  const other = words.lower(start) === 'other';
  const from = other ? start + 1 : start;
  if (other && !words.continues(from)) return null;
  const group = GROUPS.get(words.lower(from)) ?? weekdaysBetween(words.lower(from));
  const days = group === undefined ? readList(words, from, weekdayOf) : { end: from + 1, values: group };
  if (days === null) return null;
  const pattern = weekly(days.values);
  return { end: days.end, pattern: other ? { ...pattern, interval: 2 } : pattern };
}

function weekdaysBetween(word: string): readonly number[] | undefined {
  const [first, last, more] = word.split(/[-–]/).map(weekdayOf);
  if (first === undefined || last === undefined || more !== undefined || first >= last) return undefined;
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function weekly(days: readonly number[]): Pattern {
  return { ...WEEK, weekdays: ascending(days).map((weekday) => ({ weekday })) };
}

/** `jan 15`, `15th of january`. */
function readYearDay(words: Words, start: number): PatternPhrase | null {
  const place = readMonthAndDay(words, start);
  // A leap year, for 29 February.
  if (place === null || dayOf(2000, place.month, place.day) === null) return null;
  return { end: place.end, pattern: { ...YEAR, month: place.month, monthDays: [place.day] } };
}

/** `1st and 15th`, `last day`, `3rd friday`, `first workday of the month`. */
function readMonthDays(words: Words, start: number): PatternPhrase | null {
  const word = words.lower(start);
  const nth = word === 'last' ? -1 : ordinalOf(word);
  if (nth === undefined) return null;
  const noun = words.next(start + 1);
  const weekday = weekdayOf(noun);
  if (weekday !== undefined && nth <= MOST_OF_A_WEEKDAY) {
    return ofTheMonth(words, start + 2, { ...MONTH, weekdays: [{ weekday, nth }] });
  }
  if ((noun === 'workday' || noun === 'weekday') && nth <= LEAST_WORKDAYS) {
    return ofTheMonth(words, start + 2, { ...MONTH, weekdays: weekly(WORKDAYS).weekdays, position: nth });
  }
  if (noun === 'day') return ofTheMonth(words, start + 2, { ...MONTH, monthDays: [nth] });
  // Not "every second", which counts.
  const days = /^\d/.test(word) ? readList(words, start, ordinalOf) : null;
  return days && ofTheMonth(words, days.end, { ...MONTH, monthDays: ascending(days.values) });
}

/** Goes past "of the month" and "of each month". */
function ofTheMonth(words: Words, end: number, pattern: Pattern): PatternPhrase {
  if (words.next(end) !== 'of') return { end, pattern };
  const noun = ['the', 'each', 'every'].includes(words.next(end + 1)) ? end + 2 : end + 1;
  return { end: words.next(noun) === 'month' ? noun + 1 : end, pattern };
}

/** `a`, `a and b`, `a, b, and c`. */
function readList(words: Words, start: number, read: (word: string) => number | undefined) {
  const first = read(words.lower(start));
  if (first === undefined) return null;
  const list = { end: start + 1, values: [first] };
  for (;;) {
    const joined = words.next(list.end, ',');
    const and = joined === 'and' || joined === '&';
    const comma = words.at(list.end - 1)?.closing === ',';
    const value = and ? read(words.next(list.end + 1)) : comma ? read(joined) : undefined;
    if (value === undefined) return list;
    list.values.push(value);
    list.end += and ? 2 : 1;
  }
}

function ascending(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}
