import { badInput } from '@rondo/platform/errors.ts';
import { parse } from 'csv-parse/sync';
import { type CsvRecord, readCsvRecords } from './csv-records.ts';
import { ContentNames } from './identity.ts';
import {
  type ImportedRecurrence,
  type ImportedReminder,
  type ImportItem,
  type ReadingContext,
  readTask,
} from './item.ts';
import { readDuration, readInstant, readPriority, readStatus, readTime, readZone, shown } from './value.ts';
import { readWhen } from './when.ts';

/** As many as our own format has. */
const maximumReminders = 50;

/** The names of columns, ours first, then those that other programs give them. Case, spaces and underscores do not count. */
const columnNames = {
  id: ['id'],
  title: ['title', 'name', 'content', 'task', 'taskname', 'summary', 'subject'],
  description: ['description', 'notes', 'note', 'details', 'body'],
  status: ['status', 'state', 'completed', 'done'],
  priority: ['priority'],
  dueDate: ['duedate', 'due', 'date', 'deadline'],
  dueTime: ['duetime', 'time'],
  zone: ['duetimezone', 'timezone'],
  tags: ['tags', 'labels', 'categories', 'tag', 'label'],
  parent: ['parentid', 'parent'],
  rule: ['rule', 'rrule', 'recurrence', 'repeat'],
  mode: ['mode', 'recurrencemode'],
  missed: ['missed'],
  reminders: ['reminders', 'reminder'],
  createdAt: ['createdat', 'created'],
  updatedAt: ['updatedat', 'updated'],
  completedAt: ['completedat', 'completedtime'],
} as const;

type Column = keyof typeof columnNames;
type Cells = Readonly<Record<Column, string>>;

/** Tasks of a CSV file whose first line names its columns; a title there must be. */
export async function* readCsv(chunks: AsyncIterable<string>, context: ReadingContext): AsyncGenerator<ImportItem> {
  const names = new ContentNames();
  let columns: Map<Column, number> | undefined;
  for await (const record of readCsvRecords(chunks)) {
    if (record.kind === 'fault') {
      yield record;
    } else if (columns) {
      const given = columns;
      const cellOf = (column: Column) => unescaped(record.cells[given.get(column) ?? -1] ?? '').trim();
      const cells = Object.fromEntries(Object.keys(columnNames).map((name) => [name, cellOf(name as Column)])) as Cells;
      yield taskOf(record, cells, names, context);
    } else {
      columns = columnsOf(record.cells);
      if (!columns.has('title')) {
        const message = `Expected a line of column names with a title, got ${shown(record.cells.join())}.`;
        yield { kind: 'fault', place: record.place, message };
        return;
      }
    }
  }
}

function columnsOf(header: readonly string[]): Map<Column, number> {
  const given = header.map((name) =>
    name
      .trim()
      .toLowerCase()
      .replaceAll(/[\s_-]+/g, ''),
  );
  const columns = new Map<Column, number>();
  for (const [column, spellings] of Object.entries(columnNames)) {
    const spelling = spellings.find((name) => given.includes(name));
    if (spelling) columns.set(column as Column, given.indexOf(spelling));
  }
  return columns;
}

/** Exports put an apostrophe before what a spreadsheet would take for a formula. */
function unescaped(cell: string): string {
  return /^'+[=+\-@\t\r＝＋－＠]/.test(cell) ? cell.slice(1) : cell;
}

function taskOf(
  { place, cells: raw }: CsvRecord,
  cells: Cells,
  names: ContentNames,
  context: ReadingContext,
): ImportItem {
  const source = cells.id === '' ? `CSV ${names.nameOf(raw)}` : cells.id;
  return readTask(place, source, () => {
    const status = cells.status === '' ? 'OPEN' : readStatus(cells.status);
    const when = readDue(cells, context);
    const recurrence = status === 'OPEN' || status === 'IN_PROGRESS' ? recurrenceOf(cells, when, context) : null;
    return {
      title: cells.title,
      description: cells.description,
      tags: readList(cells.tags),
      status,
      ...(cells.priority === '' ? {} : { priority: readPriority(cells.priority) }),
      due: when?.due ?? null,
      recurrence,
      reminders: readReminders(cells.reminders),
      parentSource: cells.parent === '' ? null : cells.parent,
      createdAt: optionalInstant('createdAt', cells.createdAt),
      updatedAt: optionalInstant('updatedAt', cells.updatedAt),
      completedAt: status === 'COMPLETED' ? optionalInstant('completedAt', cells.completedAt) : null,
    };
  });
}

function readDue({ dueDate, dueTime, zone }: Cells, context: ReadingContext) {
  if (dueDate === '') return null;
  const when = readWhen(dueDate, zone === '' ? null : readZone(zone), context);
  if (!when) throw badInput('due', `Expected a date such as 2026-03-29, or tomorrow, got ${shown(dueDate)}.`);
  if (dueTime !== '') when.due.time = readTime(dueTime);
  return when;
}

function recurrenceOf(
  { rule, mode, missed }: Cells,
  when: ReturnType<typeof readDue>,
  { now, timeZone }: ReadingContext,
): ImportedRecurrence | null {
  if (rule === '') return when?.recurrence ?? null;
  const today = now.toLocaleDateString('sv', { timeZone });
  const due = when?.due ?? { date: today, time: null };
  return {
    rule: rule.replace(/^RRULE:/i, ''),
    mode: mode.toUpperCase() === 'COMPLETION' ? 'COMPLETION' : 'SCHEDULE',
    missed: missed.toUpperCase() === 'KEEP' ? 'KEEP' : 'SKIP',
    start: `${due.date}T${due.time ?? '00:00:00'}`,
    ...{ skipped: [], notBefore: null },
  };
}

function readReminders(text: string): ImportedReminder[] {
  const reminders = readList(text);
  if (reminders.length > maximumReminders) {
    throw badInput('reminders', `Expected at most ${maximumReminders} on a task, got ${reminders.length}.`);
  }
  return reminders.map(readReminder);
}

function readReminder(text: string): ImportedReminder {
  if (/^[-+]?P/i.test(text)) return { source: null, at: null, before: readDuration(text), channels: [] };
  return { source: null, at: readInstant('reminders', text), before: null, channels: [] };
}

function optionalInstant(field: string, text: string): string | null {
  return text === '' ? null : readInstant(field, text);
}

/** A cell that lists values, itself as CSV has it: `home, "two, of one"`. Semicolons will do where there is no comma. */
function readList(cell: string): string[] {
  if (cell === '') return [];
  const delimiter = cell.includes(',') ? ',' : ';';
  const [values = []]: string[][] = parse(cell, {
    ...{ delimiter, relax_quotes: true, relax_column_count: true, trim: true, to: 1 },
  });
  return values.filter((value) => value !== '');
}
