import type { Logger } from '@rondo/platform/log.ts';
import { Counter, delayBuckets, Histogram } from '@rondo/platform/telemetry/metrics.ts';
import type { WebhookJob } from './webhook-job.ts';
import type { WebhookOutcome } from './webhook-outcome.ts';

/*
 * What operators learn of webhooks: numbers, and lines with ids. Never an address, not even its host: an endpoint's is its owner's
 * secret, and says who they are.
 */

/** Seconds, up to what an endpoint may take. */
const requestBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15];

const deliveries = new Counter({
  name: 'rondo_webhook_deliveries_total',
  help: 'Tries to deliver an event to an endpoint, by how they ended: delivered, retried (tried again later), given_up, overtaken (asked for anew, or ended, meanwhile).',
  labelNames: ['outcome'],
});

const requests = new Histogram({
  name: 'rondo_webhook_request_duration_seconds',
  help: "One try: from signing an event to the end of the endpoint's answer; status is 2xx to 5xx, or none where no answer came.",
  labelNames: ['status'],
  buckets: requestBuckets,
});

const delay = new Histogram({
  name: 'rondo_webhook_delay_seconds',
  help: 'From when an event was put into the queue of an endpoint to when the endpoint had taken it, waiting for earlier ones and retries included.',
  buckets: delayBuckets,
});

const switchedOff = new Counter({
  name: 'rondo_webhook_disabled_total',
  help: 'Webhooks that were switched off because their endpoint wants no more (gone) or has only failed for days (failing).',
  labelNames: ['reason'],
});

// Nothing has happened yet, which is not the same as nobody counting.
for (const outcome of ['delivered', 'retried', 'given_up', 'overtaken']) deliveries.inc({ outcome }, 0);
for (const reason of ['gone', 'failing']) switchedOff.inc({ reason }, 0);

/** What became of a try that was not delivered. */
export type WebhookFailure = 'retried' | 'given_up' | 'overtaken';

/** Why a webhook was switched off. */
export type DisableReason = 'gone' | 'failing';

/** A try that has ended, whose `outcome` is written down. */
export interface EndedTry {
  job: WebhookJob;
  outcome: WebhookOutcome;
  /** Null where it was delivered. */
  failure: WebhookFailure | null;
  durationMs: number;
}

/** The part of a logger that is written to. */
type Log = Pick<Logger, 'debug' | 'info'>;

/** A try has ended. */
export function tellTry(log: Log, { job, outcome, failure, durationMs }: EndedTry): void {
  const { webhookId: webhook, eventId: event, attempt, ageMs } = job;
  const { status } = outcome;
  const result = failure ?? 'delivered';
  deliveries.inc({ outcome: result });
  requests.observe({ status: classOf(status) }, durationMs / 1_000);
  if (failure === null) delay.observe((ageMs + durationMs) / 1_000);
  const line = { webhook, event, attempt, outcome: result, status, durationMs: Math.round(durationMs) };
  if (failure === null) log.debug(line, 'a webhook was delivered');
  // It is its owner's endpoint that fails: nothing that an operator has to see to.
  else log.info({ ...line, reason: outcome.error }, 'a webhook was not delivered');
}

/** A webhook was switched off. */
export function tellDisabled(log: Log, webhook: string, reason: DisableReason): void {
  switchedOff.inc({ reason });
  log.info({ webhook, reason }, 'a webhook was switched off');
}

function classOf(status: number | null): string {
  return status === null ? 'none' : `${Math.floor(status / 100)}xx`;
}
