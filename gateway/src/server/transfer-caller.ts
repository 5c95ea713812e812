import type { Principal } from '@rondo/platform/principal.ts';
import type { Scope } from '@rondo/schema/scopes.ts';
import type { FastifyRequest } from 'fastify';
import { type Authenticator, isSignedIn, readCredentials, unauthenticated } from '../auth/caller.ts';
import { requireScopes } from '../auth/scope-check.ts';

/** Who makes a request outside the graph. Throws UNAUTHENTICATED, and FORBIDDEN for a token that lacks one of the scopes. */
export async function principalOf(
  authenticator: Authenticator,
  request: FastifyRequest,
  scopes: readonly Scope[],
): Promise<Principal> {
  const credentials = readCredentials(request.headers.authorization, request.headers.cookie);
  const caller = await authenticator.identify(credentials, request.ip);
  if (caller.isRefused || !isSignedIn(caller)) throw unauthenticated(caller);
  requireScopes(caller.principal, 'this', [scopes]);
  return caller.principal;
}
