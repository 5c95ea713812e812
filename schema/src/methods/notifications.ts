import { z } from 'zod';
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
