import { z } from 'zod';
import { defineMethod } from './define.ts';

/** The tags of those names (case ignored), made where new, in the order of `names`. */
export const ensureTags = defineMethod(
  'tags',
  'ensureTags',
  z.object({ names: z.array(z.string()) }),
  z.object({ tags: z.array(z.object({ id: z.string(), name: z.string() })) }),
);

/** Those of `ids` that are tags of the caller, with their names. */
export const findTags = defineMethod(
  'tags',
  'findTags',
  z.object({ ids: z.array(z.string()) }),
  z.object({ tags: z.array(z.object({ id: z.string(), name: z.string() })) }),
);
