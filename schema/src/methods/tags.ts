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

/** Up to 500 of the caller's tags in the order of their ids, from the one after `after` on. */
export const listTags = defineMethod(
  'tags',
  'listTags',
  z.object({ after: z.string().nullable() }),
  z.object({ tags: z.array(z.object({ id: z.string(), name: z.string(), color: z.string() })) }),
);

/** As ensureTags, with the colours that those that are new get. */
export const importTags = defineMethod(
  'tags',
  'importTags',
  z.object({ tags: z.array(z.object({ name: z.string(), color: z.string() })).max(500) }),
  z.object({ tags: z.array(z.object({ id: z.string(), name: z.string() })) }),
);
