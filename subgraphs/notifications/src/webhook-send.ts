import { type Outbound, OutboundFailure, type OutboundResponse } from '@rondo/platform/outbound.ts';
import type { ServiceHost } from '@rondo/platform/service.ts';
import { Webhook as Signer } from 'standardwebhooks';
import { retryAfter } from './retry-after.ts';
import type { WebhookJob } from './webhook-job.ts';
import type { WebhookOutcome } from './webhook-outcome.ts';
import { openSecret, WEBHOOK_KEY } from './webhook-secret.ts';

export interface WebhookSendOptions {
  host: ServiceHost;
  outbound: Outbound;
  /** How users reach this server; named in the User-Agent, so that an endpoint's owner can tell where requests come from. */
  publicUrl: string;
}

/** Sends one event, signed as Standard Webhooks 1.0 says, with both secrets while a rotation is under way. Any status from 200 to 299 takes it. */
export async function sendWebhook(
  { host, outbound, publicUrl }: WebhookSendOptions,
  { webhookId, eventId, url, body, secret, previousSecret }: WebhookJob,
  signal: AbortSignal,
): Promise<WebhookOutcome> {
  const keys = await host.platform.secret(WEBHOOK_KEY);
  const secrets = [secret, ...(previousSecret === null ? [] : [previousSecret])];
  const sentAt = new Date();
  const signatures = secrets.map((sealed) =>
    new Signer(openSecret(sealed, webhookId, keys)).sign(eventId, sentAt, body),
  );
  const headers = {
    'content-type': 'application/json',
    'user-agent': `Rondo-Webhooks/1 (+${publicUrl})`,
    'webhook-id': eventId,
    'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1_000)),
    'webhook-signature': signatures.join(' '),
  };
  try {
    return judge(await outbound.post(url, headers, body, signal));
  } catch (error) {
    if (!(error instanceof OutboundFailure)) throw error;
    return { delivered: false, status: null, error: error.message };
  }
}

function judge({ status, headers }: OutboundResponse): WebhookOutcome {
  if (status >= 200 && status < 300) return { delivered: true, status, error: null };
  const redirected = status >= 300 && status < 400 ? ' Redirects are not followed: give the URL that it leads to.' : '';
  return {
    delivered: false,
    status,
    error: `The endpoint answered with status ${status}.${redirected}`,
    gone: status === 410,
    ...retryAfter(headers['retry-after']),
  };
}
