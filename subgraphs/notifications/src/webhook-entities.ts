import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { ownedRows } from '@rondo/platform/database/row-level-security.ts';
import { deliveryStates } from './entities.ts';

export const WebhookEntity = defineEntity({
  name: 'Webhook',
  tableName: 'webhook',
  properties: {
    id: p.text().primary(),
    ownerId: p.text(),
    url: p.text(),
    /** Event types that it wants; empty: all. */
    events: p.array(),
    enabled: p.boolean(),
    /** Why Rondo switched it off; null where it is on, or its owner did. */
    disabledReason: p.text().nullable(),
    /** Sealed; see webhook-secret.ts. */
    secret: p.text(),
    /** The one before a rotation, sealed, which signs too until `previousUntil`. */
    previousSecret: p.text().nullable(),
    previousUntil: p.datetime().nullable(),
    /** Tries that failed since the last that succeeded. */
    failures: p.integer(),
    /** When the first of them did. */
    failingSince: p.datetime().nullable(),
    createdAt: p.datetime(),
  },
  ...ownedRows(),
});
export type Webhook = InferEntity<typeof WebhookEntity>;

/** One event for one webhook. */
export const WebhookDeliveryEntity = defineEntity({
  name: 'WebhookDelivery',
  tableName: 'webhook_delivery',
  properties: {
    webhookId: p.text().primary(),
    eventId: p.text().primary(),
    ownerId: p.text(),
    /** Deliveries of one lane go one after the other; see webhook-lane.ts. */
    lane: p.text(),
    state: p.enum(deliveryStates).columnType('text'),
    attempts: p.integer(),
    /** Goes up whenever somebody takes it in hand or starts it anew, so that who had it before can tell. */
    claims: p.integer(),
    lastStatus: p.integer().nullable(),
    lastError: p.text().nullable(),
    /** Set while it is at the head of its lane; while it is being tried, when others may take it for abandoned. */
    nextAttemptAt: p.datetime().nullable(),
    deliveredAt: p.datetime().nullable(),
  },
  ...ownedRows(),
});
export type WebhookDelivery = InferEntity<typeof WebhookDeliveryEntity>;
