import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { KubernetesObject } from '../../charts/cluster/client.ts';
import type { ControlPlane } from '../../charts/cluster/control-plane.ts';
import { type Deployment, podOf } from '../../charts/scripts/command.ts';
import { Release } from './helm.ts';
import { startPlane } from './plane.ts';

const namespace = 'rondo';
const clouds = ['minikube', 'gke', 'aks', 'oke', 'oke-free', 'doks'];
const environments = ['dev', 'staging', 'prod'];
const brokers = ['strimzi', 'redpanda', 'redpanda-cloud', 'confluent-cloud'];

const combinations = [
  ...clouds.flatMap((cloud) => environments.map((environment) => ['strimzi', cloud, environment] as const)),
  ...brokers.slice(1).map((kafka) => [kafka, 'gke', 'prod'] as const),
];

describe('The API server', () => {
  let plane: ControlPlane;
  let release: Release;
  let plurals: Map<string, string>;
  const accepted = new Set<string>();

  beforeAll(async () => {
    plane = await startPlane();
    await plane.createNamespace(namespace);
    release = new Release(plane, namespace);
    const resources = await plane.client.namespacedResources();
    plurals = new Map(resources.map(({ apiVersion, kind, resource }) => [`${apiVersion} ${kind}`, resource]));
  });

  afterAll(() => plane?.[Symbol.asyncDispose]());

  /** Throws where a field is unknown, or a rule of its schema is broken. Nothing is kept. */
  async function offer(object: KubernetesObject): Promise<void> {
    const { apiVersion, kind } = object;
    const resource = plurals.get(`${apiVersion} ${kind}`);
    if (!resource) throw new Error(`The API server has no ${apiVersion} ${kind}.`);
    await plane.client.create({ apiVersion, resource, namespace }, object, { dryRun: true });
  }

  const parse = (text: string) =>
    parseAllDocuments(text)
      .map((document) => document.toJS() as KubernetesObject | null)
      .filter((object) => object !== null);

  it.each(combinations)('accepts every object with %s on %s for %s', async (kafka, cloud, environment) => {
    const files = [`kafka/${kafka}`, `clouds/${cloud}`, `environments/${environment}`];
    const objects = parse(await release.render({ files }));
    // Most are the same in several combinations.
    const fresh = objects.filter((object) => !accepted.has(JSON.stringify(object)));

    const refused = await Promise.all(
      fresh.map((object) =>
        offer(object).then(
          () => null,
          (error: Error) => `${object.kind} ${object.metadata.name}: ${error.message}`,
        ),
      ),
    );

    expect(refused.filter((reason) => reason !== null)).toEqual([]);
    expect(objects.length).toBeGreaterThan(50);
    for (const object of fresh) accepted.add(JSON.stringify(object));
  });

  it("accepts an operator's command where only restricted pods are", async () => {
    const tasks = parse(await release.render({ files: ['clouds/gke'] })).find(
      (object): object is KubernetesObject & Deployment =>
        object.kind === 'Deployment' && object.metadata.name === 'tasks',
    );
    if (!tasks) throw new Error('The chart has no Deployment tasks.');
    for (const command of ['topics', 'dead-letters', 'verify-activity']) {
      await offer(podOf(tasks, 'rondo-command', [command]));
    }
  });

  it('accepts a database that is restored to a time, and what backs it up', async () => {
    const set = {
      'postgresql.source': 'cloudnativepg',
      'postgresql.cloudnativepg.name': 'rondo-postgresql-2',
      'postgresql.cloudnativepg.objectStore': 'rondo-backup',
      'postgresql.cloudnativepg.recovery.from': 'rondo-postgresql',
      'postgresql.cloudnativepg.recovery.targetTime': '2026-11-21T14:05:00Z',
    };
    const objects = parse(await release.render({ files: ['clouds/gke'], set })).filter(({ apiVersion }) =>
      apiVersion.startsWith('postgresql.cnpg.io/'),
    );
    expect(objects.map(({ kind }) => kind).toSorted()).toEqual(['Cluster', 'ScheduledBackup']);
    for (const object of objects) await offer(object);
  });

  it.each([
    ['a field that there is not', { spec: { minReplicaCounts: 1 } }, /unknown field "spec.minReplicaCounts"/],
    [
      'a number where a text belongs',
      { spec: { triggers: [{ type: 'cpu', metadata: { value: 70 } }] } },
      /Invalid value/,
    ],
  ])('would refuse %s', async (_what, change, message) => {
    const { spec } = change as { spec: object };
    const scaled = {
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'ScaledObject',
      metadata: { name: 'wrong' },
      spec: { scaleTargetRef: { name: 'tasks' }, triggers: [{ type: 'cpu', metadata: { value: '70' } }], ...spec },
    };

    await expect(offer(scaled)).rejects.toThrow(message);
  });
});
