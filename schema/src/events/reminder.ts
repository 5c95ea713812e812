import { z } from 'zod';
import { Topic } from '../topics.ts';
import { defineEvent } from './define.ts';
import { fieldChangeSchema } from './envelope.ts';
import { channels } from './reminder-request.ts';

export const reminderStates = ['SCHEDULED', 'SENT', 'FAILED', 'ACKNOWLEDGED', 'SNOOZED', 'CANCELLED'] as const;

export const reminderStateSchema = z.object({
  id: z.string(),
  ownerId: z.string(),
  taskId: z.string(),
  at: z.string(),
  before: z.string().nullable(),
  channels: z.array(z.enum(channels)),
  state: z.enum(reminderStates),
});
export type ReminderSnapshot = z.infer<typeof reminderStateSchema>;

const reminderDataSchema = z.object({ reminder: reminderStateSchema, changes: z.array(fieldChangeSchema) });

/** `firing` counts the times that this reminder has fired (snoozing fires it again), so that each firing is delivered once. */
const reminderDueSchema = z.object({ reminder: reminderStateSchema, firing: z.number().int() });

const heard = [Topic.TASK_EVENTS, Topic.TASK_UPDATES] as const;

export const ReminderScheduled = defineEvent('reminder.scheduled.v1', reminderDataSchema, heard);
/** It moved with its task's due time. */
export const ReminderMoved = defineEvent('reminder.moved.v1', reminderDataSchema, heard);
export const ReminderDue = defineEvent('reminder.due.v1', reminderDueSchema, [Topic.REMINDERS]);
export const ReminderSent = defineEvent('reminder.sent.v1', reminderDataSchema, heard);
export const ReminderFailed = defineEvent('reminder.failed.v1', reminderDataSchema, heard);
export const ReminderSnoozed = defineEvent('reminder.snoozed.v1', reminderDataSchema, heard);
export const ReminderAcknowledged = defineEvent('reminder.acknowledged.v1', reminderDataSchema, heard);
export const ReminderCancelled = defineEvent('reminder.cancelled.v1', reminderDataSchema, heard);
/** Its owner removed it. */
export const ReminderRemoved = defineEvent('reminder.removed.v1', reminderDataSchema, heard);

export const reminderEvents = [
  ReminderScheduled,
  ReminderMoved,
  ReminderDue,
  ReminderSent,
  ReminderFailed,
  ReminderSnoozed,
  ReminderAcknowledged,
  ReminderCancelled,
  ReminderRemoved,
] as const;
