import type { Priority } from '@rondo/schema/events/task.ts';
import { type Word, wordOf } from './words.ts';

/** What is said by a sign, wherever it stands. Places in the text, in UTF-16 code units. */
export type Mark = { start: number; end: number } & (
  | { kind: 'tag'; name: string }
  | { kind: 'priority'; priority: Priority }
);

export interface Tokens {
  words: Word[];
  marks: Mark[];
  /** The quotation marks around quoted words, which are no part of the title. */
  quotes: { start: number; end: number }[];
}

/** What may follow a mark or a closing quote. */
const BREAK = '(?=$|[\\s.,;:!?…)\\]#])';

const SPACE = /\s*/y;
const QUOTED_TAG = new RegExp(`#["“]([^"“”]+)["”]${BREAK}`, 'uy');
const TAG = /#([^\s#"“”]+)/uy;
const PRIORITY = new RegExp(`!(high|medium|low|none)${BREAK}`, 'iuy');
const QUOTED = new RegExp(`["“]([^"“”]+)["”]${BREAK}`, 'uy');
const WORD = /\S+/uy;
const CLOSING = /[.,;:!?…)\]]+/uy;
const TAG_CLOSING = /[.,;:!?…)\]]+$/u;
/** Not `#1`, which counts. */
const TAG_NAME = /[\p{L}\p{Extended_Pictographic}]/u;

/** Splits a text into words and marks: `#home`, `#"two words"`, `!high`. What stands in quotes is a word each, unread. */
export function tokenize(text: string): Tokens {
  const tokens: Tokens = { words: [], marks: [], quotes: [] };
  let afterMark = false;
  for (let at = endOf(SPACE, text, 0); at < text.length; at = endOf(SPACE, text, at)) {
    const mark = readMark(text, at);
    if (mark !== null) {
      tokens.marks.push(mark);
      afterMark = true;
      at = endOf(CLOSING, text, mark.end);
      continue;
    }
    const quoted = match(QUOTED, text, at);
    if (quoted !== null) {
      const end = at + quoted[0].length;
      const inner = { start: at + 1, end: end - 1 };
      const closing = match(CLOSING, text, end)?.[0] ?? '';
      const word = { text: quoted[1] ?? '', lower: '', ...inner, closing, quoted: true, afterMark };
      tokens.words.push(word);
      tokens.quotes.push({ start: at, end: inner.start }, { start: inner.end, end });
      at = end + closing.length;
    } else {
      const word = wordOf(match(WORD, text, at)?.[0] ?? '', at, afterMark);
      tokens.words.push(word);
      at = word.end + word.closing.length;
    }
    afterMark = false;
  }
  return tokens;
}

function readMark(text: string, start: number): Mark | null {
  const priority = match(PRIORITY, text, start);
  if (priority !== null) {
    const name = (priority[1] ?? '').toUpperCase() as Priority;
    return { kind: 'priority', priority: name, start, end: start + priority[0].length };
  }
  const quoted = match(QUOTED_TAG, text, start);
  const name = (quoted?.[1] ?? match(TAG, text, start)?.[1]?.replace(TAG_CLOSING, '') ?? '').trim();
  if (!TAG_NAME.test(name)) return null;
  return { kind: 'tag', name, start, end: quoted === null ? start + 1 + name.length : start + quoted[0].length };
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function endOf(pattern: RegExp, text: string, at: number): number {
  const found = match(pattern, text, at);
  return found === null ? at : at + found[0].length;
}
