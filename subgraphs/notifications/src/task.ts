import { LockMode } from '@mikro-orm/core';
import type { Operation } from '@rondo/platform/operation.ts';
import { queryRows } from '@rondo/platform/query.ts';
import {
  ReminderCancelled,
  ReminderMoved,
  ReminderRemoved,
  ReminderScheduled,
  ReminderSnoozed,
} from '@rondo/schema/events/reminder.ts';
import type { TaskState } from '@rondo/schema/events/task.ts';
import { NotificationEntity, type Reminder, ReminderEntity, type Task, TaskEntity } from './entities.ts';
import { changesOfRemoval, emitReminder, snapshotOf } from './reminder-event.ts';
import { type Consequence, follow, type TaskTiming } from './schedule.ts';

/** What is known of a task after a state of it was taken in, and its reminders that wait for another moment because of that. */
export interface NotedTask {
  task: Task;
  waiting: Reminder[];
}

/**
 * Takes in a task's state, unless a later one is known, and has its reminders follow. States may come in any order and
 * more than once.
 */
export async function noteTask(
  operation: Operation,
  state: TaskState,
  occurrenceOf?: string | null,
): Promise<NotedTask> {
  const { em } = operation;
  const inserted = await insertTask(operation, state, occurrenceOf ?? null);
  const task = await em.findOneOrFail(TaskEntity, { id: state.id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (inserted) return { task, waiting: [] };
  if (occurrenceOf) task.occurrenceOf = occurrenceOf;
  if (state.version <= task.version) return { task, waiting: [] };
  const was = { open: task.open, due: task.due };
  em.assign(task, { title: state.title, due: state.due, open: isOpen(state), version: state.version });
  if (isSameTiming(was, task)) return { task, waiting: [] };
  const waiting: Reminder[] = [];
  for (const reminder of await lockReminders(operation, task.id)) {
    const consequence = follow(reminder, was, task, operation.now);
    if (!consequence) continue;
    bear(operation, reminder, consequence);
    if (consequence.state !== 'CANCELLED') waiting.push(reminder);
  }
  return { task, waiting };
}

/** Forgets a task that is gone for good. Its notifications stay, without it. */
export async function forgetTask(operation: Operation, taskId: string): Promise<void> {
  const { em } = operation;
  for (const reminder of await lockReminders(operation, taskId)) removeReminderRow(operation, reminder);
  await em.nativeUpdate(NotificationEntity, { taskId }, { taskId: null });
  await em.nativeDelete(TaskEntity, { id: taskId });
}

/** Removes a locked reminder, with its deliveries. */
export function removeReminderRow(operation: Operation, reminder: Reminder): void {
  const was = snapshotOf(reminder);
  operation.em.remove(reminder);
  operation.emit(ReminderRemoved, was.id, { reminder: was, changes: changesOfRemoval(was) });
}

export function isOpen(state: Pick<TaskState, 'status' | 'deletedAt'>): boolean {
  return state.deletedAt === null && (state.status === 'OPEN' || state.status === 'IN_PROGRESS');
}

/** Has a locked reminder be what a change made of it. */
export function bear(operation: Operation, reminder: Reminder, { state, at }: Consequence): void {
  const was = snapshotOf(reminder);
  const waits = state !== 'CANCELLED';
  operation.em.assign(reminder, {
    state,
    at,
    fireAt: waits ? at : null,
    snoozedUntil: state === 'SCHEDULED' ? null : reminder.snoozedUntil,
  });
  const types = {
    CANCELLED: ReminderCancelled,
    SNOOZED: ReminderSnoozed,
    SCHEDULED: was.state === 'SCHEDULED' ? ReminderMoved : ReminderScheduled,
  };
  emitReminder(operation, types[state], reminder, was);
}

function isSameTiming(was: TaskTiming, is: TaskTiming): boolean {
  return was.open === is.open && was.due?.at === is.due?.at && was.due?.timeZone === is.due?.timeZone;
}

/** False where the task is known already. */
async function insertTask(operation: Operation, state: TaskState, occurrenceOf: string | null): Promise<boolean> {
  const rows = await queryRows(
    operation.em,
    `insert into notifications.task (id, owner_id, title, due, open, version, occurrence_of)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do nothing returning id`,
    [
      state.id,
      state.ownerId,
      state.title,
      state.due && JSON.stringify(state.due),
      isOpen(state),
      state.version,
      occurrenceOf,
    ],
  );
  return rows.length > 0;
}

/** In the order of their ids, so that two transactions never wait for each other. */
function lockReminders({ em }: Operation, taskId: string): Promise<Reminder[]> {
  return em.find(ReminderEntity, { taskId }, { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } });
}
