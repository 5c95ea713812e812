import { queryRows } from '@rondo/platform/query.ts';
import type { ServiceContext } from '@rondo/platform/service.ts';
import { readActivity } from '@rondo/schema/methods/activity.ts';
import { readSeries } from '@rondo/schema/methods/recurrence.ts';
import { listTags } from '@rondo/schema/methods/tags.ts';
import type { Piece } from '@rondo/schema/methods/transfer.ts';
import { z } from 'zod';
import { dueOf } from '../due.ts';
import type { TaskVersionSnapshot } from '../entities.ts';
import { savedFilters } from '../saved-filter.ts';
import { documentFormat, documentVersion, seriesRecord, type TaskRecord } from './document.ts';
import { type ExportedTask, type FoundReminder, type PageRequest, readTaskPage, remindersOf } from './task-page.ts';

/** Tasks of a page come with all their versions. */
const pageSize = 100;

interface Page {
  records: object[];
  next: string | null;
}

/** What the document has, in its order. Tags and series stand before the tasks, so that an import can read it as it comes. */
const sections: readonly { name: string | null; read(context: ServiceContext, after: string | null): Promise<Page> }[] =
  [
    { name: 'tags', read: readTags },
    { name: 'savedFilters', read: readFilters },
    { name: 'series', read: readSeriesPage },
    { name: 'tasks', read: (context, after) => readTasks(context, { where: living, after }) },
    // The bin's stand in the same list.
    { name: null, read: (context, after) => readTasks(context, { where: binned, key: 't.deleted_at', after }) },
    { name: 'activity', read: readLog },
  ];

const living = 't.owner_id = $1 and t.deleted_at is null';
const binned = 't.owner_id = $1 and t.deleted_at is not null';

const cursorSchema = z.tuple([z.number().int().min(0), z.string().nullable(), z.boolean()]);

/** A piece of the document (docs/import-export.md), which has a record a line. It is no snapshot: each page is read when its turn comes. */
export async function exportJson(context: ServiceContext, cursor: string | null): Promise<Piece> {
  const [index, after, isBegun] = cursor === null ? [0, null, false] : cursorSchema.parse(JSON.parse(cursor));
  const section = sections[index];
  if (!section) throw new RangeError(`There is no section ${index} of an export.`);
  const { records, next } = await section.read(context, after);
  const lines = records
    .map((record, place) => `${isBegun || place > 0 ? ',' : ''}\n${JSON.stringify(record)}`)
    .join('');
  const begins = after === null && section.name !== null;
  const head = index === 0 && begins ? beginning(context) : '';
  const name = begins ? `"${section.name}": [` : '';
  const hasAny = isBegun || records.length > 0;
  if (next !== null) return { text: head + name + lines, next: JSON.stringify([index, next, hasAny]) };
  const following = sections[index + 1];
  if (following?.name === null) return { text: head + name + lines, next: JSON.stringify([index + 1, null, hasAny]) };
  const end = following ? '\n],\n' : '\n]}\n';
  return { text: head + name + lines + end, next: following ? JSON.stringify([index + 1, null, false]) : null };
}

function beginning({ principal }: ServiceContext): string {
  const { timeZone } = principal;
  const head = { format: documentFormat, version: documentVersion, exportedAt: new Date().toISOString(), timeZone };
  return `${JSON.stringify(head).slice(0, -1)},\n`;
}

async function readTags(context: ServiceContext, after: string | null): Promise<Page> {
  const { tags } = await context.invoke(listTags, { after });
  return { records: tags, next: tags.length > 0 ? (tags.at(-1)?.id ?? null) : null };
}

async function readFilters(context: ServiceContext): Promise<Page> {
  const filters = await context.read(savedFilters);
  return { records: filters.map(({ id, name, query }) => ({ id, name, query })), next: null };
}

async function readSeriesPage(context: ServiceContext, after: string | null): Promise<Page> {
  const { series } = await context.invoke(readSeries, { ids: null, after });
  return { records: series.map((each) => seriesRecord.parse(each)), next: series.at(-1)?.id ?? null };
}

async function readLog(context: ServiceContext, after: string | null): Promise<Page> {
  const { entries } = await context.invoke(readActivity, { after: Number(after ?? 0) });
  const last = entries.at(-1);
  return { records: entries, next: last ? String(last.sequence) : null };
}

async function readTasks(context: ServiceContext, request: Omit<PageRequest, 'params' | 'size'>): Promise<Page> {
  const params = [context.principal.userId];
  const { tasks, next } = await readTaskPage(context, { ...request, params, size: pageSize });
  const reminders = await remindersOf(context, tasks);
  const versions = await readVersions(context, tasks);
  const records: object[] = [];
  let characters = 0;
  for (const task of tasks) {
    const record = recordOf(task, reminders.get(task.id) ?? [], versions.get(task.id) ?? []);
    characters += JSON.stringify(record).length;
    const last = tasks[records.length - 1];
    // With all their versions, a page of tasks may be too large to be handed over.
    if (last && characters > pageCharacters) return { records, next: placeOf(last, request.key) };
    records.push(record);
  }
  return { records, next };
}

const pageCharacters = 1_000_000;

/** As readTaskPage takes it for `after`. */
function placeOf(task: ExportedTask, key: PageRequest['key']): string {
  const at = key === 't.deleted_at' ? task.deletedAt : task.createdAt;
  return `${at?.toISOString()} ${task.id}`;
}

interface VersionRow {
  task_id: string;
  version: number;
  at: string;
  snapshot: TaskVersionSnapshot;
}

async function readVersions(context: ServiceContext, tasks: readonly ExportedTask[]) {
  const rows = await context.read(({ em }) =>
    queryRows<VersionRow>(
      em,
      'select task_id, version, at, snapshot from tasks.task_version where task_id = any($1) order by task_id, version',
      [tasks.map((task) => task.id)],
    ),
  );
  return Map.groupBy(rows, (row) => row.task_id);
}

function recordOf(
  task: ExportedTask,
  reminders: readonly FoundReminder[],
  versions: readonly VersionRow[],
): Omit<TaskRecord, 'recurrence'> {
  const due = dueOf(task);
  return {
    ...{ id: task.id, title: task.title, description: task.description, status: task.status, priority: task.priority },
    due: due && { date: due.date, time: due.time, timeZone: due.timeZone, floating: due.floating },
    tags: task.tagIds,
    parentId: task.parentId ?? null,
    seriesId: task.seriesId ?? null,
    occurrenceKey: task.occurrenceKey ?? null,
    reminders: reminders.map(({ id, asked, before, channels, state }) => ({ id, at: asked, before, channels, state })),
    version: task.version,
    createdAt: task.createdAt.toISOString(),
    updatedAt: task.updatedAt.toISOString(),
    completedAt: task.completedAt?.toISOString() ?? null,
    deletedAt: task.deletedAt?.toISOString() ?? null,
    deletedWith: task.deletedWith,
    versions: versions.map(({ version, at, snapshot: { tagIds, ...past } }) => ({
      ...{ version, at: new Date(at).toISOString() },
      ...past,
      tags: tagIds,
    })),
  };
}
