import type { Operation } from '@rondo/platform/operation.ts';
import { queryRows } from '@rondo/platform/query.ts';
import { isId } from '@rondo/schema/ids.ts';
import { type SavedFilter, SavedFilterEntity, type Task, TaskEntity } from './entities.ts';

/* For DataLoaders: each returns values in the order of its keys. */

/** In the bin too; null where there is none of the principal's. */
export async function tasksById({ em }: Operation, ids: readonly string[]): Promise<(Task | null)[]> {
  const tasks = await em.find(TaskEntity, { id: { $in: ids.filter((id) => isId('task', id)) } });
  const byId = new Map(tasks.map((task) => [task.id, task]));
  return ids.map((id) => byId.get(id) ?? null);
}

/** Outside the bin, oldest first. */
export async function subtasksOf({ em }: Operation, ids: readonly string[]): Promise<Task[][]> {
  const subtasks = await em.find(
    TaskEntity,
    { parentId: { $in: [...ids] }, deletedAt: null },
    { orderBy: { createdAt: 'asc', id: 'asc' } },
  );
  const byParent = Map.groupBy(subtasks, (task) => task.parentId);
  return ids.map((id) => byParent.get(id) ?? []);
}

export async function openTaskCounts({ em, principal }: Operation, tagIds: readonly string[]): Promise<number[]> {
  const rows = await queryRows<{ id: string; count: number }>(
    em,
    `select tag.id, count(*)::int as count
     from unnest($2::text[]) as tag (id) join tasks.own_task t on t.tag_ids @> array[tag.id]
     where t.owner_id = $1 and t.deleted_at is null and t.status in ('OPEN', 'IN_PROGRESS') group by 1`,
    [principal.userId, tagIds.filter((id) => isId('tag', id))],
  );
  const counts = new Map(rows.map(({ id, count }) => [id, count]));
  return tagIds.map((id) => counts.get(id) ?? 0);
}

export async function savedFiltersById({ em }: Operation, ids: readonly string[]): Promise<(SavedFilter | null)[]> {
  const filters = await em.find(SavedFilterEntity, { id: { $in: ids.filter((id) => isId('filter', id)) } });
  const byId = new Map(filters.map((filter) => [filter.id, filter]));
  return ids.map((id) => byId.get(id) ?? null);
}
