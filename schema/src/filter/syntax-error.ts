/**
 * A filter that cannot be understood; the API answers it with INVALID_FILTER and `extensions.position`.
 * `position` is the index in the query, in UTF-16 code units from 0, and lies in the offending term.
 */
export class FilterSyntaxError extends Error {
  override readonly name = 'FilterSyntaxError';
  readonly position: number;
  /** What would have been understood there: 'a day such as today, monday, 2026-12-01 or 7d'. */
  readonly expected: string;

  constructor(position: number, expected: string, found: string) {
    super(`Expected ${expected} at position ${position}, found ${found}.`);
    this.position = position;
    this.expected = expected;
  }
}

const SHOWN_CHARACTERS = 40;

/** A piece of the query as an error message shows it: quoted, and cut where it is long. */
export function quoteFound(text: string): string {
  const characters = Array.from(text);
  const shown = characters.length > SHOWN_CHARACTERS ? `${characters.slice(0, SHOWN_CHARACTERS).join('')}…` : text;
  return `"${shown}"`;
}
