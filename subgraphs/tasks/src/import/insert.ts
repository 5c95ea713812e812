import type { Operation } from '@rondo/platform/operation.ts';
import { queryRows } from '@rondo/platform/query.ts';
import type { Task, TaskVersionSnapshot } from '../entities.ts';

/** A task after one of its changes, as tasks.task_version has it. */
export interface VersionRow {
  taskId: string;
  version: number;
  at: string;
  snapshot: TaskVersionSnapshot;
}

/** Inserts tasks in one statement. Returns the ids of those that were not there: nothing is said of the others. */
export async function insertTasks({ em, principal }: Operation, tasks: readonly Task[]): Promise<Set<string>> {
  if (tasks.length === 0) return new Set();
  const rows = await queryRows<{ id: string }>(
    em,
    `insert into tasks.task (id, owner_id, title, description, status, priority, due_date, due_time, due_zone, due_floating,
       due_at, tag_ids, reminder_ids, parent_id, series_id, occurrence_key, version, created_at, updated_at, completed_at,
       deleted_at, deleted_with)
     select "id", $2, "title", "description", "status", "priority", "dueDate", "dueTime", "dueZone", "dueFloating",
       "dueAt", "tagIds", "reminderIds", "parentId", "seriesId", "occurrenceKey", "version", "createdAt", "updatedAt",
       "completedAt", "deletedAt", "deletedWith"
     from json_to_recordset($1::json) as given ("id" text, "title" text, "description" text, "status" text, "priority" text,
       "dueDate" date, "dueTime" time, "dueZone" text, "dueFloating" boolean, "dueAt" timestamptz, "tagIds" text[],
       "reminderIds" text[], "parentId" text, "seriesId" text, "occurrenceKey" text, "version" integer,
       "createdAt" timestamptz, "updatedAt" timestamptz, "completedAt" timestamptz, "deletedAt" timestamptz,
       "deletedWith" text)
     on conflict do nothing returning id`,
    [JSON.stringify(tasks), principal.userId],
  );
  return new Set(rows.map(({ id }) => id));
}

export async function insertVersions({ em, principal }: Operation, versions: readonly VersionRow[]): Promise<void> {
  if (versions.length === 0) return;
  await queryRows(
    em,
    `insert into tasks.task_version (task_id, version, owner_id, at, snapshot)
     select "taskId", "version", $2, "at", "snapshot"
     from json_to_recordset($1::json) as given ("taskId" text, "version" integer, "at" timestamptz, "snapshot" jsonb)
     on conflict do nothing`,
    [JSON.stringify(versions), principal.userId],
  );
}
