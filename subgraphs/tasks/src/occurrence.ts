import { badInput, conflict, notFound } from '@rondo/platform/errors.ts';
import type { Operation } from '@rondo/platform/operation.ts';
import { queryRows } from '@rondo/platform/query.ts';
import type { TaskState } from '@rondo/schema/events/task.ts';
import { newId } from '@rondo/schema/ids.ts';
import type { RecurrenceRequest } from '@rondo/schema/methods/recurrence.ts';
import { Temporal } from 'temporal-polyfill';
import { isOpen, lockTask, recordChange, recordCreation, setStatus } from './change.ts';
import { checkedDue, dueColumns, dueOf, placeDue, type WallDue } from './due.ts';
import { type Task, TaskEntity } from './entities.ts';
import { tasksById } from './loaders.ts';
import { taskState } from './state.ts';
import { tagNames } from './tag-projection.ts';
import { newTask } from './task.ts';
import { isOutsideBin } from './tree.ts';

/*
 * What other services ask of tasks. `argument` in errors is a path in the mutation that led here.
 */

/** A task outside the bin. Throws NOT_FOUND. */
export async function getTask(operation: Operation, { taskId }: { taskId: string }): Promise<{ task: TaskState }> {
  const { tasks } = await findTasks(operation, { taskIds: [taskId] });
  const task = tasks.find(({ deletedAt }) => deletedAt === null);
  if (!task) throw notFound('taskId', 'task outside the bin', taskId);
  return { task };
}

/** Those that are there, in the bin too. */
export async function findTasks(
  operation: Operation,
  { taskIds }: { taskIds: readonly string[] },
): Promise<{ tasks: TaskState[] }> {
  const tasks = (await tasksById(operation, taskIds)).filter((task) => task !== null);
  const names = await tagNames(operation, new Set(tasks.flatMap((task) => task.tagIds)));
  return { tasks: tasks.map((task) => taskState(task, names)) };
}

/**
 * Makes the next occurrence of a series from the one before it, with copies of its subtasks, open again; nothing where
 * there is one of that key. Relative reminders follow by the events' `occurrenceOf`.
 */
export async function createOccurrence(
  operation: Operation,
  { seriesId, key, fromTaskId, due }: { seriesId: string; key: string; fromTaskId: string; due: WallDue },
): Promise<{ taskId: string; created: boolean }> {
  const { em } = operation;
  await queryRows(em, 'select pg_advisory_xact_lock(hashtextextended($1, 0))', [`tasks.series ${seriesId}`]);
  const existing = await em.findOne(TaskEntity, { seriesId, occurrenceKey: key });
  if (existing) return { taskId: existing.id, created: false };
  const from = await em.findOne(TaskEntity, { id: fromTaskId });
  if (!from) throw notFound('fromTaskId', 'task', fromTaskId);
  const parentId = from.parentId && (await isOutsideBin(operation, from.parentId)) ? from.parentId : null;
  const placed = await checkedDue(operation, 'due', due);
  const task = copyOf(operation, from, { parentId, seriesId, occurrenceKey: key, ...dueColumns(placed) });
  await recordCreation(operation, task, { occurrenceOf: from.id });
  await copySubtasks(operation, from, task, daysBetween(from.dueDate, placed.date));
  return { taskId: task.id, created: true };
}

/** Title, description, priority and tags go over; the rest is the copy's own. */
function copyOf(operation: Operation, from: Task, values: Partial<Task>): Task {
  const { title, description, priority, tagIds } = from;
  return newTask(operation, { id: newId('task'), title, description, priority, tagIds: [...tagIds], ...values });
}

/** At every depth. Their dues move by as many days as the task's. A subtask that repeats by itself is not copied. */
async function copySubtasks(operation: Operation, from: Task, to: Task, days: number): Promise<void> {
  const subtasks = await operation.em.find(
    TaskEntity,
    { parentId: from.id, deletedAt: null, seriesId: null },
    { orderBy: { createdAt: 'asc', id: 'asc' } },
  );
  for (const subtask of subtasks) {
    const due = dueOf(subtask);
    const moved = due && placeDue('due', { ...due, date: addDays(due.date, days) });
    const copy = copyOf(operation, subtask, { parentId: to.id, ...dueColumns(moved) });
    await recordCreation(operation, copy, { occurrenceOf: subtask.id });
    await copySubtasks(operation, subtask, copy, days);
  }
}

function daysBetween(from: string | null | undefined, to: string): number {
  return from ? Temporal.PlainDate.from(from).until(to).days : 0;
}

function addDays(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

/** Makes an open task the occurrence `key` of a series, in place of any it belonged to. */
export async function joinSeries(
  operation: Operation,
  input: {
    taskId: string;
    expectedVersion: number;
    seriesId: string;
    key: string;
    recurrence: RecurrenceRequest;
    due: WallDue | null;
  },
): Promise<{ eventId: string }> {
  const { taskId, expectedVersion, seriesId, key, recurrence } = input;
  const locked = await lockTask(operation, taskId, { argument: 'taskId', expectedVersion });
  const { task } = locked;
  if (!isOpen(task.status)) throw badInput('taskId', 'A closed task cannot repeat. Reopen it first.');
  const other = await operation.em.findOne(TaskEntity, { seriesId, occurrenceKey: key, id: { $ne: taskId } });
  if (other) throw conflict('taskId', `The series has another task for ${key}: ${other.id}.`);
  Object.assign(task, { seriesId, occurrenceKey: key });
  if (input.due) Object.assign(task, dueColumns(await checkedDue(operation, 'due', input.due)));
  const { eventId } = await recordChange(operation, locked, { series: { id: seriesId, ...recurrence } });
  if (eventId === null) throw new Error(`Joining ${seriesId} did not change ${taskId}.`);
  return { eventId };
}

/** Takes a task out of its series. */
export async function leaveSeries(
  operation: Operation,
  { taskId }: { taskId: string },
): Promise<{ eventId: string | null }> {
  const locked = await lockTask(operation, taskId, { argument: 'taskId' });
  Object.assign(locked.task, { seriesId: null, occurrenceKey: null });
  return { eventId: (await recordChange(operation, locked)).eventId };
}

/** Closes an open occurrence as skipped. */
export async function skipTask(
  operation: Operation,
  { taskId }: { taskId: string },
): Promise<{ eventId: string | null }> {
  const locked = await lockTask(operation, taskId, { argument: 'taskId' });
  if (!isOpen(locked.task.status)) {
    throw badInput('taskId', 'This occurrence is closed already. Give the open one.');
  }
  setStatus(locked.task, 'CANCELLED', operation.now);
  return { eventId: (await recordChange(operation, locked)).eventId };
}

/** Moves a task; of a series, it stays the occurrence that it is. */
export async function moveTask(
  operation: Operation,
  { taskId, due }: { taskId: string; due: WallDue },
): Promise<{ eventId: string | null }> {
  const locked = await lockTask(operation, taskId, { argument: 'taskId' });
  Object.assign(locked.task, dueColumns(await checkedDue(operation, 'due', due)));
  return { eventId: (await recordChange(operation, locked)).eventId };
}
