/** Where the runbook of each alert is: a section of docs/operations.md by the alert's name. */
const runbooks = 'https://github.com/rondo/rondo/blob/main/docs/operations.md#';

interface Objective {
  /** The recorded series is `rondo:<name>:error_ratio_rate<window>`. */
  name: string;
  alert: string;
  /** Share that is to be good, 0 to 1, of 30 days. */
  target: number;
  /** What is too much of, in a sentence; `%` stands for the share. */
  summary: string;
  /** PromQL of what counts, and of what of it is bad, over a window; by namespace, so that environments are kept apart. */
  all: (window: string) => string;
  bad: (window: string) => string;
}

const operations = (window: string, labels = '') =>
  `sum by (namespace) (rate(rondo_graphql_operation_duration_seconds_count{${labels}}[${window}]))`;
const answered = 'type=~"query|mutation"';

export const objectives: readonly Objective[] = [
  {
    name: 'api_availability',
    alert: 'RondoApiErrors',
    target: 0.999,
    summary: '% of operations end with INTERNAL or UNAVAILABLE.',
    all: (window) => operations(window),
    bad: (window) => operations(window, 'result=~"INTERNAL|UNAVAILABLE"'),
  },
  {
    name: 'api_latency',
    alert: 'RondoApiSlow',
    target: 0.99,
    summary: '% of queries and mutations take more than a second.',
    all: (window) => operations(window, answered),
    bad: (window) =>
      `(${operations(window, answered)} - sum by (namespace) (rate(rondo_graphql_operation_duration_seconds_bucket{${answered}, le="1"}[${window}])))`,
  },
  {
    name: 'delivery_availability',
    alert: 'RondoDeliveryErrors',
    target: 0.999,
    summary: '% of deliveries of events to services fail.',
    all: (window) => `sum by (namespace) (rate(rondo_consumer_handling_duration_seconds_count[${window}]))`,
    bad: (window) =>
      `sum by (namespace) (rate(rondo_consumer_handling_duration_seconds_count{result="error"}[${window}]))`,
  },
  {
    name: 'delivery_latency',
    alert: 'RondoDeliverySlow',
    target: 0.99,
    summary: '% of changes reach the gateways more than a second after they happened.',
    all: (window) => `sum by (namespace) (rate(rondo_stream_lag_seconds_count[${window}]))`,
    bad: (window) =>
      `(sum by (namespace) (rate(rondo_stream_lag_seconds_count[${window}])) - sum by (namespace) (rate(rondo_stream_lag_seconds_bucket{le="1"}[${window}])))`,
  },
];

/**
 * Multi-window burn rates (The Site Reliability Workbook, chapter 5): the budget of 30 days is being spent `factor` times as fast as it
 * may be, over the long window and still now. 14.4: 2 % of it in an hour. 6: 5 % in six hours. 1: 10 % in three days.
 */
export const burnRates = [
  { factor: 14.4, long: '1h', short: '5m', hold: '2m', severity: 'page' },
  { factor: 6, long: '6h', short: '30m', hold: '15m', severity: 'page' },
  { factor: 1, long: '3d', short: '6h', hold: '1h', severity: 'ticket' },
] as const;

const windows = ['5m', '30m', '1h', '6h', '3d'];

const recorded = (name: string, window: string) => `rondo:${name}:error_ratio_rate${window}`;

/** A rule file of Prometheus, before it is made YAML. */
export function objectiveRules(): object {
  return {
    groups: [
      {
        name: 'rondo-objectives',
        rules: objectives.flatMap(({ name, all, bad }) =>
          windows.map((window) => ({
            record: recorded(name, window),
            // A result that has not come yet has no series: then nothing was bad.
            expr: `(${bad(window)} or 0 * ${all(window)}) / ${all(window)}`,
          })),
        ),
      },
      {
        name: 'rondo-burn-rates',
        rules: objectives.flatMap(({ name, alert, target, summary }) =>
          burnRates.map(({ factor, long, short, hold, severity }) => {
            const limit = `${factor} * ${Number((1 - target).toPrecision(3))}`;
            return {
              alert,
              expr: `${recorded(name, long)} > ${limit} and ${recorded(name, short)} > ${limit}`,
              for: hold,
              labels: { severity, window: long },
              annotations: {
                summary: `${summary.replace('%', '{{ $value | humanizePercentage }}')} (Over ${long}; the objective allows ${Number(((1 - target) * 100).toPrecision(3))}% in 30 days.)`,
                runbook_url: runbooks + alert.toLowerCase(),
              },
            };
          }),
        ),
      },
    ],
  };
}
