import { z } from 'zod';

export const channels = ['IN_APP', 'EMAIL', 'WEB_PUSH'] as const;
export type Channel = (typeof channels)[number];

/** A reminder that a caller asked for: exactly one of `at` (an instant) and `before` (an ISO 8601 duration before the due time). */
export const reminderRequestSchema = z.object({
  id: z.string(),
  at: z.string().nullable(),
  before: z.string().nullable(),
  channels: z.array(z.enum(channels)),
});
export type ReminderRequest = z.infer<typeof reminderRequestSchema>;
