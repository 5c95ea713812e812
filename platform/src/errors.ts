import { ErrorCode } from '@rondo/schema/errors.ts';
import { GraphQLError } from 'graphql';

/**
 * A failure that a caller is meant to see: a code of ErrorCode, a sentence that says what was expected and what came,
 * and the argument to blame. Being a GraphQLError, it leaves a subgraph with its extensions; any other error is masked.
 */
export class RondoError extends GraphQLError {
  override readonly name = 'RondoError';
  readonly code: ErrorCode;
  readonly argument: string | undefined;

  constructor(code: ErrorCode, message: string, details: { argument?: string; [extension: string]: unknown } = {}) {
    super(message, { extensions: { code, ...details } });
    this.code = code;
    this.argument = details.argument;
  }
}

export const badInput = (argument: string, message: string): RondoError =>
  new RondoError(ErrorCode.BAD_USER_INPUT, message, { argument });

/** Also for another user's object: whether it exists is nobody else's business. What is far too long for an id is cut off. */
export const notFound = (argument: string, kind: string, id: string): RondoError =>
  new RondoError(ErrorCode.NOT_FOUND, `There is no ${kind} ${id.slice(0, 60)}. Check the id, or list what there is.`, {
    argument,
  });

export const conflict = (argument: string, message: string): RondoError =>
  new RondoError(ErrorCode.CONFLICT, message, { argument });

export const versionConflict = (kind: string, expected: number, current: number): RondoError =>
  conflict(
    'expectedVersion',
    `The ${kind} is at version ${current}, not ${expected}: it has changed since you read it. Read it again, then repeat the change.`,
  );

export const forbidden = (message: string): RondoError => new RondoError(ErrorCode.FORBIDDEN, message);

export const unavailable = (service: string): RondoError =>
  new RondoError(ErrorCode.UNAVAILABLE, `The ${service} service can't be reached just now. Try again in a moment.`);
