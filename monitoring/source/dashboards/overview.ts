import { type Dashboard, of, quantile, rate } from '../panel.ts';

const operation = 'rondo_graphql_operation_duration_seconds';

export const overview: Dashboard = {
  uid: 'rondo-overview',
  title: 'Rondo / Overview',
  rows: [
    {
      title: 'Objectives',
      panels: [
        {
          title: 'Operations that failed on our side',
          description: 'Objective: at most 0.1 % in 30 days. INTERNAL and UNAVAILABLE count; refusals do not.',
          unit: 'percentunit',
          queries: [
            ['rondo:api_availability:error_ratio_rate5m', '5 min'],
            ['rondo:api_availability:error_ratio_rate1h', '1 h'],
          ],
        },
        {
          title: 'Operations slower than a second',
          description: 'Objective: at most 1 % in 30 days.',
          unit: 'percentunit',
          queries: [
            ['rondo:api_latency:error_ratio_rate5m', '5 min'],
            ['rondo:api_latency:error_ratio_rate1h', '1 h'],
          ],
        },
        {
          title: 'Changes later than a second at the gateways',
          description: 'Objective: at most 1 % in 30 days.',
          unit: 'percentunit',
          queries: [
            ['rondo:delivery_latency:error_ratio_rate5m', '5 min'],
            ['rondo:delivery_latency:error_ratio_rate1h', '1 h'],
          ],
        },
      ],
    },
    {
      title: 'Users',
      panels: [
        { title: 'Operations', unit: 'ops', queries: [[`sum by (type) (${rate(`${operation}_count`)})`, '{{type}}']] },
        {
          title: 'How long they take',
          unit: 's',
          queries: [
            [quantile(0.5, operation), 'p50'],
            [quantile(0.99, operation), 'p99'],
          ],
        },
        {
          title: 'Subscriptions',
          unit: 'short',
          kind: 'stat',
          queries: [[`sum(${of('rondo_stream_subscribers')})`, 'subscriptions']],
        },
      ],
    },
    {
      title: 'What is behind',
      panels: [
        {
          title: 'Oldest event in an outbox',
          description: 'Usually 0. It grows while the broker is away; mutations succeed all the same.',
          unit: 's',
          queries: [[`max by (service) (${of('rondo_outbox_oldest_age_seconds')})`, '{{service}}']],
        },
        {
          title: 'Consumer lag',
          unit: 'short',
          queries: [[`max by (group, topic) (${of('rondo_consumer_lag_events')})`, '{{group}} {{topic}}']],
        },
        {
          title: 'Dead letters in an hour',
          unit: 'short',
          queries: [[`sum by (group) (increase(${of('rondo_dead_letters_total')}[1h]))`, '{{group}}']],
        },
      ],
    },
    {
      title: 'What ends one day',
      panels: [
        {
          title: 'Certificates, time left',
          description:
            'Those that services speak to Kafka with, and that of which Dapr makes the sidecars’ own. Nobody renews them by himself.',
          unit: 's',
          queries: [
            [`min by (certificate) (${of('rondo_certificate_expiry_timestamp_seconds')}) - time()`, '{{certificate}}'],
            // Of the whole cluster, in Dapr's namespace.
            ['min(dapr_sentry_issuercert_expiry_timestamp) - time()', 'dapr_issuer'],
          ],
        },
      ],
    },
    {
      title: 'Processes',
      panels: [
        {
          title: 'Memory',
          unit: 'bytes',
          queries: [[of('process_resident_memory_bytes', 'job="rondo"'), '{{instance}}']],
        },
        {
          title: 'Processor',
          unit: 'short',
          queries: [[rate('process_cpu_seconds_total', 'job="rondo"'), '{{instance}}']],
        },
        {
          title: 'Event loop, p99',
          description: 'How long it was busy at a time. More than 100 ms is felt by all of the process’s users.',
          unit: 's',
          queries: [[of('nodejs_eventloop_lag_p99_seconds'), '{{instance}}']],
        },
      ],
    },
  ],
};
