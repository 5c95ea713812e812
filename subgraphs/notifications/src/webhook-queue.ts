import { queryRows } from '@rondo/platform/query.ts';
import type { ServiceHost } from '@rondo/platform/service.ts';
import { busy, type Hands, type Queue } from './courier.ts';
import { fromNow, jobColumns, type WebhookJob } from './webhook-job.ts';
import { type SettledJob, settleJob, type TakenJob, type WebhookOutcome } from './webhook-outcome.ts';
import type { WebhookRetry } from './webhook-retry.ts';
import { tellDisabled, tellTry } from './webhook-telemetry.ts';

/**
 * Endpoints whose last try failed are served apart from the others, and each by one try at a time: however many of them let their
 * 15 s run out, they take no slot of those that answer.
 */
export interface WebhookPool {
  name: string;
  failing: boolean;
  perWebhook: number;
  perOwner: number;
}

export const webhookPools = {
  steady: { name: 'webhooks', failing: false, perWebhook: 8, perOwner: 16 },
  failing: { name: 'failing webhooks', failing: true, perWebhook: 1, perOwner: 4 },
} as const satisfies Record<string, WebhookPool>;

export interface WebhookQueueOptions {
  host: ServiceHost;
  pool: WebhookPool;
  retry: WebhookRetry;
  send: (job: WebhookJob, signal: AbortSignal) => Promise<WebhookOutcome>;
  /** Writes down what was taken, with what others have delivered meanwhile. */
  settle: (taken: TakenJob) => Promise<SettledJob>;
  /** Something may be due in either pool. */
  ring: () => void;
}

/** What is due of one pool, by the rows of `notifications.webhook_delivery`. */
export function webhookQueue({ host, pool, retry, send, settle, ring }: WebhookQueueOptions): Queue<WebhookJob> {
  return {
    name: pool.name,
    claimsAll: true,
    claim: (limit, inHand, leaseMs) => claimJobs(host, pool, { limit, inHand, leaseMs }),
    untilNextMs: (inHand) => untilNextMs(host, pool, inHand),
    renew: (jobs, leaseMs) => renewJobs(host, jobs, leaseMs),
    async deliver(job, hands) {
      const { signal } = hands;
      const began = performance.now();
      const outcome = await send(job, signal).catch((error: unknown): WebhookOutcome => {
        const { webhookId: webhook, eventId: event } = job;
        host.log.error({ err: error, webhook, event }, 'a webhook failed unexpectedly');
        return { delivered: false, status: null, error: 'Something went wrong on our side.' };
      });
      const durationMs = performance.now() - began;
      if (signal.aborted && !outcome.delivered) {
        await giveBack(host, job);
        return undefined;
      }
      if (outcome.delivered) {
        const nextForMs = mayGoOn(pool, job, hands) ? hands.leaseMs : null;
        const { settled, next } = await settle({ job, status: outcome.status, nextForMs });
        if (settled) {
          tellTry(host.log, { job, outcome, failure: null, durationMs });
          // What else waits for the webhook is the other pool's from now on.
          if (pool.failing) ring();
          return next;
        }
      }
      const { failure, disabled } = await settleJob(host, job, outcome, retry);
      tellTry(host.log, { job, outcome, failure, durationMs });
      if (disabled) tellDisabled(host.log, job.webhookId, disabled);
      ring();
      return undefined;
    },
  };
}

/**
 * Whether a slot may pass from a job to the one behind it in its lane: where nobody else waits for the slot, neither another webhook nor another
 * lane of this one. It saves a lane that is long, as of a replay, a claim an event.
 */
function mayGoOn(pool: WebhookPool, { webhookId, ownerId }: WebhookJob, hands: Hands<WebhookJob>): boolean {
  const inHand = pool.failing ? null : hands.spare();
  if (!inHand) return false;
  const { webhooks, owners } = busyOnes(pool, inHand);
  return !webhooks.includes(webhookId) && !owners.includes(ownerId);
}

/** Those whose share of the slots is taken. */
function busyOnes({ perWebhook, perOwner }: WebhookPool, inHand: readonly WebhookJob[]) {
  return {
    webhooks: busy(inHand, ({ webhookId }) => webhookId, perWebhook),
    owners: busy(inHand, ({ ownerId }) => ownerId, perOwner),
  };
}

/**
 * The pool's webhooks with something scheduled, as `of_pool`. By a loose scan of the index, a step a webhook, so that a backlog of one costs the
 * others nothing. $1: failing; $2 and $3: webhooks and owners to leave out.
 */
