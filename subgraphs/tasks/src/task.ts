import { createHash } from 'node:crypto';
import { uniqueViolation } from '@rondo/platform/database/sql-state.ts';
import { conflict } from '@rondo/platform/errors.ts';
import type { Operation } from '@rondo/platform/operation.ts';
import { queryRows } from '@rondo/platform/query.ts';
import type { DueState } from '@rondo/schema/events/task.ts';
import { newId } from '@rondo/schema/ids.ts';
import { checkReminders } from '@rondo/schema/methods/notifications.ts';
import { createSeries, type RecurrenceRequest } from '@rondo/schema/methods/recurrence.ts';
import { Temporal } from 'temporal-polyfill';
import {
  checkBulk,
  isOpen,
  type LockedTask,
  lockTask,
  lockTasks,
  recordChange,
  recordCreation,
  setStatus,
  type TaskChange,
} from './change.ts';
import { dueColumns, followZone, placeDue, requestedDue } from './due.ts';
import { type Task, TaskEntity } from './entities.ts';
import type { CreateTaskInput, UpdateTaskInput } from './generated/resolvers.ts';
import { tagsOfNames, useTags } from './tag-projection.ts';
import { checkId, draftOf, patchOf, reminderRequests, type TaskDraft, type TaskPatch } from './task-input.ts';
import { lockTree, refuseCycle, shareParent } from './tree.ts';

/**
 * Makes a task, or returns the one that the same call made before. Whatever can refuse the call comes first, a taken id
 * included: what it does to other services (a series, new tags) follows once nothing here can. `said` is what tells the same
 * call from another under the same id, where that is not the input.
 */
export async function createTask(operation: Operation, input: CreateTaskInput, said?: object): Promise<TaskChange> {
  const draft = draftOf(input);
  const id = input.id == null ? newId('task') : checkId('task', 'input.id', input.id);
  const inputHash = input.id == null ? null : hashOf(said ?? draft);
  if (inputHash !== null) {
    const existing = await findCreated(operation, id, inputHash);
    if (existing) return { task: existing, eventId: null };
  }
  if (draft.parentId !== null) await shareParent(operation, 'input.parentId', draft.parentId);
  await useTags(operation, 'input.tagIds', draft.tagIds);
  const asked = await firstDue(operation, draft);
  const reminders = reminderRequests(draft.reminders);
  const task = newTask(operation, {
    ...{ id, inputHash, title: draft.title, description: draft.description, priority: draft.priority },
    ...{
      tagIds: [...new Set(draft.tagIds)],
      parentId: draft.parentId,
      reminderIds: reminders.map((reminder) => reminder.id),
    },
    ...dueColumns(asked),
  });
  await flushNew(operation);
  if (reminders.length > 0) {
    await operation.invoke(checkReminders, { taskId: id, dueAt: asked?.at ?? null, reminders });
  }
  const series = draft.recurrence && asked ? await startSeries(operation, id, draft.recurrence, asked) : null;
  if (series) Object.assign(task, { seriesId: series.id, occurrenceKey: series.key, ...dueColumns(series.due) });
  if (draft.tagNames.length > 0) {
    task.tagIds = [...new Set([...task.tagIds, ...(await tagsOfNames(operation, draft.tagNames))])];
  }
  return recordCreation(operation, task, {
    ...(reminders.length > 0 ? { reminders } : {}),
    ...(series ? { series: { id: series.id, ...draft.recurrence } } : {}),
  });
}

/** A row of the principal's that is not flushed yet, open and at version 1. */
export function newTask(
  { em, principal, now }: Operation,
  values: Pick<Task, 'id' | 'title' | 'description' | 'priority' | 'tagIds'> & Partial<Task>,
): Task {
  return em.create(TaskEntity, {
    ...{ ownerId: principal.userId, status: 'OPEN', reminderIds: [], version: 1, createdAt: now, updatedAt: now },
    ...values,
  });
}

/** Changes what `input` names. */
export async function updateTask(
  operation: Operation,
  { id, input, expectedVersion }: { id: string; input: UpdateTaskInput; expectedVersion?: number | null },
): Promise<TaskChange> {
  const patch = patchOf(input);
  const apply = await prepared(operation, patch);
  const locked = await lockTask(operation, id, { expectedVersion });
  await apply(locked);
  return recordChange(operation, locked);
}

