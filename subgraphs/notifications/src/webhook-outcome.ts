import type { Operation } from '@rondo/platform/operation.ts';
import { queryRows } from '@rondo/platform/query.ts';
import type { ServiceHost } from '@rondo/platform/service.ts';
import { NotificationCreated } from '@rondo/schema/events/notification.ts';
import { newId } from '@rondo/schema/ids.ts';
import { NotificationEntity } from './entities.ts';
import { stateOf } from './notification.ts';
import { type LockedWebhook, lockWebhook, wakeLane } from './webhook-lane.ts';
import type { WebhookJob } from './webhook-queue.ts';
import { nextDelayMs, type WebhookRetry } from './webhook-retry.ts';

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

/** Writes down how a try ended: when the event is tried again or given up, who goes next, and what that makes of the webhook. */
export async function settleJob(
  host: ServiceHost,
  job: WebhookJob,
  outcome: WebhookOutcome,
  retry: WebhookRetry,
): Promise<void> {
  await host.asSystem(async (operation) => {
    const webhook = await lockWebhook(operation.em, job.webhookId);
    if (!webhook) return;
    const held = outcome.delivered
      ? await markDelivered(operation, job, outcome)
      : await markFailed(operation, job, outcome, retry);
    if (!held) return;
    if (outcome.delivered) {
      if (webhook.failures > 0) await recover(operation, webhook);
      return;
    }
    if (outcome.gone) {
      await switchOff(operation, webhook, 'its endpoint answered 410 Gone, which says that it wants no more events');
    } else if ((webhook.failingMs ?? 0) >= retry.disableAfterMs) {
      const days = Math.round(retry.disableAfterMs / 86_400_000);
      await switchOff(
        operation,
        webhook,
        `every try has failed for ${days} days. The last one: ${outcome.error ?? ''}`,
      );
    } else {
      await countFailure(operation, webhook);
    }
  });
}

async function markDelivered(operation: Operation, job: WebhookJob, { status }: WebhookOutcome): Promise<boolean> {
  const held = await change(
    operation,
    job,
    `state = 'DELIVERED', last_status = $4, last_error = null, next_attempt_at = null, delivered_at = $5`,
    [status, operation.now],
  );
  if (held) await wakeLane(operation.em, job.webhookId, job.lane);
  return held;
}

async function markFailed(
  operation: Operation,
  job: WebhookJob,
  { status, error, retryAfterMs, gone }: WebhookOutcome,
  retry: WebhookRetry,
): Promise<boolean> {
  const { attempt, ageMs, lane, eventId } = job;
  const delayMs = gone ? null : nextDelayMs(retry, { attempt, ageMs, retryAfterMs });
  // One that has failed for long waits on its own from now on, and the others go ahead.
  const stepsAside = ageMs >= retry.holdMs;
  const held = await change(
    operation,
    job,
    `state = $4, last_status = $5, last_error = $6, lane = $7,
     next_attempt_at = now() + make_interval(secs => $8::float8 / 1000)`,
    [delayMs === null ? 'FAILED' : 'PENDING', status, error, stepsAside ? eventId : lane, delayMs],
  );
  if (held && (delayMs === null || stepsAside)) await wakeLane(operation.em, job.webhookId, lane);
  return held;
}

/** `params` from $4 on. False where another has taken the delivery over, or it was started anew or ended meanwhile. */
async function change(
  { em }: Operation,
  { webhookId, eventId, claim }: WebhookJob,
  changes: string,
  params: readonly unknown[],
): Promise<boolean> {
  const rows = await queryRows(
    em,
    `update notifications.webhook_delivery set ${changes}
     where webhook_id = $1 and event_id = $2 and claims = $3 and next_attempt_at is not null returning 1`,
    [webhookId, eventId, claim, ...params],
  );
  return rows.length > 0;
}

async function recover({ em }: Operation, { id }: LockedWebhook): Promise<void> {
  await queryRows(em, 'update notifications.webhook set failures = 0, failing_since = null where id = $1', [id]);
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

/** Disables a webhook and tells its owner why. */
async function switchOff(operation: Operation, webhook: LockedWebhook, reason: string): Promise<void> {
  if (!webhook.enabled) return;
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
}
