import { invokeAs } from '@rondo/platform/operation.ts';
import type { Platform } from '@rondo/platform/platform.ts';
import { signedOut } from '@rondo/platform/principal.ts';
import { ErrorCode } from '@rondo/schema/errors.ts';
import { type Audience, audiences, authRequest } from '@rondo/schema/methods/accounts.ts';
import { appScopes } from '@rondo/schema/scopes.ts';
import type { FastifyInstance } from 'fastify';
import { errorBody } from '../server/http.ts';

/** Where accounts answers, and what the issuer's address ends in. */
const ISSUER_PATH = '/api/auth';
const SERVER_METADATA = '/.well-known/oauth-authorization-server';
const RESOURCE_METADATA = '/.well-known/oauth-protected-resource';
const CACHE_CONTROL = 'public, max-age=300';

export interface OAuthRoutesOptions {
  readonly platform: Platform;
  /** Without a path. */
  readonly url: () => string;
}

/**
 * Tells apps where to get a token: metadata of the authorization server (RFC 8414) and of what it guards (RFC 9728), which every 401
 * of a route registered after this points to. Both are found with and without the path of what they are about, for apps that leave it out.
 */
export function routeOAuth(app: FastifyInstance, { platform, url }: OAuthRoutesOptions): void {
  for (const path of [SERVER_METADATA, `${SERVER_METADATA}${ISSUER_PATH}`]) {
    app.get(path, async (request, reply) => {
      const answer = await invokeAs(platform, signedOut, authRequest, {
        method: 'GET',
        path: `${ISSUER_PATH}${SERVER_METADATA}`,
        headers: [],
        body: null,
        clientAddress: request.ip,
      });
      return reply
        .code(answer.status)
        .headers({ 'content-type': 'application/json', 'cache-control': CACHE_CONTROL })
        .send(answer.body);
    });
  }
  for (const audience of [null, ...audiences]) {
    app.get(audience ? metadataPath(audience) : RESOURCE_METADATA, async (_request, reply) =>
      reply.header('cache-control', CACHE_CONTROL).send(protectedResource(url(), audience)),
    );
  }
  // A client that looks for what there is not must not find the web client's page.
  app.get('/.well-known/*', async (_request, reply) =>
    reply.code(404).send(errorBody(ErrorCode.NOT_FOUND, 'There is no such document.')),
  );
  app.addHook('onSend', async (request, reply) => {
    const challenge = reply.getHeader('www-authenticate') ?? 'Bearer';
    // Signing in has no tokens to point to.
    if (reply.statusCode !== 401 || challenge !== 'Bearer' || request.url.startsWith(ISSUER_PATH)) return;
    const audience: Audience = request.url.startsWith('/mcp') ? 'mcp' : 'graphql';
    reply.header('www-authenticate', `Bearer resource_metadata="${url()}${metadataPath(audience)}"`);
  });
}

function metadataPath(audience: Audience): string {
  return `${RESOURCE_METADATA}/${audience}`;
}

/** @param audience null: the whole server, for apps that look no further than its address */
function protectedResource(url: string, audience: Audience | null) {
  return {
    resource: audience ? `${url}/${audience}` : url,
    resource_name: 'Rondo',
    authorization_servers: [`${url}${ISSUER_PATH}`],
    scopes_supported: [...appScopes, 'offline_access'],
    bearer_methods_supported: ['header'],
  };
}
