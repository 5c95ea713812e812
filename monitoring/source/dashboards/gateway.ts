import { type Dashboard, quantile, rate } from '../panel.ts';

const operation = 'rondo_graphql_operation_duration_seconds';
const fetched = 'rondo_subgraph_fetch_duration_seconds';
const served = 'rondo_subgraph_operation_duration_seconds';

export const gateway: Dashboard = {
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
