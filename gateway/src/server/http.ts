import { RondoError } from '@rondo/platform/errors.ts';
import type { Logger } from '@rondo/platform/log.ts';
import { ErrorCode } from '@rondo/schema/errors.ts';
import Fastify, { type FastifyBaseLogger, type FastifyError, type FastifyInstance, LogController } from 'fastify';
import { INTERNAL_MESSAGE } from '../request/errors.ts';
import type { Origins } from './origins.ts';
import { limitReception, type ReceptionTimes, TooSlow } from './reception.ts';

export interface HttpOptions {
  readonly log: Logger;
  readonly trustedProxies: readonly string[];
  readonly origins: Origins;
  readonly reception: ReceptionTimes;
}

/** Of a request's body: Apollo Router's default is 2 MB. */
const MAXIMUM_BODY_BYTES = 2 * 1_024 * 1_024;
/** For what has a body, or another header that a page of another site can't send unasked. */
const CORS_HEADERS =
  'authorization, content-type, x-apollo-operation-name, apollo-require-preflight, last-event-id, traceparent';

/** An HTTP server that refuses foreign pages and answers faults as GraphQL errors; its routes are added by others. */
export function createHttpServer({ log, trustedProxies, origins, reception }: HttpOptions): FastifyInstance {
  const loggerInstance: FastifyBaseLogger = log.child({}, { level: 'warn' });
  const app = Fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: MAXIMUM_BODY_BYTES,
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    onProtoPoisoning: 'remove',
    onConstructorPoisoning: 'remove',
    forceCloseConnections: 'idle',
    // Of every request: which of them is an upload is known when its headers are.
    requestTimeout: reception.upload,
    http: { headersTimeout: reception.request },
  });
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config?.isUpload) return;
    limitReception(request.raw, reception.request, () => {
      if (reply.sent) request.raw.destroy();
      else void reply.send(new TooSlow(reception.request));
    });
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
      const { code, message, argument, extensions } = error;
      if (code === ErrorCode.UNAUTHENTICATED) reply.header('www-authenticate', 'Bearer');
      if (typeof extensions.retryAfter === 'number') reply.header('retry-after', String(extensions.retryAfter));
      return reply.code(statuses[code] ?? 400).send(errorBody(code, message, argument ? { argument } : {}));
    }
    const status = error.statusCode ?? 500;
    // The rest of the body is not worth waiting for.
    if (status === 408 || status === 413) reply.header('connection', 'close');
    if (status < 500) return reply.code(status).send(errorBody(ErrorCode.BAD_USER_INPUT, error.message));
    log.error({ err: error, requestId: request.id }, 'a request failed');
    return reply.code(status).send(errorBody(ErrorCode.INTERNAL, INTERNAL_MESSAGE, { requestId: request.id }));
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(errorBody(ErrorCode.NOT_FOUND, 'There is nothing here. The API is at /graphql.')),
  );
  return app;
}

/** Of routes beside the graph. */
const statuses: Readonly<Partial<Record<ErrorCode, number>>> = {
  [ErrorCode.UNAUTHENTICATED]: 401,
  [ErrorCode.FORBIDDEN]: 403,
  [ErrorCode.NOT_FOUND]: 404,
  [ErrorCode.RATE_LIMITED]: 429,
  [ErrorCode.UNAVAILABLE]: 503,
};

export function errorBody(code: ErrorCode, message: string, extensions: object = {}) {
  return { errors: [{ message, extensions: { code, ...extensions } }] };
}
