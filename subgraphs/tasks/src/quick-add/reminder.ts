import { type Amount, type Now, readAmount } from './date.ts';
import { type DuePhrase, readDue } from './due.ts';
import type { Words } from './words.ts';

export interface ReminderPhrase {
  start: number;
  /** Index of the word after it. */
  end: number;
  /** So long before the due, added up; or at that date or time. */
  remind: { before: readonly Amount[] } | { at: DuePhrase };
  place: 'anywhere' | 'end';
}

/** Reads `remind 1d before`, `remind me 1 hour 30 min before`, `reminder at 8am`; not "remind me at 8 to call". */
export function readReminder(words: Words, start: number, now: Now): ReminderPhrase | null {
  const lead = words.lower(start);
  if (lead !== 'remind' && lead !== 'reminder') return null;
  const from = words.next(start + 1) === 'me' ? start + 2 : start + 1;
  if (!words.continues(from, lead === 'reminder' ? ':' : '')) return null;

  const before: Amount[] = [];
  let end = from;
  for (let amount = readAmount(words, end); amount !== null && isPrecise(amount); amount = readAmount(words, end)) {
    before.push(amount);
    end = amount.end;
    if (!words.continues(end)) break;
  }
  if (before.length > 0 && words.next(end) === 'before') {
    return { start, end: end + 1, remind: { before }, place: 'anywhere' };
  }
  const at = readDue(words, from, now);
  if (at?.time == null || /^(?:to|about)$/.test(words.next(at.end))) return null;
  return { start, end: at.end, remind: { at }, place: 'end' };
}

/** Months and years differ in length. */
function isPrecise({ unit }: Amount): boolean {
  return unit === 'minute' || unit === 'hour' || unit === 'day' || unit === 'week';
}
