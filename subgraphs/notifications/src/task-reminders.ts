import type { EntityDictionary } from '@mikro-orm/core';
import type { Operation } from '@rondo/platform/operation.ts';
import { queryRows } from '@rondo/platform/query.ts';
import {
  ReminderAcknowledged,
  ReminderCancelled,
  ReminderFailed,
  ReminderScheduled,
  ReminderSent,
} from '@rondo/schema/events/reminder.ts';
import type { TaskData } from '@rondo/schema/events/task.ts';
import { newId } from '@rondo/schema/ids.ts';
import { type Reminder, ReminderEntity, type Task, TaskEntity } from './entities.ts';
import { emitReminder } from './reminder-event.ts';
import { channelsFor, findReminder, type ReminderAsk } from './reminder-request.ts';
import { momentOf } from './schedule.ts';
import { noteTask } from './task.ts';

/** Whether a task's creation leads to reminders, of those that were asked for or of the occurrence before. */
export function asksForReminders({ reminders, occurrenceOf }: TaskData): boolean {
  return (reminders !== undefined && reminders.length > 0) || occurrenceOf !== undefined;
}

/**
 * Makes the reminders of a task that was created: those that its creation asked for, and, for the next occurrence of a
 * series, ones like the relative ones of the occurrence before. Returns those that wait.
 */
export async function remindOfCreated(operation: Operation, data: TaskData): Promise<Reminder[]> {
  const { task, waiting } = await noteTask(operation, data.task, data.occurrenceOf);
  const asked = (data.reminders ?? []).map(({ at, ...request }) => ({
    ...request,
    at: at === null ? null : new Date(at),
  }));
  // What the caller was promised is kept however late the event comes; not so where the task has moved on since.
  const overdueToo = task.version === data.task.version;
  const made = [...(await makeReminders(operation, task, asked, { overdueToo }))];
  if (data.occurrenceOf) {
    made.push(...(await makeReminders(operation, task, await relativeAsks(operation, data.occurrenceOf))));
  }
  if (made.length > 0) made.push(...(await handDown(operation, task, made)));
  return [...waiting, ...made.filter(({ fireAt }) => fireAt)];
}

/** To occurrences that came to be known before the one that they follow: events may be delivered out of order. */
async function handDown(operation: Operation, from: Task, made: readonly Reminder[]): Promise<Reminder[]> {
  const relative = made.flatMap(asAsk);
  if (relative.length === 0) return [];
  const copies: Reminder[] = [];
  for (const task of await operation.em.find(TaskEntity, { occurrenceOf: from.id })) {
    const own = await makeReminders(operation, task, relative);
    copies.push(...own, ...(await handDown(operation, task, own)));
  }
  return copies;
}

async function relativeAsks({ em }: Operation, taskId: string): Promise<ReminderAsk[]> {
  const reminders = await em.find(ReminderEntity, { taskId, before: { $ne: null } }, { orderBy: { id: 'asc' } });
  return reminders.flatMap(asAsk);
}

/** What asks for another like it; nothing where it is at a fixed instant, which does not repeat. */
function asAsk({ before, channels }: Reminder): ReminderAsk[] {
  return !before ? [] : [{ id: null, at: null, before, channels }];
}

/** Reminders whose moment has passed, or that have none, are made cancelled: they come to life when the due time moves. */
async function makeReminders(
  operation: Operation,
  task: Task,
  asks: readonly ReminderAsk[],
  { overdueToo }: { overdueToo: boolean } = { overdueToo: false },
): Promise<Reminder[]> {
  const made: Reminder[] = [];
  for (const ask of asks) {
    // A call repeated, in two events.
    if (ask.id !== null && (await findReminder(operation, ask.id))) continue;
    const moment = momentOf({ askedAt: ask.at, before: ask.before }, task);
    const waits = !ask.state && task.open && moment !== null && (overdueToo || moment > operation.now);
    const at = moment ?? operation.now;
    const id = ask.id ?? newId('reminder');
    const reminder =
      (await insertReminder(operation, task, { ...ask, id }, at, waits)) ??
      // Somebody else's id, taken after it was checked: the user keeps the reminder, not the id.
      (await insertReminder(operation, task, { ...ask, id: newId('reminder') }, at, waits));
    if (reminder) made.push(reminder);
  }
  return made;
}

const madeAs = {
  SCHEDULED: ReminderScheduled,
  SNOOZED: ReminderScheduled,
  CANCELLED: ReminderCancelled,
  SENT: ReminderSent,
  FAILED: ReminderFailed,
  ACKNOWLEDGED: ReminderAcknowledged,
} as const;

/** Inserts a reminder and says so. Null where the id is in use. */
export async function insertReminder(
  operation: Operation,
  task: Task,
  ask: ReminderAsk & { id: string },
  at: Date,
  waits: boolean,
): Promise<Reminder | null> {
  const [row] = await queryRows<EntityDictionary<Reminder>>(
    operation.em,
    `insert into notifications.reminder
       (id, owner_id, task_id, asked_at, before, channels, state, at, fire_at, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (id) do nothing returning *`,
    [
      ask.id,
      task.ownerId,
      task.id,
      ask.at,
      ask.before,
      await channelsFor(operation, ask.channels),
      waits ? 'SCHEDULED' : (ask.state ?? 'CANCELLED'),
      at,
      waits ? at : null,
      operation.now,
    ],
  );
  if (!row) return null;
  const reminder = operation.em.map(ReminderEntity, row);
  emitReminder(operation, madeAs[reminder.state], reminder, null);
  return reminder;
}
