import { ErrorCode } from '@rondo/schema/errors.ts';

/** Where every code of the API is shown, by the tests of this folder. */
export const codes = {
  tasks: [ErrorCode.BAD_USER_INPUT, ErrorCode.INVALID_RECURRENCE, ErrorCode.NOT_FOUND],
  operations: [
    ErrorCode.BAD_USER_INPUT,
    ErrorCode.CONFLICT,
    ErrorCode.COST_LIMIT_EXCEEDED,
    ErrorCode.CURSOR_INVALID,
    ErrorCode.INVALID_FILTER,
    ErrorCode.NOT_FOUND,
    ErrorCode.WEBHOOK_URL_FORBIDDEN,
  ],
  requests: [
    ErrorCode.BAD_USER_INPUT,
    ErrorCode.FORBIDDEN,
    ErrorCode.PERSISTED_QUERY_NOT_FOUND,
    ErrorCode.RATE_LIMITED,
    ErrorCode.UNAUTHENTICATED,
  ],
  /** By tests of the gateway alone: they need a log that forgets, a client that stops reading, a subgraph that is away or broken, a manifest. */
  elsewhere: [
    ErrorCode.CURSOR_EXPIRED,
    ErrorCode.INTERNAL,
    ErrorCode.QUERY_NOT_IN_SAFELIST,
    ErrorCode.SLOW_CONSUMER,
    ErrorCode.UNAVAILABLE,
  ],
} as const;
