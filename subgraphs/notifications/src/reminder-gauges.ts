import { queryRows } from '@rondo/platform/query.ts';
import type { ServiceHost } from '@rondo/platform/service.ts';
import { AskedGauge } from '@rondo/platform/telemetry/asked-gauge.ts';

const overdue = new AskedGauge({
  name: 'rondo_reminder_oldest_due_seconds',
  help: 'For how long the reminder that has been due for longest has not fired; 0 where none is due. The same in all replicas.',
});

const queued = new AskedGauge({
  name: 'rondo_reminder_queued_deliveries',
  help: 'Mails and pushes of reminders that have fired: due (nobody has taken them) or waiting (for the next try, or for an answer). The same in all replicas.',
  labelNames: ['channel', 'state'],
});

/** What reminders wait for is among the metrics until this is disposed of. */
export function watchReminders({ asSystem }: ServiceHost): AsyncDisposable {
  const stack = new AsyncDisposableStack();
  stack.use(
    overdue.watch(() =>
      asSystem(({ em }) =>
        queryRows<{ labels: Record<never, string>; value: number }>(
          em,
          `select '{}'::json as labels, greatest(0, coalesce(extract(epoch from now() - min(fire_at)), 0))::float8 as value
           from notifications.reminder where fire_at is not null`,
        ),
      ),
    ),
  );
  stack.use(
    queued.watch(() =>
      asSystem(({ em }) =>
        queryRows<{ labels: Record<'channel' | 'state', string>; value: number }>(
          em,
          `select json_build_object('channel', channel, 'state', state) as labels,
             count(*) filter (where is_due = (state = 'due'))::float8 as value
           from unnest(array['EMAIL', 'WEB_PUSH']) as channel cross join unnest(array['due', 'waiting']) as state
           left join lateral (
             select next_attempt_at <= now() as is_due from notifications.delivery d
             where d.channel = channel.channel and next_attempt_at is not null
           ) as queued on true
           group by channel, state`,
        ),
      ),
    ),
  );
  return stack;
}
