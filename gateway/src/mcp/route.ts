import { invokeAs } from '@rondo/platform/operation.ts';
import type { Platform } from '@rondo/platform/platform.ts';
import type { Principal } from '@rondo/platform/principal.ts';
import { ErrorCode } from '@rondo/schema/errors.ts';
import { proposeChanges } from '@rondo/schema/methods/assistant.ts';
import { graphOver } from '@rondo/tools/graph.ts';
import type { ToolContext } from '@rondo/tools/tool.ts';
import type { FastifyInstance } from 'fastify';
import { type Authenticator, isSignedIn, readCredentials, unauthenticated } from '../auth/caller.ts';
import { errorBody } from '../server/http.ts';
import type { GraphAccess } from '../server/operation-method.ts';

export interface McpOptions {
  readonly platform: Platform;
  readonly authenticator: Authenticator;
  readonly access: GraphAccess;
  /** How users reach the server, without a path. */
  readonly url: () => string;
}

const PATH = '/mcp';

/**
 * The Model Context Protocol over streamable HTTP (revision 2025-06-18), without sessions: every request says by its token
 * whose it is, so that any replica answers it and a revoked token is refused at once. Cookies do not count here: a page could
 * have a browser send them.
 */
export function routeMcp(app: FastifyInstance, { platform, authenticator, access, url }: McpOptions): void {
  app.post(PATH, async (request, reply) => {
    const credentials = readCredentials(request.headers.authorization, undefined, 'mcp');
    const caller = await authenticator.identify(credentials, request.ip);
    if (!isSignedIn(caller)) {
      const { message } = unauthenticated(caller);
      return reply.code(401).header('www-authenticate', 'Bearer').send(errorBody(ErrorCode.UNAUTHENTICATED, message));
    }
    // Loaded by the first who asks: most servers are never asked.
    const [{ createMcpServer }, { StreamableHTTPServerTransport }] = await Promise.all([
      import('@rondo/tools/mcp-server.ts'),
      import('@modelcontextprotocol/sdk/server/streamableHttp.js'),
    ]);
    const server = createMcpServer(contextOf(asAgent(caller.principal), { platform, access, url }));
    const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
    reply.hijack();
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) reply.raw.setHeader(name, value);
    reply.raw.once('close', () => void server.close());
    await server.connect(transport);
    await transport.handleRequest(request.raw, reply.raw, request.body);
    return reply;
  });
  app.route({
    method: ['GET', 'DELETE', 'PUT', 'PATCH'],
    url: PATH,
    handler: (_request, reply) =>
      reply
        .code(405)
        .header('allow', 'POST')
        .send(errorBody(ErrorCode.BAD_USER_INPUT, 'Expected POST: there are no sessions here.')),
  });
}

/** Over MCP it is never the user in person: a session's token is an agent's here. */
function asAgent(principal: Principal): Principal {
  if (principal.actor.kind !== 'USER') return principal;
  return { ...principal, actor: { kind: 'ASSISTANT', id: null, name: 'MCP' } };
}

function contextOf(
  principal: Principal,
  { platform, access, url }: Pick<McpOptions, 'platform' | 'access' | 'url'>,
): ToolContext {
  return {
    graph: graphOver((query, variables) =>
      access.execute(principal, { query, variables: JSON.parse(JSON.stringify(variables)) }),
    ),
    scopes: principal.scopes,
    timeZone: principal.timeZone,
    now: new Date(),
    touched: new Set(),
    async propose(proposal) {
      const { expiresAt } = await invokeAs(platform, principal, proposeChanges, proposal);
      return `Nothing is done yet. Tell the user to look at the change and decide on it in Rondo, at ${url()}, before ${expiresAt}: no tool can.`;
    },
  };
}
