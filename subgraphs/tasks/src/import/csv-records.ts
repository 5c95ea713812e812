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
  const source = chunks[Symbol.asyncIterator]();
  const first = await source.next();
  if (first.done) return;
  async function* all() {
    yield first.value;
    for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
  }
  const faults: FaultyItem[] = [];
  const parser = parse({
    delimiter: delimiterOf(first.value),
    ...{ bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true, info: true },
    ...{ max_record_size: maximumRecord, skip_records_with_error: true },
    on_skip: (error) => {
      if (error instanceof CsvError)
        faults.push({ kind: 'fault', place: `Line ${error.lines}`, message: reasonOf(error) });
      return undefined;
    },
  });
  const text = Readable.from(all());
  text.on('error', (error) => parser.destroy(error));
  let line = 1;
  for await (const { record, info } of text.pipe(parser)) {
    yield* faults.splice(0);
    yield { kind: 'record', place: `Line ${line}`, cells: record };
    line = info.lines + 1;
  }
  yield* faults;
}

/** A spreadsheet of a country with decimal commas separates with semicolons. */
function delimiterOf(text: string): string {
  const [line = ''] = text.split('\n', 1);
  const [best] = [',', ';', '\t'].toSorted((a, b) => line.split(b).length - line.split(a).length);
  return best ?? ',';
}

function reasonOf(error: CsvError): string {
  if (error.code === 'CSV_MAX_RECORD_SIZE') {
    return `Expected a record of at most ${maximumRecord} characters. Is a quotation mark not closed?`;
  }
  return error.code === 'CSV_QUOTE_NOT_CLOSED' ? 'A quotation mark is not closed.' : `It is no CSV: ${error.message}`;
}
