import { z } from 'zod';
import { Topic } from '../topics.ts';
import { defineEvent } from './define.ts';

/** An import as it stands; `done` and `failed` count lines, or what the format has for them. */
export const importJobStateSchema = z.object({
  id: z.string(),
  total: z.number().int(),
  done: z.number().int(),
  failed: z.number().int(),
  finished: z.boolean(),
  errors: z.array(z.string()),
});
export type ImportJobState = z.infer<typeof importJobStateSchema>;

export const ImportProgressed = defineEvent('import.progressed.v1', z.object({ job: importJobStateSchema }), [
  Topic.LIVE_UPDATES,
]);

export const importEvents = [ImportProgressed] as const;