const scheduledWebhooks = `
  recursive each_webhook as (
    (select webhook_id from notifications.webhook_delivery where next_attempt_at is not null
     order by webhook_id limit 1)
    union all
    select (select d.webhook_id from notifications.webhook_delivery d
      where d.next_attempt_at is not null and d.webhook_id > e.webhook_id order by d.webhook_id limit 1)
    from each_webhook e where e.webhook_id is not null
  ), of_pool as (
    select w.id as webhook_id, w.owner_id from each_webhook join notifications.webhook w on w.id = webhook_id
    where (w.failures > 0) = $1 and w.id <> all($2) and w.owner_id <> all($3)
  )`;

interface Claim {
  limit: number;
  inHand: readonly WebhookJob[];
  leaseMs: number;
}

function claimJobs(host: ServiceHost, pool: WebhookPool, { limit, inHand, leaseMs }: Claim): Promise<WebhookJob[]> {
  const { webhooks, owners } = busyOnes(pool, inHand);
  return host.asSystem(({ em }) =>
    queryRows<WebhookJob>(
      em,
      `with ${scheduledWebhooks}, due as materialized (
         select p.webhook_id, p.owner_id, d.event_id, d.next_attempt_at,
           row_number() over (partition by p.owner_id order by d.next_attempt_at) as nth
         from of_pool p cross join lateral (
           select event_id, next_attempt_at from notifications.webhook_delivery d
           where d.webhook_id = p.webhook_id and d.next_attempt_at <= now()
           order by d.next_attempt_at
           limit $5 - (select count(*) from unnest($7::text[]) as held where held = p.webhook_id)) as d
       ), turn as materialized (
         select webhook_id, event_id from due
         where nth <= $6 - (select count(*) from unnest($9::text[]) as held where held = owner_id)
         order by next_attempt_at limit $4
       ), next as (
         select d.webhook_id, d.event_id from notifications.webhook_delivery d
         join turn using (webhook_id, event_id)
         where d.next_attempt_at <= now() for update of d skip locked
       ), claimed as (
         update notifications.webhook_delivery d
         set attempts = d.attempts + 1, claims = d.claims + 1, next_attempt_at = ${fromNow('$8')}
         from next where d.webhook_id = next.webhook_id and d.event_id = next.event_id
         returning d.*
       )
       select ${jobColumns}
       from claimed d
       join notifications.webhook w on w.id = d.webhook_id
       join notifications.webhook_event e on e.id = d.event_id
       order by d.position`,
      [
        ...[pool.failing, webhooks, owners, limit, pool.perWebhook, pool.perOwner],
        ...[inHand.map(({ webhookId }) => webhookId), leaseMs, inHand.map(({ ownerId }) => ownerId)],
      ],
    ),
  );
}

async function untilNextMs(
  host: ServiceHost,
  pool: WebhookPool,
  inHand: readonly WebhookJob[],
): Promise<number | null> {
  const { webhooks, owners } = busyOnes(pool, inHand);
  const [row] = await host.asSystem(({ em }) =>
    queryRows<{ ms: number | null }>(
      em,
      `with ${scheduledWebhooks}
       select (extract(epoch from min(d.next_attempt_at) - now()) * 1000)::float8 as ms
       from of_pool p cross join lateral (
         select next_attempt_at from notifications.webhook_delivery d
         where d.webhook_id = p.webhook_id and d.next_attempt_at is not null
         order by next_attempt_at limit 1) as d`,
      [pool.failing, webhooks, owners],
    ),
  );
  return row?.ms ?? null;
}

async function renewJobs(host: ServiceHost, jobs: readonly WebhookJob[], leaseMs: number): Promise<void> {
  await host.asSystem(({ em }) =>
    queryRows(
      em,
      // Without waiting: what another transaction has locked is just being settled, started anew or deleted.
      `with held as (
         select d.webhook_id, d.event_id from notifications.webhook_delivery d
         join unnest($1::text[], $3::text[], $4::int[]) as j(webhook_id, event_id, claim)
           on d.webhook_id = j.webhook_id and d.event_id = j.event_id and d.claims = j.claim
         where d.next_attempt_at is not null for update of d skip locked
       )
       update notifications.webhook_delivery d set next_attempt_at = ${fromNow('$2')}
       from held where d.webhook_id = held.webhook_id and d.event_id = held.event_id`,
      [
        jobs.map(({ webhookId }) => webhookId),
        leaseMs,
        jobs.map(({ eventId }) => eventId),
        jobs.map(({ claim }) => claim),
      ],
    ),
  );
}

/** Untried, to be taken again at once. */
async function giveBack(host: ServiceHost, { webhookId, eventId, claim }: WebhookJob): Promise<void> {
  await host.asSystem(({ em }) =>
    queryRows(
      em,
      `update notifications.webhook_delivery set attempts = attempts - 1, next_attempt_at = now()
       where webhook_id = $1 and event_id = $2 and claims = $3 and next_attempt_at is not null`,
      [webhookId, eventId, claim],
    ),
  );
}
