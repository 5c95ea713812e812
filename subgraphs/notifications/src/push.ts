import { type Outbound, OutboundFailure, type OutboundResponse } from '@rondo/platform/outbound.ts';
import type { ServiceHost } from '@rondo/platform/service.ts';
import webPush from 'web-push';
import { type PushSubscription, PushSubscriptionEntity } from './entities.ts';
import { messageOf } from './message.ts';
import { principalFor } from './owner.ts';
import type { Failure, Outcome, Parcel } from './parcel.ts';
import { retryAfter } from './retry-after.ts';
import { readVapidKeys, VAPID_KEYS } from './vapid.ts';

export interface PushOptions {
  host: ServiceHost;
  outbound: Outbound;
  publicUrl: string;
  /** Whom a push service may turn to (RFC 8292 §2.1): a mailto: or https: URL. */
  subject: string;
}

/** What a browser's service worker gets, as JSON. */
export interface PushPayload {
  title: string;
  body: string;
  /** What a click leads to. */
  url: string;
  /** The same for the same firing of a reminder: one that comes twice replaces itself (Notifications API, `tag`). */
  tag: string;
  reminderId: string;
  taskId: string;
}

/** How long a push service keeps it for a browser that is away: a reminder is old after a day. */
const timeToLiveSeconds = 86_400;
/** RFC 8291 §4 allows 3 993 bytes of payload. */
const maximumTitleLength = 300;

/** Pushes a reminder to each of its owner's browsers that has not got it yet. A browser that has unsubscribed is forgotten. */
export async function sendPush(options: PushOptions, parcel: Parcel, signal: AbortSignal): Promise<Outcome> {
  const { host } = options;
  const owner = host.as(principalFor(parcel.ownerId));
  const subscriptions = await owner.read(({ em }) =>
    em.find(PushSubscriptionEntity, { ownerId: parcel.ownerId, id: { $nin: parcel.reached } }),
  );
  const results = await Promise.all(
    subscriptions.map(async (subscription) => ({
      id: subscription.id,
      failure: await pushTo(options, subscription, parcel, signal),
    })),
  );
  const gone = results.filter(({ failure }) => failure?.gone).map(({ id }) => id);
  if (gone.length > 0) {
    await owner.write(async ({ em }) => void (await em.nativeDelete(PushSubscriptionEntity, { id: { $in: gone } })));
  }
  const reached = [...parcel.reached, ...results.filter(({ failure }) => failure === null).map(({ id }) => id)];
  return { delivered: reached.length > 0, failure: worst(results.flatMap(({ failure }) => failure ?? [])), reached };

  function worst(failures: readonly Failure[]): Failure | null {
    const passing = failures.find(({ permanent }) => !permanent);
    if (passing) return passing;
    if (reached.length > 0) return null;
    const message = 'No browser is registered for pushes. Allow notifications in one.';
    return failures[0] ?? { message, permanent: true };
  }
}

type PushFailure = Failure & { /** The subscription is no more. */ gone: boolean };

async function pushTo(
  { host, outbound, publicUrl, subject }: PushOptions,
  { endpoint, p256dh, auth }: PushSubscription,
  parcel: Parcel,
  signal: AbortSignal,
): Promise<PushFailure | null> {
  const { title, body } = messageOf(parcel);
  const payload: PushPayload = {
    title: title.slice(0, maximumTitleLength).toWellFormed(),
    body,
    url: `${publicUrl}/tasks/${parcel.taskId}`,
    tag: `${parcel.reminderId}-${parcel.firing}`,
    reminderId: parcel.reminderId,
    taskId: parcel.taskId,
  };
  const vapidDetails = { subject, ...readVapidKeys(await host.platform.secret(VAPID_KEYS)) };
  // Encrypted and signed by web-push, but not sent by it: its own request would go to any address, and read without end.
  const request = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, JSON.stringify(payload), {
    vapidDetails,
    TTL: timeToLiveSeconds,
    urgency: 'high',
    contentEncoding: 'aes128gcm',
  });
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  try {
    return judge(await outbound.post(endpoint, headers, request.body, signal));
  } catch (error) {
    if (!(error instanceof OutboundFailure)) throw error;
    return { message: `The push service failed: ${error.message}`, permanent: error.forbidden, gone: false };
  }
}

/** RFC 8030 §5: 201 where the push service took it, 404 or 410 where the subscription has ended, 429 where it is asked too often. */
function judge({ status, headers }: OutboundResponse): PushFailure | null {
  if (status >= 200 && status < 300) return null;
  const gone = status === 404 || status === 410;
  const passing = status === 429 || status === 408 || status >= 500;
  return {
    message: gone ? 'The browser has ended its subscription.' : `The push service answered with status ${status}.`,
    permanent: !passing,
    gone,
    ...retryAfter(headers['retry-after']),
  };
}
