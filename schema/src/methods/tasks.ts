import { z } from 'zod';
import { dueSchema, taskStateSchema } from '../events/task.ts';
import { defineMethod } from './define.ts';
import { recurrenceRequestSchema } from './recurrence.ts';

export const dueRequestSchema = dueSchema.pick({ date: true, time: true, timeZone: true, floating: true });

/** A task's state, for services that act on it. NOT_FOUND where there is none, or it is in the bin. */
export const getTask = defineMethod(
  'tasks',
  'getTask',
  z.object({ taskId: z.string() }),
  z.object({ task: taskStateSchema }),
);

/**
 * The states of those of the tasks that are there, in the bin or not; up to 500. The caller's own, or any owner's where the
 * system asks, whose sweeps so see what an event has not yet told them.
 */
export const findTasks = defineMethod(
  'tasks',
  'findTasks',
  z.object({ taskIds: z.array(z.string()).max(500) }),
  z.object({ tasks: z.array(taskStateSchema) }),
);

/** Creates the next occurrence of a series from the one before it, once per (series, key); `created` is false where it was there already. */
export const createOccurrence = defineMethod(
  'tasks',
  'createOccurrence',
  z.object({ seriesId: z.string(), key: z.string(), fromTaskId: z.string(), due: dueRequestSchema }),
  z.object({ taskId: z.string(), created: z.boolean() }),
);

/**
 * Makes an open task, which is to be at `expectedVersion` (CONFLICT of that argument where it is not), the occurrence
 * `key` of a series, in place of any it belonged to, and moves it to `due` where one is given. The event's change of `series` is from `{ id }` or null to `{ id, rule, mode, missed }`: called only where
 * something of that changes, so there always is an event.
 */
export const joinSeries = defineMethod(
  'tasks',
  'joinSeries',
  z.object({
    taskId: z.string(),
    expectedVersion: z.int(),
    seriesId: z.string(),
    key: z.string(),
    recurrence: recurrenceRequestSchema,
    due: dueRequestSchema.nullable(),
  }),
  z.object({ eventId: z.string() }),
);

/** Takes a task out of its series; its `series` and `occurrenceKey` become null. */
export const leaveSeries = defineMethod(
  'tasks',
  'leaveSeries',
  z.object({ taskId: z.string() }),
  z.object({ eventId: z.string().nullable() }),
);

/** Closes an open occurrence as skipped: its status becomes CANCELLED. BAD_USER_INPUT, argument `taskId`, where it is not open. */
export const skipTask = defineMethod(
  'tasks',
  'skipTask',
  z.object({ taskId: z.string() }),
  z.object({ eventId: z.string().nullable() }),
);

/** Moves one task to another due time; its occurrence key stays. */
export const moveTask = defineMethod(
  'tasks',
  'moveTask',
  z.object({ taskId: z.string(), due: dueRequestSchema }),
  z.object({ eventId: z.string().nullable() }),
);
