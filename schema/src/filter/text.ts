/**
 * How tasks are searched: their text is folded to words, and a term is looked for among the words. Case, accents,
 * ligatures and invisible characters do not count; punctuation and white space only separate; each emoji is a word.
 *
 * PostgreSQL does the same in `tasks.fold_text`, by the same character classes, so that a list and a change stream
 * agree: change both or neither. (unaccent is not used: its rules are a file of the server, and not those of a client.)
 */

/** Combining accents; soft hyphen, joiners, direction marks, variation selectors, keycaps, flags' tags. */
const IGNORED =
  /[\uFE00-\uFE0F\u0300-\u036F\u20D0-\u20FF\u00AD\u200C-\u200F\u202A-\u202E\u2060-\u206F\uFEFF\u{E0000}-\u{E007F}]+/gu;
/** Letters that Unicode does not decompose, and people type without their strokes. */
const LETTERS = /[øłđðħıςßæœþ]/g;
const PLAIN_LETTERS: Readonly<Record<string, string>> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ı: 'i',
  ς: 'σ',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
};
/** Arrows, dingbats, stars and emoji. */
const PICTURES = /[\u2190-\u21FF\u2300-\u27BF\u2900-\u297F\u2B00-\u2BFF\u{1F000}-\u{1FAFF}]/gu;
/** White space, punctuation and controls; of the symbols those that stand between words: signs, currencies, mathematics. */
const SEPARATORS =
  /[\p{White_Space}\p{P}\p{Cc}$+<=>^`|~\u00A2-\u00A9\u00AC\u00AE-\u00B1\u00B4\u00B6-\u00B8\u00D7\u00F7\u200B\u20A0-\u20CF\u2200-\u22FF]+/gu;

/** The words of a text, folded, with one space before and after each: ` oat milk `. A single space where there are none. */
export function foldText(text: string): string {
  const letters = text
    .normalize('NFKD')
    .replace(IGNORED, '')
    .toLowerCase()
    .replace(LETTERS, (letter) => PLAIN_LETTERS[letter] ?? letter);
  return ` ${letters} `.replace(PICTURES, ' $& ').replace(SEPARATORS, ' ').normalize('NFC');
}

/** The folded words of a text, in order. */
export function wordsOf(text: string): string[] {
  return foldText(text).split(' ').filter(Boolean);
}

/**
 * What the terms of a filter are looked for in: title and description, folded, with a `|` between them, which no folded
 * text has, so that no phrase begins in the one and ends in the other. The column `search_text` holds the same.
 */
export function searchTextOf(task: { title: string; description: string }): string {
  return `${foldText(task.title)}|${foldText(task.description)}`;
}
