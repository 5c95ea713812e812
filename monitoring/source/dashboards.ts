import { type Dashboard, of, quantile, rate } from './panel.ts';

const operation = 'rondo_graphql_operation_duration_seconds';
const fetched = 'rondo_subgraph_fetch_duration_seconds';
const served = 'rondo_subgraph_operation_duration_seconds';
const handled = 'rondo_consumer_handling_duration_seconds';
const transaction = 'rondo_transaction_duration_seconds';

const overview: Dashboard = {
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

const gateway: Dashboard = {
  uid: 'rondo-gateway',
  title: 'Rondo / Gateway',
  rows: [
    {
      title: 'Operations of clients',
      panels: [
        {
          title: 'By name, the ten most frequent',
          unit: 'ops',
          queries: [[`topk(10, sum by (operation) (${rate(`${operation}_count`)}))`, '{{operation}}']],
        },
        {
          title: 'By result',
          unit: 'ops',
          queries: [[`sum by (result) (${rate(`${operation}_count`)})`, '{{result}}']],
        },
        {
          title: 'The ten slowest, p95',
          unit: 's',
          queries: [[`topk(10, ${quantile(0.95, operation, 'operation')})`, '{{operation}}']],
        },
      ],
    },
    {
      title: 'Calls of subgraphs',
      panels: [
        { title: 'Calls', unit: 'ops', queries: [[`sum by (subgraph) (${rate(`${fetched}_count`)})`, '{{subgraph}}']] },
        {
          title: 'By outcome',
          unit: 'ops',
          queries: [[`sum by (outcome) (${rate(`${fetched}_count`)})`, '{{outcome}}']],
        },
        { title: 'p99', unit: 's', queries: [[quantile(0.99, fetched, 'subgraph'), '{{subgraph}}']] },
      ],
    },
    {
      title: 'As the subgraphs see them',
      panels: [
        {
          title: 'Operations',
          unit: 'ops',
          queries: [[`sum by (service) (${rate(`${served}_count`)})`, '{{service}}']],
        },
        {
          title: 'With errors',
          unit: 'ops',
          queries: [[`sum by (service, result) (${rate(`${served}_count`)})`, '{{service}} {{result}}']],
        },
        {
          title: 'p99',
          description: 'What a call takes longer at the gateway than here is spent between the two.',
          unit: 's',
          queries: [[quantile(0.99, served, 'service'), '{{service}}']],
        },
      ],
    },
  ],
};

const changeStream: Dashboard = {
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

const events: Dashboard = {
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

const reminders: Dashboard = {
  uid: 'rondo-reminders',
  title: 'Rondo / Reminders',
  rows: [
    {
      title: 'Firing',
      panels: [
        { title: 'Fired', unit: 'ops', queries: [[`sum(${rate('rondo_reminder_lateness_seconds_count')})`, 'fired']] },
        {
          title: 'Lateness',
          unit: 's',
          queries: [
            [quantile(0.5, 'rondo_reminder_lateness_seconds'), 'p50'],
            [quantile(0.99, 'rondo_reminder_lateness_seconds'), 'p99'],
          ],
        },
        {
          title: 'Due for longest',
          description: 'Usually below a second; the sweep every 30 s is the net.',
          unit: 's',
          queries: [[`max(${of('rondo_reminder_oldest_due_seconds')})`, 'oldest']],
        },
      ],
    },
    {
      title: 'Mails and pushes',
      panels: [
        {
          title: 'Queue',
          unit: 'short',
          queries: [[`max by (channel, state) (${of('rondo_reminder_queued_deliveries')})`, '{{channel}} {{state}}']],
        },
      ],
    },
  ],
};

const postgresql: Dashboard = {
  uid: 'rondo-postgresql',
  title: 'Rondo / PostgreSQL',
  rows: [
    {
      title: 'As the services see it',
      panels: [
        {
          title: 'Transactions',
          unit: 'ops',
          queries: [[`sum by (service, access) (${rate(`${transaction}_count`)})`, '{{service}} {{access}}']],
        },
        {
          title: 'By result',
          unit: 'ops',
          queries: [[`sum by (service, result) (${rate(`${transaction}_count`)})`, '{{service}} {{result}}']],
        },
        {
          title: 'p99',
          unit: 's',
          queries: [[quantile(0.99, transaction, 'service, access'), '{{service}} {{access}}']],
        },
      ],
    },
    {
      title: 'Pools',
      panels: [
        {
          title: 'In use',
          unit: 'short',
          queries: [[`sum by (service) (${of('rondo_pool_connections', 'state="in_use"')})`, '{{service}}']],
        },
        {
          title: 'Transactions that wait for a connection',
          unit: 'short',
          queries: [[`sum by (service) (${of('rondo_pool_connections', 'state="waiting"')})`, '{{service}}']],
        },
        {
          title: 'Connections',
          description: 'Of all replicas: to be below max_connections, or below what the pooler allows.',
          unit: 'short',
          queries: [[`sum(${of('rondo_pool_connections', 'state=~"in_use|idle"')})`, 'connections']],
        },
      ],
    },
  ],
};

const dapr: Dashboard = {
  uid: 'rondo-dapr',
  title: 'Rondo / Dapr',
  rows: [
    {
      title: 'Sidecars',
      panels: [
        {
          title: 'Calls between services',
          unit: 'ops',
          queries: [
            [
              `sum by (app_id, dst_app_id) (${rate('dapr_runtime_service_invocation_req_sent_total')})`,
              '{{app_id}} → {{dst_app_id}}',
            ],
          ],
        },
        {
          title: 'One call, p99',
          unit: 'ms',
          queries: [[quantile(0.99, 'dapr_runtime_service_invocation_res_recv_latency_ms', 'app_id'), '{{app_id}}']],
        },
        {
          title: 'Answers by status',
          unit: 'ops',
          queries: [[`sum by (status) (${rate('dapr_runtime_service_invocation_res_recv_total')})`, '{{status}}']],
        },
      ],
    },
    {
      title: 'Components',
      panels: [
        {
          title: 'Published',
          unit: 'ops',
          queries: [
            [`sum by (topic, success) (${rate('dapr_component_pubsub_egress_bulk_count')})`, '{{topic}} {{success}}'],
          ],
        },
        {
          title: 'Delivered',
          unit: 'ops',
          queries: [
            [
              `sum by (app_id, process_status) (${rate('dapr_component_pubsub_ingress_count')})`,
              '{{app_id}} {{process_status}}',
            ],
          ],
        },
        {
          title: 'One delivery, p99',
          unit: 'ms',
          queries: [[quantile(0.99, 'dapr_component_pubsub_ingress_latencies', 'app_id'), '{{app_id}}']],
        },
        {
          title: 'State',
          unit: 'ops',
          queries: [
            [`sum by (operation, success) (${rate('dapr_component_state_count')})`, '{{operation}} {{success}}'],
          ],
        },
        {
          title: 'Secrets',
          unit: 'ops',
          queries: [[`sum by (app_id, success) (${rate('dapr_component_secret_count')})`, '{{app_id}} {{success}}']],
        },
      ],
    },
    {
      title: 'Resiliency',
      panels: [
        {
          title: 'Open circuit breakers',
          unit: 'short',
          queries: [
            [`sum by (app_id, target) (${of('dapr_resiliency_cb_state', 'status="open"')})`, '{{app_id}} → {{target}}'],
          ],
        },
        {
          title: 'Policies that acted',
          unit: 'ops',
          queries: [[`sum by (policy, target) (${rate('dapr_resiliency_count')})`, '{{policy}} {{target}}']],
        },
      ],
    },
  ],
};

/** By the name of its file. */
export const dashboards: Readonly<Record<string, Dashboard>> = {
  overview,
  gateway,
  'change-stream': changeStream,
  events,
  reminders,
  postgresql,
  dapr,
};
