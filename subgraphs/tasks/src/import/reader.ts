import { readCsv } from './csv.ts';
import { readIcs } from './ics.ts';
import type { ImportItem, ReadingContext } from './item.ts';
import { readJson } from './json.ts';
import { readTodoist } from './todoist.ts';

const readers = { JSON: readJson, CSV: readCsv, ICS: readIcs, TODOIST_CSV: readTodoist } as const;

/** What a file has, read as it comes, so that one of any size takes no more memory than its longest record. */
export function readItems(chunks: AsyncIterable<string>, context: ReadingContext): AsyncGenerator<ImportItem> {
  return readers[context.format](chunks, context);
}
