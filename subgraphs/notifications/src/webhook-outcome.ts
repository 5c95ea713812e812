import type { Operation } from '@rondo/platform/operation.ts';
import { queryRows } from '@rondo/platform/query.ts';
import type { ServiceHost } from '@rondo/platform/service.ts';
import { NotificationCreated } from '@rondo/schema/events/notification.ts';
import { newId } from '@rondo/schema/ids.ts';
import { NotificationEntity } from './entities.ts';
import { stateOf } from './notification.ts';
import { type LockedWebhook, lockWebhook, wakeLanes } from './webhook-lane.ts';
import type { WebhookJob } from './webhook-queue.ts';
import { nextDelayMs, type WebhookRetry } from './webhook-retry.ts';
import type { DisableReason, WebhookFailure } from './webhook-telemetry.ts';

/** How a try ended. */
export interface WebhookOutcome {
  delivered: boolean;
  /** The answer's HTTP status; null where none came. */
  status: number | null;
  /** For the user; null where it was delivered. */
  error: string | null;
  /** The endpoint wants no more (410 Gone). */
  gone?: boolean;
  retryAfterMs?: number;
}

/** A try that an endpoint has taken. */
export interface TakenJob {
  job: WebhookJob;
  /** The answer's HTTP status. */
  status: number | null;
}

/**
 * Writes down many that were delivered. Returns whether each was: one whose webhook is in the hands of another transaction just now, a replay
 * say, is left to `settleJob`, so that the others need not wait.
 */
export function settleDelivered(host: ServiceHost, taken: readonly TakenJob[]): Promise<boolean[]> {
  return host.asSystem(async (operation) => {
    const locked = await queryRows<{ id: string; failing: boolean }>(
      operation.em,
      `select id, failures > 0 as failing from notifications.webhook where id = any($1) order by id for update skip locked`,
      [taken.map(({ job }) => job.webhookId)],
    );
    const failing = new Map(locked.map((webhook) => [webhook.id, webhook.failing]));
    const mine = taken.filter(({ job }) => failing.has(job.webhookId));
    const recovered = await markDelivered(operation, mine);
    await recover(
      operation,
      recovered.filter((id) => failing.get(id)),
    );
    return taken.map(({ job }) => failing.has(job.webhookId));
  });
}

/** What a try has led to. */
export interface Settlement {
  /** Null where it was delivered. */
  failure: WebhookFailure | null;
  /** Why the webhook was switched off; null where it was not. */
  disabled: DisableReason | null;
}

/** Writes down how a try ended: when the event is tried again or given up, who goes next, and what that makes of the webhook. */
export function settleJob(
  host: ServiceHost,
  job: WebhookJob,
  outcome: WebhookOutcome,
  retry: WebhookRetry,
): Promise<Settlement> {
  return host.asSystem(async (operation) => {
    const webhook = await lockWebhook(operation.em, job.webhookId);
    if (outcome.delivered) {
      if (webhook) await recover(operation, await markDelivered(operation, [{ job, status: outcome.status }]));
      return { failure: null, disabled: null };
    }
    const failure = webhook ? await markFailed(operation, job, outcome, retry) : 'overtaken';
    const disabled = webhook && failure !== 'overtaken' ? await judge(operation, webhook, outcome, retry) : null;
    return { failure, disabled };
  });
}

/** What a failure makes of a webhook. Returns why it was switched off; null where it was not. */
async function judge(
  operation: Operation,
  webhook: LockedWebhook,
  { gone, error }: WebhookOutcome,
  { disableAfterMs }: WebhookRetry,
): Promise<DisableReason | null> {
  if (gone) {
    const reason = 'its endpoint answered 410 Gone, which says that it wants no more events';
    return (await switchOff(operation, webhook, reason)) ? 'gone' : null;
  }
  if ((webhook.failingMs ?? 0) >= disableAfterMs) {
    const days = Math.round(disableAfterMs / 86_400_000);
    const reason = `every try has failed for ${days} days. The last one: ${error ?? ''}`;
    return (await switchOff(operation, webhook, reason)) ? 'failing' : null;
  }
  await countFailure(operation, webhook);
  return null;
}

