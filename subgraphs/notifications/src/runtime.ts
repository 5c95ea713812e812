import type { Mailer } from '@rondo/platform/mail.ts';
import { type Outbound, type OutboundOptions, openOutbound } from '@rondo/platform/outbound.ts';
import type { RetryPolicy } from '@rondo/platform/platform.ts';
import type { ServiceHost } from '@rondo/platform/service.ts';
import type { Channel } from '@rondo/schema/events/reminder-request.ts';
import { Alarm } from './alarm.ts';
import { Courier } from './courier.ts';
import { sendEmail } from './email.ts';
import { parcelQueue } from './parcel-queue.ts';
import { sendPush } from './push.ts';
import { watchReminders } from './reminder-gauges.ts';
import { sweep } from './sweep.ts';
import { readVapidKeys, VAPID_KEYS } from './vapid.ts';
import type { WebhookRetry } from './webhook-retry.ts';
import { startWebhooks, type WebhookRuntime } from './webhook-runtime.ts';

export interface NotificationSettings {
  /** How users reach the web client, without a slash at its end; mails and pushes link to it. */
  publicUrl: string;
  mailer: Mailer;
  /** How mail and pushes that fail are tried again. */
  retry?: RetryPolicy;
  /** How push services and webhooks are reached. */
  outbound?: OutboundOptions;
  /** How webhooks that fail are tried again; for tests. */
  webhookRetry?: WebhookRetry;
}

/** Ten tries: 5 s, 10 s, … 15 min apart, within 37 minutes. */
const defaultRetry: RetryPolicy = { attempts: 10, delayMs: 5_000, maxDelayMs: 900_000 };
const mailSlots = 8;
const pushSlots = 32;

/** What runs beside the requests: the alarm that has reminders fire, and couriers for each channel that leaves the database and for webhooks. */
export interface Runtime extends WebhookRuntime {
  readonly alarm: Alarm;
  readonly outbound: Outbound;
  /** Transactions over every owner's rows. */
  readonly asSystem: ServiceHost['asSystem'];
  /** Tells the couriers of these channels that something is due. */
  ring(channels: readonly Channel[]): void;
  pushPublicKey(): Promise<string>;
}

export async function startRuntime(host: ServiceHost, settings: NotificationSettings): Promise<Runtime> {
  await using stack = new AsyncDisposableStack();
  const { publicUrl, mailer, retry = defaultRetry } = settings;
  const outbound = stack.use(openOutbound(settings.outbound));
  const subject = publicUrl.startsWith('https:') ? publicUrl : `mailto:${mailer.address}`;
  const couriers = {
    EMAIL: stack.use(
      new Courier({
        queue: parcelQueue({
          host,
          channel: 'EMAIL',
          send: (parcel, signal) => sendEmail({ host, mailer, publicUrl }, parcel, signal),
          retry,
        }),
        slots: mailSlots,
        log: host.log,
      }),
    ),
    WEB_PUSH: stack.use(
      new Courier({
        queue: parcelQueue({
          host,
          channel: 'WEB_PUSH',
          send: (parcel, signal) => sendPush({ host, outbound, publicUrl, subject }, parcel, signal),
          retry,
        }),
        slots: pushSlots,
        log: host.log,
      }),
    ),
  };
  const webhooks = stack.use(
    await startWebhooks(host, { publicUrl, outbound: settings.outbound, retry: settings.webhookRetry }),
  );
  const alarm = stack.use(await Alarm.start(host, (signal) => sweep(host, signal)));
  stack.use(watchReminders(host));
  const running = stack.move();
  return {
    ...webhooks,
    alarm,
    outbound,
    asSystem: host.asSystem,
    ring(channels) {
      for (const channel of channels) if (channel !== 'IN_APP') couriers[channel].ring();
    },
    pushPublicKey: async () => readVapidKeys(await host.platform.secret(VAPID_KEYS)).publicKey,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
