import type { Temporal } from 'temporal-polyfill';
import { type Now, readDate, readOrdinalDay } from './date.ts';
import { type Pattern, readAdverb, readPattern, readPlurals } from './pattern.ts';
import { readTime } from './time.ts';
import { numberOf, type Unit, unitOf } from './vocabulary.ts';
import type { Words } from './words.ts';

/** Word indexes. A time among the words of a rule is a due's. */
export interface RulePart {
  kind: 'rule' | 'due';
  start: number;
  end: number;
}

export interface RulePhrase {
  start: number;
  /** Index of the word after it. */
  end: number;
  parts: RulePart[];
  pattern: Pattern;
  /** "every!": the next is counted from when one is completed. */
  fromCompletion: boolean;
  time: Temporal.PlainTime | null;
  /** "starting monday": not before that day. */
  from: Temporal.PlainDate | null;
  /** At most one of these ends it: a last day, a number of times, or a time after the first. */
  ends: { until: Temporal.PlainDate } | { count: number } | { after: { count: number; unit: Unit } } | null;
  place: 'around' | 'end';
}

const STARTS: ReadonlySet<string> = new Set(['starting', 'start', 'beginning', 'from']);
const ENDS: ReadonlySet<string> = new Set(['until', 'till', 'til', 'ending', 'through']);

/** Reads what repeats: `every 2 weeks on monday`, `every! 3 days`, `on weekdays`, `daily at 9 until june 1`. */
export function readRule(words: Words, start: number, now: Now): RulePhrase | null {
  const lead = words.lower(start);
  const introduced = lead === 'every' || lead === 'on';
  const body = introduced ? readAfter(lead, words, start + 1) : readAdverb(words, start);
  if (body === null) return null;

  const phrase: RulePhrase = {
    start,
    end: body.end,
    parts: [{ kind: 'rule', start, end: body.end }],
    pattern: body.pattern,
    fromCompletion: words.at(start)?.closing === '!',
    time: body.time ?? null,
    from: null,
    ends: null,
    place: introduced ? 'around' : 'end',
  };
  for (let part = readTail(words, phrase, now); part !== null; part = readTail(words, phrase, now)) {
    phrase.parts.push({ ...part, start: phrase.end });
    phrase.end = part.end;
  }
  return phrase;
}

function readAfter(lead: 'every' | 'on', words: Words, start: number) {
  if (lead === 'on') return words.continues(start) ? readPlurals(words, start) : null;
  return words.continues(start, '!') ? readPattern(words, start) : null;
}

type Tail = Pick<RulePart, 'kind' | 'end'>;

/** Reads into `phrase` one of what may follow, in any order: a time, the first day, the end. Null where nothing does. */
function readTail(words: Words, phrase: RulePhrase, now: Now): Tail | null {
  const start = phrase.end;
  if (!words.continues(start, ',')) return null;
  const time = phrase.time === null ? readTime(words, start) : null;
  if (time !== null && time.sense !== 'dayPart') {
    phrase.time = time.time;
    return { kind: 'due', end: time.end };
  }
  return phrase.from === null && STARTS.has(words.lower(start))
    ? readStart(words, phrase, now)
    : phrase.ends === null
      ? readEnd(words, phrase, now)
      : null;
}

function readStart(words: Words, phrase: RulePhrase, now: Now): Tail | null {
  const day = readDay(words, phrase.end + 1, now);
  if (day === null) return null;
  phrase.from = day.date;
  return { kind: 'rule', end: day.end };
}

function readEnd(words: Words, phrase: RulePhrase, now: Now): Tail | null {
  const word = words.lower(phrase.end);
  if (ENDS.has(word)) {
    const day = readDay(words, phrase.end + 1, now);
    if (day === null) return null;
    phrase.ends = { until: day.date };
    return { kind: 'rule', end: day.end };
  }
  const counted = word === 'for' ? phrase.end + 1 : phrase.end;
  const count = numberOf(counted === phrase.end ? word : words.next(counted));
  const noun = words.next(counted + 1);
  if (count === undefined) return null;
  if (noun === 'times') {
    phrase.ends = { count };
    return { kind: 'rule', end: counted + 2 };
  }
  const unit = unitOf(noun);
  if (word !== 'for' || unit === undefined || unit === 'minute' || unit === 'hour') return null;
  phrase.ends = { after: { count, unit } };
  return { kind: 'rule', end: counted + 2 };
}

/** A day after "starting" or "until", with "on" or without. */
function readDay(words: Words, start: number, now: Now) {
  const on = words.next(start) === 'on' ? start + 1 : start;
  return words.continues(on) ? (readDate(words, on, now) ?? readOrdinalDay(words, on, now)) : null;
}
