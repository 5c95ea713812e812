import { z } from 'zod';
import { Topic } from '../topics.ts';
import { defineEvent } from './define.ts';
import { fieldChangeSchema } from './envelope.ts';

export const seriesStateSchema = z.object({
  id: z.string(),
  ownerId: z.string(),
  rule: z.string(),
  mode: z.enum(['SCHEDULE', 'COMPLETION']),
  missed: z.enum(['SKIP', 'KEEP']),
  /** Wall-clock date and time, `2026-03-29T09:00:00`. */
  start: z.string(),
  timeZone: z.string(),
  skipped: z.array(z.string()),
  ended: z.boolean(),
  version: z.number().int(),
});
export type SeriesState = z.infer<typeof seriesStateSchema>;

const seriesDataSchema = z.object({ series: seriesStateSchema, changes: z.array(fieldChangeSchema) });

export const SeriesCreated = defineEvent('series.created.v1', seriesDataSchema, [Topic.TASK_EVENTS]);
export const SeriesUpdated = defineEvent('series.updated.v1', seriesDataSchema, [Topic.TASK_EVENTS]);
/** No occurrence is left, or the recurrence was removed. */
export const SeriesEnded = defineEvent('series.ended.v1', seriesDataSchema, [Topic.TASK_EVENTS]);

export const seriesEvents = [SeriesCreated, SeriesUpdated, SeriesEnded] as const;
