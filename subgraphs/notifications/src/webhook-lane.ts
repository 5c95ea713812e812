import type { EntityManager } from '@mikro-orm/postgresql';
import { queryRows } from '@rondo/platform/query.ts';

/*
 * Deliveries of one webhook wait in lanes. Those of a lane go one after the other, in the order of the stream; lanes do not wait for each
 * other. A lane is
 *   - the subject of its events, so that a receiver hears of each task in order;
 *   - `replay`, for all that comes while a replay is going on;
 *   - an event's own id, for one that waits for nobody: it failed for long, or was asked for again.
 *
 * Only the head of a lane has a `next_attempt_at`. Who settles the head wakes the next, and who adds a delivery looks whether
 * there is a head: both lock the webhook's row first, so that no delivery is left asleep.
 */

/** Of all events while a replay has not ended. No subject has this name: they are ids. */
export const replayLane = 'replay';

/** SQL for the lane of a new delivery; both parameters are SQL too. */
export function laneOfNew(webhookId: string, subject: string): string {
  return `case when exists (
      select 1 from notifications.webhook_delivery d
      where d.webhook_id = ${webhookId} and d.lane = '${replayLane}' and d.state = 'PENDING')
    then '${replayLane}' else ${subject} end`;
}

/** Until the transaction ends, nobody else changes the webhook or its deliveries. Null where there is none. */
export async function lockWebhook(em: EntityManager, webhookId: string): Promise<LockedWebhook | null> {
  const [row] = await queryRows<LockedWebhook>(
    em,
    `select id, owner_id as "ownerId", url, events, enabled, failures,
       (extract(epoch from now() - failing_since) * 1000)::float8 as "failingMs"
     from notifications.webhook where id = $1 for update`,
    [webhookId],
  );
  return row ?? null;
}

export interface LockedWebhook {
  id: string;
  ownerId: string;
  url: string;
  events: string[];
  enabled: boolean;
  failures: number;
  /** Since when it has only failed; null where its last try succeeded. */
  failingMs: number | null;
}

/** Lets the first delivery of each lane go, where it is not on its way already. Expects `lockWebhook`. */
export async function wakeLanes(
  em: EntityManager,
  lanes: readonly { webhookId: string; lane: string }[],
): Promise<void> {
  await queryRows(
    em,
    `update notifications.webhook_delivery d set next_attempt_at = now()
     from (select distinct "webhookId", lane from json_to_recordset($1) as l("webhookId" text, lane text)) as l
     cross join lateral (
       select event_id from notifications.webhook_delivery
       where webhook_id = l."webhookId" and lane = l.lane and state = 'PENDING' order by position limit 1) as head
     where d.webhook_id = l."webhookId" and d.event_id = head.event_id and d.next_attempt_at is null`,
    [JSON.stringify(lanes.map(({ webhookId, lane }) => ({ webhookId, lane })))],
  );
}
