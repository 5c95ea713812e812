import { appScopes } from '@rondo/schema/scopes.ts';

/** Metadata change with a release at most. */
const cacheControl = 'public, max-age=300';
const clientAuthentication = ['none', 'client_secret_basic', 'client_secret_post'] as const;

/**
 * What an app finds out about our authorization server (RFC 8414): what is open of better-auth's provider, which would tell of more.
 *
 * @param issuer with better-auth's base path
 */
export function authorizationServerMetadata(issuer: string): Response {
  const metadata = {
    issuer,
    authorization_endpoint: `${issuer}/oauth2/authorize`,
    token_endpoint: `${issuer}/oauth2/token`,
    registration_endpoint: `${issuer}/oauth2/register`,
    revocation_endpoint: `${issuer}/oauth2/revoke`,
    scopes_supported: [...appScopes, 'offline_access'],
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_methods_supported: clientAuthentication,
    revocation_endpoint_auth_methods_supported: clientAuthentication,
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
  };
  return Response.json(metadata, { headers: { 'cache-control': cacheControl } });
}
