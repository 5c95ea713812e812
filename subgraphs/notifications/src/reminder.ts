import { LockMode } from '@mikro-orm/core';
import { badInput, conflict, notFound, RondoError } from '@rondo/platform/errors.ts';
import type { Operation } from '@rondo/platform/operation.ts';
import type { ServiceContext } from '@rondo/platform/service.ts';
import { ErrorCode } from '@rondo/schema/errors.ts';
import { ReminderAcknowledged, ReminderSnoozed } from '@rondo/schema/events/reminder.ts';
import type { TaskState } from '@rondo/schema/events/task.ts';
import { isId, newId } from '@rondo/schema/ids.ts';
import { getTask } from '@rondo/schema/methods/tasks.ts';
import { Temporal } from 'temporal-polyfill';
import { type Reminder, ReminderEntity, TaskEntity } from './entities.ts';
import { emitReminder, snapshotOf } from './reminder-event.ts';
import {
  checkReminderId,
  findReminder,
  isSameAsk,
  maximumReminders,
  type ReminderAsk,
  readDuration,
  readMoment,
} from './reminder-request.ts';
import { noteTask, removeReminderRow } from './task.ts';
import { insertReminder } from './task-reminders.ts';

/**
 * Makes a reminder, or returns the one that the same call made before. The task is asked for, not looked up among what its
 * events told: it may have been created, or given a due time, a moment ago.
 */
export async function addReminder(
  context: ServiceContext,
  input: { taskId: string; ask: ReminderAsk },
): Promise<Reminder> {
  const { taskId, ask } = input;
  const { id } = ask;
  if (id !== null) {
    checkReminderId('reminder.id', id);
    const existing = await context.read((operation) => findReminder(operation, id));
    if (existing) return repeated(existing, taskId, ask);
  }
  const task = await currentTask(context, taskId);
  return context.write((operation) => addTo(operation, task, { ...ask, id: id ?? newId('reminder') }));
}

async function currentTask(context: ServiceContext, taskId: string): Promise<TaskState> {
  try {
    return (await context.invoke(getTask, { taskId })).task;
  } catch (error) {
    // The method's argument has the same name, but that is for the method to know.
    if (error instanceof RondoError && error.code === ErrorCode.NOT_FOUND) throw notFound('taskId', 'task', taskId);
    throw error;
  }
}

async function addTo(operation: Operation, state: TaskState, ask: ReminderAsk & { id: string }): Promise<Reminder> {
  const { task } = await noteTask(operation, state);
  const existing = await findReminder(operation, ask.id);
  if (existing) return repeated(existing, task.id, ask);
  if (!task.open) {
    throw badInput(
      'taskId',
      'The task is completed, cancelled or deleted. Reopen or restore it before you add a reminder.',
    );
  }
  const moment = readMoment('reminder', ask, task.due ?? null, operation.now);
  const count = await operation.em.count(ReminderEntity, { taskId: task.id });
  if (count >= maximumReminders) {
    throw badInput('reminder', `The task has ${maximumReminders} reminders, which is the limit. Remove one first.`);
  }
  const reminder = await insertReminder(operation, task, ask, moment, true);
  // Somebody else's id, whose row this role does not see.
  if (!reminder) throw conflict('reminder.id', 'This id is taken. Use a new one.');
  return reminder;
}

function repeated(existing: Reminder, taskId: string, ask: ReminderAsk): Reminder {
  if (isSameAsk(existing, taskId, ask)) return existing;
  throw conflict('reminder.id', `A reminder ${existing.id} exists already, made with other input. Use a new id.`);
}

export async function removeReminder(operation: Operation, input: { id: string }): Promise<string> {
  removeReminderRow(operation, await lockReminder(operation, input.id));
  return input.id;
}

/** Has a reminder fire again, `for` a duration from now or at `until`, with a new notification. */
export async function snoozeReminder(
  operation: Operation,
  input: { id: string; for?: string | null; until?: Date | null },
): Promise<Reminder> {
  const until = readSnooze(operation, input);
  const reminder = await lockReminder(operation, input.id);
  if (reminder.state === 'ACKNOWLEDGED' || reminder.state === 'CANCELLED') {
    throw conflict('id', `The reminder is ${reminder.state}, so it does not come again. Add a new one.`);
  }
  const task = await operation.em.findOne(TaskEntity, { id: reminder.taskId });
  if (!task?.open)
    throw conflict('id', 'The task is completed, cancelled or deleted, so there is nothing to be reminded of.');
  if (reminder.state === 'SNOOZED' && reminder.fireAt?.getTime() === until.getTime()) return reminder;
  const was = snapshotOf(reminder);
  operation.em.assign(reminder, { state: 'SNOOZED', at: until, fireAt: until, snoozedUntil: until });
  emitReminder(operation, ReminderSnoozed, reminder, was);
  return reminder;
}

function readSnooze({ now, principal }: Operation, input: { for?: string | null; until?: Date | null }): Date {
  if ((input.for == null) === (input.until == null)) {
    const came = input.for == null ? 'neither' : 'both';
    throw badInput('for', `Expected exactly one of \`for\` (a duration such as PT10M) and \`until\`, got ${came}.`);
  }
  if (input.until) {
    if (input.until > now) return input.until;
    throw badInput('until', `Expected an instant ahead, got ${input.until.toISOString()}.`);
  }
  const duration = readDuration('for', input.for ?? '');
  if (duration.sign <= 0) throw badInput('for', `Expected a duration of more than zero, got ${duration}.`);
  try {
    const start = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(principal.timeZone);
    const end = new Date(start.add(duration).epochMilliseconds);
    // What the API can show: RFC 3339 has four digits for the year.
    if (end.getUTCFullYear() <= 9999) return end;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw badInput('for', `${duration} from now is out of range.`);
}

/** Has a reminder not come again. Changes nothing where it is acknowledged already. */
export async function acknowledgeReminder(operation: Operation, input: { id: string }): Promise<Reminder> {
  const reminder = await lockReminder(operation, input.id);
  if (reminder.state === 'ACKNOWLEDGED') return reminder;
  if (reminder.state === 'CANCELLED') {
    throw conflict('id', 'The reminder was cancelled with its task, so there is nothing to acknowledge.');
  }
  const was = snapshotOf(reminder);
  operation.em.assign(reminder, { state: 'ACKNOWLEDGED', fireAt: null, snoozedUntil: null });
  emitReminder(operation, ReminderAcknowledged, reminder, was);
  return reminder;
}

async function lockReminder({ em }: Operation, id: string): Promise<Reminder> {
  const reminder =
    isId('reminder', id) && (await em.findOne(ReminderEntity, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  if (!reminder) throw notFound('id', 'reminder', id);
  return reminder;
}
