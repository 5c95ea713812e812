import { ErrorCode } from '@rondo/schema/errors.ts';
import type { GraphQLError, GraphQLFormattedError } from 'graphql';

/** Codes of Apollo Server's and the GraphQL library's own refusals: all of them are faults of the request. */
const refusals: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_REQUEST',
]);

/** What no client is to see of an error's extensions. `http` is Apollo Server's, for the response's status. */
const internals: ReadonlySet<string> = new Set(['http', 'stacktrace', 'exception', 'serviceName']);

export const INTERNAL_MESSAGE = 'Something went wrong on our side. Quote the requestId when you report it.';

/**
 * An error as clients see it: always with a code of ErrorCode. What no code was given to on purpose is a fault of ours:
 * INTERNAL, with nothing but the request's id.
 */
export function toClientError(error: GraphQLError | GraphQLFormattedError, requestId: string): GraphQLFormattedError {
  const { message, path, extensions } = error;
  const locations = error.locations;
  const code = codeOf(extensions?.code);
  const position = { ...(locations ? { locations } : {}), ...(path ? { path } : {}) };
  if (code === ErrorCode.INTERNAL) {
    return { message: INTERNAL_MESSAGE, ...position, extensions: { code, requestId } };
  }
  const shown = Object.entries(extensions ?? {}).filter(([name]) => !internals.has(name));
  return { message, ...position, extensions: { ...Object.fromEntries(shown), code } };
}

export function codeOf(code: unknown): ErrorCode {
  if (typeof code === 'string' && Object.hasOwn(ErrorCode, code)) return code as ErrorCode;
  return refusals.has(code) ? ErrorCode.BAD_USER_INPUT : ErrorCode.INTERNAL;
}
