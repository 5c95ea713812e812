import type { Comparison, Span } from './ast.ts';
import { FilterSyntaxError, quoteFound } from './syntax-error.ts';

export type Token = Span &
  (
    | { kind: 'open' | 'close' | 'and' | 'or' | 'not' }
    | { kind: 'word'; text: string }
    | { kind: 'phrase'; text: string }
    /**
     * `key:value`, `#value` and `!value`; the last two have `#` and `!` as their key and `:` as their comparison. `=` is
     * no comparison of the language, and read so that `status=open` is an error instead of text that is never found.
     */
    | { kind: 'pair'; key: string; comparison: Comparison | '='; value: string; valueStart: number }
  );

const KEYWORDS: ReadonlyMap<string, 'and' | 'or' | 'not'> = new Map([
  ['and', 'and'],
  ['or', 'or'],
  ['not', 'not'],
]);

const SPACE = /\s*/y;
const BARE = /[^\s()"]*/y;
/**
 * A word is a key where letters and digits that begin with a letter are followed at once by a comparison. So `10:30` is
 * text, and so is the address in `http://x`; `foo:bar` is a key, known or not, and text only in quotes.
 */
const KEY = /(\p{L}[\p{L}\p{N}_]*)(:(?!\/\/)|[<>]=?|=)/uy;

/**
 * Splits a query into tokens, in one pass.
 * @throws FilterSyntaxError for a quote that is not closed, and for a `-`, a `#`, a `!` or a key without what belongs to it.
 */
export function tokenizeFilter(query: string): Token[] {
  const tokens: Token[] = [];
  let at = skip(SPACE, query, 0);
  while (at < query.length) {
    const token = readToken(query, at);
    tokens.push(token);
    at = skip(SPACE, query, token.end);
  }
  return tokens;
}

function readToken(query: string, start: number): Token {
  const first = query.charAt(start);
  if (first === '(') return { kind: 'open', start, end: start + 1 };
  if (first === ')') return { kind: 'close', start, end: start + 1 };
  if (first === '"') {
    const { value, end } = readQuoted(query, start);
    return { kind: 'phrase', text: value, start, end };
  }
  if (first === '-') return readMinus(query, start);
  if (first === '#' || first === '!') return readPair(query, start, first, ':', start + 1);

  KEY.lastIndex = start;
  const key = KEY.exec(query);
  if (key?.[1] !== undefined && key[2] !== undefined) {
    return readPair(query, start, key[1], key[2] as Comparison | '=', KEY.lastIndex);
  }

  const end = skip(BARE, query, start);
  const text = query.slice(start, end);
  const keyword = KEYWORDS.get(text.toLowerCase());
  return keyword === undefined ? { kind: 'word', text, start, end } : { kind: keyword, start, end };
}

function readMinus(query: string, start: number): Token {
  const end = start + 1;
  const bare = skip(BARE, query, end);
  if (bare === end && query.charAt(end) !== '(' && query.charAt(end) !== '"') {
    throw new FilterSyntaxError(start, 'a term right after "-"', '"-" alone');
  }
  return { kind: 'not', start, end };
}

function readPair(query: string, start: number, key: string, comparison: Comparison | '=', valueStart: number): Token {
  if (query.charAt(valueStart) === '"') {
    const { value, end } = readQuoted(query, valueStart);
    return { kind: 'pair', key, comparison, value, valueStart, start, end };
  }
  const end = skip(BARE, query, valueStart);
  return { kind: 'pair', key, comparison, value: query.slice(valueStart, end), valueStart, start, end };
}

/** Reads from one quote to the next; `\"` and `\\` stand for a quote and a backslash. */
function readQuoted(query: string, start: number): { value: string; end: number } {
  let value = '';
  for (let at = start + 1; at < query.length; at++) {
    const character = query.charAt(at);
    if (character === '"') return { value, end: at + 1 };
    const next = query.charAt(at + 1);
    if (character === '\\' && (next === '"' || next === '\\')) {
      value += next;
      at++;
    } else {
      value += character;
    }
  }
  throw new FilterSyntaxError(start, 'a quote that is closed', `${quoteFound(query.slice(start + 1))} without an end`);
}

/** Where a sticky pattern that always matches ends when it begins at `from`. */
function skip(pattern: RegExp, query: string, from: number): number {
  pattern.lastIndex = from;
  pattern.test(query);
  return pattern.lastIndex;
}