/** The same change to many tasks, all or nothing. */
export async function updateTasks(
  operation: Operation,
  { ids, input }: { ids: readonly string[]; input: UpdateTaskInput },
): Promise<{ tasks: Task[] }> {
  checkBulk(ids);
  const patch = patchOf(input);
  const apply = await prepared(operation, patch);
  const tasks = await lockTasks(operation, ids, (index) => `ids.${index}`);
  for (const locked of tasks) await apply(locked);
  for (const locked of tasks) await recordChange(operation, locked);
  return { tasks: tasks.map(({ task }) => task) };
}

/** Checks what a patch needs of the database, once however many tasks it is for. Returns what applies it to one. */
async function prepared(operation: Operation, patch: TaskPatch): Promise<(locked: LockedTask) => Promise<void>> {
  const { due: asked, status, tagIds, parentId, ...values } = patch;
  const due = asked ? await requestedDue(operation, 'input.due', asked) : asked;
  if (parentId != null) {
    await lockTree(operation);
    await shareParent(operation, 'input.parentId', parentId);
  }
  if (tagIds) await useTags(operation, 'input.tagIds', tagIds);
  return async ({ task }) => {
    if (parentId != null) await refuseCycle(operation, 'input.parentId', task.id, parentId);
    Object.assign(task, values);
    if (parentId !== undefined) task.parentId = parentId;
    if (tagIds) task.tagIds = [...new Set(tagIds)];
    if (due !== undefined) Object.assign(task, dueColumns(due));
    if (status) setStatus(task, status, operation.now);
    if (isOpen(task.status)) followZone(operation, task);
  };
}

/** What the task will be due: as asked, or, where it only repeats, from today on. */
async function firstDue(operation: Operation, { due, recurrence }: TaskDraft): Promise<DueState | null> {
  if (due) return requestedDue(operation, 'input.due', due);
  if (!recurrence) return null;
  const { timeZone } = operation.principal;
  const today = Temporal.Instant.fromEpochMilliseconds(operation.now.getTime()).toZonedDateTimeISO(timeZone);
  return placeDue('input.due', { date: today.toPlainDate().toString(), time: null, timeZone, floating: true });
}

/** The series takes its id from the task, so that a call that is repeated after a failure makes no second one. */
async function startSeries(
  { invoke }: Operation,
  taskId: string,
  recurrence: RecurrenceRequest,
  due: DueState,
): Promise<{ id: string; key: string; due: DueState }> {
  const id = taskId.replace(/^task_/, 'series_');
  const { timeZone, floating } = due;
  const allDay = due.time === null;
  const start = `${due.date}T${due.time ?? '00:00:00'}`;
  const { key } = await invoke(createSeries, { seriesId: id, taskId, recurrence, start, allDay, timeZone, floating });
  if (key === start) return { id, key, due };
  const [date = '', time = ''] = key.split('T');
  return { id, key, due: placeDue('input.due', { date, time: allDay ? null : time, timeZone, floating }) };
}

/** The task that the same call made before; CONFLICT where another call made it. Calls under one id take turns. */
async function findCreated(operation: Operation, id: string, inputHash: string): Promise<Task | null> {
  const { em } = operation;
  await queryRows(em, 'select pg_advisory_xact_lock(hashtextextended($1, 0))', [id]);
  const existing = await em.findOne(TaskEntity, { id });
  if (existing && existing.inputHash !== inputHash) {
    throw conflict('input.id', `A task ${id} exists already, made with other input. Use a new id.`);
  }
  return existing;
}

async function flushNew({ em }: Operation): Promise<void> {
  try {
    await em.flush();
  } catch (error) {
    // Somebody else's id, whose row this role does not see.
    if (uniqueViolation(error) === 'task_pkey') throw conflict('input.id', 'This id is taken. Use a new one.');
    throw error;
  }
}

function hashOf(input: object): string {
  return createHash('sha256').update(JSON.stringify(input)).digest('base64url');
}
