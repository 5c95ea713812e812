import { z } from 'zod';
import { reminderStateSchema } from '../events/reminder.ts';
import { reminderRequestSchema } from '../events/reminder-request.ts';
import { defineMethod } from './define.ts';

/**
 * Refuses reminders that could not be made, without making any: BAD_USER_INPUT (in the past, `before` without a due,
 * both or neither of `at` and `before`), CONFLICT and NOT_FOUND for ids in use. `argument` is a path below input.reminders.
 */
export const checkReminders = defineMethod(
  'notifications',
  'checkReminders',
  z.object({ taskId: z.string(), dueAt: z.string().nullable(), reminders: z.array(reminderRequestSchema) }),
  z.object({}),
);

/** The caller's reminders of those tasks, up to 1 000 of them, the oldest first. `asked`: the fixed instant, null of a relative one. */
export const findReminders = defineMethod(
  'notifications',
  'findReminders',
  z.object({ taskIds: z.array(z.string()).max(1_000) }),
  z.object({
    reminders: z.array(
      reminderStateSchema
        .pick({ id: true, taskId: true, before: true, channels: true, state: true })
        .extend({ asked: z.string().nullable() }),
    ),
  }),
);
