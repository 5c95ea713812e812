import { setTimeout as delay } from 'node:timers/promises';
import { RondoError } from '@rondo/platform/errors.ts';
import type { Logger } from '@rondo/platform/log.ts';
import type { StateStore } from '@rondo/platform/platform.ts';
import { ErrorCode } from '@rondo/schema/errors.ts';
import pLimit from 'p-limit';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { StateLimiter } from './state-limiter.ts';

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
  /** Where gateways count together. */
  readonly state: StateStore;
  readonly log: Logger;
}

/** Points that a process has let a caller spend and not yet told the others; below 0 where it has told too many. */
interface Unreported {
  points: number;
  /** While they are being told. */
  report: Promise<void> | undefined;
  /** By the process's clock, in milliseconds. */
  readonly since: number;
}

/** Told at the latest so long after they were spent … */
const REPORT_MS = 1_000;
/** … or once they are this share of the limit. */
const REPORT_SHARE = 0.02;
const CONCURRENT_REPORTS = 16;
/** For what is left at the end. */
const LAST_REPORT_MS = 1_000;

/**
 * Points that callers may spend in fixed windows, each counted from a caller's first request in it, by all gateways
 * together. No request waits for the shared count: each process counts for itself, adds what it has let through to the
 * shared count in batches, and takes over the total then. So n gateways together let through at most the limit and n
 * times 2 % of it, besides the operations that they admit in the time that one report takes. Where the store can't be
 * reached each goes on by its own count.
 */
export class Budget implements AsyncDisposable {
  readonly #local: RateLimiterMemory;
  readonly #shared: StateLimiter;
  readonly #windowMs: number;
  readonly #log: Logger;
  readonly #reports = pLimit(CONCURRENT_REPORTS);
  readonly #unreported = new Map<string, Unreported>();
  #timer: NodeJS.Timeout | undefined;
  #isFailing = false;

  constructor({ points, windowSeconds, state, log }: BudgetOptions) {
    this.#local = new RateLimiterMemory({ points, duration: windowSeconds });
    this.#shared = new StateLimiter({ points, duration: windowSeconds, keyPrefix: 'budget', state });
    this.#windowMs = windowSeconds * 1_000;
    this.#log = log;
  }

  async stateOf(caller: string): Promise<BudgetState> {
    return this.#state(await this.#local.get(caller));
  }

  /** @throws RondoError RATE_LIMITED where there is not enough; nothing is spent then */
  async spend(caller: string, points: number): Promise<BudgetState> {
    if (points === 0) return this.stateOf(caller);
    // Taken first and given back, so that concurrent requests can't spend the same points. The limiter counts when it is
    // called, not when its promise resolves: together with the note at every moment.
    const taken = this.#local.penalty(caller, points);
    const unreported = this.#note(caller, points);
    const spent = await taken;
    if (spent.consumedPoints <= this.#local.points) {
      if (unreported.points >= this.#local.points * REPORT_SHARE) void this.#report(caller);
      return this.#state(spent);
    }
    const back = this.#local.reward(caller, points);
    this.#note(caller, -points);
    throw rateLimited(points, this.#state(await back));
  }

  /** Takes points for what was done already, be they left or not. */
  charge(caller: string, points: number): void {
    void this.#local.penalty(caller, points);
    const unreported = this.#note(caller, points);
    if (unreported.points >= this.#local.points * REPORT_SHARE) void this.#report(caller);
  }

  /** Tells the others what they have not been told. */
  async report(): Promise<void> {
    await Promise.all(
      [...this.#unreported].map(([caller, unreported]) =>
        this.#reports(async () => {
          await unreported.report;
          await this.#report(caller);
        }),
      ),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#timer);
    await Promise.race([this.report(), delay(LAST_REPORT_MS, undefined, { ref: false })]);
    clearTimeout(this.#timer);
  }

  #note(caller: string, points: number): Unreported {
    let unreported = this.#unreported.get(caller);
    if (!unreported) {
      unreported = { points: 0, report: undefined, since: performance.now() };
      this.#unreported.set(caller, unreported);
    }
    unreported.points += points;
    this.#schedule();
    return unreported;
  }

  #schedule(): void {
    if (this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.report();
    }, REPORT_MS);
    this.#timer.unref();
  }

  #report(caller: string): Promise<void> {
    const unreported = this.#unreported.get(caller);
    if (!unreported) return Promise.resolve();
    unreported.report ??= this.#tell(caller, unreported).finally(() => {
      unreported.report = undefined;
      // Points of a window that is over concern nobody any more.
      const isOver = performance.now() - unreported.since > this.#windowMs;
      if (unreported.points === 0 || (this.#isFailing && isOver)) this.#unreported.delete(caller);
      else this.#schedule();
    });
    return unreported.report;
  }

  async #tell(caller: string, unreported: Unreported): Promise<void> {
    const { points } = unreported;
    if (points === 0) return;
    unreported.points = 0;
    try {
      const { consumedPoints, msBeforeNext } = await this.#shared.penalty(caller, points);
      // What was spent meanwhile is in neither.
      void this.#local.set(caller, consumedPoints + unreported.points, Math.max(msBeforeNext, 1) / 1_000);
      this.#isFailing = false;
    } catch (error) {
      unreported.points += points;
      if (!this.#isFailing) this.#log.warn({ err: error }, 'budgets are not shared: each gateway counts for itself');
      this.#isFailing = true;
    }
  }

  #state(spent: RateLimiterRes | null): BudgetState {
    const { points: limit } = this.#local;
    return {
      limit,
      remaining: Math.max(0, limit - (spent?.consumedPoints ?? 0)),
      resetAt: new Date(Date.now() + (spent?.msBeforeNext ?? this.#windowMs)),
    };
  }
}

function rateLimited(points: number, { remaining, limit, resetAt }: BudgetState): RondoError {
  const seconds = secondsUntil(resetAt);
  return new RondoError(
    ErrorCode.RATE_LIMITED,
    `This operation costs ${points} points and ${remaining} of ${limit} are left. Try again in ${seconds} s.`,
    { retryAfter: seconds },
  );
}

/** For `Retry-After`: whole seconds, at least one. */
export function secondsUntil(instant: Date): number {
  return Math.max(1, Math.ceil((instant.getTime() - Date.now()) / 1_000));
}
