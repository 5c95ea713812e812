import { LockMode } from '@mikro-orm/core';
import { badInput, notFound } from '@rondo/platform/errors.ts';
import { cleanText } from '@rondo/platform/input.ts';
import type { Operation } from '@rondo/platform/operation.ts';
import type { Outbound } from '@rondo/platform/outbound.ts';
import { queryRows } from '@rondo/platform/query.ts';
import type { ServiceContext } from '@rondo/platform/service.ts';
import { isId, newId } from '@rondo/schema/ids.ts';
import { type Webhook, WebhookEntity } from './webhook-entities.ts';
import { webhookEvents } from './webhook-event.ts';
import { endDeliveries } from './webhook-outcome.ts';
import { newWebhookSecret, sealSecret } from './webhook-secret.ts';

export interface WebhookInput {
  url: string;
  events?: readonly string[] | null;
  enabled?: boolean | null;
}

/** The only place where a secret is shown. */
export interface WebhookWithSecret {
  webhook: Webhook;
  secret: string;
}

/** What making a webhook takes beside the database. */
export interface WebhookTools {
  readonly outbound: Outbound;
  /** The value of WEBHOOK_KEY. */
  webhookKeys(): Promise<string>;
}

/** Of one user. */
const maximumWebhooks = 20;
const maximumUrl = 2_000;
/** A rotated secret signs for so long beside the new one. */
const rotationMs = 24 * 3_600_000;

/** In the order in which they were made. */
export function listWebhooks({ em, principal }: Operation): Promise<Webhook[]> {
  return em.find(WebhookEntity, { ownerId: principal.userId }, { orderBy: { createdAt: 'asc', id: 'asc' } });
}

/** Throws BAD_USER_INPUT, and WEBHOOK_URL_FORBIDDEN where the URL leads off the public internet. */
export async function createWebhook(
  context: ServiceContext,
  tools: WebhookTools,
  input: WebhookInput,
): Promise<WebhookWithSecret> {
  const url = await readUrl(tools.outbound, input.url);
  const events = readEvents(input.events ?? []);
  const keys = await tools.webhookKeys();
  const id = newId('webhook');
  const secret = newWebhookSecret();
  const webhook = await context.write(async ({ em, principal, now }) => {
    const { userId: ownerId } = principal;
    // Calls of one user take turns, so that the limit is one.
    await queryRows(em, 'select pg_advisory_xact_lock(hashtextextended($1, 0))', [`notifications.webhooks ${ownerId}`]);
    if ((await em.count(WebhookEntity, { ownerId })) >= maximumWebhooks) {
      throw badInput('input', `You have ${maximumWebhooks} webhooks, which is the limit. Delete one first.`);
    }
    return em.create(WebhookEntity, {
      ...{ id, ownerId, url, events, enabled: input.enabled ?? true, disabledReason: null },
      ...{ secret: sealSecret(secret, id, keys), previousSecret: null, previousUntil: null },
      ...{ failures: 0, failingSince: null, createdAt: now },
    });
  });
  return { webhook, secret };
}

/** What is absent stays. Switching it off ends what is to be delivered; switching it on forgets that it failed. */
export async function updateWebhook(
  context: ServiceContext,
  { outbound }: WebhookTools,
  { id, input }: { id: string; input: WebhookInput },
): Promise<Webhook> {
  // Before the URL is looked at: whether it resolves is nothing for who has no such webhook.
  await context.read((operation) => findWebhook(operation, id));
  const url = await readUrl(outbound, input.url);
  const events = input.events == null ? null : readEvents(input.events);
  return context.write(async (operation) => {
    const webhook = await findLocked(operation, id);
    const enabled = input.enabled ?? webhook.enabled;
    if (!enabled) await endDeliveries(operation, id, 'Given up: the webhook was switched off.');
    if (enabled && !webhook.enabled) {
      operation.em.assign(webhook, { disabledReason: null, failures: 0, failingSince: null });
    }
    return operation.em.assign(webhook, { url, events: events ?? webhook.events, enabled });
  });
}

/** A new secret. The one before it signs as well for 24 h; the one before that no longer does. */
export async function rotateWebhookSecret(
  context: ServiceContext,
  tools: WebhookTools,
  id: string,
): Promise<WebhookWithSecret> {
  const keys = await tools.webhookKeys();
  const secret = newWebhookSecret();
  const webhook = await context.write(async (operation) => {
    const found = await findLocked(operation, id);
    return operation.em.assign(found, {
      secret: sealSecret(secret, id, keys),
      previousSecret: found.secret,
      previousUntil: new Date(operation.now.getTime() + rotationMs),
    });
  });
  return { webhook, secret };
}

/** With its log, and what was to be delivered. */
export async function deleteWebhook(operation: Operation, id: string): Promise<string> {
  operation.em.remove(await findLocked(operation, id));
  return id;
}

async function findWebhook({ em }: Operation, id: string): Promise<Webhook> {
  const webhook = isId('webhook', id) && (await em.findOne(WebhookEntity, { id }));
  if (!webhook) throw notFound('id', 'webhook', id);
  return webhook;
}

async function findLocked({ em }: Operation, id: string): Promise<Webhook> {
  const webhook =
    isId('webhook', id) && (await em.findOne(WebhookEntity, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  if (!webhook) throw notFound('id', 'webhook', id);
  return webhook;
}

async function readUrl(outbound: Outbound, given: string): Promise<string> {
  const url = cleanText('input.url', given, { maximum: maximumUrl, blank: false });
  await outbound.check('input.url', url);
  return url;
}

/** Each once, in the order given. */
function readEvents(given: readonly string[]): string[] {
  const types = webhookEvents.map(({ type }) => type);
  const unknown = given.findIndex((type) => !types.includes(type));
  if (unknown >= 0) {
    throw badInput(
      `input.events.${unknown}`,
      `Expected a type of event, got ${given[unknown]?.slice(0, 60)}. There are: ${types.join(', ')}.`,
    );
  }
  return [...new Set(given)];
}
