import type { BetterAuthPlugin } from '@better-auth/core';
import { oauthProvider } from '@better-auth/oauth-provider';
import type { Audience } from '@rondo/schema/methods/accounts.ts';
import { appScopes } from '@rondo/schema/scopes.ts';
import { registrations } from './oauth-registration.ts';
import { oauthTables } from './oauth-tables.ts';

/** What tells an app's access token from any other. */
export const ACCESS_TOKEN_PREFIX = 'rondo_oat_';

/** The web client's page that asks the user, signed in or not. */
export const consentPage = '/connect';

/** Seconds. */
const accessTokenLifetime = 3_600;
const refreshTokenLifetime = 30 * 24 * 3_600;
const codeLifetime = 5 * 60;

/** Of the provider's endpoints those that are open; it has more, for administrators, OpenID Connect and logging out. */
const openPaths: ReadonlySet<string> = new Set([
  '/oauth2/authorize',
  '/oauth2/consent',
  '/oauth2/token',
  '/oauth2/revoke',
  '/oauth2/register',
  '/oauth2/public-client',
  '/oauth2/get-consents',
  '/oauth2/delete-consent',
]);

/** @param path below /api/auth */
export function isClosedPath(path: string): boolean {
  return /^\/(admin|oauth2|\.well-known|device)(\/|$)/.test(path) && !openPaths.has(path);
}

/**
 * What a token may be for (RFC 8707): the address of the API, of the tools for agents, or of the server, which means both.
 * Without one: the API.
 */
export function resourcesOf(publicUrl: string): string[] {
  const { origin } = new URL(publicUrl);
  return [`${origin}/graphql`, `${origin}/mcp`, origin, `${origin}/`];
}

/** Whether a token that was asked for with these resources is good at `audience`. */
export function isFor(audience: Audience, resources: readonly string[], publicUrl: string): boolean {
  const { origin } = new URL(publicUrl);
  if (resources.length === 0) return audience === 'graphql';
  return [`${origin}/${audience}`, origin, `${origin}/`].some((address) => resources.includes(address));
}

/**
 * OAuth 2.1 for apps of others: authorization codes with PKCE (RFC 7636, S256), refresh tokens that are good once, dynamic registration
 * (RFC 7591), revocation (RFC 7009), resource indicators (RFC 8707). Access tokens are random and looked up, not JWTs: they end
 * the moment that the user ends them.
 */
export function oauth(publicUrl: string): BetterAuthPlugin[] {
  return [
    oauthProvider({
      loginPage: consentPage,
      consentPage,
      scopes: [...appScopes, 'offline_access'],
      resources: resourcesOf(publicUrl),
      enforcePerClientResources: false,
      grantTypes: ['authorization_code', 'refresh_token'],
      allowDynamicClientRegistration: true,
      allowUnauthenticatedClientRegistration: true,
      clientPrivileges: ({ action }) => action === 'create',
      resourcePrivileges: () => false,
      disableJwtPlugin: true,
      prefix: { opaqueAccessToken: ACCESS_TOKEN_PREFIX, refreshToken: 'rondo_ort_', clientSecret: 'rondo_ocs_' },
      accessTokenExpiresIn: accessTokenLifetime,
      refreshTokenExpiresIn: refreshTokenLifetime,
      codeExpiresIn: codeLifetime,
      schema: oauthTables,
      silenceWarnings: { oauthAuthServerConfig: true, openidConfig: true },
    }),
    registrations(),
  ];
}

/** A token that is none is as good as revoked (RFC 7009 §2.2); better-auth's provider says that the request was bad. */
export async function asRevoked(response: Response): Promise<Response> {
  const isNone = /(not found|revoked|invalid access token)"/i;
  return response.status === 400 && isNone.test(await response.clone().text()) ? new Response(null) : response;
}
