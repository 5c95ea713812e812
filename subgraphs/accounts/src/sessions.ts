import type { Database } from '@rondo/platform/database/database.ts';
import type { AuthenticatedSession, PresentedCredentials } from '@rondo/schema/methods/accounts.ts';
import { findAccessGrants } from './access-token-session.ts';
import { findApiTokenSessions } from './api-token-session.ts';
import { API_TOKEN_PREFIX } from './api-tokens.ts';
import { ACCESS_TOKEN_PREFIX } from './auth/oauth.ts';
import { findSessions, type PresentedSession } from './session.ts';

export interface SessionSource {
  readonly database: Database;
  /** Where clients reach the gateway, which access tokens are meant for. */
  readonly publicUrl: string;
  /** The token of a signed-in person's session that credentials hold; null where they hold none. */
  readonly sessionToken: (credentials: PresentedCredentials) => Promise<string | null>;
}

/** Who each is signed in as, in their order; null where what they hold is unknown, expired or revoked. A query for each kind of token. */
export async function sessionsOf(
  { database, publicUrl, sessionToken }: SessionSource,
  credentials: readonly PresentedCredentials[],
): Promise<(AuthenticatedSession | null)[]> {
  const apiTokens = new Set<string>();
  const accessTokens = new Set<string>();
  const presented = new Map<PresentedCredentials, PresentedSession>();
  for (const each of credentials) {
    if (each.token?.startsWith(API_TOKEN_PREFIX)) apiTokens.add(each.token);
    else if (each.token?.startsWith(ACCESS_TOKEN_PREFIX)) accessTokens.add(each.token);
    else {
      const token = await sessionToken(each);
      if (token !== null) presented.set(each, { token, extend: each.token !== null });
    }
  }
  const [byApiToken, grants, sessions] = await Promise.all([
    apiTokens.size > 0 ? findApiTokenSessions(database, [...apiTokens]) : undefined,
    accessTokens.size > 0 ? findAccessGrants(database, [...accessTokens], publicUrl) : undefined,
    presented.size > 0 ? findSessions(database, [...presented.values()]) : undefined,
  ]);
  return credentials.map((each) => {
    const token = each.token ?? '';
    return (
      byApiToken?.get(token) ??
      grants?.get(token)?.(each.audience ?? 'graphql') ??
      sessions?.get(presented.get(each)?.token ?? '') ??
      null
    );
  });
}
