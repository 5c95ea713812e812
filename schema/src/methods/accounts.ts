import { z } from 'zod';
import { actorSchema } from '../events/envelope.ts';
import { scopes } from '../scopes.ts';
import { defineMethod } from './define.ts';

/** Who a bearer token or cookie stands for, and until when; null where it is unknown, expired or revoked. */
export const authenticate = defineMethod(
  'accounts',
  'authenticate',
  z.object({ token: z.string().nullable(), cookie: z.string().nullable() }),
  z.object({
    session: z
      .object({
        userId: z.string(),
        actor: actorSchema,
        scopes: z.array(z.enum(scopes)),
        timeZone: z.string(),
        expiresAt: z.string().nullable(),
      })
      .nullable(),
  }),
);

/** Where a user's mail goes; `email` is null for an anonymous account. */
export const contact = defineMethod(
  'accounts',
  'contact',
  z.object({ userId: z.string() }),
  z.object({ email: z.string().nullable(), name: z.string(), locale: z.string(), timeZone: z.string() }),
);
