import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../log.ts';

export interface Attempts {
  readonly log: Logger;
  /** Aborted when nobody wants it any more. */
  readonly signal: AbortSignal;
}

const longestPauseSeconds = 15;

/**
 * What a start needs from outside may be missing or wrong: a broker, a secret, a password. Tries until it is there, and says each time
 * in one line what is not. So the process stays, alive and not ready, instead of being started over and over; once the fault is
 * mended it goes on by itself. Rejects with the signal's reason where that is aborted.
 */
export async function untilPossible<T>(attempt: () => Promise<T>, { log, signal }: Attempts): Promise<T> {
  for (let failures = 0; ; failures++) {
    signal.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      const seconds = Math.min(2 ** failures, longestPauseSeconds);
      log.error({ err: error }, `not ready: ${reasonOf(error)} Trying again in ${seconds} s.`);
      await delay(seconds * 1_000, undefined, { signal });
    }
  }
}

/** On one line, as a sentence. */
function reasonOf(error: unknown): string {
  const text = (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ').trim();
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
