/** What went wrong with a call, for code to decide by and for people to read. */
export interface Failure {
  /** One of the API's ErrorCode, or OFFLINE where no answer came. */
  readonly code: string;
  readonly message: string;
  readonly argument: string | null;
  /** Of INVALID_FILTER: where in the query, in UTF-16 code units. */
  readonly position: number | null;
  /** Of RATE_LIMITED: in how many seconds it may be tried again. */
  readonly retryAfter?: number;
}

/** Failures after which the same call may well succeed: nothing was decided about it. */
const passing: ReadonlySet<string> = new Set(['OFFLINE', 'UNAVAILABLE', 'RATE_LIMITED', 'INTERNAL']);

export function isPassing({ code }: Failure): boolean {
  return passing.has(code);
}

/**
 * Reads whatever a call threw: our own, Apollo's, a stream's list of GraphQL errors. Apollo's are known by their shape, for its
 * classes would bring Apollo along. Never throws itself.
 */
export function failureOf(error: unknown): Failure {
  if (Array.isArray(error)) return failureOfErrors(error) ?? unknownFailure('INTERNAL', error);
  if (isObject(error)) {
    if (isFailure(error.failure)) return error.failure;
    if (Array.isArray(error.errors)) return failureOfErrors(error.errors) ?? unknownFailure('INTERNAL', error);
    if (typeof error.statusCode === 'number' && typeof error.bodyText === 'string') {
      return failureOfAnswer(error.statusCode, error.bodyText) ?? unknownFailure('INTERNAL', error);
    }
  }
  return unknownFailure('OFFLINE', error);
}

/** What an answer over HTTP says went wrong; null where it brings data and nothing else. */
export function failureOfAnswer(status: number, text: string): Failure | null {
  const body = parsed(text);
  const told = isObject(body) && Array.isArray(body.errors) ? failureOfErrors(body.errors) : null;
  if (told || (status < 300 && isObject(body) && 'data' in body)) return told;
  const code = status === 429 ? 'RATE_LIMITED' : status >= 500 ? 'UNAVAILABLE' : 'INTERNAL';
  return unknownFailure(code, `HTTP ${status}`);
}

function failureOfErrors([first]: readonly unknown[]): Failure | null {
  if (!isObject(first)) return null;
  const { code, argument, position, retryAfter } = isObject(first.extensions) ? first.extensions : {};
  return {
    code: typeof code === 'string' ? code : 'INTERNAL',
    message: String(first.message),
    argument: typeof argument === 'string' ? argument : null,
    position: typeof position === 'number' ? position : null,
    ...(typeof retryAfter === 'number' ? { retryAfter } : {}),
  };
}

const unknownFailure = (code: string, error: unknown): Failure => ({
  code,
  message: error instanceof Error ? error.message : String(error),
  argument: null,
  position: null,
});

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const isFailure = (value: unknown): value is Failure => isObject(value) && typeof value.code === 'string';
