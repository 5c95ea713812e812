import { reminderStates } from '@rondo/schema/events/reminder.ts';
import { channels } from '@rondo/schema/events/reminder-request.ts';
import { priorities, taskStatuses } from '@rondo/schema/events/task.ts';
import { activityRecordSchema } from '@rondo/schema/methods/activity.ts';
import { recurrenceRequestSchema, seriesRecordSchema } from '@rondo/schema/methods/recurrence.ts';
import { z } from 'zod';

/*
 * The format of our own exports, a JSON document. docs/import-export.schema.json is made of these schemas, and a test holds it to them.
 * What has a default may be missing, so that a list of titles is a document that can be imported.
 */

export const documentFormat = 'rondo';
export const documentVersion = 1;

const id = z.string().min(1).max(300);

const dueRecord = z.object({
  date: z.string().describe('2026-03-29'),
  time: z.string().nullable().default(null).describe('09:30:00; null: the whole day'),
  timeZone: z.string().optional().describe('An IANA name; absent: the importing user’s, floating'),
  floating: z.boolean().optional().describe('Follows its owner’s time zone'),
});

export const tagRecord = z.object({ id, name: z.string(), color: z.string().describe('#4c6ef5') });
export const filterRecord = z.object({ id, name: z.string(), query: z.string() });
export const seriesRecord = seriesRecordSchema;

const versionRecord = z.object({
  version: z.number().int().min(1),
  at: z.iso.datetime(),
  title: z.string(),
  description: z.string(),
  status: z.enum(taskStatuses),
  priority: z.enum(priorities),
  due: dueRecord.required().extend({ at: z.iso.datetime() }).nullable(),
  tags: z.array(z.string()),
  parentId: id.nullable(),
  completedAt: z.iso.datetime().nullable(),
});

const reminderRecord = z.object({
  id: id.optional(),
  at: z.string().nullable().default(null).describe('An instant; null of one that is before the due time'),
  before: z.string().nullable().default(null).describe('PT15M'),
  channels: z.array(z.enum(channels)).default([]),
  state: z.enum(reminderStates).optional(),
});

export const taskRecord = z.object({
  id: id.optional(),
  title: z.string(),
  description: z.string().default(''),
  status: z.enum(taskStatuses).default('OPEN'),
  priority: z.enum(priorities).default('NONE'),
  due: dueRecord.nullable().default(null),
  tags: z.array(z.string()).default([]).describe('Ids of tags of this document, or names'),
  parentId: id.nullable().default(null),
  seriesId: id.nullable().default(null).describe('A series of this document'),
  occurrenceKey: z.string().nullable().default(null),
  recurrence: recurrenceRequestSchema
    .partial({ mode: true, missed: true })
    .nullable()
    .default(null)
    .describe('A rule of its own, of a task that is of no series of this document'),
  reminders: z.array(reminderRecord).max(50).default([]),
  version: z.number().int().min(1).default(1),
  createdAt: z.string().nullable().default(null),
  updatedAt: z.string().nullable().default(null),
  completedAt: z.string().nullable().default(null),
  deletedAt: z.string().nullable().default(null).describe('When it went into the bin'),
  deletedWith: id.nullable().default(null).describe('The task whose deletion took this one along'),
  versions: z.array(versionRecord).default([]).describe('The task after each of its changes, the oldest first'),
});
export type TaskRecord = z.infer<typeof taskRecord>;

/** The whole document. */
export const documentSchema = z.object({
  format: z.literal(documentFormat),
  version: z.literal(documentVersion),
  exportedAt: z.iso.datetime(),
  timeZone: z.string().describe('Of the user, which floating dues were in'),
  tags: z.array(tagRecord),
  savedFilters: z.array(filterRecord),
  series: z.array(seriesRecord),
  tasks: z.array(taskRecord),
  activity: z.array(activityRecordSchema).describe('The log of all that happened; it is not imported'),
});
