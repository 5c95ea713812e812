import { queryRows } from '@rondo/platform/query.ts';
import type { ServiceHost } from '@rondo/platform/service.ts';
import { AskedGauge, type Sample } from '@rondo/platform/telemetry/asked-gauge.ts';

const queued = new AskedGauge({
  name: 'rondo_webhook_queued_deliveries',
  help: 'Deliveries that have not ended: due (could be sent now, and nobody has taken them) or waiting (for an earlier one of their subject, for their next try, for the answer). The same in all replicas.',
  labelNames: ['state'],
});

const oldestDue = new AskedGauge({
  name: 'rondo_webhook_oldest_due_seconds',
  help: 'For how long the delivery that has been due for longest has been; 0 where none is. The same in all replicas.',
});

const endpoints = new AskedGauge({
  name: 'rondo_webhook_endpoints',
  help: 'Webhooks: steady, failing (their last try was not delivered), paused (by their owner) or switched_off (for failing). The same in all replicas.',
  labelNames: ['state'],
});

/** The queue of webhooks is among the metrics until this is disposed of. */
export function watchWebhookQueue({ asSystem }: ServiceHost): AsyncDisposable {
  const samples =
    <Label extends string>(query: string) =>
    () =>
      asSystem(({ em }) => queryRows<Sample<Label>>(em, query));
  const stack = new AsyncDisposableStack();
  stack.use(
    queued.watch(
      samples<'state'>(
        // Few are scheduled, and of the others only their number counts: neither reads the rows of a long backlog.
        `select json_build_object('state', state) as labels, value::float8 from (
           select (select count(*) from notifications.webhook_delivery where state = 'PENDING') as pending,
             (select count(*) from notifications.webhook_delivery where next_attempt_at <= now()) as due) as counts
         cross join lateral (values ('due', due), ('waiting', pending - due)) as each (state, value)`,
      ),
    ),
  );
  stack.use(
    oldestDue.watch(
      samples<never>(
        `select '{}'::json as labels, greatest(0, coalesce(extract(epoch from now() - min(next_attempt_at)), 0))::float8 as value
         from notifications.webhook_delivery where next_attempt_at is not null`,
      ),
    ),
  );
  stack.use(
    endpoints.watch(
      samples<'state'>(
        `select json_build_object('state', state) as labels, count(standing)::float8 as value
         from unnest(array['steady', 'failing', 'paused', 'switched_off']) as state
         left join (
           select case when enabled then case when failures = 0 then 'steady' else 'failing' end
             when disabled_reason is null then 'paused' else 'switched_off' end as standing
           from notifications.webhook
         ) as webhook on standing = state
         group by state`,
      ),
    ),
  );
  return stack;
}
