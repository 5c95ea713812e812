import type { EntityManager } from '@mikro-orm/postgresql';
import type { Operation } from '@rondo/platform/operation.ts';
import { queryRows } from '@rondo/platform/query.ts';
import type { ServiceHost } from '@rondo/platform/service.ts';
import { NotificationCreated } from '@rondo/schema/events/notification.ts';
import { newId } from '@rondo/schema/ids.ts';
import { NotificationEntity } from './entities.ts';
import { stateOf } from './notification.ts';
import { fromNow, jobColumns, type WebhookJob } from './webhook-job.ts';
import { type LockedWebhook, lockWebhook, wakeLanes } from './webhook-lane.ts';
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
  /** For so long the next event of its lane is claimed at once; null: it is left to whoever claims it. */
  nextForMs: number | null;
}

/** What became of one that was delivered. */
export interface SettledJob {
  /** False where it could not be written down just now, which is left to `settleJob`. */
  settled: boolean;
  /** The next of its lane, where it was claimed. */
  next?: WebhookJob | undefined;
}

/**
 * Writes down many that were delivered. One whose webhook is in the hands of another transaction just now, a replay say, is left
 * out, so that the others need not wait.
 */
export function settleDelivered(host: ServiceHost, taken: readonly TakenJob[]): Promise<SettledJob[]> {
  return host.asSystem(async ({ em, now }) => {
    const locked = await queryRows<{ id: string }>(
      em,
      'select id from notifications.webhook where id = any($1) order by id for update skip locked',
      [[...new Set(taken.map(({ job }) => job.webhookId))]],
    );
    const mine = new Set(locked.map(({ id }) => id));
    const next = await markDelivered(
      em,
      now,
      taken.filter(({ job }) => mine.has(job.webhookId)),
    );
    const nextOf = new Map(next.map((job) => [laneKey(job), job]));
    return taken.map(({ job }) => ({ settled: mine.has(job.webhookId), next: nextOf.get(laneKey(job)) }));
  });
}

const laneKey = ({ webhookId, lane }: WebhookJob) => `${webhookId} ${lane}`;

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
      if (webhook) await markDelivered(operation.em, operation.now, [{ job, status: outcome.status, nextForMs: null }]);
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

/**
 * Writes down those that are still in hand, that their webhooks work, and has the next of each lane go, all in one statement. Returns those
 * of the next that it has claimed. Expects the webhooks to be locked.
 *
 * The next is looked for behind the one that was taken, the head of its lane, and not from the lane's beginning, where the index still has all that was
 * delivered since the last vacuum. The parameters are arrays, whose lengths PostgreSQL knows: of a JSON document it expects a hundred
 * rows, for which it read all deliveries that are scheduled.
 */
async function markDelivered(em: EntityManager, now: Date, taken: readonly TakenJob[]): Promise<WebhookJob[]> {
  if (taken.length === 0) return [];
  return queryRows<WebhookJob>(
    em,
    `with settled as (
       update notifications.webhook_delivery d
       set state = 'DELIVERED', last_status = j.status, last_error = null, next_attempt_at = null, delivered_at = $1
       from unnest($2::text[], $3::text[], $4::int[], $5::int[], $6::float8[]) as j(webhook_id, event_id, claim, status, for_ms)
       where d.webhook_id = j.webhook_id and d.event_id = j.event_id and ${inHand('j.claim')}
       returning d.webhook_id, d.lane, d.position, j.for_ms
     ), recovered as (
       update notifications.webhook w set failures = 0, failing_since = null
       from settled s where w.id = s.webhook_id and w.failures > 0
     ), woken as (
       update notifications.webhook_delivery d
       set next_attempt_at = ${fromNow('coalesce(s.for_ms, 0)')},
         attempts = d.attempts + (s.for_ms is not null)::int, claims = d.claims + (s.for_ms is not null)::int
       from settled s cross join lateral (
         select event_id from notifications.webhook_delivery
         where webhook_id = s.webhook_id and lane = s.lane and state = 'PENDING' and position > s.position
         order by position limit 1) as head
       where d.webhook_id = s.webhook_id and d.event_id = head.event_id and d.next_attempt_at is null
       returning d.*, s.for_ms
     )
     select ${jobColumns} from woken d
     join notifications.webhook w on w.id = d.webhook_id
     join notifications.webhook_event e on e.id = d.event_id
     where d.for_ms is not null`,
    [
      now,
      taken.map(({ job }) => job.webhookId),
      taken.map(({ job }) => job.eventId),
      taken.map(({ job }) => job.claim),
      taken.map(({ status }) => status),
      taken.map(({ nextForMs }) => nextForMs),
    ],
  );
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
