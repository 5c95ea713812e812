import { LockMode } from '@mikro-orm/core';
import type { Operation } from '@rondo/platform/operation.ts';
import type { RetryPolicy } from '@rondo/platform/platform.ts';
import { queryRows } from '@rondo/platform/query.ts';
import type { ServiceHost } from '@rondo/platform/service.ts';
import { ReminderFailed, ReminderSent } from '@rondo/schema/events/reminder.ts';
import type { Channel } from '@rondo/schema/events/reminder-request.ts';
import type { DueState } from '@rondo/schema/events/task.ts';
import { DeliveryEntity, ReminderEntity } from './entities.ts';
import { emitReminder, snapshotOf } from './reminder-event.ts';

/** One try to deliver one firing of a reminder on one channel. */
export interface Parcel {
  reminderId: string;
  firing: number;
  channel: Channel;
  ownerId: string;
  taskId: string;
  title: string;
  due: DueState | null;
  /** This one included. It tells this try from a later one, by a process that took over. */
  attempt: number;
  /** Push subscriptions that have got it before. */
  reached: string[];
  /** The reminder was acknowledged, snoozed, moved or cancelled since it fired: it is not to be sent. */
  superseded: boolean;
}

/** How a try ended. */
export interface Outcome {
  /** It reached the user, by this try or one before. */
  delivered: boolean;
  /** What went wrong; beside `delivered`, what is left to try for others of the user's devices. */
  failure: Failure | null;
  /** Push subscriptions that have got it by now. */
  reached?: string[];
}

export interface Failure {
  /** For the user. */
  message: string;
  /** No later try will do better. */
  permanent: boolean;
  /** When the server wants to be asked again, at the earliest. */
  retryAfterMs?: number;
}

/** A server may ask for so much patience. */
const longestPatienceMs = 3_600_000;
/** Of those that are due, the ones looked at for whose turn it is. */
const horizon = 1_000;

/** A time further ahead than any retry is that of a clock that has been set back since. */
const dueNow = `(next_attempt_at <= now() or next_attempt_at > now() + interval '90 minutes')`;

interface Claim {
  channel: Channel;
  limit: number;
  perOwner: number;
  /** Owners to leave out. */
  busyOwners: readonly string[];
  leaseMs: number;
}

/** Takes parcels that are due, for `leaseMs`. */
export async function claimParcels(host: ServiceHost, claim: Claim): Promise<Parcel[]> {
  return host.asSystem(({ em }) =>
    queryRows<Parcel>(
      em,
      // Window functions and row locks don't go together: whose turn it is is found first.
      `with due as materialized (
         (select reminder_id, firing, owner_id, next_attempt_at from notifications.delivery
          where channel = $1 and next_attempt_at <= now() and owner_id <> all($3)
          order by next_attempt_at limit ${horizon})
         union all
         (select reminder_id, firing, owner_id, next_attempt_at from notifications.delivery
          where channel = $1 and next_attempt_at > now() + interval '90 minutes' and owner_id <> all($3)
          order by next_attempt_at limit ${horizon})
       ), turn as materialized (
         select reminder_id, firing from (
           select *, row_number() over (partition by owner_id order by next_attempt_at) as nth from due) as numbered
         where nth <= $4 order by next_attempt_at limit $2
       ), next as (
         select d.reminder_id, d.firing from notifications.delivery d
         join turn on d.reminder_id = turn.reminder_id and d.firing = turn.firing and d.channel = $1
         where ${dueNow} for update of d skip locked
       ), claimed as (
         update notifications.delivery d
         set attempts = d.attempts + 1, next_attempt_at = ${fromNow('$5')}
         from next where d.reminder_id = next.reminder_id and d.firing = next.firing and d.channel = $1
         returning d.*
       )
       select d.reminder_id as "reminderId", d.firing, d.channel, d.owner_id as "ownerId", d.attempts as attempt,
         d.reached, t.id as "taskId", t.title, t.due,
         r.firing <> d.firing or r.fire_at is not null or r.state in ('ACKNOWLEDGED', 'CANCELLED') as superseded
       from claimed d
       join notifications.reminder r on r.id = d.reminder_id
       join notifications.task t on t.id = r.task_id`,
      [claim.channel, claim.limit, claim.busyOwners, claim.perOwner, claim.leaseMs],
    ),
  );
}

const fromNow = (milliseconds: string) => `now() + make_interval(secs => ${milliseconds}::float8 / 1000)`;

