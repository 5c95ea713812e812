import { conflict, notFound, RondoError } from '@rondo/platform/errors.ts';
import type { Operation } from '@rondo/platform/operation.ts';
import { queryRows } from '@rondo/platform/query.ts';
import { ErrorCode } from '@rondo/schema/errors.ts';
import { isId } from '@rondo/schema/ids.ts';
import { type WebhookDelivery, WebhookDeliveryEntity } from './webhook-entities.ts';
import { type LockedWebhook, lockWebhook, replayLane, wakeLanes } from './webhook-lane.ts';
import { isKept, keptDays } from './webhook-retention.ts';

/** Starts a delivery anew: as if it had never been tried, and whoever has it in hand has it no longer. */
const anew = `state = 'PENDING', attempts = 0, claims = d.claims + 1, since = now(), last_status = null, last_error = null,
  delivered_at = null`;

/**
 * Delivers every kept event after that one again which the webhook wants now, one after the other in the order of the stream; what is
 * waiting already, and what comes meanwhile, queues with them. Returns how many there are.
 */
export async function replayWebhook(
  operation: Operation,
  { id, afterEventId }: { id: string; afterEventId: string },
): Promise<number> {
  const { em } = operation;
  const { webhook, position } = await findBoth(operation, id, 'afterEventId', afterEventId);
  await queryRows(
    em,
    `update notifications.webhook_delivery set lane = $2, claims = claims + 1, next_attempt_at = null
     where webhook_id = $1 and state = 'PENDING'`,
    [id, replayLane],
  );
  const [again] = await queryRows<{ count: number }>(
    em,
    `with again as (
       insert into notifications.webhook_delivery as d
         (webhook_id, event_id, owner_id, position, lane, state, attempts, claims, since)
       select $1, id, owner_id, position, $2, 'PENDING', 0, 0, now() from notifications.webhook_event
       where owner_id = $3 and position > $4 and ($5::text[] = '{}' or type = any($5)) and ${isKept}
       on conflict (webhook_id, event_id) do update set ${anew}, lane = excluded.lane, next_attempt_at = null
       returning 1)
     select count(*)::int as count from again`,
    [id, replayLane, webhook.ownerId, position, webhook.events],
  );
  await wakeLanes(em, [{ webhookId: id, lane: replayLane }]);
  return again?.count ?? 0;
}

/** Delivers one kept event again, at once and for itself, whether the webhook wants its type or not. */
export async function redeliverWebhook(
  operation: Operation,
  { id, eventId }: { id: string; eventId: string },
): Promise<WebhookDelivery> {
  const { em } = operation;
  const { webhook, position } = await findBoth(operation, id, 'eventId', eventId);
  const before = await em.findOne(WebhookDeliveryEntity, { webhookId: id, eventId });
  await queryRows(
    em,
    `insert into notifications.webhook_delivery as d
       (webhook_id, event_id, owner_id, position, lane, state, attempts, claims, since, next_attempt_at)
     values ($1, $2, $3, $4, $2, 'PENDING', 0, 0, now(), now())
     on conflict (webhook_id, event_id) do update set ${anew}, lane = excluded.lane, next_attempt_at = now()`,
    [id, eventId, webhook.ownerId, position],
  );
  if (before) await wakeLanes(em, [before]);
  return em.findOneOrFail(WebhookDeliveryEntity, { webhookId: id, eventId }, { refresh: true });
}

/** The webhook, locked, and where the event stands in its owner's stream. */
async function findBoth(
  { em }: Operation,
  id: string,
  argument: string,
  eventId: string,
): Promise<{ webhook: LockedWebhook; position: string }> {
  const webhook = isId('webhook', id) ? await lockWebhook(em, id) : null;
  if (!webhook) throw notFound('id', 'webhook', id);
  const [event] = isId('event', eventId)
    ? await queryRows<{ position: string }>(
        em,
        `select position from notifications.webhook_event where id = $1 and owner_id = $2 and ${isKept}`,
        [eventId, webhook.ownerId],
      )
    : [];
  if (!event) {
    throw new RondoError(
      ErrorCode.NOT_FOUND,
      `There is no event ${eventId.slice(0, 60)} among those kept. They are kept for ${keptDays} days, from your first webhook on: name a later one.`,
      { argument },
    );
  }
  if (!webhook.enabled) throw conflict('id', 'The webhook is switched off. Switch it on first, with `enabled: true`.');
  return { webhook, position: event.position };
}
