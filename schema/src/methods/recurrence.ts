import { z } from 'zod';
import { seriesStateSchema } from '../events/series.ts';
import { defineMethod } from './define.ts';

export const recurrenceRequestSchema = z.object({
  rule: z.string(),
  mode: seriesStateSchema.shape.mode,
  missed: seriesStateSchema.shape.missed,
});
export type RecurrenceRequest = z.infer<typeof recurrenceRequestSchema>;

/**
 * Makes the series of a task that is being created. `start` is the wall-clock time of the task's due (midnight where it
 * has none). Refuses with INVALID_RECURRENCE, `argument` below `input.recurrence`. The first occurrence is `key`, on or after the start.
 * Safe to repeat by `seriesId`.
 */
export const createSeries = defineMethod(
  'recurrence',
  'createSeries',
  z.object({
    seriesId: z.string(),
    taskId: z.string(),
    recurrence: recurrenceRequestSchema,
    start: z.string(),
    allDay: z.boolean(),
    timeZone: z.string(),
    /** The due follows the owner's time zone, and so do its next occurrences. */
    floating: z.boolean(),
  }),
  z.object({ key: z.string() }),
);
