import type { Setting } from '@rondo/platform/connection.ts';
import { queryRows } from '@rondo/platform/query.ts';
import type { ServiceContext } from '@rondo/platform/service.ts';
import { findReminders } from '@rondo/schema/methods/notifications.ts';
import { readSeries } from '@rondo/schema/methods/recurrence.ts';
import { type ShownTask, type TaskRow, taskColumns, taskOfRow } from '../row.ts';
import type { TagNames } from '../state.ts';
import { tagNames } from '../tag-projection.ts';

export interface ExportedTask extends ShownTask {
  deletedWith: string | null;
  hasReminder: boolean;
}

/** What a page of tasks refers to. */
export interface TaskPage {
  tasks: ExportedTask[];
  names: TagNames;
  /** Where the next page begins; null where there is none. */
  next: string | null;
}

export interface PageRequest {
  /** Over rows `t` of tasks.own_task, `$1` being the owner. */
  where: string;
  params: readonly unknown[];
  settings?: readonly Setting[];
  /** What orders them, never null; outside the bin the time of creation, which an index has. */
  key?: 't.created_at' | 't.deleted_at';
  after: string | null;
  size: number;
}

const columns = [...taskColumns, 'deleted_with', 'has_reminder'].map((column) => `t.${column}`).join(', ');

/** A page of the principal's tasks, by a key that is a place in the order and so costs the same however far. */
export function readTaskPage(context: ServiceContext, request: PageRequest): Promise<TaskPage> {
  const { where, params, settings = [], key = 't.created_at', after, size } = request;
  const [at, id] = after === null ? [] : after.split(' ');
  const bound =
    after === null ? '' : ` and (${key}, t.id) > ($${params.length + 1}::timestamptz, $${params.length + 2})`;
  return context.read(async (operation) => {
    const { em } = operation;
    for (const { name, value } of settings) await queryRows(em, 'select set_config($1, $2, true)', [name, value]);
    const rows = await queryRows<TaskRow & { deleted_with: string | null; has_reminder: boolean; at: string }>(
      em,
      `select ${columns}, to_char(${key} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
       from tasks.own_task t where (${where})${bound} order by ${key}, t.id limit ${size + 1}`,
      [...params, ...(after === null ? [] : [at, id])],
    );
    const shown = rows.slice(0, Math.min(size, fitting(rows)));
    const more = rows.length > shown.length;
    const last = shown.at(-1);
    const names = await tagNames(operation, new Set(shown.flatMap((row) => row.tag_ids)));
    const tasks = shown.map((row) => ({
      ...taskOfRow(row, em),
      deletedWith: row.deleted_with,
      hasReminder: row.has_reminder,
    }));
    return { tasks, names, next: more && last ? `${last.at} ${last.id}` : null };
  });
}

/** Characters of a page's texts: what is handed over from service to service must not be too large. */
const pageCharacters = 400_000;

/** How many of the rows a page has room for; at least one. */
function fitting(rows: readonly { title: string; description: string }[]): number {
  let characters = 0;
  const tooMany = rows.findIndex(({ title, description }) => {
    characters += title.length + description.length;
    return characters > pageCharacters;
  });
  return tooMany < 0 ? rows.length : Math.max(1, tooMany);
}

/** The series of tasks, by their ids. */
export async function seriesOf(context: ServiceContext, tasks: readonly ShownTask[]) {
  const ids = [...new Set(tasks.flatMap((task) => task.seriesId ?? []))];
  if (ids.length === 0) return new Map<string, ReadSeries>();
  const { series } = await context.invoke(readSeries, { ids, after: null });
  return new Map(series.map((each) => [each.id, each]));
}

/** The reminders of tasks, by the tasks' ids. */
export async function remindersOf(context: ServiceContext, tasks: readonly ExportedTask[]) {
  const taskIds = tasks.filter((task) => task.hasReminder).map((task) => task.id);
  const found: FoundReminder[] = [];
  // A task has 50 at most, an answer 1 000.
  for (let first = 0; first < taskIds.length; first += 20) {
    const { reminders } = await context.invoke(findReminders, { taskIds: taskIds.slice(first, first + 20) });
    found.push(...reminders);
  }
  return Map.groupBy(found, (reminder) => reminder.taskId);
}

export type ReadSeries = ReturnType<(typeof readSeries)['output']['parse']>['series'][number];
export type FoundReminder = ReturnType<(typeof findReminders)['output']['parse']>['reminders'][number];
