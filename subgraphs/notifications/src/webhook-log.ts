import type { EntityDictionary } from '@mikro-orm/core';
import { badInput } from '@rondo/platform/errors.ts';
import type { Operation } from '@rondo/platform/operation.ts';
import { queryRows } from '@rondo/platform/query.ts';
import type { BatchLoad, ServiceContext } from '@rondo/platform/service.ts';
import { type Webhook, type WebhookDelivery, WebhookDeliveryEntity, WebhookEntity } from './webhook-entities.ts';

const maximumPage = 100;

/** A webhook's newest deliveries, newest event first. Those of several webhooks are read together. */
export async function listDeliveries(
  context: ServiceContext,
  webhookId: string,
  first: number,
): Promise<WebhookDelivery[]> {
  if (first < 1 || first > maximumPage) {
    throw badInput('first', `Expected first from 1 to ${maximumPage}, got ${first}.`);
  }
  return context.load(newest(first), webhookId);
}

/** The same function for the same number, which is what DataLoader tells batches apart by. */
const loaders = new Map<number, BatchLoad<string, WebhookDelivery[]>>();

function newest(first: number): BatchLoad<string, WebhookDelivery[]> {
  const known = loaders.get(first);
  if (known) return known;
  const load: BatchLoad<string, WebhookDelivery[]> = async ({ em }, webhookIds) => {
    const rows = await queryRows<EntityDictionary<WebhookDelivery>>(
      em,
      `select d.* from unnest($1::text[]) as w(id) cross join lateral (
         select * from notifications.webhook_delivery
         where webhook_id = w.id order by position desc limit $2) as d
       order by d.position desc`,
      [webhookIds, first],
    );
    const byWebhook = Map.groupBy(
      rows.map((row) => em.map(WebhookDeliveryEntity, row)),
      ({ webhookId }) => webhookId,
    );
    return webhookIds.map((id) => byWebhook.get(id) ?? []);
  };
  loaders.set(first, load);
  return load;
}

export async function webhooksById({ em }: Operation, ids: readonly string[]): Promise<(Webhook | null)[]> {
  const found = await em.find(WebhookEntity, { id: { $in: [...ids] } });
  const byId = new Map(found.map((webhook) => [webhook.id, webhook]));
  return ids.map((id) => byId.get(id) ?? null);
}
