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

/** A series as it is taken elsewhere: all that it takes to go on where it stands. */
export const seriesRecordSchema = seriesStateSchema.omit({ ownerId: true }).extend({
  /** Its occurrences have a date and no time. */
  allDay: z.boolean(),
  floating: z.boolean(),
  /** The occurrence made last. */
  currentKey: z.string(),
  /** How many it has had. */
  made: z.number().int(),
  /** Keys made that are not past. */
  recentKeys: z.array(z.string()),
  /** Occurrences that were moved: key → where to. */
  moved: z.record(z.string(), z.string()),
});
export type SeriesRecord = z.infer<typeof seriesRecordSchema>;

/** The caller's series: those of `ids` (up to 1 000), or, where that is null, up to 200 in the order of their ids after `after`. */
export const readSeries = defineMethod(
  'recurrence',
  'readSeries',
  z.object({ ids: z.array(z.string()).max(1_000).nullable(), after: z.string().nullable() }),
  z.object({
    series: z.array(
      // Occurrences that are left of a rule with COUNT, the open one included; null of one without.
      seriesRecordSchema.extend({ left: z.number().int().nullable() }),
    ),
  }),
);

/** A series to be made at an import. */
export const seriesImportSchema = z.object({
  id: z.string(),
  /** The id that it had where it comes from; the caller's series of that id is used where there is one. */
  originalId: z.string().nullable(),
  recurrence: recurrenceRequestSchema,
  start: z.string(),
  allDay: z.boolean(),
  timeZone: z.string(),
  floating: z.boolean(),
  /** Keys that are no occurrences. */
  skipped: z.array(z.string()),
  /** Its open occurrence is the first one from there on. */
  notBefore: z.string().nullable(),
  /** Where it stands already; null: at its first occurrence. */
  progress: seriesRecordSchema
    .pick({ currentKey: true, made: true, recentKeys: true, moved: true, ended: true, version: true })
    .nullable(),
});
export type SeriesImport = z.infer<typeof seriesImportSchema>;

/**
 * Makes series, or finds those that the same call made before; each for itself, in the order given. `error` says why one
 * can't be made. `key` is its open occurrence.
 */
export const importSeries = defineMethod(
  'recurrence',
  'importSeries',
  z.object({ series: z.array(seriesImportSchema).max(1_000) }),
  z.object({
    results: z.array(z.union([z.object({ id: z.string(), key: z.string() }), z.object({ error: z.string() })])),
  }),
);
