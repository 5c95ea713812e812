import { type Dashboard, of, quantile, rate } from '../panel.ts';

const handled = 'rondo_consumer_handling_duration_seconds';

export const events: Dashboard = {
  uid: 'rondo-events',
  title: 'Rondo / Events',
  rows: [
    {
      title: 'Outbox',
      panels: [
        {
          title: 'Published',
          unit: 'ops',
          queries: [[`sum by (service) (${rate('rondo_outbox_published_total')})`, '{{service}}']],
        },
        {
          title: 'From an event to its acknowledgement, p99',
          unit: 's',
          queries: [[quantile(0.99, 'rondo_outbox_delay_seconds', 'service'), '{{service}}']],
        },
        {
          title: 'Oldest that is not acknowledged',
          unit: 's',
          queries: [[`max by (service) (${of('rondo_outbox_oldest_age_seconds')})`, '{{service}}']],
        },
        {
          title: 'Refused by the broker',
          unit: 'short',
          queries: [[`sum by (service) (increase(${of('rondo_outbox_refused_total')}[1h]))`, '{{service}}']],
        },
      ],
    },
    {
      title: 'Consumers',
      panels: [
        {
          title: 'Lag',
          unit: 'short',
          queries: [[`max by (group, topic) (${of('rondo_consumer_lag_events')})`, '{{group}} {{topic}}']],
        },
        {
          title: 'From an event to its effect, p99',
          unit: 's',
          queries: [[quantile(0.99, 'rondo_consumer_delay_seconds', 'group'), '{{group}}']],
        },
        {
          title: 'Deliveries by result',
          unit: 'ops',
          queries: [[`sum by (group, result) (${rate(`${handled}_count`)})`, '{{group}} {{result}}']],
        },
        { title: 'One delivery, p99', unit: 's', queries: [[quantile(0.99, handled, 'group'), '{{group}}']] },
        {
          title: 'Dead letters in an hour',
          unit: 'short',
          queries: [[`sum by (group, topic) (increase(${of('rondo_dead_letters_total')}[1h]))`, '{{group}} {{topic}}']],
        },
      ],
    },
    {
      title: 'Webhooks',
      panels: [
        {
          title: 'Tries by outcome',
          unit: 'ops',
          queries: [[`sum by (outcome) (${rate('rondo_webhook_deliveries_total')})`, '{{outcome}}']],
        },
        {
          title: 'Queue',
          unit: 'short',
          queries: [[`max by (state) (${of('rondo_webhook_queued_deliveries')})`, '{{state}}']],
        },
        {
          title: 'Due for longest',
          unit: 's',
          queries: [[`max(${of('rondo_webhook_oldest_due_seconds')})`, 'oldest']],
        },
        {
          title: 'From an event to its endpoint, p99',
          unit: 's',
          queries: [[quantile(0.99, 'rondo_webhook_delay_seconds'), 'p99']],
        },
        {
          title: 'One request, p99',
          unit: 's',
          queries: [[quantile(0.99, 'rondo_webhook_request_duration_seconds', 'status'), '{{status}}']],
        },
        {
          title: 'Endpoints',
          unit: 'short',
          queries: [[`max by (state) (${of('rondo_webhook_endpoints')})`, '{{state}}']],
        },
      ],
    },
  ],
};
