import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, inject, it } from 'vitest';
import { goSource } from '../../charts/tools/go.ts';
import { startPrometheus } from '../../dapr/local/parts/prometheus.ts';
import { eventually } from '../client.ts';
import { startTestRondo } from '../stack/rondo.ts';
import { type Expression, readExpressions } from './expressions.ts';
import { startLoad } from './load.ts';
import { query } from './prometheus.ts';

/** Of Dapr's control plane, which signs sidecars' certificates in a cluster and is not part of the stack. */
const ofSentry = /\bdapr_sentry_\w+/g;

const rules = fileURLToPath(new URL('../../monitoring/rules/*.rules.yaml', import.meta.url));

it('every expression of dashboards and alerts selects something of a Rondo under load: no panel is empty, no alert blind', {
  timeout: 180_000,
}, async () => {
  await using rondo = await startTestRondo(inject('stack'), {
    OUTBOUND_ALLOW: '127.0.0.1',
    // Kafka is spoken to in the clear here; when a certificate ends that a service was given is told all the same.
    KAFKA_CA_CERT: await makeCertificate(),
  });
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
  const all = (await readExpressions()).filter(({ promql }) => promql.search(ofSentry) === -1);
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

it("what is asked of Dapr's control plane is what its source counts", async () => {
  const module = /github\.com\/dapr\/dapr v\S+/.exec(
    await readFile(new URL('../../dapr/local/daprd/go.mod', import.meta.url), 'utf8'),
  )?.[0];
  const source = await goSource((module ?? '').replace(' ', '@'));
  const counted = await readFile(join(source, 'pkg/sentry/monitoring/metrics.go'), 'utf8');
  // As OpenCensus' exporter writes a measure's name, after its namespace.
  const names = [...counted.matchAll(/"(sentry\/[\w/]+)"/g)].map(
    ([, name = '']) => `dapr_${name.replaceAll('/', '_')}`,
  );
  const asked = new Set((await readExpressions()).flatMap(({ promql }) => promql.match(ofSentry) ?? []));
  expect(asked.size).toBeGreaterThan(0);
  for (const name of asked) expect(names).toContain(name);
});

async function makeCertificate(): Promise<string> {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', '/dev/null'];
  return (await promisify(execFile)('openssl', ['req', '-x509', ...key, '-days', '90', '-subj', '/CN=authority']))
    .stdout;
}
