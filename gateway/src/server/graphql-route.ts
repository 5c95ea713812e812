import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import { RondoError } from '@rondo/platform/errors.ts';
import { ErrorCode } from '@rondo/schema/errors.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { OperationTypeNode } from 'graphql';
import { type Authenticator, type Caller, readCredentials } from '../auth/caller.ts';
import type { Admission } from '../request/admission.ts';
import { createContext, type OperationContext } from '../request/context.ts';
import { type Documents, isRefused } from '../request/documents.ts';
import type { PersistedOperations } from '../request/persisted-operations.ts';
import { type EventStreams, multipart, serverSentEvents } from './event-stream.ts';
import { errorBody } from './http.ts';
import type { StreamedRequest } from './operations.ts';

export interface GraphqlRouteOptions {
  readonly path: string;
  readonly apollo: ApolloServer<OperationContext>;
  readonly authenticator: Authenticator;
  readonly admission: Admission;
  readonly documents: Documents;
  readonly persisted: PersistedOperations;
  readonly streams: EventStreams;
  /** Answers a browser that wants to see a page. */
  readonly page?: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;
}

/** GraphQL over HTTP by Apollo Server; what streams over it by us. */
export function routeGraphql(app: FastifyInstance, options: GraphqlRouteOptions): void {
  const { authenticator, admission } = options;
  const callers = new WeakMap<FastifyRequest, Caller>();
  const execute = fastifyApolloHandler(options.apollo, {
    context: async (request: FastifyRequest, reply: FastifyReply) =>
      createContext(callers.get(request) ?? (await callerOf(authenticator, request)), {
        authenticator,
        report: (caller, requested) => admission.report(caller, requested),
        signal: departureOf(reply.raw),
      }),
  });
  /** Found out who asks before Apollo Server comes, which would answer 500 where accounts can't be asked. */
  const answer = async (request: FastifyRequest, reply: FastifyReply) => {
    callers.set(request, await callerOf(authenticator, request));
    if (request.method === 'GET' && isUnforgeable(request)) request.headers['apollo-require-preflight'] = 'true';
    return execute.call(app, request, reply);
  };
  app.route({
    method: ['PUT', 'PATCH', 'DELETE'],
    url: options.path,
    handler: (_request, reply) => methodNotAllowed(reply, 'GET, POST', 'Expected GET or POST.'),
  });
  app.route({
    method: ['GET', 'POST'],
    url: options.path,
    handler: async (request, reply) => {
      const { accept = '' } = request.headers;
      reply.header('cache-control', 'no-store');
      if (options.page && request.method === 'GET' && accept.includes('text/html')) return options.page(request, reply);
      const missing = unfold(options.persisted, request);
      const takesEvents = accept.includes('text/event-stream');
      // Whoever wants events and nothing else is told in one.
      if (missing && !prefersEvents(accept)) return refusePersisted(options, request, reply, missing);
      const takesParts = /multipart\/mixed[^,]*subscriptionSpec/i.test(accept);
      const given = takesEvents || takesParts || request.method === 'GET' ? readRequest(request) : null;
      if (!given) return answer(request, reply);
      const kind = operationOf(options.documents, given);
      // Before Apollo Server's look at the headers, which would answer 400 to a mutation that no form could have sent.
      if (request.method === 'GET' && kind === OperationTypeNode.MUTATION) {
        return methodNotAllowed(reply, 'POST', 'Expected a query or subscription over GET: send mutations by POST.');
      }
      const isSubscription = kind === OperationTypeNode.SUBSCRIPTION;
      const wantsEvents = takesEvents && (isSubscription || prefersEvents(accept));
      if (!wantsEvents && !(takesParts && isSubscription)) return answer(request, reply);
      // Apollo Server refuses what a page of another site has sent by a link or a `no-cors` fetch, which have no Origin.
      if (request.method === 'GET' && request.headers['sec-fetch-site'] && !request.headers.origin)
        if (!isUnforgeable(request)) return answer(request, reply);
      const caller = await callerOf(authenticator, request);
      reply.hijack();
      for (const [name, value] of Object.entries(reply.getHeaders())) if (value) reply.raw.setHeader(name, value);
      await options.streams.serve(reply.raw, wantsEvents ? serverSentEvents : multipart, given, caller);
      return reply;
    },
  });
}

