import { z } from 'zod';
import { actorSchema, fieldChangeSchema } from '../events/envelope.ts';
import { defineMethod } from './define.ts';

export const activityRecordSchema = z.object({
  sequence: z.number().int(),
  id: z.string(),
  type: z.string(),
  subjectId: z.string(),
  actor: actorSchema,
  at: z.string(),
  changes: z.array(fieldChangeSchema),
  previousHash: z.string().nullable(),
  hash: z.string(),
});

/** Up to 500 entries of the caller's log, the oldest first, from the one after `after` (a sequence; 0: the beginning) on. */
export const readActivity = defineMethod(
  'activity',
  'readActivity',
  z.object({ after: z.number().int() }),
  z.object({ entries: z.array(activityRecordSchema) }),
);
