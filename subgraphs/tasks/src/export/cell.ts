import { stringify } from 'csv-stringify/sync';

/** What a spreadsheet would take for a formula, or, with apostrophes before it, what is told from one by them. */
const formula = /^'*[=+\-@\t\r＝＋－＠]/;

/** Rows of a CSV file (RFC 4180). What begins like a formula gets an apostrophe, which an import takes away again. */
export function csvLines(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map((cell) => (formula.test(cell) ? `'${cell}` : cell)));
  return stringify(cells, { record_delimiter: 'windows' });
}

/** Values in one cell, themselves as CSV has them. */
export function csvList(values: readonly string[]): string {
  return values.length === 0 ? '' : stringify([[...values]], { record_delimiter: '' });
}
