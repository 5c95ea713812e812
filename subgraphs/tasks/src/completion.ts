import type { Operation } from '@rondo/platform/operation.ts';
import {
  checkBulk,
  expectVersion,
  isOpen,
  lockTask,
  lockTasks,
  recordChange,
  setStatus,
  type TaskChange,
} from './change.ts';
import { followZone } from './due.ts';
import type { Task } from './entities.ts';

interface TaskAtVersion {
  id: string;
  expectedVersion?: number | null;
}

/** Completing a completed task is no change, at any version: the same call may come twice. */
export async function completeTask(operation: Operation, { id, expectedVersion }: TaskAtVersion): Promise<TaskChange> {
  const locked = await lockTask(operation, id);
  if (locked.task.status === 'COMPLETED') return { task: locked.task, eventId: null };
  expectVersion(locked.task, expectedVersion);
  setStatus(locked.task, 'COMPLETED', operation.now);
  return recordChange(operation, locked);
}

/** From COMPLETED or CANCELLED back to OPEN. */
export async function reopenTask(operation: Operation, { id, expectedVersion }: TaskAtVersion): Promise<TaskChange> {
  const locked = await lockTask(operation, id);
  if (isOpen(locked.task.status)) return { task: locked.task, eventId: null };
  expectVersion(locked.task, expectedVersion);
  setStatus(locked.task, 'OPEN', operation.now);
  followZone(operation, locked.task);
  return recordChange(operation, locked);
}

export async function completeTasks(operation: Operation, ids: readonly string[]): Promise<{ tasks: Task[] }> {
  checkBulk(ids);
  const tasks = await lockTasks(operation, ids, (index) => `ids.${index}`);
  for (const locked of tasks) {
    setStatus(locked.task, 'COMPLETED', operation.now);
    await recordChange(operation, locked);
  }
  return { tasks: tasks.map(({ task }) => task) };
}
