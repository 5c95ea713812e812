import { LockMode } from '@mikro-orm/core';
import { badInput, notFound } from '@rondo/platform/errors.ts';
import type { Operation } from '@rondo/platform/operation.ts';
import { queryRows } from '@rondo/platform/query.ts';
import { isId } from '@rondo/schema/ids.ts';
import { TaskEntity } from './entities.ts';

/** Whoever moves subtasks of this owner takes turns, so that two moves can't make a cycle together. Before any row lock. */
export async function lockTree({ em, principal }: Operation): Promise<void> {
  await queryRows(em, 'select pg_advisory_xact_lock(hashtextextended($1, 0))', [`tasks.tree ${principal.userId}`]);
}

/** Locked against deletion. Throws NOT_FOUND. */
export async function shareParent(operation: Operation, argument: string, id: string): Promise<void> {
  if (!(await isOutsideBin(operation, id))) throw notFound(argument, 'task outside the bin', id);
}

/** Throws BAD_USER_INPUT where `parentId` is the task itself or below it. */
export async function refuseCycle(
  operation: Operation,
  argument: string,
  taskId: string,
  parentId: string,
): Promise<void> {
  if (await isBelow(operation, taskId, parentId)) {
    throw badInput(argument, 'A task cannot be a subtask of itself or of its own subtasks. Choose another parent.');
  }
}

/** Whether `id` is the task `topId` or lies below it. */
export async function isBelow({ em }: Operation, topId: string, id: string): Promise<boolean> {
  const rows = await queryRows(
    em,
    `with recursive above (id) as (
       select $1::text collate "C"
       union
       select task.parent_id from tasks.task join above on task.id = above.id where task.parent_id is not null
     )
     select 1 from above where id = $2`,
    [id, topId],
  );
  return rows.length > 0;
}

/** All that goes into the bin when `ids` do, each with the topmost of `ids` that takes it along. */
export async function deletionsOf({ em }: Operation, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await queryRows<{ id: string; deletion: string }>(
    em,
    `with recursive taken (id, deletion, depth) as (
       select id collate "C", id collate "C", 0 from unnest($1::text[]) as listed (id)
       union all
       select task.id, taken.deletion, taken.depth + 1 from tasks.task join taken on task.parent_id = taken.id
       where task.deleted_at is null
     )
     select distinct on (id) id, deletion from taken order by id, depth desc`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row.deletion]));
}

/** The tasks below `topId` that one deletion took into the bin along with another task. */
export async function takenAlong({ em }: Operation, topId: string, deletion: string): Promise<string[]> {
  const rows = await queryRows<{ id: string }>(
    em,
    `with recursive below (id) as (
       select id from tasks.task where parent_id = $1
       union
       select task.id from tasks.task join below on task.parent_id = below.id
     )
     select task.id from tasks.task join below on below.id = task.id where task.deleted_with = $2`,
    [topId, deletion],
  );
  return rows.map((row) => row.id);
}

/** Whether there is such a task outside the bin; it then stays there until this transaction ends. */
export async function isOutsideBin({ em }: Operation, id: string): Promise<boolean> {
  if (!isId('task', id)) return false;
  return (await em.findOne(TaskEntity, { id, deletedAt: null }, { lockMode: LockMode.PESSIMISTIC_READ })) !== null;
}
