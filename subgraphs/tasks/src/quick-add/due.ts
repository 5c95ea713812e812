import type { Temporal } from 'temporal-polyfill';
import { type DatePhrase, type Now, readDate, readOrdinalDay } from './date.ts';
import { readTime, type TimePhrase, TONIGHT } from './time.ts';
import type { Words } from './words.ts';

export interface DuePhrase {
  start: number;
  /** Index of the word after it. */
  end: number;
  date: Temporal.PlainDate | null;
  time: Temporal.PlainTime | null;
  /**
   * Where in a title the words can only be its due: `anywhere`; `around` the title, or before a word such as "about";
   * at its `end`, because "Sunday school" is no Sunday.
   */
  place: 'anywhere' | 'around' | 'end';
  /** It brought its own preposition: "on", "by", "at", "in". */
  introduced: boolean;
  /** "due" said so. */
  explicit: boolean;
}

const INTRODUCTIONS: ReadonlySet<string> = new Set(['on', 'by', 'for', 'due']);

/** Reads a date, a time or both in either order: `on friday at 5`, `9am tomorrow`, `due: 5th`, `tonight`. */
export function readDue(words: Words, start: number, now: Now): DuePhrase | null {
  const introduction = readIntroduction(words, start);
  const explicit = introduction[0] === 'due';
  const from = start + introduction.length;
  if (from > start && !words.continues(from, explicit ? ':' : '')) return null;

  const ordinal = from > start ? readOrdinalDay(words, from, now) : null;
  const date = readTonight(words, from, now) ?? readDate(words, from, now) ?? ordinal;
  const phrase = date === null ? readDateAfterTime(words, readTime(words, from), now) : readTimeAfterDate(words, date);
  if (phrase === null) return null;
  return {
    start,
    end: phrase.end,
    date: phrase.date?.date ?? null,
    time: phrase.time?.time ?? phrase.date?.time ?? null,
    place: explicit ? 'anywhere' : placeOf(phrase, introduction),
    introduced: introduction.length > 0 || phrase.time?.introduced === true || words.lower(from) === 'in',
    explicit,
  };
}

interface Pair {
  date: DatePhrase | null;
  time: TimePhrase | null;
  end: number;
}

/** "on", "by", "for"; "due" alone or with one of them. */
function readIntroduction(words: Words, start: number): readonly string[] {
  const first = words.lower(start);
  if (!INTRODUCTIONS.has(first)) return [];
  const second = words.next(start + 1);
  return first === 'due' && INTRODUCTIONS.has(second) ? [first, second] : [first];
}

function readTonight(words: Words, start: number, now: Now): DatePhrase | null {
  const day = now.today;
  const later = now.time;
  if (words.lower(start) === 'tonight') {
    const time = later.until(TONIGHT).sign > 0 ? TONIGHT : undefined;
    return { end: start + 1, date: day, time, sense: 'sure' };
  }
  if (words.lower(start) !== 'this') return null;
  const part = readTime(words, start + 1);
  if (part?.sense !== 'dayPart' || part.introduced || !words.continues(start + 1)) return null;
  return { end: part.end, date: day, time: part.time, sense: 'likely' };
}

function readTimeAfterDate(words: Words, date: DatePhrase): Pair {
  const time = words.continues(date.end, ',') && date.time === undefined ? readTime(words, date.end) : null;
  return { date, time, end: time?.end ?? date.end };
}

function readDateAfterTime(words: Words, time: TimePhrase | null, now: Now): Pair | null {
  if (time === null) return null;
  const on = words.next(time.end) === 'on' ? time.end + 1 : time.end;
  const date = words.continues(on, ',') ? readDate(words, on, now) : null;
  if (date !== null && date.time === undefined) return { date, time, end: date.end };
  return time.sense === 'dayPart' ? null : { date: null, time, end: time.end };
}

function placeOf({ date, time }: Pair, introduction: readonly string[]): DuePhrase['place'] {
  if (date === null) {
    if (time?.sense === 'hour') return 'end';
    return time?.introduced === true ? 'anywhere' : 'around';
  }
  const led = introduction.includes('on') || introduction.includes('by');
  switch (date.sense) {
    case 'sure':
      return introduction.includes('for') ? 'around' : 'anywhere';
    case 'written':
      return led ? 'anywhere' : 'around';
    case 'likely':
      return 'around';
    case 'name':
      return led || (time !== null && time.sense !== 'dayPart') ? 'around' : 'end';
  }
}
