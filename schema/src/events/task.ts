import { z } from 'zod';
import { Topic } from '../topics.ts';
import { defineEvent } from './define.ts';
import { fieldChangeSchema } from './envelope.ts';
import { reminderRequestSchema } from './reminder-request.ts';

export const dueSchema = z.object({
  /** The calendar date, `2026-03-29`. */
  date: z.string(),
  /** The wall-clock time, `09:30:00`; null: the whole day. */
  time: z.string().nullable(),
  timeZone: z.string(),
  /** Follows the owner's time zone when that changes. */
  floating: z.boolean(),
  /** The instant: of the time, or of the day's start in the zone. RFC 3339, UTC, milliseconds. */
  at: z.string(),
});
export type DueState = z.infer<typeof dueSchema>;

export const taskStatuses = ['OPEN', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED'] as const;
export const priorities = ['HIGH', 'MEDIUM', 'LOW', 'NONE'] as const;
export type TaskStatus = (typeof taskStatuses)[number];
export type Priority = (typeof priorities)[number];

/** The whole state of a task after the change. Instants are RFC 3339, UTC, milliseconds. */
export const taskStateSchema = z.object({
  id: z.string(),
  ownerId: z.string(),
  title: z.string(),
  description: z.string(),
  status: z.enum(taskStatuses),
  priority: z.enum(priorities),
  due: dueSchema.nullable(),
  tags: z.array(z.object({ id: z.string(), name: z.string() })),
  parentId: z.string().nullable(),
  seriesId: z.string().nullable(),
  occurrenceKey: z.string().nullable(),
  hasReminder: z.boolean(),
  version: z.number().int(),
  createdAt: z.string(),
  updatedAt: z.string(),
  completedAt: z.string().nullable(),
  deletedAt: z.string().nullable(),
});
export type TaskState = z.infer<typeof taskStateSchema>;

/**
 * `changes` hold what differs from the state before, so that a consumer can have either side.
 * `reminders`, on creation: what the caller asked for, which the notifications service makes.
 * `occurrenceOf`, on creation: the task that this one repeats, whose relative reminders it takes over.
 */
const taskDataSchema = z.object({
  task: taskStateSchema,
  changes: z.array(fieldChangeSchema),
  reminders: z.array(reminderRequestSchema).optional(),
  occurrenceOf: z.string().optional(),
});
export type TaskData = z.infer<typeof taskDataSchema>;

const heard = [Topic.TASK_EVENTS, Topic.TASK_UPDATES] as const;

export const TaskCreated = defineEvent('task.created.v1', taskDataSchema, heard);
export const TaskUpdated = defineEvent('task.updated.v1', taskDataSchema, heard);
export const TaskCompleted = defineEvent('task.completed.v1', taskDataSchema, heard);
export const TaskReopened = defineEvent('task.reopened.v1', taskDataSchema, heard);
/** Into the bin. */
export const TaskDeleted = defineEvent('task.deleted.v1', taskDataSchema, heard);
export const TaskRestored = defineEvent('task.restored.v1', taskDataSchema, heard);
/** Out of the bin for good, after 30 days. `task` is its last state. */
export const TaskPurged = defineEvent('task.purged.v1', taskDataSchema, [Topic.TASK_EVENTS]);

export const taskEvents = [
  TaskCreated,
  TaskUpdated,
  TaskCompleted,
  TaskReopened,
  TaskDeleted,
  TaskRestored,
  TaskPurged,
] as const;
