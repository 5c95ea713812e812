import { z } from 'zod';
import { actorSchema } from '../events/envelope.ts';
import { scopes } from '../scopes.ts';
import { defineMethod } from './define.ts';

/** What an app's access token can be meant for (RFC 8707): the API, or the tools for agents. Other tokens are good at both. */
export const audiences = ['graphql', 'mcp'] as const;
export type Audience = (typeof audiences)[number];

/**
 * `token`: of `Authorization: Bearer <token>`, as it came. `cookie`: the whole Cookie header; looked at where there is no token.
 * `audience`: where the request was sent to; the API where absent.
 */
export type PresentedCredentials = z.infer<typeof credentialsSchema>;
const credentialsSchema = z.object({
  token: z.string().nullable(),
  cookie: z.string().nullable(),
  audience: z.enum(audiences).optional(),
});

/** At most so many are checked by one call: with the longest cookies a request of 3 MB, where sidecars take 4. */
export const maximumChecked = 200;

const sessionSchema = z.object({
  userId: z.string(),
  actor: actorSchema,
  scopes: z.array(z.enum(scopes)),
  timeZone: z.string(),
  expiresAt: z.string().nullable(),
});
export type AuthenticatedSession = z.infer<typeof sessionSchema>;

/** Who requests are signed in as, and until when, in their order; null where what one carries is unknown, expired or revoked. */
export const authenticate = defineMethod(
  'accounts',
  'authenticate',
  z.object({ credentials: z.array(credentialsSchema).max(maximumChecked) }),
  z.object({ sessions: z.array(sessionSchema.nullable()) }),
);

/** Where a user's mail goes; `email` is null for an anonymous account. */
export const contact = defineMethod(
  'accounts',
  'contact',
  z.object({ userId: z.string() }),
  z.object({ email: z.string().nullable(), name: z.string(), locale: z.string(), timeZone: z.string() }),
);

const headersSchema = z.array(z.tuple([z.string(), z.string()]));

/**
 * Answers an HTTP request below /api/auth/ (sign-up, sign-in, sessions, password reset). `path` is with its query;
 * `clientAddress` is the IP address that limits count by, found by the gateway: headers that claim one are not believed. A header may
 * come more than once (set-cookie). Unlike every other method, not safe to repeat: a call that failed is not to be made again.
 */
export const authRequest = defineMethod(
  'accounts',
  'authRequest',
  z.object({
    method: z.string(),
    path: z.string().startsWith('/api/auth/'),
    headers: headersSchema,
    body: z.string().nullable(),
    clientAddress: z.string(),
  }),
  z.object({ status: z.number().int(), headers: headersSchema, body: z.string() }),
);
