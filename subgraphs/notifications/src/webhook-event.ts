import type { Delivery } from '@rondo/platform/consumer.ts';
import type { Operation } from '@rondo/platform/operation.ts';
import { queryRows } from '@rondo/platform/query.ts';
import { eventCatalogue } from '@rondo/schema/events/catalogue.ts';
import type { EventType } from '@rondo/schema/events/define.ts';
import { actorOf, type CloudEvent } from '@rondo/schema/events/envelope.ts';
import { UserDeleted } from '@rondo/schema/events/user.ts';
import { Topic } from '@rondo/schema/topics.ts';
import { WebhookEntity } from './webhook-entities.ts';
import { laneOfNew } from './webhook-lane.ts';

/** What webhooks can be sent: every fact but the end of the account, which its webhooks end with. */
export const webhookEvents: readonly EventType[] = eventCatalogue.filter(
  ({ type, topics }) => topics.includes(Topic.TASK_EVENTS) && type !== UserDeleted.type,
);

/**
 * The body of a delivery, as Standard Webhooks 1.0 recommends it: `type`, `timestamp` and `data`, and besides what the event happened to
 * and who did it, by which an integration tells what it did itself.
 */
export function bodyOf(event: CloudEvent): string {
  const { type, time, subject, data } = event;
  return JSON.stringify({ type, timestamp: time, subject, actor: actorOf(event), data });
}

/**
 * Keeps an event for its owner's webhooks and puts it into the queue of those that want it; once, however often it comes. Owners without webhooks keep
 * none. Returns whether there is something to deliver.
 *
 * @param hasWebhooks whether the owner has any; looked up where it is not known
 */
export async function takeForWebhooks(delivery: Delivery, event: CloudEvent, hasWebhooks?: boolean): Promise<boolean> {
  const owned =
    hasWebhooks ??
    (await delivery.read(async ({ em }) => {
      const rows = await queryRows(em, 'select 1 from notifications.webhook where owner_id = $1 limit 1', [
        event.partitionkey,
      ]);
      return rows.length > 0;
    }));
  return owned && delivery.write((operation) => keep(operation, event));
}

async function keep({ em }: Operation, event: CloudEvent): Promise<boolean> {
  const { id, partitionkey: ownerId, type, subject } = event;
  // Whatever changes the deliveries of a webhook locks the webhook before; see webhook-lane.ts.
  const webhooks = await queryRows<{ id: string; wants: boolean }>(
    em,
    `select id, enabled and (events = '{}' or $2 = any(events)) as wants from notifications.webhook
     where owner_id = $1 order by id for update`,
    [ownerId, type],
  );
  if (webhooks.length === 0) return false;
  const [kept] = await queryRows<{ position: string }>(
    em,
    `insert into notifications.webhook_event (id, owner_id, type, subject, body) values ($1, $2, $3, $4, $5)
     on conflict (id) do nothing returning position`,
    [id, ownerId, type, subject, bodyOf(event)],
  );
  const wanting = webhooks.filter(({ wants }) => wants).map((webhook) => webhook.id);
  if (!kept || wanting.length === 0) return false;
  await queryRows(
    em,
    `insert into notifications.webhook_delivery
       (webhook_id, event_id, owner_id, position, lane, state, attempts, claims, since, next_attempt_at)
     select w.id, $2, $3, $4, w.lane, 'PENDING', 0, 0, now(),
       case when exists (
         select 1 from notifications.webhook_delivery d
         where d.webhook_id = w.id and d.lane = w.lane and d.state = 'PENDING') then null else now() end
     from (select id, ${laneOfNew('id', '$5')} as lane from unnest($1::text[]) as id) as w`,
    [wanting, id, ownerId, kept.position, subject],
  );
  return true;
}

/** All that there is of an owner's webhooks. */
export async function forgetWebhooks({ em }: Operation, ownerId: string): Promise<void> {
  await em.nativeDelete(WebhookEntity, { ownerId });
  await queryRows(em, 'delete from notifications.webhook_event where owner_id = $1', [ownerId]);
}
