import { priorities, taskStatuses } from '../events/task.ts';
import type { FilterTerm, Span, TimeField } from './ast.ts';
import { FilterSyntaxError, quoteFound } from './syntax-error.ts';
import { wordsOf } from './text.ts';
import { parseTimeValue } from './time-value.ts';
import type { Token } from './tokens.ts';

type Pair = Extract<Token, { kind: 'pair' }>;

const TIME_FIELDS: readonly TimeField[] = ['created', 'updated', 'completed'];
const KEYS = 'a key (tag, no, priority, status, due, created, updated, completed, is, has) or text in quotes';
const TIMES = 'a day such as today, monday, 2026-12-01, 7d or -2w (h, d, w, m, y), or now';

/**
 * What a word, a phrase or a `key:value` asks for.
 * @throws FilterSyntaxError for a key or a value that does not exist.
 */
export function interpretTerm(token: Extract<Token, { kind: 'word' | 'phrase' | 'pair' }>): FilterTerm & Span {
  const { start, end } = token;
  return { ...(token.kind === 'pair' ? interpretPair(token) : interpretText(token)), start, end };
}

function interpretText(token: Extract<Token, { kind: 'word' | 'phrase' }>): FilterTerm {
  if (wordsOf(token.text).length === 0) {
    throw new FilterSyntaxError(token.start, 'a word', quoteFound(token.text));
  }
  return { kind: 'text', text: token.text, phrase: token.kind === 'phrase' };
}

function interpretPair(pair: Pair): FilterTerm {
  const key = pair.key.toLowerCase();
  if (key === 'due') return interpretDue(pair);
  const field = TIME_FIELDS.find((name) => name === key);
  if (field !== undefined) return { kind: 'time', field, ...interpretTime(pair) };
  switch (key) {
    case '#':
    case 'tag':
      return interpretTag(pair);
    case '!':
    case 'priority':
      return { kind: 'priority', priority: interpretWord(pair, byName(priorities)) };
    case 'status':
      return { kind: 'status', status: interpretWord(pair, byName(taskStatuses)) };
    case 'no':
      return { kind: interpretWord(pair, { tag: 'noTag', due: 'noDue' }) };
    case 'is':
      return { kind: interpretWord(pair, { recurring: 'recurring', subtask: 'subtask' }) };
    case 'has':
      return { kind: interpretWord(pair, { reminder: 'reminder' }) };
    default:
      throw new FilterSyntaxError(pair.start, KEYS, quoteFound(pair.key));
  }
}

function interpretTag(pair: Pair): FilterTerm {
  requireColon(pair);
  const name = pair.value.trim();
  if (name === '')
    throw new FilterSyntaxError(pair.start, `the name of a tag right after ${shownKey(pair)}`, 'nothing');
  return { kind: 'tag', name };
}

/** One of a few words, whatever their case. */
function interpretWord<Meaning>(pair: Pair, meanings: Readonly<Record<string, Meaning>>): Meaning {
  requireColon(pair);
  const word = pair.value.toLowerCase();
  const meaning = Object.hasOwn(meanings, word) ? meanings[word] : undefined;
  if (meaning === undefined) throw unknownValue(pair, listed(Object.keys(meanings)));
  return meaning;
}

function interpretDue(pair: Pair): FilterTerm {
  if (pair.value.toLowerCase() === 'overdue') {
    requireColon(pair);
    return { kind: 'overdue' };
  }
  return { kind: 'due', ...interpretTime(pair) };
}

function interpretTime(pair: Pair): Pick<Extract<FilterTerm, { kind: 'time' }>, 'comparison' | 'value'> {
  const { comparison } = pair;
  if (comparison === '=') throw missingColon(pair);
  const value = parseTimeValue(pair.value);
  if (value === null) {
    throw unknownValue(pair, pair.key.toLowerCase() === 'due' && comparison === ':' ? `overdue, or ${TIMES}` : TIMES);
  }
  if (value.kind === 'hours' && comparison === ':') {
    throw new FilterSyntaxError(pair.valueStart, 'a day, or <, <=, > or >= before a time', quoteFound(pair.value));
  }
  return { comparison, value };
}

function unknownValue(pair: Pair, expected: string): FilterSyntaxError {
  return pair.value === ''
    ? new FilterSyntaxError(pair.start, `${expected} right after ${shownKey(pair)}`, 'nothing')
    : new FilterSyntaxError(pair.valueStart, expected, quoteFound(pair.value));
}

function requireColon(pair: Pair): void {
  if (pair.comparison !== ':') throw missingColon(pair);
}

function missingColon(pair: Pair): FilterSyntaxError {
  return new FilterSyntaxError(pair.start, `":" after ${quoteFound(pair.key)}`, quoteFound(pair.comparison));
}

function shownKey(pair: Pair): string {
  return pair.key === '#' || pair.key === '!' ? pair.key : `${pair.key}${pair.comparison}`;
}

function byName<Name extends string>(names: readonly Name[]): Record<string, Name> {
  return Object.fromEntries(names.map((name) => [name.toLowerCase(), name]));
}

function listed(words: readonly string[]): string {
  return words.length === 1 ? words.join() : `one of ${words.join(', ')}`;
}
