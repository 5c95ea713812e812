import { RondoError } from '@rondo/platform/errors.ts';
import type { Logger } from '@rondo/platform/log.ts';
import { ErrorCode } from '@rondo/schema/errors.ts';
import Fastify, { type FastifyBaseLogger, type FastifyError, type FastifyInstance, LogController } from 'fastify';
import { INTERNAL_MESSAGE } from '../request/errors.ts';
import type { Origins } from './origins.ts';

export interface HttpOptions {
  readonly log: Logger;
  readonly trustedProxies: readonly string[];
  readonly origins: Origins;
}

/** Of a request's body: Apollo Router's default is 2 MB. */
const MAXIMUM_BODY_BYTES = 2 * 1_024 * 1_024;
/** For a request to come in whole; what is streamed out may take for ever. */
const REQUEST_TIMEOUT_MS = 30_000;
/** For what has a body, or another header that a page of another site can't send unasked. */
const CORS_HEADERS =
  'authorization, content-type, x-apollo-operation-name, apollo-require-preflight, last-event-id, traceparent';

/** An HTTP server that refuses foreign pages and answers faults as GraphQL errors; its routes are added by others. */
export function createHttpServer({ log, trustedProxies, origins }: HttpOptions): FastifyInstance {
  const loggerInstance: FastifyBaseLogger = log.child({}, { level: 'warn' });
  const app = Fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: MAXIMUM_BODY_BYTES,
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    onProtoPoisoning: 'remove',
    onConstructorPoisoning: 'remove',
    forceCloseConnections: 'idle',
    requestTimeout: REQUEST_TIMEOUT_MS,
  });
  app.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers;
    if (!origins.accepts(origin)) {
      return reply.code(403).send(errorBody(ErrorCode.FORBIDDEN, 'Pages of this origin may not use the API.'));
    }
    if (origin !== undefined) {
      reply.header('access-control-allow-origin', origin).header('vary', 'origin');
      reply.header('access-control-allow-credentials', 'true');
      reply.header('access-control-expose-headers', 'retry-after, www-authenticate');
      if (request.method === 'OPTIONS') {
        reply
          .header('access-control-allow-methods', 'GET, POST, DELETE')
          .header('access-control-allow-headers', CORS_HEADERS);
        return reply.header('access-control-max-age', '7200').code(204).send();
      }
    }
    reply.header('x-content-type-options', 'nosniff');
    return undefined;
  });
  app.setErrorHandler((error: FastifyError | RondoError, request, reply) => {
    if (error instanceof RondoError) {
      const body = errorBody(error.code, error.message);
      return reply.code(error.code === ErrorCode.UNAVAILABLE ? 503 : 400).send(body);
    }
    const status = error.statusCode ?? 500;
    if (status < 500) return reply.code(status).send(errorBody(ErrorCode.BAD_USER_INPUT, error.message));
    log.error({ err: error, requestId: request.id }, 'a request failed');
    return reply.code(status).send(errorBody(ErrorCode.INTERNAL, INTERNAL_MESSAGE, { requestId: request.id }));
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(errorBody(ErrorCode.NOT_FOUND, 'There is nothing here. The API is at /graphql.')),
  );
  return app;
}

export function errorBody(code: ErrorCode, message: string, extensions: object = {}) {
  return { errors: [{ message, extensions: { code, ...extensions } }] };
}
