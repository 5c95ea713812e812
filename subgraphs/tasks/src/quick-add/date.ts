import { Temporal } from 'temporal-polyfill';
import { monthDayOf, monthOf, numberOf, ordinalOf, type Unit, unitLetterOf, unitOf, weekdayOf } from './vocabulary.ts';
import type { Words } from './words.ts';

type Day = Temporal.PlainDate;

/** The moment at which a text is read, on the viewer's clock. */
export interface Now {
  today: Temporal.PlainDate;
  time: Temporal.PlainTime;
  zoned: Temporal.ZonedDateTime;
}

export interface DatePhrase {
  /** Index of the word after it. */
  end: number;
  date: Day;
  /** Where the words give one: "in 2 hours", "tonight". */
  time?: Temporal.PlainTime;
  /**
   * How surely the words are a date: `sure` are "tomorrow" and "2026-12-01"; `written` is "5 June" and `likely` "next
   * week", which may belong to a noun; a `name` such as "Sunday" or "end of year" often does.
   */
  sense: 'sure' | 'written' | 'likely' | 'name';
}

type Reader = (words: Words, start: number, now: Now) => DatePhrase | null;

/** Reads a date, on its own or after "on", "by" and the like, which are their caller's. */
export const readDate: Reader = (words, start, now) => {
  if (words.lower(start) === '') return null;
  for (const read of READERS) {
    const phrase = read(words, start, now);
    if (phrase !== null) return phrase;
  }
  return null;
};

const readNamedDay: Reader = (words, start, now) => {
  const today = now.today;
  switch (words.lower(start)) {
    case 'today':
    case 'eod':
      return { end: start + 1, date: today, sense: 'sure' };
    case 'tomorrow':
    case 'tmr':
    case 'tmrw':
      return { end: start + 1, date: today.add({ days: 1 }), sense: 'sure' };
  }
  const index = words.lower(start) === 'the' ? start + 1 : start;
  if (!words.says(index, 'day', 'after', 'tomorrow') || (index > start && !words.continues(index))) return null;
  return { end: index + 3, date: today.add({ days: 2 }), sense: 'likely' };
};

/** `2026-12-01` and `2026-12-01T10:00`; `12/31/2026` and `31.12.2026` where only one order of day and month is possible. */
const readDigits: Reader = (words, start) => {
  const word = words.lower(start);
  const iso = /^(\d{4})([-/])(\d{2})\2(\d{2})$/.exec(word);
  if (iso !== null) return dated(start + 1, Number(iso[1]), Number(iso[3]), Number(iso[4]), 'sure');

  if (/^\d{4}-\d{2}-\d{2}t\d{2}:\d{2}$/.test(word)) return readLocalDateTime(start + 1, word);

  const slashed = /^(\d{1,2})([./])(\d{1,2})\2(\d{4})$/.exec(word);
  if (slashed === null) return null;
  const [first, second, year] = [Number(slashed[1]), Number(slashed[3]), Number(slashed[4])];
  if (slashed[2] === '.' || first > 12) return dated(start + 1, year, second, first, 'sure');
  // 3/4 is March to some and April to others: left alone, it loses nothing.
  return second > 12 || first === second ? dated(start + 1, year, first, second, 'sure') : null;
};

function readLocalDateTime(end: number, word: string): DatePhrase | null {
  try {
    const local = Temporal.PlainDateTime.from(word.toUpperCase(), { overflow: 'reject' });
    return { end, date: local.toPlainDate(), time: local.toPlainTime(), sense: 'sure' };
  } catch {
    return null;
  }
}

/** `15 March`, `March 15th, 2027`, `15th of March`; without a year the next such day. */
const readMonthDay: Reader = (words, start, now) => {
  const place = readMonthAndDay(words, start);
  if (place === null) return null;
  const { month, day, end } = place;
  // "March 3 miles" and "May 5 people come" begin with a verb.
  const verb = /^(?:march|may)$/.test(words.lower(start)) && /^\d+$/.test(words.lower(start + 1));
  const year = /^(?:19|20)\d{2}$/.test(words.next(end, ',')) ? Number(words.lower(end)) : null;
  if (year !== null) return dated(end + 1, year, month, day, 'written');
  const today = now.today;
  // 29 February comes within eight years.
  for (let ahead = 0; ahead <= 8; ahead++) {
    const date = dayOf(today.year + ahead, month, day);
    if (date !== null && Temporal.PlainDate.compare(date, today) >= 0)
      return { end, date, sense: verb ? 'name' : 'written' };
  }
  return null;
};

/** A month and a day of it, in either order. */
export function readMonthAndDay(words: Words, start: number): { end: number; month: number; day: number } | null {
  const month = monthOf(words.lower(start));
  if (month !== undefined) {
    const day = monthDayOf(words.next(start + 1));
    return day === undefined ? null : { end: start + 2, month, day };
  }
  const day = monthDayOf(words.lower(start));
  if (day === undefined) return null;
  const index = words.next(start + 1) === 'of' ? start + 2 : start + 1;
  const monthAfter = monthOf(words.next(index));
  return monthAfter === undefined ? null : { end: index + 1, month: monthAfter, day };
}

/**
 * `friday`, `this friday`: the next one, today not included, for who means today says so. `next friday`: that of the
 * week from Monday on. `sat, 5 sep`: the date.
 */
const readWeekday: Reader = (words, start, now) => {
  const lead = words.lower(start);
  const led = lead === 'this' || lead === 'coming' || lead === 'next';
  const index = led ? start + 1 : start;
  const weekday = weekdayOf(led ? words.next(index) : lead);
  if (weekday === undefined) return null;

  const today = now.today;
  if (!led && words.continues(index + 1, ',')) {
    const date = readMonthDay(words, index + 1, now);
    if (date !== null) return date;
  }
  if (lead === 'next') {
    return { end: index + 1, date: startOfWeek(today).add({ days: 6 + weekday }), sense: 'likely' };
  }
  const date = today.add({ days: ((weekday - today.dayOfWeek + 6) % 7) + 1 });
  return { end: index + 1, date, sense: led ? 'likely' : 'name' };
};

