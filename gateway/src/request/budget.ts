import { RondoError } from '@rondo/platform/errors.ts';
import { ErrorCode } from '@rondo/schema/errors.ts';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';

/** What is left of a caller's points. */
export interface BudgetState {
  readonly limit: number;
  readonly remaining: number;
  readonly resetAt: Date;
}

export interface BudgetOptions {
  /** Points in each window. */
  readonly points: number;
  readonly windowSeconds: number;
}

/**
 * Points that callers may spend in fixed windows, each counted from a caller's first request in it. Kept in memory: with
 * several gateways each has its own count, so that together they allow as many times the points.
 */
export class Budget {
  readonly #limiter: RateLimiterMemory;
  readonly #windowMs: number;

  constructor({ points, windowSeconds }: BudgetOptions) {
    this.#limiter = new RateLimiterMemory({ points, duration: windowSeconds });
    this.#windowMs = windowSeconds * 1_000;
  }

  async stateOf(caller: string): Promise<BudgetState> {
    return this.#state(await this.#limiter.get(caller));
  }

  /** @throws RondoError RATE_LIMITED where there is not enough; nothing is spent then */
  async spend(caller: string, points: number): Promise<BudgetState> {
    if (points === 0) return this.stateOf(caller);
    // Taken first and given back, so that concurrent requests can't spend the same points.
    const spent = await this.#limiter.penalty(caller, points);
    if (spent.consumedPoints <= this.#limiter.points) return this.#state(spent);
    throw rateLimited(points, this.#state(await this.#limiter.reward(caller, points)));
  }

  #state(spent: RateLimiterRes | null): BudgetState {
    const { points: limit } = this.#limiter;
    return {
      limit,
      remaining: Math.max(0, limit - (spent?.consumedPoints ?? 0)),
      resetAt: new Date(Date.now() + (spent?.msBeforeNext ?? this.#windowMs)),
    };
  }
}

function rateLimited(points: number, { remaining, limit, resetAt }: BudgetState): RondoError {
  const seconds = Math.max(1, Math.ceil((resetAt.getTime() - Date.now()) / 1_000));
  return new RondoError(
    ErrorCode.RATE_LIMITED,
    `This operation costs ${points} points and ${remaining} of ${limit} are left. Try again in ${seconds} s.`,
    { retryAfter: seconds },
  );
}
