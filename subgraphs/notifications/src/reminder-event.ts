import type { Operation } from '@rondo/platform/operation.ts';
import type { EventType } from '@rondo/schema/events/define.ts';
import type { FieldChange } from '@rondo/schema/events/envelope.ts';
import type { ReminderSent, ReminderSnapshot } from '@rondo/schema/events/reminder.ts';
import type { Reminder } from './entities.ts';

type ReminderData = typeof ReminderSent extends EventType<infer Data> ? Data : never;

/** As events carry it. */
export function snapshotOf(reminder: Reminder): ReminderSnapshot {
  return {
    id: reminder.id,
    ownerId: reminder.ownerId,
    taskId: reminder.taskId,
    at: reminder.at.toISOString(),
    before: reminder.before ?? null,
    channels: reminder.channels,
    state: reminder.state,
  };
}

/** Emits what became of a reminder since `was`; null where it is new. Returns the event's id. */
export function emitReminder(
  operation: Operation,
  type: EventType<ReminderData>,
  reminder: Reminder,
  was: ReminderSnapshot | null,
): string {
  const is = snapshotOf(reminder);
  return operation.emit(type, is.id, { reminder: is, changes: changesBetween(was, is) }, is.ownerId);
}

/** What clients can see of a reminder that may change. */
const fields = ['state', 'at', 'before', 'channels'] as const;

function changesBetween(was: ReminderSnapshot | null, is: ReminderSnapshot): FieldChange[] {
  return fields
    .filter((field) => JSON.stringify(was?.[field] ?? null) !== JSON.stringify(is[field]))
    .map((field) => ({ field, from: was?.[field] ?? null, to: is[field] }));
}

/** The changes of one that is gone. */
export function changesOfRemoval(was: ReminderSnapshot): FieldChange[] {
  return fields.filter((field) => was[field] !== null).map((field) => ({ field, from: was[field], to: null }));
}