/** How long until the next parcel of the channel is due, those of `busyOwners` left out; null: there is none. */
export async function untilNextMs(
  host: ServiceHost,
  channel: Channel,
  busyOwners: readonly string[],
): Promise<number | null> {
  const [row] = await host.asSystem(({ em }) =>
    queryRows<{ ms: number | null }>(
      em,
      `select (extract(epoch from min(next_attempt_at) - now()) * 1000)::float8 as ms
       from notifications.delivery where channel = $1 and next_attempt_at is not null and owner_id <> all($2)`,
      [channel, busyOwners],
    ),
  );
  return row?.ms ?? null;
}

/** Keeps parcels that are in hand for another `leaseMs`. */
export async function renewLeases(host: ServiceHost, parcels: readonly Parcel[], leaseMs: number): Promise<void> {
  await host.asSystem(({ em }) =>
    queryRows(
      em,
      `update notifications.delivery d set next_attempt_at = ${fromNow('$2')}
       from json_to_recordset($1) as p("reminderId" text, firing integer, channel text, attempt integer)
       where d.reminder_id = p."reminderId" and d.firing = p.firing and d.channel = p.channel
         and d.attempts = p.attempt and d.next_attempt_at is not null`,
      [JSON.stringify(parcels), leaseMs],
    ),
  );
}

/** Gives a parcel back untried, to be taken again at once. */
export async function release(host: ServiceHost, parcel: Parcel): Promise<void> {
  await host.asSystem((operation) => settle(operation, parcel, `attempts = attempts - 1, next_attempt_at = now()`));
}

/** Ends a parcel that is not to be sent any more. */
export async function abandon(host: ServiceHost, parcel: Parcel): Promise<void> {
  await host.asSystem((operation) =>
    settle(
      operation,
      parcel,
      `attempts = attempts - 1, next_attempt_at = null,
       state = case state when 'PENDING' then 'FAILED' else state end,
       last_error = case state when 'PENDING' then $5 else last_error end`,
      ['Not sent: the reminder was acknowledged, snoozed, moved or cancelled before.'],
    ),
  );
}

/** Writes down how a try ended: what its channel shows, when it is tried again, and what that makes of the reminder. */
export async function recordOutcome(
  host: ServiceHost,
  parcel: Parcel,
  { delivered, failure, reached }: Outcome,
  retry: RetryPolicy,
): Promise<void> {
  const again = failure !== null && !failure.permanent && parcel.attempt < retry.attempts;
  const state = delivered ? 'DELIVERED' : again ? 'PENDING' : 'FAILED';
  const delayMs = again ? delayOf(parcel, failure, retry) : null;
  await host.asSystem(async (operation) => {
    // Before the delivery, in the order in which removing a reminder locks them.
    const reminder = await operation.em.findOne(
      ReminderEntity,
      { id: parcel.reminderId },
      { lockMode: LockMode.PESSIMISTIC_WRITE },
    );
    const settled = await settle(
      operation,
      parcel,
      `state = $5, last_error = $6, reached = $7, next_attempt_at = ${fromNow('$8')},
       delivered_at = case when $5 = 'DELIVERED' then coalesce(delivered_at, $9) end`,
      [state, failure?.message ?? null, reached ?? parcel.reached, delayMs, operation.now],
    );
    if (!reminder || !settled || state === 'PENDING') return;
    const waits = reminder.fireAt === null && reminder.firing === parcel.firing;
    if (!waits || !(reminder.state === 'SCHEDULED' || reminder.state === 'SNOOZED')) return;
    if (state === 'FAILED' && (await othersLeft(operation, parcel))) return;
    const was = snapshotOf(reminder);
    reminder.state = state === 'DELIVERED' ? 'SENT' : 'FAILED';
    emitReminder(operation, state === 'DELIVERED' ? ReminderSent : ReminderFailed, reminder, was);
  });
}

/** Changes a parcel's delivery; `params` from $5 on. False where another process has taken it over, or it is gone. */
async function settle(
  { em }: Operation,
  { reminderId, firing, channel, attempt }: Parcel,
  changes: string,
  params: readonly unknown[] = [],
): Promise<boolean> {
  const rows = await queryRows(
    em,
    `update notifications.delivery set ${changes}
     where reminder_id = $1 and firing = $2 and channel = $3 and attempts = $4 returning 1`,
    [reminderId, firing, channel, attempt, ...params],
  );
  return rows.length > 0;
}

/** Whether another channel has reached the user at this firing, or may still. */
async function othersLeft({ em }: Operation, { reminderId, firing }: Parcel): Promise<boolean> {
  return (await em.count(DeliveryEntity, { reminderId, firing, state: { $ne: 'FAILED' } })) > 0;
}

function delayOf({ attempt }: Parcel, failure: Failure, retry: RetryPolicy): number {
  const backoff = Math.min(retry.delayMs * 2 ** (attempt - 1), retry.maxDelayMs);
  return Math.max(backoff, Math.min(failure.retryAfterMs ?? 0, longestPatienceMs));
}
