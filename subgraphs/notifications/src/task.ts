import { LockMode } from '@mikro-orm/core';
import type { Operation } from '@rondo/platform/operation.ts';
import { queryRows } from '@rondo/platform/query.ts';
import type { CloudEvent } from '@rondo/schema/events/envelope.ts';
import {
  ReminderCancelled,
  ReminderMoved,
  ReminderRemoved,
  ReminderScheduled,
  ReminderSnoozed,
} from '@rondo/schema/events/reminder.ts';
import type { DueState, TaskData, TaskState } from '@rondo/schema/events/task.ts';
import { NotificationEntity, type Reminder, ReminderEntity, type Task, TaskEntity } from './entities.ts';
import { changesOfRemoval, emitReminder, snapshotOf } from './reminder-event.ts';
import { type Consequence, follow, type TaskTiming } from './schedule.ts';

/** Whom the inbox knows the service's consumers by: `Delivery.once` has the same. */
const consumer = 'notifications';

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
  return { task, waiting: await haveFollow(operation, task.id, was, task) };
}

/** What came of an event of a task's. */
export interface NotedChange {
  /** Whether the owner has webhooks. */
  hasWebhooks: boolean;
  /** The task's reminders that wait for another moment because of it. */
  waiting: Reminder[];
}

/**
 * Takes in the state that an event of the task's has, once, as `noteTask` does. It is nine tenths of all that the service does, and leads to
 * nothing for most: so it is one statement, which says that the event was taken, what the task was like before, and whether there are webhooks; and a
 * look for reminders where the task's timing has changed. That look comes after the task's row was locked, as whoever adds a reminder locks it too.
 */
export async function noteChange(operation: Operation, event: CloudEvent<TaskData>): Promise<NotedChange> {
  const { em } = operation;
  const { task: state } = event.data;
  const is = { open: isOpen(state), due: state.due };
  const [row] = await queryRows<{ hasWebhooks: boolean; wasOpen: boolean | null; wasDue: DueState | null }>(
    em,
    `with taken as (
       insert into notifications.inbox (consumer, event_id) values ($8, $9) on conflict do nothing returning 1
     ), noted as (
       insert into notifications.task as t (id, owner_id, title, due, open, version)
       select $1, $2, $3, $4::jsonb, $5, $6 where exists (select from taken)
       on conflict (id) do update
         set title = excluded.title, due = excluded.due, open = excluded.open, version = excluded.version
         where t.version < excluded.version
       returning old.open as was_open, old.due as was_due
     )
     select exists (select from notifications.webhook where owner_id = $7) as "hasWebhooks",
       was_open as "wasOpen", was_due as "wasDue"
     from (values (true)) as one left join noted on true`,
    [
      ...[state.id, state.ownerId, state.title, state.due && JSON.stringify(state.due), is.open, state.version],
      ...[event.partitionkey, consumer, event.id],
    ],
  );
  const { hasWebhooks = false, wasOpen = null, wasDue = null } = row ?? {};
  const was = { open: wasOpen === true, due: wasDue };
  // Null: the task was not known, or nothing new was said of it.
  const moved = wasOpen !== null && !isSameTiming(was, is) && (await hasReminders(operation, state.id));
  return { hasWebhooks, waiting: moved ? await haveFollow(operation, state.id, was, is) : [] };
}

/** Has the reminders of a task, whose row is locked, follow a change of its timing. Returns those that wait. */
async function haveFollow(operation: Operation, taskId: string, was: TaskTiming, is: TaskTiming): Promise<Reminder[]> {
  const waiting: Reminder[] = [];
  for (const reminder of await lockReminders(operation, taskId)) {
    const consequence = follow(reminder, was, is, operation.now);
    if (!consequence) continue;
    bear(operation, reminder, consequence);
    if (consequence.state !== 'CANCELLED') waiting.push(reminder);
  }
  return waiting;
}

async function hasReminders({ em }: Operation, taskId: string): Promise<boolean> {
  const rows = await queryRows(em, 'select 1 from notifications.reminder where task_id = $1 limit 1', [taskId]);
  return rows.length > 0;
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
