import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { FaultyItem } from './item.ts';

/** In UTF-16 code units: a description may have 50 000. Of a quotation mark that is never closed no more than this is read. */
const maximumRecord = 256 * 1_024;

export interface CsvRecord {
  kind: 'record';
  /** `Line 12`: where it begins. */
  place: string;
  cells: string[];
}

/** The records of a CSV file (RFC 4180), the first one included. One that can't be read is a fault, and the rest follows. */
export async function* readCsvRecords(chunks: AsyncIterable<string>): AsyncGenerator<CsvRecord | FaultyItem> {
  const source = wellFormed(chunks)[Symbol.asyncIterator]();
  const begin = await firstLine(source);
  const faults: FaultyItem[] = [];
  let isTooLong = false;
  async function* all() {
    yield begin;
    for (let next = await source.next(); !next.done && !isTooLong; next = await source.next()) yield next.value;
  }
  const parser = parse({
    delimiter: delimiterOf(begin),
    ...{ bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true, info: true },
    ...{ max_record_size: maximumRecord, skip_records_with_error: true },
    on_skip: (error) => {
      // From there on every character is one too many.
      if (!(error instanceof CsvError) || isTooLong) return undefined;
      faults.push({ kind: 'fault', place: `Line ${error.lines}`, message: reasonOf(error) });
      isTooLong = error.code === 'CSV_MAX_RECORD_SIZE';
      return undefined;
    },
  });
  const text = Readable.from(all());
  text.on('error', (error) => parser.destroy(error));
  let line = 1;
  for await (const { record, info } of text.pipe(parser)) {
    yield* faults.splice(0);
    if (isTooLong) return;
    yield { kind: 'record', place: `Line ${line}`, cells: record };
    line = info.lines + 1;
  }
  yield* faults;
}

/**
 * The parser reads UTF-8, which has no lone surrogates: a NUL in their place is refused where it stands, as they are. No pair is cut in
 * two.
 */
async function* wellFormed(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of chunks) {
    const text = rest + chunk;
    rest = /[\ud800-\udbff]$/.test(text) ? text.slice(-1) : '';
    const whole = rest === '' ? text : text.slice(0, -1);
    if (whole !== '') yield whole.isWellFormed() ? whole : whole.replaceAll(/\p{Surrogate}/gu, '\0');
  }
  if (rest !== '') yield '\0';
}

/** The beginning of a file, up to the end of its first line at least. */
async function firstLine(source: AsyncIterator<string>): Promise<string> {
  let text = '';
  while (!text.includes('\n') && text.length < maximumRecord) {
    const next = await source.next();
    if (next.done) break;
    text += next.value;
  }
  return text;
}

/** A spreadsheet of a country with decimal commas separates with semicolons. */
function delimiterOf(text: string): string {
  const [line = ''] = text.split('\n', 1);
  const [best] = [',', ';', '\t'].toSorted((a, b) => line.split(b).length - line.split(a).length);
  return best ?? ',';
}

function reasonOf(error: CsvError): string {
  if (error.code === 'CSV_MAX_RECORD_SIZE') {
    return `Expected a record of at most ${maximumRecord} characters. Is a quotation mark not closed? The rest is not read.`;
  }
  return error.code === 'CSV_QUOTE_NOT_CLOSED' ? 'A quotation mark is not closed.' : `It is no CSV: ${error.message}`;
}
