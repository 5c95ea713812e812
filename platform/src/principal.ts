import { createHmac, timingSafeEqual } from 'node:crypto';
import { ErrorCode } from '@rondo/schema/errors.ts';
import { actorSchema } from '@rondo/schema/events/envelope.ts';
import { scopes } from '@rondo/schema/scopes.ts';
import { z } from 'zod';
import { RondoError } from './errors.ts';

const principalSchema = z.object({
  userId: z.string(),
  actor: actorSchema,
  scopes: z.array(z.enum(scopes)),
  /** IANA name; what floating due times and relative dates of this user are read in. */
  timeZone: z.string(),
});

/** On whose behalf a request is made, by which kind of actor, and what it may do. */
export type Principal = z.infer<typeof principalSchema>;

/** A caller who has not signed in: owns nothing, may do nothing. */
export const signedOut: Principal = {
  userId: '',
  actor: { kind: 'SYSTEM', id: null, name: null },
  scopes: [],
  timeZone: 'UTC',
};

/** The platform's own sweeps, over every owner's rows. */
export const systemPrincipal: Principal = { ...signedOut, userId: '*' };

/** No user's id is `*`: ids of users have the form that accounts gives them, and only services sign principals. */
export const isSystem = (principal: Principal): boolean => principal.userId === systemPrincipal.userId;

const claimsSchema = principalSchema.extend({ exp: z.number().int() });

/** Seconds that a signed principal is good for: one request, with its retries. */
const lifetimeSeconds = 120;

/**
 * Signs a principal for the calls of one request, as a JWS in compact form (RFC 7515, HS256) with the fixed header left
 * out, so that there is no algorithm for an attacker to choose.
 */
export function signPrincipal(principal: Principal, key: string, now: Date = new Date()): string {
  const claims = { ...principal, exp: Math.floor(now.getTime() / 1000) + lifetimeSeconds };
  const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
  return `${payload}.${signatureOf(payload, key).toString('base64url')}`;
}

/**
 * The principal of a signed header.
 * `keys`: the current key first, then those that a rotation has not retired yet. Throws UNAUTHENTICATED.
 */
export function verifyPrincipal(signed: string, keys: readonly string[], now: Date = new Date()): Principal {
  const [payload = '', signature = '', ...rest] = signed.split('.');
  const given = Buffer.from(signature, 'base64url');
  const genuine = keys.some((key) => {
    const expected = signatureOf(payload, key);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  if (rest.length > 0 || !genuine) throw unauthenticated('The request carries no principal signed by the gateway.');
  const claims = claimsSchema.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
  if (claims.exp * 1000 < now.getTime()) throw unauthenticated('The signed principal has expired.');
  const { exp: _, ...principal } = claims;
  return principal;
}

function signatureOf(payload: string, key: string): Buffer {
  return createHmac('sha256', key).update(payload).digest();
}

function unauthenticated(reason: string): RondoError {
  return new RondoError(ErrorCode.UNAUTHENTICATED, `${reason} Send requests through the gateway.`);
}
