import { setImmediate as turn } from 'node:timers/promises';
import { type OutboundOptions, openOutbound } from '@rondo/platform/outbound.ts';
import type { ServiceHost } from '@rondo/platform/service.ts';
import { inBatches } from './batch.ts';
import { Courier } from './courier.ts';
import { watchWebhookQueue } from './webhook-gauges.ts';
import { settleDelivered, type TakenJob } from './webhook-outcome.ts';
import { webhookPools, webhookQueue } from './webhook-queue.ts';
import { startWebhookRetention } from './webhook-retention.ts';
import { type WebhookRetry, webhookRetry } from './webhook-retry.ts';
import { WEBHOOK_KEY } from './webhook-secret.ts';
import { sendWebhook } from './webhook-send.ts';

/** Deliveries at the same time, of all webhooks; of those whose last try failed. */
const slots = 64;
const failingSlots = 64;

export interface WebhookRuntime extends AsyncDisposable {
  /** Tells the couriers that a webhook has something to deliver. */
  ringWebhooks(): void;
  /** The value of WEBHOOK_KEY. */
  webhookKeys(): Promise<string>;
}

/** Delivers what is due to webhooks, and forgets what is old. */
export async function startWebhooks(
  host: ServiceHost,
  settings: { publicUrl: string; outbound?: OutboundOptions; retry?: WebhookRetry },
): Promise<WebhookRuntime> {
  await using stack = new AsyncDisposableStack();
  const { publicUrl, retry = webhookRetry } = settings;
  // Webhooks of many users may lead to one origin: its slow ones must not have the others wait for a connection.
  const outbound = stack.use(openOutbound({ ...settings.outbound, connectionsPerOrigin: slots + failingSlots }));
  const couriers: { ring(): void }[] = [];
  const ring = () => {
    for (const courier of couriers) courier.ring();
  };
  // Answers that came in the same turn of the event loop are settled together, and their slots filled by one claim.
  const settle = inBatches((taken: readonly TakenJob[]) => settleDelivered(host, taken), turn);
  const send = sendWebhook.bind(null, { host, outbound, publicUrl });
  for (const [pool, size] of [
    [webhookPools.steady, slots],
    [webhookPools.failing, failingSlots],
  ] as const) {
    const queue = webhookQueue({ host, pool, retry, send, settle, ring });
    couriers.push(stack.use(new Courier({ queue, slots: size, log: host.log })));
  }
  stack.use(await startWebhookRetention(host));
  stack.use(watchWebhookQueue(host));
  const running = stack.move();
  return {
    ringWebhooks: ring,
    webhookKeys: () => host.platform.secret(WEBHOOK_KEY),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
