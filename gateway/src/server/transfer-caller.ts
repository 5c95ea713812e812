import { forbidden } from '@rondo/platform/errors.ts';
import type { Principal } from '@rondo/platform/principal.ts';
import type { Scope } from '@rondo/schema/scopes.ts';
import type { FastifyRequest } from 'fastify';
import { type Authenticator, isSignedIn, readCredentials, unauthenticated } from '../auth/caller.ts';

/** Who makes a request outside the graph. Throws UNAUTHENTICATED, and FORBIDDEN for a token that lacks one of the scopes. */
export async function principalOf(
  authenticator: Authenticator,
  request: FastifyRequest,
  scopes: readonly Scope[],
): Promise<Principal> {
  const credentials = readCredentials(request.headers.authorization, request.headers.cookie);
  const caller = await authenticator.identify(credentials, request.ip);
  if (caller.isRefused || !isSignedIn(caller)) throw unauthenticated(caller);
  const missing = scopes.filter((scope) => !caller.principal.scopes.includes(scope));
  if (missing.length > 0) throw forbidden(`The token may not do this: it lacks ${missing.join(' and ')}.`);
  return caller.principal;
}
