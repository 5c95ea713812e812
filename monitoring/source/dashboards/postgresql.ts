import { type Dashboard, of, quantile, rate } from '../panel.ts';

const transaction = 'rondo_transaction_duration_seconds';

export const postgresql: Dashboard = {
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
