import type { Priority } from '@rondo/schema/events/task.ts';
import type { Now } from './date.ts';
import { type DuePhrase, readDue } from './due.ts';
import type { Candidate } from './placement.ts';
import { type ReminderPhrase, readReminder } from './reminder.ts';
import { type RulePhrase, readRule } from './rule.ts';
import type { Words } from './words.ts';

export type Phrase = Candidate &
  (
    | { kind: 'due'; phrase: DuePhrase }
    | { kind: 'rule'; phrase: RulePhrase }
    | { kind: 'reminder'; phrase: ReminderPhrase }
    | { kind: 'priority'; priority: Priority }
  );

/** All that the words could mean, from left to right, the longest at each place. */
export function readPhrases(words: Words, now: Now): Phrase[] {
  const phrases: Phrase[] = [];
  for (let index = 0; index < words.length; ) {
    const phrase = readPhrase(words, index, now);
    if (phrase !== null) phrases.push(phrase);
    index = phrase?.end ?? index + 1;
  }
  return phrases;
}

const PRIORITIES: ReadonlyMap<string, Priority> = new Map([
  ['p1', 'HIGH'],
  ['p2', 'MEDIUM'],
  ['p3', 'LOW'],
  ['p4', 'NONE'],
]);

function readPhrase(words: Words, start: number, now: Now): Phrase | null {
  const reminder = readReminder(words, start, now);
  if (reminder !== null) {
    return { kind: 'reminder', phrase: reminder, ...spanOf(reminder), place: reminder.place, introduced: true };
  }
  const rule = readRule(words, start, now);
  if (rule !== null) {
    return { kind: 'rule', phrase: rule, ...spanOf(rule), place: rule.place, introduced: rule.place === 'around' };
  }
  const due = readDue(words, start, now);
  if (due !== null) {
    return { kind: 'due', phrase: due, ...spanOf(due), place: due.place, introduced: due.introduced };
  }
  const word = words.at(start);
  const priority = word?.quoted === false ? PRIORITIES.get(word.text) : undefined;
  return priority === undefined
    ? null
    : { kind: 'priority', priority, start, end: start + 1, place: 'edge', introduced: false };
}

function spanOf({ start, end }: { start: number; end: number }) {
  return { start, end };
}
