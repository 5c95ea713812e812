import { z } from 'zod';
import { defineMethod } from './define.ts';
import { boundTaskChangeSchema, MAXIMUM_BOUND_CHANGES } from './task-changes.ts';

/**
 * Puts a change before the user, who decides on it with `confirmAction`: for agents other than the assistant itself. Nothing
 * is changed. The answer says where the proposal stands.
 */
export const proposeChanges = defineMethod(
  'assistant',
  'proposeChanges',
  z.object({
    tool: z.string(),
    /** What would change, a line each, for a person to read. */
    summary: z.string(),
    changes: z.array(boundTaskChangeSchema).min(1).max(MAXIMUM_BOUND_CHANGES),
  }),
  z.object({ actionId: z.string(), conversationId: z.string(), expiresAt: z.string() }),
);
