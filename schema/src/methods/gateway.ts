import { z } from 'zod';
import { defineMethod } from './define.ts';

/**
 * Executes a query or mutation on the whole graph, as a client's of the same principal: its scopes, its budget, its
 * costs. What goes wrong is in `errors`, as a client gets it.
 */
export const executeOperation = defineMethod(
  'gateway',
  'executeOperation',
  z.object({ query: z.string(), variables: z.record(z.string(), z.json()) }),
  z.object({
    data: z.record(z.string(), z.json()).nullable(),
    errors: z.array(z.object({ message: z.string(), extensions: z.record(z.string(), z.json()).optional() })),
  }),
);
