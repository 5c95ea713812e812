import { badInput } from '@rondo/platform/errors.ts';
import { type CsvRecord, readCsvRecords } from './csv-records.ts';
import { ContentNames } from './identity.ts';
import { type FaultyItem, type ImportItem, type ReadingContext, readTask, type TaskItem } from './item.ts';
import { readZone, shown } from './value.ts';
import { readWhen, type When } from './when.ts';

/*
 * Todoist's CSV template: TYPE, CONTENT, DESCRIPTION, PRIORITY, INDENT, AUTHOR, RESPONSIBLE, DATE, DATE_LANG, TIMEZONE, and,
 * in newer ones, IS_COLLAPSED, DURATION, DURATION_UNIT, DEADLINE, DEADLINE_LANG. TYPE is task, section, note (a comment of the
 * task before it) or meta. Blank lines mean nothing.
 */

type Row = Readonly<Record<string, string>>;

const priorities = { '1': 'HIGH', '2': 'MEDIUM', '3': 'LOW', '4': 'NONE', '': 'NONE' } as const;

/** Tasks of a project of Todoist's. What is indented is a subtask; what stands below a section gets its name as a tag. */
export async function* readTodoist(chunks: AsyncIterable<string>, context: ReadingContext): AsyncGenerator<ImportItem> {
  const names = new ContentNames();
  /** The sources of the tasks that the next one may be below, by their indents. */
  const above: string[] = [];
  let header: string[] | undefined;
  let section: string | null = null;
  let waiting: TaskItem | FaultyItem | undefined;
  for await (const record of readCsvRecords(chunks)) {
    if (record.kind === 'fault') {
      if (waiting) yield waiting;
      waiting = undefined;
      yield record;
      continue;
    }
    if (!header) {
      header = record.cells.map((name) => name.trim().toUpperCase());
      if (header.includes('TYPE') && header.includes('CONTENT')) continue;
      const message = `Expected a line with the column names TYPE and CONTENT, got ${shown(record.cells.join())}.`;
      yield { kind: 'fault', place: record.place, message };
      return;
    }
    const row: Row = Object.fromEntries(header.map((name, index) => [name, (record.cells[index] ?? '').trim()]));
    const type = row.TYPE?.toLowerCase() ?? '';
    if (type === 'note') {
      if (waiting?.kind === 'task') addNote(waiting, row.CONTENT ?? '');
      continue;
    }
    if (waiting) yield waiting;
    waiting = undefined;
    if (type === 'section') section = row.CONTENT || null;
    if (type === 'task') {
      const indent = Math.max(1, Math.min(Number(row.INDENT) || 1, above.length + 1));
      const parentSource = above[indent - 2] ?? null;
      const source = `TODOIST_CSV ${names.nameOf([parentSource, section, record.cells])}`;
      above.splice(indent - 1, above.length, source);
      waiting = readTask(record.place, source, () => ({ ...fieldsOf(row, section, context), parentSource }));
    } else if (type !== 'section' && type !== '' && !type.startsWith('meta')) {
      yield unknownType(record, type);
    }
  }
  if (waiting) yield waiting;
}

function unknownType({ place }: CsvRecord, type: string): FaultyItem {
  return { kind: 'fault', place, message: `TYPE: Expected task, section, note or nothing, got ${shown(type)}.` };
}

/** A comment becomes a paragraph of the description, as far as there is room. */
function addNote(task: TaskItem, note: string): void {
  const { draft, warnings } = task;
  const description = [draft.description, note.trim().normalize('NFC')].filter((text) => text !== '').join('\n\n');
  const isText = note.isWellFormed() && !note.includes('\0');
  if (isText && description.length <= maximumDescription) draft.description = description;
  else warnings.push('a comment is left out: it is too long, or no text');
}

const maximumDescription = 50_000;

function fieldsOf(row: Row, section: string | null, context: ReadingContext) {
  const { title, labels } = readContent(row.CONTENT ?? '');
  const priority = Object.hasOwn(priorities, row.PRIORITY ?? '') && priorities[(row.PRIORITY ?? '') as '1'];
  if (!priority) throw badInput('PRIORITY', `Expected 1 (highest) to 4, got ${shown(row.PRIORITY ?? '')}.`);
  const warnings: string[] = [];
  const remarks: string[] = [];
  const when = dateOf(row, context, warnings, remarks);
  const fields = {
    ...{ title, priority, warnings, tags: [...labels, ...(section === null ? [] : [section])] },
    description: [row.DESCRIPTION ?? '', ...remarks].filter((text) => text !== '').join('\n\n'),
  };
  return { ...fields, due: when?.due ?? null, recurrence: when?.recurrence ?? null };
}

/** `Buy milk @shop` is "Buy milk" with a label. An address is none, and neither is what would leave no title. */
function readContent(content: string): { title: string; labels: string[] } {
  const labels = [...content.matchAll(/(?:^|\s)@([^\s@]+)(?=\s|$)/g)].map(([, label = '']) => label);
  const title = content
    .replaceAll(/(^|\s)@[^\s@]+(?=\s|$)/g, '$1')
    .replaceAll(/ {2,}/g, ' ')
    .trim();
  return title === '' ? { title: content, labels: [] } : { title, labels };
}

/** A date that is not understood, and a deadline beside a date, are kept in words: nothing gets lost. */
function dateOf(row: Row, context: ReadingContext, warnings: string[], remarks: string[]): When | null {
  const zone = row.TIMEZONE ? readZone(row.TIMEZONE) : null;
  const given = row.DATE ?? '';
  const deadline = row.DEADLINE ?? '';
  const read = (text: string) => readWhen(text, zone === context.timeZone ? null : zone, context);
  const date = given === '' ? null : read(given);
  if (given !== '' && date === null) {
    warnings.push(`the date ${shown(given)} was not understood; it stands in the description`);
    remarks.push(`Date: ${given}`);
  }
  if (deadline === '') return date;
  if (given === '') {
    const due = read(deadline);
    if (due) return due;
  }
  remarks.push(`Deadline: ${deadline}`);
  return date;
}
