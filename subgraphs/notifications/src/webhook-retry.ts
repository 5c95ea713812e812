/** When a delivery that failed is tried again, and what becomes of those behind it. All in milliseconds. */
export interface WebhookRetry {
  /** The longest wait after the first try; doubles with each, up to `maxDelayMs`. */
  delayMs: number;
  maxDelayMs: number;
  /** An event that was not delivered within this time is given up, after one more try at its end. */
  giveUpAfterMs: number;
  /** For so long at most an event that fails holds up later ones of its subject. */
  holdMs: number;
  /** A webhook that has only failed for so long is switched off. */
  disableAfterMs: number;
}

const hourMs = 3_600_000;

/** About 50 tries over three days. */
export const webhookRetry: WebhookRetry = {
  delayMs: 10_000,
  maxDelayMs: 3 * hourMs,
  giveUpAfterMs: 72 * hourMs,
  holdMs: 6 * hourMs,
  disableAfterMs: 120 * hourMs,
};

/** So that jitter makes no second try of the same moment. */
const leastShare = 0.05;

/**
 * How long until the next try: exponential backoff with full jitter (any time up to the backoff, so that many deliveries that failed
 * together don't come back together), no sooner than the endpoint asked for. Null: given up.
 *
 * @param attempt how many tries there were
 * @param ageMs since the delivery first could be tried
 * @param random from 0 up to 1
 */
export function nextDelayMs(
  { delayMs, maxDelayMs, giveUpAfterMs }: WebhookRetry,
  { attempt, ageMs, retryAfterMs = 0 }: { attempt: number; ageMs: number; retryAfterMs?: number },
  random: () => number = Math.random,
): number | null {
  const leftMs = giveUpAfterMs - ageMs;
  if (leftMs <= 0) return null;
  const backoffMs = Math.min(delayMs * 2 ** (attempt - 1), maxDelayMs);
  const jitteredMs = backoffMs * Math.max(random(), leastShare);
  return Math.min(Math.max(jitteredMs, Math.min(retryAfterMs, maxDelayMs)), leftMs);
}
