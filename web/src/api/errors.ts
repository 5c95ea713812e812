import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors';

/** What went wrong with a call, for code to decide by and for people to read. */
export interface Failure {
  /** One of the API's ErrorCode, or OFFLINE where no answer came. */
  readonly code: string;
  readonly message: string;
  readonly argument: string | null;
  /** Of INVALID_FILTER: where in the query, in UTF-16 code units. */
  readonly position: number | null;
}

/** Failures after which the same call may well succeed: nothing was decided about it. */
const passing: ReadonlySet<string> = new Set(['OFFLINE', 'UNAVAILABLE', 'RATE_LIMITED', 'INTERNAL']);

export function isPassing({ code }: Failure): boolean {
  return passing.has(code);
}

/** Reads whatever a call threw. Never throws itself. */
export function failureOf(error: unknown): Failure {
  if (CombinedGraphQLErrors.is(error)) {
    const [first] = error.errors;
    return ofGraphQL(first?.message ?? error.message, first?.extensions);
  }
  if (ServerError.is(error)) {
    const answered = bodyOf(error.bodyText);
    if (answered !== null) return answered;
    const code = error.statusCode === 429 ? 'RATE_LIMITED' : error.statusCode >= 500 ? 'UNAVAILABLE' : 'INTERNAL';
    return { code, message: error.message, argument: null, position: null };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'OFFLINE', message, argument: null, position: null };
}

function ofGraphQL(message: string, extensions: Record<string, unknown> | undefined): Failure {
  const { code, argument, position } = extensions ?? {};
  return {
    code: typeof code === 'string' ? code : 'INTERNAL',
    message,
    argument: typeof argument === 'string' ? argument : null,
    position: typeof position === 'number' ? position : null,
  };
}

function bodyOf(text: string): Failure | null {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body !== 'object' || body === null || !('errors' in body) || !Array.isArray(body.errors)) return null;
    const first: unknown = body.errors[0];
    if (typeof first !== 'object' || first === null || !('message' in first)) return null;
    const extensions = 'extensions' in first && typeof first.extensions === 'object' ? first.extensions : null;
    return ofGraphQL(String(first.message), { ...extensions });
  } catch {
    return null;
  }
}
