/** A word of the text, between white space, without the punctuation that closes it. */
export interface Word {
  text: string;
  /** In lower case; `a.m.` and `p.m.` without their dots. */
  lower: string;
  /** Place in the text, in UTF-16 code units, without `closing`. */
  start: number;
  end: number;
  /** The punctuation right after the word: `,` in "tomorrow, call". */
  closing: string;
  /** It stood in quotes and is a title's, whatever it says. */
  quoted: boolean;
  /** A tag or a priority stands between it and the word before. */
  afterMark: boolean;
}

const CLOSING = /[.,;:!?…)\]]+$/u;
const DOTTED_HALF_DAY = /^(\d.*)?([ap])\.m\.?$/;

export function wordOf(text: string, start: number, afterMark: boolean): Word {
  const dotted = DOTTED_HALF_DAY.exec(text.toLowerCase());
  const closing = dotted === null ? (CLOSING.exec(text)?.[0] ?? '') : '';
  const bare = text.slice(0, text.length - closing.length);
  const lower = dotted === null ? bare.toLowerCase() : `${dotted[1] ?? ''}${dotted[2]}m`;
  return { text: bare, lower, start, end: start + bare.length, closing, quoted: false, afterMark };
}

/** Words in their order, for readers that look ahead. Past the end, and in quotes, there is nothing to read. */
export class Words {
  readonly all: readonly Word[];

  constructor(all: readonly Word[]) {
    this.all = all;
  }

  get length(): number {
    return this.all.length;
  }

  at(index: number): Word | undefined {
    return this.all[index];
  }

  /** What the word says; empty where there is none to read. */
  lower(index: number): string {
    const word = this.all[index];
    return word === undefined || word.quoted ? '' : word.lower;
  }

  /** Whether the word at `index` goes on with what the one before began: no punctuation but `allowed` and no mark between. */
  continues(index: number, allowed = ''): boolean {
    const word = this.all[index];
    const before = this.all[index - 1];
    if (word === undefined || word.quoted || word.afterMark || before === undefined) return false;
    return before.closing === '' || before.closing === allowed;
  }

  /** `lower`, where the word goes on with the one before it. */
  next(index: number, allowed = ''): string {
    return this.continues(index, allowed) ? this.lower(index) : '';
  }

  /** Whether the words from `index` on say these, without a break within. */
  says(index: number, ...expected: readonly string[]): boolean {
    return expected.every((word, offset) => (offset === 0 ? this.lower(index) : this.next(index + offset)) === word);
  }
}
