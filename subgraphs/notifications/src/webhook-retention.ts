import { queryRows } from '@rondo/platform/query.ts';
import type { ServiceHost } from '@rondo/platform/service.ts';

/** Days that an event can be delivered again, and stays in the log of deliveries. */
export const keptDays = 30;
/** SQL for an event that is not to be forgotten yet. */
export const isKept = `kept_since >= now() - make_interval(days => ${keptDays})`;
const batchSize = 1_000;
const everyMs = 3_600_000;
const job = { service: 'notifications', name: 'forget-webhook-events' } as const;

/** Forgets events, and with them their deliveries, that have been kept for 30 days: once an hour, and soon after each start. */
export async function startWebhookRetention({ platform, asSystem }: ServiceHost): Promise<AsyncDisposable> {
  const running = await platform.onJob(job.service, job.name, async (signal) => {
    while (!signal.aborted && (await forgetBatch(asSystem)) === batchSize) {
      // Until nothing is left.
    }
    await platform.schedule(job.service, job.name, new Date(Date.now() + everyMs));
  });
  await platform.schedule(job.service, job.name, new Date());
  return running;
}

async function forgetBatch(asSystem: ServiceHost['asSystem']): Promise<number> {
  const gone = await asSystem(({ em }) =>
    queryRows(
      em,
      `delete from notifications.webhook_event where id in (
         select id from notifications.webhook_event where not (${isKept})
         order by kept_since limit ${batchSize} for update skip locked)
       returning 1`,
    ),
  );
  return gone.length;
}
