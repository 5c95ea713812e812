import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, inject, it } from 'vitest';
import { startPrometheus } from '../../dapr/local/parts/prometheus.ts';
import { eventually } from '../client.ts';
import { startTestRondo } from '../stack/rondo.ts';
import { type Expression, readExpressions } from './expressions.ts';
import { startLoad } from './load.ts';
import { query } from './prometheus.ts';

const rules = fileURLToPath(new URL('../../monitoring/rules/*.rules.yaml', import.meta.url));

it('every expression of dashboards and alerts selects something of a Rondo under load: no panel is empty, no alert blind', {
  timeout: 180_000,
}, async () => {
  await using rondo = await startTestRondo(inject('stack'), { OUTBOUND_ALLOW: '127.0.0.1' });
  const members = [...rondo.stack.members.values()];
  await using prometheus = await startPrometheus({
    directory: join(rondo.directory, 'prometheus'),
    targets: {
      rondo: members.map(({ name, appMetricsPort }) => ({ instance: name, address: `127.0.0.1:${appMetricsPort}` })),
      dapr: members.map(({ name, metricsPort }) => ({ instance: name, address: `127.0.0.1:${metricsPort}` })),
    },
    ruleFiles: [rules],
    every: 1,
  });
  await using load = await startLoad(rondo.stack.url);
  const all = await readExpressions();
  expect(all.length).toBeGreaterThan(100);

  const empty = async () => {
    const left: string[] = [];
    for (const expression of all) if (!(await selects(prometheus.url, expression))) left.push(expression.where);
    return left;
  };
  const left = await Promise.race([
    eventually(empty, (where) => where.length === 0, 90_000),
    load.ended.then(() => ['the load has ended']),
  ]);
  expect(left).toEqual([]);
});

/** A share of nothing is no number. */
const selects = async (url: string, { promql }: Expression) =>
  (await query(url, promql)).some((value) => Number.isFinite(value));
