import { z } from 'zod';
import { importJobStateSchema } from '../events/import.ts';
import { defineMethod } from './define.ts';

/** What can be read and written; `importTasks(format:)` has the same names. */
export const transferFormats = ['JSON', 'CSV', 'ICS', 'TODOIST_CSV'] as const;
export type TransferFormat = (typeof transferFormats)[number];

/** A part of a text that is handed over piece by piece; `next` is asked for the one after it, null where it was the last. */
const pieceSchema = z.object({ text: z.string(), next: z.string().nullable() });
export type Piece = z.infer<typeof pieceSchema>;

/** All that the caller has, in one of the formats, from `cursor` (null: the beginning) on. */
export const readExport = defineMethod(
  'tasks',
  'readExport',
  z.object({ format: z.enum(transferFormats), cursor: z.string().nullable() }),
  pieceSchema,
);

/** Begins an import whose content follows. RATE_LIMITED where the caller has too many that are not finished. */
export const beginImport = defineMethod(
  'tasks',
  'beginImport',
  z.object({ format: z.enum(transferFormats) }),
  z.object({ jobId: z.string() }),
);

/** Adds a part of an import's content, `sequence` counting them from 0. `data` is base64. */
export const appendImport = defineMethod(
  'tasks',
  'appendImport',
  z.object({ jobId: z.string(), sequence: z.number().int().min(0), data: z.base64() }),
  z.object({}),
);

/** The content of an import is there, in so many parts: it is begun with. */
export const startImport = defineMethod(
  'tasks',
  'startImport',
  z.object({ jobId: z.string(), parts: z.number().int().min(1) }),
  z.object({ job: importJobStateSchema }),
);

/** Forgets an import whose content did not come whole. */
export const dropImport = defineMethod('tasks', 'dropImport', z.object({ jobId: z.string() }), z.object({}));

export const feedComponents = ['VTODO', 'VEVENT'] as const;

const calendarFeedSchema = z.object({
  id: z.string(),
  filterId: z.string().nullable(),
  component: z.enum(feedComponents),
  createdAt: z.string(),
  lastReadAt: z.string().nullable(),
});
export type CalendarFeed = z.infer<typeof calendarFeedSchema>;

const feedWithSecretSchema = z.object({ feed: calendarFeedSchema, secret: z.string() });

/** Makes a feed of all tasks, or of those of a saved filter. NOT_FOUND, argument `filterId`, where there is none. */
export const createCalendarFeed = defineMethod(
  'tasks',
  'createCalendarFeed',
  z.object({ filterId: z.string().nullable(), component: z.enum(feedComponents) }),
  feedWithSecretSchema,
);

/** The caller's feeds, the oldest first; their secrets are not kept. */
export const listCalendarFeeds = defineMethod(
  'tasks',
  'listCalendarFeeds',
  z.object({}),
  z.object({ feeds: z.array(calendarFeedSchema) }),
);

/** Gives a feed another secret; the one before is worth nothing from now on. */
export const renewCalendarFeed = defineMethod(
  'tasks',
  'renewCalendarFeed',
  z.object({ id: z.string() }),
  feedWithSecretSchema,
);

export const deleteCalendarFeed = defineMethod(
  'tasks',
  'deleteCalendarFeed',
  z.object({ id: z.string() }),
  z.object({}),
);

/**
 * The feed whose secret has that SHA-256 (base64url), and whose it is; null where it is nobody's. The system alone may ask: who has
 * the secret has the right.
 */
export const findCalendarFeed = defineMethod(
  'tasks',
  'findCalendarFeed',
  z.object({ secretHash: z.string() }),
  z.object({ found: z.object({ feedId: z.string(), ownerId: z.string(), timeZone: z.string() }).nullable() }),
);

/** The calendar of one of the caller's feeds. NOT_FOUND where there is none. */
export const readCalendarFeed = defineMethod(
  'tasks',
  'readCalendarFeed',
  z.object({ feedId: z.string(), cursor: z.string().nullable() }),
  pieceSchema,
);
