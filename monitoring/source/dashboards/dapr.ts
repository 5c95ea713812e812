import { type Dashboard, of, quantile, rate } from '../panel.ts';

export const dapr: Dashboard = {
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
