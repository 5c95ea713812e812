/** Hive Gateway with nothing but what the work needs. */
export const gatewayConfig = {
  supergraph: process.env.BENCH_SUPERGRAPH,
  port: Number(process.env.BENCH_PORT),
  host: '127.0.0.1',
  fork: 1,
  logging: 'error',
  pollingInterval: 0,
  propagateHeaders: {
    fromClientToSubgraphs: ({ request }) => ({ authorization: request.headers.get('authorization') ?? '' }),
  },
};
