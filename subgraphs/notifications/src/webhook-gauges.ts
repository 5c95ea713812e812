import { queryRows } from '@rondo/platform/query.ts';
import type { ServiceHost } from '@rondo/platform/service.ts';
import { Gauge } from '@rondo/platform/telemetry/metrics.ts';

/*
 * How the queue stands, counted when it is asked for, by the rows that all replicas share: each replica tells the same, so
 * that a graph shows their maximum and not their sum.
 */

const queued: Gauge<'state'> = new Gauge({
  name: 'rondo_webhook_queued_deliveries',
  help: 'Deliveries that have not ended: due (could be sent now, and nobody has taken them) or waiting (for an earlier one of their subject, for their next try, for the answer). The same in all replicas.',
  labelNames: ['state'],
  collect: countAll,
});

const oldestDue: Gauge = new Gauge({
  name: 'rondo_webhook_oldest_due_seconds',
  help: 'For how long the delivery that has been due for longest has been; 0 where none is. The same in all replicas.',
  collect: countAll,
});

const endpoints: Gauge<'state'> = new Gauge({
  name: 'rondo_webhook_endpoints',
  help: 'Webhooks: steady, failing (their last try was not delivered), paused (by their owner) or switched_off (for failing). The same in all replicas.',
  labelNames: ['state'],
  collect: countAll,
});

interface Counts {
  due: number;
  waiting: number;
  oldestDue: number;
  steady: number;
  failing: number;
  paused: number;
  switchedOff: number;
}

const watched = new Set<ServiceHost>();
/** One count serves all gauges of a scrape. */
let counting: Promise<void> | undefined;

/** The queue is among the metrics until this is disposed of, which waits for a count that is under way. */
export function watchWebhookQueue(host: ServiceHost): AsyncDisposable {
  watched.add(host);
  return {
    async [Symbol.asyncDispose]() {
      watched.delete(host);
      await counting;
    },
  };
}

function countAll(): Promise<void> {
  counting ??= Promise.all([...watched].map(countOf))
    .then((counts) => show(counts.filter((count) => count !== null)))
    .finally(() => {
      counting = undefined;
    });
  return counting;
}

function show(counts: readonly Counts[]): void {
  const sum = (of: (counts: Counts) => number) => counts.reduce((total, count) => total + of(count), 0);
  queued.set(
    { state: 'due' },
    sum(({ due }) => due),
  );
  queued.set(
    { state: 'waiting' },
    sum(({ waiting }) => waiting),
  );
  oldestDue.set(Math.max(0, ...counts.map((count) => count.oldestDue)));
  endpoints.set(
    { state: 'steady' },
    sum(({ steady }) => steady),
  );
  endpoints.set(
    { state: 'failing' },
    sum(({ failing }) => failing),
  );
  endpoints.set(
    { state: 'paused' },
    sum(({ paused }) => paused),
  );
  endpoints.set(
    { state: 'switched_off' },
    sum(({ switchedOff }) => switchedOff),
  );
}

/** Null where the database can't say just now: the other metrics are to be had all the same. */
async function countOf({ asSystem, log }: ServiceHost): Promise<Counts | null> {
  try {
    const [counts] = await asSystem(({ em }) =>
      queryRows<Counts>(
        em,
        `select d.*, w.* from (
           select count(*) filter (where next_attempt_at <= now())::float8 as due,
             count(*) filter (where next_attempt_at > now() or next_attempt_at is null)::float8 as waiting,
             greatest(0, coalesce(extract(epoch from now() - min(next_attempt_at)), 0))::float8 as "oldestDue"
           from notifications.webhook_delivery where state = 'PENDING') as d
         cross join (
           select count(*) filter (where enabled and failures = 0)::float8 as steady,
             count(*) filter (where enabled and failures > 0)::float8 as failing,
             count(*) filter (where not enabled and disabled_reason is null)::float8 as paused,
             count(*) filter (where not enabled and disabled_reason is not null)::float8 as "switchedOff"
           from notifications.webhook) as w`,
      ),
    );
    return counts ?? null;
  } catch (error) {
    log.warn({ err: error }, 'the queue of webhooks could not be counted just now');
    return null;
  }
}
