import { JSONParser, type JsonTypes } from '@streamparser/json';
import { z } from 'zod';
import {
  documentVersion,
  filterRecord,
  seriesRecord,
  type TaskRecord,
  tagRecord,
  taskRecord,
} from '../export/document.ts';
import { ContentNames } from './identity.ts';
import { type ImportItem, messageOf, type ReadingContext, readTask, type TaskItem } from './item.ts';
import { readDate, readInstant, readLocal, readTime, readZone } from './value.ts';

type Value = JsonTypes.JsonPrimitive | JsonTypes.JsonStruct | undefined;

/** In UTF-16 code units: a task with its description, and with each of its versions. */
const maximumRecord = 8 * 1_024 * 1_024;

/**
 * What a file of our own export has (docs/import-export.md). It is read as it comes: tags and series stand before the tasks
 * that have them. A list of tasks alone will do, too, of which all but the titles may be missing.
 */
export async function* readJson(chunks: AsyncIterable<string>, context: ReadingContext): AsyncGenerator<ImportItem> {
  const reader = new DocumentReader(context);
  const found: ImportItem[] = [];
  let parser: JSONParser | undefined;
  let fault: Error | undefined;
  let sinceLast = 0;
  const begin = (text: string): JSONParser => {
    // A list has its tasks one level below; of an object, what its lists hold is two levels below.
    const isList = /^\s*\[/.test(text);
    if (isList) reader.isKnown = true;
    const begun = new JSONParser({ paths: isList ? ['$.*'] : ['$.*', '$.*.*'], keepStack: false });
    begun.onValue = ({ value, key, stack }) => {
      sinceLast = 0;
      found.push(...reader.read(stack.length > 1 ? String(stack.at(-1)?.key ?? '') : null, key, value));
    };
    begun.onError = (error) => {
      fault ??= error;
    };
    return begun;
  };
  for await (const chunk of chunks) {
    sinceLast += chunk.length;
    parser ??= begin(chunk);
    parser.write(chunk);
    yield* found.splice(0);
    if (reader.isForeign) return;
    if (fault || sinceLast > maximumRecord + chunk.length) break;
  }
  const message = faultAtEnd(parser, fault, sinceLast > maximumRecord);
  if (message !== null) yield { kind: 'fault', place: reader.place, message };
  else if (!reader.isKnown) yield { kind: 'fault', place: 'The file', message: unknown };
}

const sections: ReadonlySet<unknown> = new Set(['tasks', 'tags', 'savedFilters', 'series']);
const unknown = 'Expected a list of tasks, or an object whose "tasks" is one, found neither.';

function faultAtEnd(parser: JSONParser | undefined, fault: Error | undefined, isTooLong: boolean): string | null {
  if (fault) return `After this it is no JSON: ${fault.message.slice(0, 200)}`;
  if (isTooLong) return 'What follows is longer than any record may be.';
  return parser?.isEnded ? null : 'After this the file ends, too early.';
}

class DocumentReader {
  /** After what was read last. */
  place = 'The beginning';
  /** It has something that we can read. */
  isKnown = false;
  /** It is of another version, whose records mean something else. */
  isForeign = false;
  readonly #context: ReadingContext;
  readonly #names = new ContentNames();
  readonly #tags = new Map<string, string>();

  constructor(context: ReadingContext) {
    this.#context = context;
  }

  read(list: string | null, key: string | number | undefined, value: Value): ImportItem[] {
    if (this.isForeign) return [];
    if (sections.has(list ?? key)) this.isKnown = true;
    if (list === null && typeof key !== 'number') return this.#readHead(key, value);
    const section = list ?? 'tasks';
    this.place = `${section}.${key}`;
    switch (section) {
      case 'tasks':
        return [this.#task(value)];
      case 'tags':
        return this.#checked(tagRecord, value, ({ id, name, color }) => {
          this.#tags.set(id, name);
          return { kind: 'tag', name, color };
        });
      case 'savedFilters':
        return this.#checked(filterRecord, value, ({ id, name, query }) => {
          return { kind: 'filter', place: this.place, source: id, name, query };
        });
      case 'series':
        return this.#checked(seriesRecord, value, (record) => this.#series(record));
      default:
        return [];
    }
  }

  #readHead(key: string | undefined, value: Value): ImportItem[] {
    if (key !== 'version' || value === documentVersion) return [];
    this.isForeign = true;
    const message = `Expected version ${documentVersion} of the format, got ${JSON.stringify(value)?.slice(0, 40)}.`;
    return [{ kind: 'fault', place: 'version', message }];
  }

  #checked<Value_>(schema: z.ZodType<Value_>, value: Value, make: (record: Value_) => ImportItem): ImportItem[] {
    try {
      return [make(schema.parse(value))];
    } catch (error) {
      return [{ kind: 'fault', place: this.place, message: faultOf(error) }];
    }
  }

  #series({
    id,
    rule,
    mode,
    missed,
    start,
    allDay,
    timeZone,
    floating,
    skipped,
    ...rest
  }: z.infer<typeof seriesRecord>) {
    const { currentKey, made, recentKeys, moved, ended, version } = rest;
    const progress = { currentKey, made, recentKeys, moved, ended, version };
    return {
      ...{ kind: 'series' as const, place: this.place, source: id },
      series: {
        ...{ recurrence: { rule, mode, missed }, start: readLocal(start), allDay, floating, skipped, progress },
        timeZone: floating ? this.#context.timeZone : readZone(timeZone),
        notBefore: null,
      },
    };
  }

  #task(value: Value): ImportItem {
    const parsed = taskRecord.safeParse(value);
    if (!parsed.success) return { kind: 'fault', place: this.place, message: faultOf(parsed.error) };
    const record = parsed.data;
    const source = record.id ?? `JSON ${this.#names.nameOf(value)}`;
    return readTask(this.place, source, () => this.#fieldsOf(record));
  }

  #fieldsOf(record: TaskRecord): Parameters<typeof readTask>[2] extends () => infer Fields ? Fields : never {
    const { title, description, status, priority, due, tags, version, deletedAt, versions, reminders } = record;
    const nameOf = (tag: string) => this.#tags.get(tag) ?? (tag.startsWith('tag_') ? [] : tag);
    const warnings = tags.some((tag) => nameOf(tag).length === 0)
      ? ['a tag that the file does not have is left out']
      : [];
    const { seriesId, occurrenceKey, recurrence } = record;
    const readDue = due && this.#due(due, status === 'COMPLETED' || status === 'CANCELLED' || deletedAt !== null);
    return {
      ...{ title, description, status, priority, warnings },
      tags: tags.flatMap(nameOf),
      due: readDue,
      parentSource: record.parentId,
      occurrence: seriesId && occurrenceKey ? { seriesSource: seriesId, key: readLocal(occurrenceKey) } : null,
      recurrence: recurrence && {
        ...{ mode: 'SCHEDULE' as const, missed: 'SKIP' as const, skipped: [], notBefore: null },
        ...recurrence,
        start: `${readDue?.date ?? this.#context.now.toISOString().slice(0, 10)}T${readDue?.time ?? '00:00:00'}`,
      },
      reminders: reminders.map(({ id, at, before, channels, state }) => ({
        ...{ source: id ?? null, before, channels, at: at === null ? null : readInstant('reminders', at) },
        ...(state === 'SCHEDULED' || state === 'SNOOZED' || state === undefined ? {} : { state }),
      })),
      createdAt: optionalInstant('createdAt', record.createdAt),
      updatedAt: optionalInstant('updatedAt', record.updatedAt),
      completedAt: status === 'COMPLETED' ? optionalInstant('completedAt', record.completedAt) : null,
      kept: {
        version,
        deletedAt: optionalInstant('deletedAt', deletedAt),
        deletedWith: record.deletedWith,
        versions: versions.map((past) => ({
          ...past,
          tags: past.tags.flatMap(nameOf),
          due: past.due as TaskVersionDue,
        })),
      },
    };
  }

  /** Floating dues of open tasks are in their owner's time zone; others stay where they were. */
  #due(
    { date, time, timeZone, floating }: NonNullable<TaskRecord['due']>,
    closed: boolean,
  ): NonNullable<TaskItem['due']> {
    const floats = floating ?? timeZone === undefined;
    const own = timeZone === undefined || (floats && !closed);
    return {
      date: readDate(date),
      time: time === null ? null : readTime(time),
      timeZone: own ? this.#context.timeZone : readZone(timeZone),
      floating: floats,
    };
  }
}

type TaskVersionDue = NonNullable<TaskItem['kept']>['versions'][number]['due'];

function optionalInstant(field: string, text: string | null): string | null {
  return text === null ? null : readInstant(field, text);
}

function faultOf(error: unknown): string {
  if (!(error instanceof z.ZodError)) return messageOf(error);
  const [issue] = error.issues;
  if (!issue) return 'It is malformed.';
  return issue.path.length > 0 ? `${issue.path.join('.')}: ${issue.message}` : issue.message;
}
