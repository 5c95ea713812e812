import { AsyncLocalStorage } from 'node:async_hooks';
import { asUnavailable } from '@rondo/platform/database/sql-state.ts';
import { RondoError } from '@rondo/platform/errors.ts';

/** What our parts of better-auth (adapter, hooks) need to know of the HTTP request that they serve. */
export interface RequestScope {
  /** The session token that came with it, not yet looked up. */
  readonly sessionToken: string | null;
  /** UNAVAILABLE, where the database did not answer. */
  failure: RondoError | null;
  /** The hash of a sign-up's password, made before the transaction that better-auth wants it in. */
  hashed: { password: string; hash: string } | null;
}

export const requestScope = new AsyncLocalStorage<RequestScope>();

/** Remembers that the database was away: better-auth tells some callers of it that their input was bad. */
export function noteFailure(error: unknown): void {
  const scope = requestScope.getStore();
  const failure = asUnavailable(error);
  if (scope && failure instanceof RondoError) scope.failure ??= failure;
}
