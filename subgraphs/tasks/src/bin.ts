import { notFound } from '@rondo/platform/errors.ts';
import type { Operation } from '@rondo/platform/operation.ts';
import {
  checkBulk,
  expectVersion,
  findLocked,
  isOpen,
  type LockedTask,
  lockTasks,
  recordChange,
  type TaskChange,
} from './change.ts';
import { followZone } from './due.ts';
import type { Task } from './entities.ts';
import { deletionsOf, isOutsideBin, takenAlong } from './tree.ts';

/** Into the bin, with all its subtasks. The event is the task's own; each subtask has one as well. */
export async function deleteTask(
  operation: Operation,
  { id, expectedVersion }: { id: string; expectedVersion?: number | null },
): Promise<{ id: string; eventId: string }> {
  const tasks = await lockTasks(operation, [id], () => 'id');
  for (const { task } of tasks) expectVersion(task, expectedVersion);
  const [eventId] = await moveToBin(operation, tasks);
  if (eventId === undefined) throw notFound('id', 'task', id);
  return { id, eventId };
}

export async function deleteTasks(operation: Operation, ids: readonly string[]): Promise<{ tasks: Task[] }> {
  checkBulk(ids);
  const tasks = await lockTasks(operation, ids, (index) => `ids.${index}`);
  await moveToBin(operation, tasks);
  return { tasks: tasks.map(({ task }) => task) };
}

/**
 * Takes a task out of the bin, and of the tasks below it those that the same deletion took. Where its parent stays in the bin, or
 * is gone, it becomes a task of its own.
 */
export async function restoreTask(operation: Operation, id: string): Promise<TaskChange> {
  const [top] = await findLocked(operation, [id], { bin: true });
  if (!top) throw notFound('id', 'task', id);
  if (!top.task.deletedAt) return { task: top.task, eventId: null };
  const deletion = top.task.deletedWith ?? id;
  const others = await findLocked(operation, await takenAlong(operation, id, deletion), { bin: true });
  if (top.task.parentId && !(await isOutsideBin(operation, top.task.parentId))) top.task.parentId = null;
  for (const { task } of [top, ...others]) {
    Object.assign(task, { deletedAt: null, deletedWith: null });
    if (isOpen(task.status)) followZone(operation, task);
  }
  const change = await recordChange(operation, top);
  for (const locked of others) await recordChange(operation, locked);
  return change;
}

/** Returns the events of `tasks`, in their order. */
async function moveToBin(operation: Operation, tasks: readonly LockedTask[]): Promise<string[]> {
  const ids = tasks.map(({ task }) => task.id);
  const locked = new Map(tasks.map((each) => [each.task.id, each]));
  let deletions = await deletionsOf(operation, ids);
  // Again, until nothing is new: a subtask may have come while this waited for its parent's lock.
  for (let fresh = unlocked(deletions, locked); fresh.length > 0; fresh = unlocked(deletions, locked)) {
    for (const each of await findLocked(operation, fresh, { bin: false })) locked.set(each.task.id, each);
    deletions = await deletionsOf(operation, ids);
  }
  const eventIds: string[] = [];
  for (const [id, each] of locked) {
    const deletion = deletions.get(id);
    // It was moved away before this had its lock.
    if (deletion === undefined) continue;
    Object.assign(each.task, { deletedAt: operation.now, deletedWith: deletion === id ? null : deletion });
    const { eventId } = await recordChange(operation, each);
    if (eventId !== null) eventIds.push(eventId);
  }
  return eventIds;
}

function unlocked(deletions: ReadonlyMap<string, string>, locked: ReadonlyMap<string, unknown>): string[] {
  return [...deletions.keys()].filter((id) => !locked.has(id));
}