/** `next week` begins on Monday, a month and a year on their first day, a weekend on Saturday. */
const readPeriod: Reader = (words, start, now) => {
  const today = now.today;
  const monday = startOfWeek(today);
  const likely = (date: Day): DatePhrase => ({ end: start + 2, date, sense: 'likely' });
  switch (`${words.lower(start)} ${words.next(start + 1)}`) {
    case 'next week':
      return likely(monday.add({ days: 7 }));
    case 'next month':
      return likely(today.with({ day: 1 }).add({ months: 1 }));
    case 'next year':
      return likely(today.with({ month: 1, day: 1 }).add({ years: 1 }));
    case 'this weekend':
      return likely(today.dayOfWeek === 7 ? today : monday.add({ days: 5 }));
    case 'next weekend':
      return likely(monday.add({ days: 12 }));
    default:
      return null;
  }
};

/** `end of month`, `the end of the year`. */
const readPeriodEnd: Reader = (words, start, now) => {
  const today = now.today;
  const short = words.lower(start);
  if (short === 'eom') return { end: start + 1, date: lastOfMonth(today), sense: 'name' };
  let index = words.says(start, 'the', 'end') ? start + 1 : start;
  if (!words.says(index, 'end', 'of')) return null;
  index += 2;
  if (words.next(index) === 'the' || words.next(index) === 'this') index++;
  switch (words.next(index)) {
    case 'day':
      return { end: index + 1, date: today, sense: 'name' };
    case 'month':
      return { end: index + 1, date: lastOfMonth(today), sense: 'name' };
    case 'year':
      return { end: index + 1, date: today.with({ month: 12, day: 31 }), sense: 'name' };
    default:
      return null;
  }
};

/** `in 3 days`, `in an hour`, `in 2h`, `two weeks from now`. */
const readDistance: Reader = (words, start, now) => {
  const led = words.lower(start) === 'in';
  const index = led ? start + 1 : start;
  if (led && !words.continues(index)) return null;
  const amount = readAmount(words, index);
  // Rome wasn't built "in a day".
  if (amount === null || (words.lower(index) === 'a' && amount.unit === 'day')) return null;
  const fromNow = words.continues(amount.end) && words.says(amount.end, 'from', 'now');
  if (!led && !fromNow) return null;
  const end = fromNow ? amount.end + 2 : amount.end;
  const then = now.zoned.add(durationOf(amount));
  const date = then.toPlainDate();
  if (amount.unit !== 'minute' && amount.unit !== 'hour') return { end, date, sense: 'likely' };
  const whole = then.round({ smallestUnit: 'minute', roundingMode: 'ceil' });
  return { end, date: whole.toPlainDate(), time: whole.toPlainTime(), sense: 'likely' };
};

const READERS: readonly Reader[] = [
  readNamedDay,
  readDigits,
  readMonthDay,
  readWeekday,
  readPeriod,
  readPeriodEnd,
  readDistance,
];

/** `the 5th` after "on" and the like: the next day of that number, today included. */
export const readOrdinalDay: Reader = (words, start, now) => {
  const index = words.lower(start) === 'the' ? start + 1 : start;
  if (index > start && !words.continues(index)) return null;
  const day = ordinalOf(words.lower(index));
  if (day === undefined) return null;
  const today = now.today;
  for (let month = today.with({ day: 1 }); ; month = month.add({ months: 1 })) {
    const date = dayOf(month.year, month.month, day);
    if (date !== null && Temporal.PlainDate.compare(date, today) >= 0) return { end: index + 1, date, sense: 'likely' };
  }
};

export interface Amount {
  end: number;
  count: number;
  unit: Unit;
}

/** `3 days`, `an hour`, `2h`, `15min`. */
export function readAmount(words: Words, start: number): Amount | null {
  const word = words.lower(start);
  const joined = /^([1-9]\d{0,2})([a-z]+)$/.exec(word);
  const joinedUnit = joined === null ? undefined : unitLetterOf(joined[2] ?? '');
  if (joined !== null && joinedUnit !== undefined)
    return { end: start + 1, count: Number(joined[1]), unit: joinedUnit };

  const count = numberOf(word, true);
  const unit = unitOf(words.next(start + 1));
  return count === undefined || unit === undefined ? null : { end: start + 2, count, unit };
}

/** In units that durations can be added in: a week is seven days. */
export function durationOf({ count, unit }: Pick<Amount, 'count' | 'unit'>): Temporal.Duration {
  if (unit === 'week') return Temporal.Duration.from({ days: 7 * count });
  return Temporal.Duration.from(unit === 'quarter' ? { months: 3 * count } : { [`${unit}s`]: count });
}

function dated(end: number, year: number, month: number, day: number, sense: DatePhrase['sense']): DatePhrase | null {
  const date = dayOf(year, month, day);
  return date === null ? null : { end, date, sense };
}

/** Null where there is no such day. */
export function dayOf(year: number, month: number, day: number): Day | null {
  if (year < 1 || month < 1 || month > 12 || day < 1) return null;
  const first = new Temporal.PlainDate(year, month, 1);
  return day <= first.daysInMonth ? first.with({ day }) : null;
}

function startOfWeek(day: Day): Day {
  return day.subtract({ days: day.dayOfWeek - 1 });
}

function lastOfMonth(day: Day): Day {
  return day.with({ day: day.daysInMonth });
}
