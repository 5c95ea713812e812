import { type Dashboard, of, quantile, rate } from '../panel.ts';

export const changeStream: Dashboard = {
  uid: 'rondo-stream',
  title: 'Rondo / Change stream',
  rows: [
    {
      title: 'Subscribers',
      panels: [
        {
          title: 'Subscriptions',
          unit: 'short',
          queries: [[`sum by (instance) (${of('rondo_stream_subscribers')})`, '{{instance}}']],
        },
        {
          title: 'From an event to the gateway',
          description: 'Outbox, broker and reader together.',
          unit: 's',
          queries: [
            [quantile(0.5, 'rondo_stream_lag_seconds'), 'p50'],
            [quantile(0.99, 'rondo_stream_lag_seconds'), 'p99'],
          ],
        },
        {
          title: 'Events read',
          unit: 'ops',
          queries: [[`sum by (instance) (${rate('rondo_stream_lag_seconds_count')})`, '{{instance}}']],
        },
      ],
    },
    {
      title: 'Coming back',
      panels: [
        {
          title: 'Resumptions that read the log',
          description:
            'The ring of recent events did not reach back. Usual after an hour away, not after a deployment.',
          unit: 'ops',
          queries: [[`sum by (instance) (${rate('rondo_stream_ring_misses_total')})`, '{{instance}}']],
        },
        {
          title: 'Clients that did not read',
          unit: 'ops',
          queries: [[`sum by (instance) (${rate('rondo_stream_slow_consumers_total')})`, '{{instance}}']],
        },
        {
          title: 'Memory',
          unit: 'bytes',
          queries: [
            [
              `${of('process_resident_memory_bytes')} and on (instance) ${of('rondo_stream_subscribers')}`,
              '{{instance}}',
            ],
          ],
        },
      ],
    },
  ],
};