function methodNotAllowed(reply: FastifyReply, allow: string, message: string): FastifyReply {
  return reply.code(405).header('allow', allow).send(errorBody(ErrorCode.BAD_USER_INPUT, message));
}

/**
 * Whether a query by GET can't have been sent by a page of another site with this user's cookie: there is no cookie, or
 * there is something that such a page can't send. Apollo Server asks for a header of its own, which no URL typed or
 * given to curl brings.
 */
function isUnforgeable({ headers }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site'];
  return !headers.cookie || headers.authorization !== undefined || site === 'same-origin' || site === 'none';
}

function callerOf(authenticator: Authenticator, { headers, ip }: FastifyRequest) {
  return authenticator.identify(readCredentials(headers.authorization, headers.cookie), ip);
}

/** Puts the text of an operation that is named by its hash into the request, for all that comes after. */
function unfold(persisted: PersistedOperations, request: FastifyRequest): RondoError | undefined {
  const given = request.method === 'GET' ? fromSearch(request.query) : request.body;
  if (!isRecord(given) || !persisted.isPersisted(given)) return undefined;
  let query: string | undefined;
  try {
    query = persisted.textOf(given);
  } catch (error) {
    if (error instanceof RondoError) return error;
    throw error;
  }
  if (request.method === 'GET') {
    const search = new URLSearchParams(request.url.slice(request.url.indexOf('?')));
    search.delete('extensions');
    if (query !== undefined) search.set('query', query);
    request.raw.url = `${request.url.slice(0, request.url.indexOf('?'))}?${search}`;
    request.query = Object.fromEntries(search);
  } else {
    const { extensions: _, ...rest } = given;
    request.body = { ...rest, query };
  }
  return undefined;
}

/** PersistedQueryNotFound is no fault: 200, as Apollo Server has it, so that clients send the text. */
async function refusePersisted(
  { authenticator, admission }: GraphqlRouteOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  error: RondoError,
): Promise<FastifyReply> {
  const caller = await callerOf(authenticator, request);
  reply.code(error.code === ErrorCode.PERSISTED_QUERY_NOT_FOUND ? 200 : 400);
  return reply.send({ errors: [error.toJSON()], extensions: { cost: await admission.report(caller, 0) } });
}

/** urql takes events for any operation, but JSON before them. */
function prefersEvents(accept: string): boolean {
  const events = accept.indexOf('text/event-stream');
  const json = accept.search(/application\/(graphql-response\+)?json/);
  return events >= 0 && (json < 0 || events < json);
}

function operationOf(documents: Documents, { query, operationName }: StreamedRequest): OperationTypeNode | null {
  const prepared = documents.prepare(query, operationName);
  return isRefused(prepared) ? null : prepared.operation.operation;
}

/** The operation that a request holds; null where it holds none, which Apollo Server tells the client. */
function readRequest(request: FastifyRequest): StreamedRequest | null {
  const given = request.method === 'GET' ? fromSearch(request.query) : request.body;
  if (!isRecord(given)) return null;
  const { query = '', operationName, variables, extensions } = given;
  if (typeof query !== 'string' || (query === '' && extensions === undefined)) return null;
  const lastEventId = request.headers['last-event-id'];
  return {
    query,
    operationName: typeof operationName === 'string' ? operationName : null,
    variables: isRecord(variables) ? variables : null,
    extensions,
    lastEventId: typeof lastEventId === 'string' && lastEventId !== '' ? lastEventId : null,
  };
}

/** With its JSON read; what can't be read Apollo Server tells the client. */
function fromSearch(search: unknown): unknown {
  if (!isRecord(search)) return search;
  const { variables, extensions } = search;
  try {
    return {
      ...search,
      ...(typeof variables === 'string' ? { variables: JSON.parse(variables) } : {}),
      ...(typeof extensions === 'string' ? { extensions: JSON.parse(extensions) } : {}),
    };
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Aborts when the client leaves before it has its answer. */
function departureOf(response: ServerResponse<IncomingMessage>): AbortSignal {
  const departure = new AbortController();
  // While it was found out who asks.
  if (response.closed) departure.abort();
  response.on('close', () => {
    if (!response.writableFinished) departure.abort();
  });
  return departure.signal;
}
