import { z } from 'zod';
import { priorities, taskStatuses } from '../events/task.ts';
import { defineMethod } from './define.ts';

const patchSchema = z.object({
  title: z.string().optional(),
  description: z.string().optional(),
  status: z.enum(taskStatuses).optional(),
  priority: z.enum(priorities).optional(),
  due: z
    .object({ date: z.string(), time: z.string().nullable().optional(), timeZone: z.string().nullable().optional() })
    .nullable()
    .optional(),
  tagIds: z.array(z.string()).optional(),
});
/** As UpdateTaskInput of the API: what is absent stays as it is. */
export type TaskPatch = z.infer<typeof patchSchema>;

/** What becomes of a task, and the version that whoever agreed to it was shown. */
export const boundTaskChangeSchema = z.object({
  id: z.string(),
  version: z.number().int(),
  change: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('DELETE') }),
    z.object({ kind: z.literal('COMPLETE') }),
    z.object({ kind: z.literal('UPDATE'), input: patchSchema }),
  ]),
});
export type BoundTaskChange = z.infer<typeof boundTaskChangeSchema>;

export const MAXIMUM_BOUND_CHANGES = 100;

/**
 * Makes all the changes in one transaction, or none: CONFLICT where a task is no longer at the version named, NOT_FOUND where it is
 * gone; `argument` is a path such as `changes.3`. Once they are made, the same call again is a CONFLICT.
 */
export const applyTaskChanges = defineMethod(
  'tasks',
  'applyTaskChanges',
  z.object({ changes: z.array(boundTaskChangeSchema).min(1).max(MAXIMUM_BOUND_CHANGES) }),
  z.object({}),
);
