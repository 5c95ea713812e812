import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { policies } from './policies.ts';
import { parseResources, type Resource } from './resources.ts';

const file = new URL('../goldens/doks-staging-confluent-cloud.yaml', import.meta.url);
const documents = (await readFile(file, 'utf8')).split(/^---$/m);
const golden = documents.map((document) => parseResources(document));

const faultsIn = (resources: readonly Resource[], partitions = 12): string[] =>
  Object.entries(policies(partitions)).flatMap(([demand, policy]) =>
    policy(resources).map((fault) => `${demand}: ${fault}`),
  );

/** The golden with the text of one of its resources changed. */
function changed(kind: string, name: string, from: string | RegExp, to: string): Resource[] {
  const index = golden.findIndex((of) => of.some((one) => one.kind === kind && one.metadata.name === name));
  const document = documents[index] ?? '';
  const other = document.replace(from, to);
  if (other === document) throw new Error(`${kind} ${name}: expected it to have ${from}`);
  return golden.with(index, parseResources(other)).flat();
}

test('What is committed keeps to every policy', () => {
  expect(faultsIn(golden.flat())).toEqual([]);
});

test.each([
  [
    'Deployment',
    'tasks',
    'runAsNonRoot: true',
    'runAsNonRoot: false',
    'restricted Pod Security: Deployment tasks: runAsNonRoot',
  ],
  ['Deployment', 'tasks', 'drop: [ALL]', 'drop: [NET_RAW]', 'expected to drop ALL'],
  [
    'Deployment',
    'tasks',
    'readOnlyRootFilesystem: true',
    'readOnlyRootFilesystem: false',
    'read-only root file systems',
  ],
  ['Deployment', 'tags', /ephemeral-storage: 64Mi/, '', 'container tags: no request of ephemeral-storage'],
  ['Deployment', 'tags', /memory: 384Mi/, 'cpu: 1', 'expected no limit of cpu'],
  ['Rollout', 'gateway', 'startupProbe', 'startedProbe', 'probes: Rollout gateway, container gateway: no startupProbe'],
  ['Job', 'rondo-topics', /valueFrom: .*/, 'value: hunter2', 'KAFKA_PASSWORD: expected a secretKeyRef'],
  ['Deployment', 'tasks', 'topology.kubernetes.io/zone', 'topology.kubernetes.io/region', 'replicas are spread'],
  [
    'PodDisruptionBudget',
    'tasks',
    'name: tasks\n      app',
    'name: task\n      app',
    '2 replicas at least, and 0 disruption budgets',
  ],
  ['PodDisruptionBudget', 'tasks', 'maxUnavailable: 1', 'maxUnavailable: 0', 'maxUnavailable 0'],
  ['ScaledObject', 'activity', 'maxReplicaCount: 12', 'maxReplicaCount: 13', 'up to 13 replicas for 12 partitions'],
  ['ScaledObject', 'activity', /type: kafka/, 'type: cron', 'expected to be scaled by the lag of its group'],
  ['Rollout', 'accounts', 'rondo.dev/kind: http', 'rondo.dev/kind: consumer', 'only services over HTTP are canaries'],
  [
    'Rollout',
    'gateway',
    'sleep: { seconds: 10 }',
    'sleep: { seconds: 70 }',
    'the gateway drains: Rollout gateway: preStop 70 s',
  ],
  ['Rollout', 'gateway', 'sleep: { seconds: 10 }', 'sleep: { seconds: 1 }', 'expected to sleep 5 s or longer'],
  [
    'Deployment',
    'tasks',
    /block-shutdown-duration: .*/,
    'block-shutdown-duration: "40s"',
    'expected block (40 s) < graceful shutdown',
  ],
  ['Deployment', 'tasks', /dapr.io\/config: .*/, 'dapr.io/config: tags', 'dapr.io/config: expected its name'],
  [
    'Job',
    'rondo-migrations',
    /activeDeadlineSeconds: .*/,
    '',
    'jobs end: Job rondo-migrations: no activeDeadlineSeconds',
  ],
  [
    'NetworkPolicy',
    'default-deny',
    'podSelector: {}',
    'podSelector: { matchLabels: { a: b } }',
    'network policies deny by default',
  ],
  ['Service', 'gateway', 'targetPort: http', 'targetPort: web', 'Service gateway: no pod behind it has a port web'],
])('%s %s with %s as %s is a fault', (kind, name, from, to, fault) => {
  expect(faultsIn(changed(kind, name, from, to)).join('\n')).toContain(fault);
});

test('A Secret in the rendering is a fault, as its value would be in the release', () => {
  const secret = parseResources('apiVersion: v1\nkind: Secret\nmetadata:\n  name: leaked\n');
  expect(faultsIn([...golden.flat(), ...secret])).toEqual(['secrets come from Secrets: Secret leaked is rendered']);
});

test('A secret that a pod asks for and no ExternalSecret brings is a fault', () => {
  const one = parseResources(`
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: app-api-token
spec:
  target: { name: app-api-token }
  data: [{ secretKey: token }]
`);
  const faults = faultsIn([...golden.flat(), ...one]);
  expect(faults.join('\n')).toContain('DAPR_API_TOKEN: no ExternalSecret brings dapr-api-token/token');
  expect(faults.join('\n')).not.toContain('app-api-token/token');
});
