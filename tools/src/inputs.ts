import { z } from 'zod';

export const taskId = z
  .string()
  .describe('The id of a task, as find_tasks gives it.')
  .meta({ examples: ['task_01k3v6y8z9f4q8r2s5t7w1x3yz'] });
export const taskIds = z.array(taskId).min(1).max(100).describe('1 to 100 ids of tasks.');
export const priority = z.enum(['HIGH', 'MEDIUM', 'LOW', 'NONE']);
export const tagNames = z
  .array(z.string().min(1).max(100))
  .max(20)
  .meta({ examples: [['home', 'errands']] });
export const due = z
  .object({
    date: z.iso
      .date()
      .describe('A calendar date.')
      .meta({ examples: ['2026-03-29'] }),
    time: z
      .string()
      .regex(/^\d{2}:\d{2}(:\d{2})?$/)
      .optional()
      .describe('A wall-clock time; without it the task is due the whole day.')
      .meta({ examples: ['17:00'] }),
    timeZone: z
      .string()
      .optional()
      .describe("An IANA zone; without it the user's own.")
      .meta({ examples: ['Europe/Paris'] }),
  })
  .strict();
export const recurrenceRule = z
  .string()
  .max(1_000)
  .describe('An RFC 5545 RRULE without DTSTART; FREQ is HOURLY, DAILY, WEEKLY, MONTHLY or YEARLY.')
  .meta({ examples: ['FREQ=WEEKLY;BYDAY=MO,WE', 'FREQ=MONTHLY;BYMONTHDAY=-1'] });

export type DueArgument = z.infer<typeof due>;

/** As DueInput wants it. */
export function dueInput({ date, time, timeZone }: DueArgument) {
  return {
    date,
    ...(time ? { time: time.length === 5 ? `${time}:00` : time } : {}),
    ...(timeZone ? { timeZone } : {}),
  };
}
