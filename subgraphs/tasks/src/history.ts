import { badInput } from '@rondo/platform/errors.ts';
import type { Operation } from '@rondo/platform/operation.ts';
import { queryRows } from '@rondo/platform/query.ts';
import { expectVersion, isOpen, lockTask, recordChange, type TaskChange } from './change.ts';
import { dueColumns, followZone } from './due.ts';
import type { TaskVersionSnapshot } from './entities.ts';
import { livingTags } from './tag-projection.ts';
import { isBelow, isOutsideBin, lockTree } from './tree.ts';

/** A task after its change `version`, and since when it was so. */
export interface PastTask extends TaskVersionSnapshot {
  version: number;
  at: Date;
}

/** Which task, when. A string, so that equal ones are loaded once. */
export type MomentKey = `${string} ${string}`;

export const momentKey = (taskId: string, at: Date): MomentKey => `${taskId} ${at.toISOString()}`;

/** Tasks as they were at a moment; null where there was none yet. For a DataLoader. */
export async function tasksAsOf({ em }: Operation, keys: readonly MomentKey[]): Promise<(PastTask | null)[]> {
  const moments = keys.map((key) => key.split(' '));
  const rows = await queryRows<{ place: number; version: number; at: string; snapshot: TaskVersionSnapshot }>(
    em,
    `select moment.place::int as place, past.version, past.at, past.snapshot
     from unnest($1::text[], $2::timestamptz[]) with ordinality as moment (task_id, at, place)
     cross join lateral (
       select version, at, snapshot from tasks.task_version
       where task_id = moment.task_id and at <= moment.at order by version desc limit 1
     ) as past`,
    [moments.map(([taskId]) => taskId), moments.map(([, at]) => at)],
  );
  const byPlace = new Map(rows.map((row) => [row.place, row]));
  return keys.map((_, index) => {
    const row = byPlace.get(index + 1);
    return row ? { ...row.snapshot, version: row.version, at: new Date(row.at) } : null;
  });
}

/** Brings a task back to how it was, as a new change. Tags and a parent that are gone since stay away. */
export async function revertTask(
  operation: Operation,
  { id, to, expectedVersion }: { id: string; to: Date; expectedVersion?: number | null },
): Promise<TaskChange> {
  await lockTree(operation);
  const locked = await lockTask(operation, id);
  const { task } = locked;
  expectVersion(task, expectedVersion);
  const [past] = await tasksAsOf(operation, [momentKey(id, to)]);
  if (!past) {
    throw badInput('to', `Expected a moment since the task's creation at ${task.createdAt.toISOString()}.`);
  }
  const { title, description, status, priority, due, completedAt } = past;
  Object.assign(task, {
    ...{ title, description, status, priority, ...dueColumns(due) },
    completedAt: completedAt === null ? null : new Date(completedAt),
    tagIds: await livingTags(operation, past.tagIds),
    parentId: await livingParent(operation, id, past.parentId),
  });
  if (isOpen(status)) followZone(operation, task);
  return recordChange(operation, locked);
}

async function livingParent(operation: Operation, taskId: string, parentId: string | null): Promise<string | null> {
  if (parentId === null || (await isBelow(operation, taskId, parentId))) return null;
  return (await isOutsideBin(operation, parentId)) ? parentId : null;
}
