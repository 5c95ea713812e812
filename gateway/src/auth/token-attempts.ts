import { createHash } from 'node:crypto';
import { RondoError } from '@rondo/platform/errors.ts';
import { ErrorCode } from '@rondo/schema/errors.ts';
import { LruCache } from '../executor/lru-cache.ts';
import { type Budget, secondsUntil } from '../request/budget.ts';

/** Tokens that were good when they were last shown here. */
const KEPT_TOKENS = 10_000;

/**
 * Bounds how many tokens that nobody knows an address may show. After that its tokens are refused without being looked up, so that a right
 * guess is not found out either. A token that was good here lately is looked up all the same: those who share an address with somebody who
 * guesses, or with a program that does not notice that its token was revoked, go on working. Counted apart from the points of addresses,
 * which those spend who have not signed in: they lock nobody out.
 */
export class TokenAttempts {
  readonly #budget: Budget;
  readonly #known = new LruCache<string, true>(KEPT_TOKENS);

  /** @param budget a point for each attempt of an address that has failed */
  constructor(budget: Budget) {
    this.#budget = budget;
  }

  /** @throws RondoError RATE_LIMITED where the token is not to be looked up */
  async admit(token: string, address: string): Promise<void> {
    if (this.#known.get(hashOf(token))) return;
    const { remaining, resetAt } = await this.#budget.stateOf(keyOf(address));
    if (remaining > 0) return;
    const seconds = secondsUntil(resetAt);
    throw new RondoError(
      ErrorCode.RATE_LIMITED,
      `Too many requests without a valid token have come from this address. Try again in ${seconds} s.`,
      { retryAfter: seconds },
    );
  }

  /** What looking a token up has shown. */
  note(token: string, address: string, isGood: boolean): void {
    if (isGood) this.#known.set(hashOf(token), true);
    else {
      this.#known.delete(hashOf(token));
      this.#budget.charge(keyOf(address), 1);
    }
  }
}

const keyOf = (address: string): string => `tokens:${address}`;

/** So that no token is kept. */
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
