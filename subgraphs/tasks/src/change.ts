import { LockMode } from '@mikro-orm/core';
import { badInput, notFound, versionConflict } from '@rondo/platform/errors.ts';
import type { Operation } from '@rondo/platform/operation.ts';
import type { FieldChange } from '@rondo/schema/events/envelope.ts';
import {
  TaskCompleted,
  TaskCreated,
  type TaskData,
  TaskDeleted,
  TaskReopened,
  TaskRestored,
  type TaskState,
  type TaskStatus,
  TaskUpdated,
} from '@rondo/schema/events/task.ts';
import { isId } from '@rondo/schema/ids.ts';
import { type Task, TaskEntity, TaskVersionEntity } from './entities.ts';
import { fieldChanges, snapshotOf, taskState } from './state.ts';
import { tagNames } from './tag-projection.ts';

export interface TaskChange {
  task: Task;
  /** Null where nothing changed. */
  eventId: string | null;
}

/** A task under a lock, with its state before the change that is to come. */
export interface LockedTask {
  task: Task;
  before: TaskState;
}

const maximumBulk = 100;

export function isOpen(status: TaskStatus): boolean {
  return status === 'OPEN' || status === 'IN_PROGRESS';
}

/**
 * Locks those of `ids` that are there, in the order of their ids, so that two calls never wait for each other.
 * `bin`: whether tasks in the bin count.
 */
export async function findLocked(
  operation: Operation,
  ids: readonly string[],
  { bin }: { bin: boolean },
): Promise<LockedTask[]> {
  const tasks = await operation.em.find(
    TaskEntity,
    { id: { $in: [...new Set(ids)].filter((id) => isId('task', id)) }, ...(bin ? {} : { deletedAt: null }) },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
  );
  const names = await tagNames(operation, new Set(tasks.flatMap((task) => task.tagIds)));
  return tasks.map((task) => ({ task, before: taskState(task, names) }));
}

/** Tasks outside the bin, locked, each once. Throws NOT_FOUND, `argument` naming the first one that is not there. */
export async function lockTasks(
  operation: Operation,
  ids: readonly string[],
  argument: (index: number) => string,
): Promise<LockedTask[]> {
  const found = await findLocked(operation, ids, { bin: false });
  const byId = new Map(found.map((locked) => [locked.task.id, locked]));
  return [...new Set(ids)].map((id) => {
    const locked = byId.get(id);
    if (!locked) throw notFound(argument(ids.indexOf(id)), 'task outside the bin', id);
    return locked;
  });
}

/** One task outside the bin, locked. Throws NOT_FOUND, and CONFLICT where it is not at `expectedVersion`. */
export async function lockTask(
  operation: Operation,
  id: string,
  { argument = 'id', expectedVersion }: { argument?: string; expectedVersion?: number | null } = {},
): Promise<LockedTask> {
  const [locked] = await lockTasks(operation, [id], () => argument);
  if (!locked) throw notFound(argument, 'task', id);
  expectVersion(locked.task, expectedVersion);
  return locked;
}

export function expectVersion(task: Task, expected: number | null | undefined): void {
  if (expected != null && expected !== task.version) throw versionConflict('task', expected, task.version);
}

/** The ids of a bulk call: 1 to 100. */
export function checkBulk(ids: readonly string[]): void {
  if (ids.length === 0 || ids.length > maximumBulk) {
    throw badInput('ids', `Expected 1 to ${maximumBulk} tasks, got ${ids.length}. Split the call.`);
  }
}

/** Sets a status and, with it, when the task was completed. */
export function setStatus(task: Task, status: TaskStatus, at: Date): void {
  if (task.status === status) return;
  task.status = status;
  task.completedAt = status === 'COMPLETED' ? at : null;
}

/** What an event of a change says besides the task and what the comparison of its states gives. */
export interface ChangeDetails extends Pick<TaskData, 'reminders' | 'occurrenceOf'> {
  /** What the series is that the task belongs to from now on: more than its id, which is all that a task's state says. */
  series?: FieldChange['to'];
}

/**
 * Ends a change of a locked task: counts its version up, keeps the state for history and emits the event that the change
 * makes. Nothing of it happens where the task is as it was `before`.
 */
export async function recordChange(
  operation: Operation,
  { task, before }: LockedTask,
  details: ChangeDetails = {},
): Promise<TaskChange> {
  const names = await tagNames(operation, new Set([...task.tagIds, ...before.tags.map((tag) => tag.id)]));
  const { series, ...told } = details;
  const changes = fieldChanges(before, taskState(task, names), series);
  if (changes.length === 0) return { task, eventId: null };
  task.version += 1;
  // A transaction that waited for this row began before the one that changed it last.
  task.updatedAt = new Date(Math.max(operation.now.getTime(), task.updatedAt.getTime()));
  const after = taskState(task, names);
  keepVersion(operation, after);
  const eventId = operation.emit(eventOf(before, after), task.id, { task: after, changes, ...told });
  return { task, eventId };
}

/** The same for a task that has just been created. */
export async function recordCreation(
  operation: Operation,
  task: Task,
  details: ChangeDetails = {},
): Promise<TaskChange> {
  const state = taskState(task, await tagNames(operation, new Set(task.tagIds)));
  const { series, ...told } = details;
  keepVersion(operation, state);
  const changes = fieldChanges(null, state, series);
  const eventId = operation.emit(TaskCreated, task.id, { task: state, changes, ...told });
  return { task, eventId };
}

/** What happened, by the states on either side: whichever call it was, consumers have to do the same about it. */
function eventOf(before: TaskState, after: TaskState) {
  if (before.deletedAt === null && after.deletedAt !== null) return TaskDeleted;
  if (before.deletedAt !== null && after.deletedAt === null) return TaskRestored;
  if (before.status !== 'COMPLETED' && after.status === 'COMPLETED') return TaskCompleted;
  if (!isOpen(before.status) && isOpen(after.status)) return TaskReopened;
  return TaskUpdated;
}

function keepVersion({ em }: Operation, state: TaskState): void {
  em.create(TaskVersionEntity, {
    taskId: state.id,
    version: state.version,
    ownerId: state.ownerId,
    at: new Date(state.updatedAt),
    snapshot: snapshotOf(state),
  });
}
