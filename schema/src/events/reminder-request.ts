import { z } from 'zod';

export const channels = ['IN_APP', 'EMAIL', 'WEB_PUSH'] as const;
export type Channel = (typeof channels)[number];

/** What may have become of a reminder that does not wait any more. */
export const settledStates = ['SENT', 'FAILED', 'ACKNOWLEDGED', 'CANCELLED'] as const;
export type SettledState = (typeof settledStates)[number];

/** A reminder that a caller asked for: exactly one of `at` (an instant) and `before` (an ISO 8601 duration before the due time). `state`: of one that is taken over from elsewhere, where it does not wait any more. */
export const reminderRequestSchema = z.object({
  id: z.string(),
  at: z.string().nullable(),
  before: z.string().nullable(),
  channels: z.array(z.enum(channels)),
  state: z.enum(settledStates).optional(),
});
export type ReminderRequest = z.infer<typeof reminderRequestSchema>;