/** Expects their webhooks to be locked. Returns the webhooks of those that were still in hand. */
async function markDelivered({ em, now }: Operation, taken: readonly TakenJob[]): Promise<string[]> {
  if (taken.length === 0) return [];
  const settled = await queryRows<{ webhookId: string; lane: string }>(
    em,
    `update notifications.webhook_delivery d
     set state = 'DELIVERED', last_status = j.status, last_error = null, next_attempt_at = null, delivered_at = $2
     from json_to_recordset($1) as j("webhookId" text, "eventId" text, claim integer, status integer)
     where d.webhook_id = j."webhookId" and d.event_id = j."eventId" and ${inHand('j.claim')}
     returning d.webhook_id as "webhookId", d.lane`,
    [
      JSON.stringify(
        taken.map(({ job: { webhookId, eventId, claim }, status }) => ({ webhookId, eventId, claim, status })),
      ),
      now,
    ],
  );
  await wakeLanes(em, settled);
  return settled.map(({ webhookId }) => webhookId);
}

/** SQL for a delivery that no other has taken over, and that was not started anew or ended meanwhile. */
const inHand = (claim: string) => `d.claims = ${claim} and d.next_attempt_at is not null`;

/** Lets it be tried again later, or gives it up; neither where it is no longer in hand. */
async function markFailed(
  operation: Operation,
  job: WebhookJob,
  { status, error, retryAfterMs, gone }: WebhookOutcome,
  retry: WebhookRetry,
): Promise<WebhookFailure> {
  const { webhookId, eventId, attempt, ageMs, lane } = job;
  const delayMs = gone ? null : nextDelayMs(retry, { attempt, ageMs, retryAfterMs });
  // One that has failed for long waits on its own from now on, and the others go ahead.
  const stepsAside = ageMs >= retry.holdMs;
  const held = await queryRows(
    operation.em,
    `update notifications.webhook_delivery d
     set state = $4, last_status = $5, last_error = $6, lane = $7,
       next_attempt_at = now() + make_interval(secs => $8::float8 / 1000)
     where d.webhook_id = $1 and d.event_id = $2 and ${inHand('$3')} returning 1`,
    [
      ...[webhookId, eventId, job.claim],
      ...[delayMs === null ? 'FAILED' : 'PENDING', status, error, stepsAside ? eventId : lane, delayMs],
    ],
  );
  if (held.length === 0) return 'overtaken';
  if (delayMs === null || stepsAside) await wakeLanes(operation.em, [job]);
  return delayMs === null ? 'given_up' : 'retried';
}

async function recover({ em }: Operation, webhookIds: readonly string[]): Promise<void> {
  if (webhookIds.length === 0) return;
  await queryRows(
    em,
    'update notifications.webhook set failures = 0, failing_since = null where id = any($1) and failures > 0',
    [webhookIds],
  );
}

async function countFailure({ em }: Operation, { id }: LockedWebhook): Promise<void> {
  await queryRows(
    em,
    `update notifications.webhook set failures = failures + 1, failing_since = coalesce(failing_since, now())
     where id = $1`,
    [id],
  );
}

/** Ends what was to be delivered to a webhook that is switched off. Expects `lockWebhook`. */
export async function endDeliveries({ em }: Operation, webhookId: string, reason: string): Promise<void> {
  await queryRows(
    em,
    `update notifications.webhook_delivery
     set state = 'FAILED', last_error = coalesce(last_error || ' ', '') || $2, next_attempt_at = null
     where webhook_id = $1 and state = 'PENDING'`,
    [webhookId, reason],
  );
}

/** Disables a webhook and tells its owner why; false where it was off. */
async function switchOff(operation: Operation, webhook: LockedWebhook, reason: string): Promise<boolean> {
  if (!webhook.enabled) return false;
  const { em, now } = operation;
  const { id, ownerId, url } = webhook;
  await queryRows(
    em,
    `update notifications.webhook set enabled = false, failures = 0, failing_since = null, disabled_reason = $2
     where id = $1`,
    [id, `Switched off: ${reason}`],
  );
  await endDeliveries(operation, id, 'Given up: the webhook was switched off.');
  const notification = em.create(NotificationEntity, {
    id: newId('notification'),
    ownerId,
    taskId: null,
    title: 'A webhook was switched off',
    // Its path may be what keeps it secret.
    body: `The webhook to ${new URL(url).host} was switched off: ${reason}. Once its endpoint works, switch it on in the settings and replay what it missed.`,
    readAt: null,
    createdAt: now,
  });
  operation.emit(NotificationCreated, notification.id, { notification: stateOf(notification) }, ownerId);
  return true;
}
