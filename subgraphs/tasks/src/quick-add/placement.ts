import { monthOf, weekdayOf } from './vocabulary.ts';
import type { Word, Words } from './words.ts';

/** A phrase that could be more than a piece of the title, by the indexes of its words. */
export interface Candidate {
  start: number;
  end: number;
  /**
   * Where it is taken for what it says: `anywhere`; `around` the title, at its beginning or end, or before punctuation
   * or a word that begins something new; at the `end`, or before punctuation or one of few such words, or before a verb
   * at the beginning; only at an `edge` of the title.
   */
  place: 'anywhere' | 'around' | 'end' | 'edge';
  /** It brought its own preposition, and needs none that stands before it. */
  introduced: boolean;
}

/** Words that what follows belongs to: "the 9am", "before friday", "taco tuesday". */
const BINDING: ReadonlySet<string> = new Set(
  (
    'a an the my your his her its our their this that these those no not any some each every another other same last ' +
    'previous past first second third of to from about like as than since between through during after before within ' +
    'without into onto over under around till until at in on per via vs and or & + is are was were be been am ' +
    'black good cyber easter palm ash shrove fat ruby bloody holy casual freaky super taco happy giving meatless'
  ).split(' '),
);

/** Words that begin something new, so that what stands before them is whole. */
const BEGINNING: ReadonlySet<string> = new Set(
  (
    'about after and at because before but by during for from if in into near on or over re regarding since so then to ' +
    'until via when where while with without w/ & + - – — | /'
  ).split(' '),
);

/** Those of them that do not go on with a name: not "Sunday in the park". */
const PARTING: ReadonlySet<string> = new Set(
  'about at because for re regarding to via with without w/ - – — |'.split(' '),
);

/** Verbs that begin a task, and are no second half of a name: "friday call mom", not "friday night". */
const TASKS: ReadonlySet<string> = new Set(
  (
    'ask attend bake book bring buy call cancel clean collect complete confirm cook do eat email feed finish fix get give ' +
    'go install learn make meet pack pay pick prepare put register remind renew replace reply respond return sell send ' +
    'sign submit take tell try visit wash water write'
  ).split(' '),
);

/** "Tomorrow is another day." */
const SAYING: ReadonlySet<string> = new Set('is are was were will would never has had can could may might'.split(' '));

/** Short names that are words as well: "the cat sat". */
const WORDLIKE_DAYS: ReadonlySet<string> = new Set(['sat', 'sun', 'wed']);

/**
 * Which of the candidates the text means. In doubt it is the title's: a date that was missed shows at once and is typed
 * again; half a title is lost.
 */
export function choose<C extends Candidate>(words: Words, candidates: readonly C[]): C[] {
  const taken: C[] = [];
  // From the end, because one that another follows ends the title as well.
  for (const candidate of candidates.toReversed()) {
    const following = taken.at(-1);
    if (isTaken(words, candidate, following?.start === candidate.end)) taken.push(candidate);
  }
  return taken.reverse();
}

function isTaken(words: Words, { start, end, place, introduced }: Candidate, followed: boolean): boolean {
  const before = words.at(start - 1);
  const last = words.at(end - 1);
  const next = words.at(end);
  if (isName(words, start, end)) return false;
  if (before !== undefined && !introduced && isBinding(before)) return false;
  if (next !== undefined && SAYING.has(words.lower(end)) && last?.closing === '') return false;

  const alone = end === start + 1 && weekdayOf(words.lower(start)) !== undefined;
  if (alone && WORDLIKE_DAYS.has(words.at(start)?.text ?? '')) return false;

  if (place === 'anywhere') return true;
  if (next === undefined || next.afterMark || followed) return true;
  if (place === 'edge') return start === 0;
  if (last?.closing !== '') return true;
  if (place === 'end') return start === 0 ? TASKS.has(next.lower) : PARTING.has(next.lower);
  return start === 0 || BEGINNING.has(next.lower);
}

function isBinding({ lower, closing, quoted }: Word): boolean {
  return !quoted && closing === '' && (BINDING.has(lower) || /['’]s$|s['’]$/.test(lower));
}

/**
 * Words that are written in capitals without need, beside others that are, are a name: "USA Today", "80 Days". The first
 * word of a text says nothing, and nor do texts all in capitals.
 */
function isName(words: Words, start: number, end: number): boolean {
  if (words.all.every(({ text }) => text === text.toUpperCase())) return false;
  let capitals = 0;
  for (let index = Math.max(start, 1); index < end; index++) {
    const word = words.at(index);
    if (word !== undefined && isCapital(word) && !isAlwaysCapital(word)) capitals++;
  }
  if (capitals === 0) return false;
  const before = words.at(start - 1);
  const after = words.at(end);
  const named = before !== undefined && (start > 1 ? isCapital(before) : isAcronym(before));
  return capitals > 1 || named || (after !== undefined && isCapital(after));
}

function isCapital({ text }: Word): boolean {
  return /^\p{Lu}\p{Ll}*/u.test(text);
}

function isAcronym({ text }: Word): boolean {
  return /^\p{Lu}{2,}$/u.test(text);
}

function isAlwaysCapital({ lower }: Word): boolean {
  return weekdayOf(lower) !== undefined || monthOf(lower) !== undefined || /^[ap]m$/.test(lower);
}
