import { invokeAs } from '@rondo/platform/operation.ts';
import type { Platform } from '@rondo/platform/platform.ts';
import { signedOut } from '@rondo/platform/principal.ts';
import { authRequest } from '@rondo/schema/methods/accounts.ts';
import type { FastifyInstance } from 'fastify';

const MAXIMUM_BODY_BYTES = 64 * 1_024;
/** Of one connection (RFC 9110 §7.6.1), or made anew by the server that answers. */
const NOT_PASSED_ON: ReadonlySet<string> = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding']);

/** Sign-up, sign-in, sessions and password reset: accounts answers, the gateway passes on, cookies and all. */
export async function routeAuth(app: FastifyInstance, platform: Platform): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: MAXIMUM_BODY_BYTES }, (_request, body, done) =>
      done(null, body),
    );
    scope.all('/api/auth/*', async (request, reply) => {
      const answer = await invokeAs(platform, signedOut, authRequest, {
        method: request.method,
        path: request.url,
        headers: pairs(request.raw.rawHeaders),
        body: typeof request.body === 'string' ? request.body : null,
        clientAddress: request.ip,
      });
      reply.code(answer.status).header('cache-control', 'no-store');
      for (const [name, value] of answer.headers) if (!NOT_PASSED_ON.has(name.toLowerCase())) reply.header(name, value);
      return reply.send(answer.body);
    });
  });
}

function pairs(rawHeaders: readonly string[]): [string, string][] {
  return Array.from({ length: rawHeaders.length / 2 }, (_, index) => [
    rawHeaders[index * 2]?.toLowerCase() ?? '',
    rawHeaders[index * 2 + 1] ?? '',
  ]);
}
