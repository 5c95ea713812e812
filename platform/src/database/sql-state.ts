import { ErrorCode } from '@rondo/schema/errors.ts';
import { RondoError } from '../errors.ts';

/** The error codes of PostgreSQL that code here reacts to (PostgreSQL manual, appendix A). */
export const SqlState = {
  UNIQUE_VIOLATION: '23505',
  FOREIGN_KEY_VIOLATION: '23503',
  CHECK_VIOLATION: '23514',
  EXCLUSION_VIOLATION: '23P01',
  SERIALIZATION_FAILURE: '40001',
  DEADLOCK_DETECTED: '40P01',
  INSUFFICIENT_PRIVILEGE: '42501',
  DUPLICATE_OBJECT: '42710',
  UNDEFINED_TABLE: '42P01',
  INVALID_SCHEMA_NAME: '3F000',
  INVALID_AUTHORIZATION: '28000',
  INVALID_PASSWORD: '28P01',
  UNDEFINED_DATABASE: '3D000',
  QUERY_CANCELED: '57014',
  ADMIN_SHUTDOWN: '57P01',
  CRASH_SHUTDOWN: '57P02',
  CANNOT_CONNECT_NOW: '57P03',
  IDLE_SESSION_TIMEOUT: '57P05',
  IDLE_IN_TRANSACTION_SESSION_TIMEOUT: '25P03',
  INTERNAL_ERROR: 'XX000',
} as const;

const connectionErrors: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** What pg says, without a code, of a connection that broke or of a pool that has none to give. */
const connectionMessages =
  /connection terminated|connection error and is not queryable|timeout exceeded when trying to connect|client was closed|connection ended/i;

const awayCodes: ReadonlySet<string> = new Set([
  SqlState.ADMIN_SHUTDOWN,
  SqlState.CRASH_SHUTDOWN,
  SqlState.CANNOT_CONNECT_NOW,
  SqlState.IDLE_SESSION_TIMEOUT,
  SqlState.IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
]);

/** The SQLSTATE of an error, or the code that the operating system gave; undefined where it has none. */
export function sqlStateOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** The name of the unique constraint or index that `error` is the violation of; undefined where it is something else. */
export function uniqueViolation(error: unknown): string | undefined {
  if (sqlStateOf(error) !== SqlState.UNIQUE_VIOLATION) return undefined;
  return error instanceof Error && 'constraint' in error ? String(error.constraint) : undefined;
}

/** Whether a value could not be read as what it was to be (SQLSTATE class 22): a malformed number, time, text. */
export function isDataException(error: unknown): boolean {
  return sqlStateOf(error)?.startsWith('22') ?? false;
}

/** Whether the same transaction, run again, may well succeed. Nothing of it was committed. */
export function isRetryable(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state === SqlState.SERIALIZATION_FAILURE || state === SqlState.DEADLOCK_DETECTED;
}

/** Whether the database can't be reached, or has no room (SQLSTATE classes 08 and 53), rather than disagreeing with the statement. */
export function isDatabaseAway(error: unknown): boolean {
  const state = sqlStateOf(error);
  if (state === undefined) return error instanceof Error && connectionMessages.test(error.message);
  return connectionErrors.has(state) || awayCodes.has(state) || /^(08|53)/.test(state);
}

/** The error as a caller is to see it: UNAVAILABLE where the database is away, else itself. */
export function asUnavailable(error: unknown): unknown {
  if (error instanceof RondoError || !isDatabaseAway(error)) return error;
  const unavailable = new RondoError(
    ErrorCode.UNAVAILABLE,
    "The database can't be reached just now. Try again in a moment; a change may or may not have been made.",
  );
  unavailable.cause = error;
  return unavailable;
}
