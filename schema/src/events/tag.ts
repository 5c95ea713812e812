import { z } from 'zod';
import { Topic } from '../topics.ts';
import { defineEvent } from './define.ts';
import { fieldChangeSchema } from './envelope.ts';

export const tagStateSchema = z.object({
  id: z.string(),
  ownerId: z.string(),
  name: z.string(),
  color: z.string(),
  version: z.number().int(),
  createdAt: z.string(),
});
export type TagState = z.infer<typeof tagStateSchema>;

const tagDataSchema = z.object({ tag: tagStateSchema, changes: z.array(fieldChangeSchema) });
const tagMergedSchema = tagDataSchema.extend({ /** The tag that took its place. */ into: tagStateSchema });

const heard = [Topic.TASK_EVENTS, Topic.TASK_UPDATES] as const;

export const TagCreated = defineEvent('tag.created.v1', tagDataSchema, heard);
/** Its name changed, and perhaps its colour too. */
export const TagRenamed = defineEvent('tag.renamed.v1', tagDataSchema, heard);
/** Its colour changed, not its name. */
export const TagUpdated = defineEvent('tag.updated.v1', tagDataSchema, heard);
/** It is gone; its tasks carry `into` now. `tag` is its last state. */
export const TagMerged = defineEvent('tag.merged.v1', tagMergedSchema, heard);
/** It is gone, from its tasks too. `tag` is its last state. */
export const TagDeleted = defineEvent('tag.deleted.v1', tagDataSchema, heard);

export const tagEvents = [TagCreated, TagRenamed, TagUpdated, TagMerged, TagDeleted] as const;
