import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { KubernetesObject, Pod } from '../../charts/cluster/client.ts';
import { type ControlPlane, until } from '../../charts/cluster/control-plane.ts';
import { addNodes, removeNodes } from '../../charts/cluster/nodes.ts';
import { Release, type Values } from './helm.ts';
import { startPlane } from './plane.ts';
import { profiles } from './profiles.ts';
import { isReady, podsOf, settled } from './workloads.ts';

interface Requests {
  cpu: string;
  memory: string;
}

interface NodePool extends KubernetesObject {
  spec: { resources: { requests: Requests } };
}

interface PostgresCluster extends KubernetesObject {
  spec: { instances: number; resources: { requests: Requests } };
}

/** What else is in the cluster: Dapr's control plane, the gateway's controller, operators, DNS. Of all nodes together. */
const platform: Requests = { cpu: '450m', memory: '1200Mi' };
/** Of a broker, as charts/minikube.sh and charts/cloud.sh make them. */
async function brokerRequests(): Promise<Requests> {
  const file = new URL('../../charts/kafka/strimzi-cluster.yaml', import.meta.url);
  const objects = parseAllDocuments(await readFile(file, 'utf8')).map((document) => document.toJS() as NodePool);
  const pool = objects.find(({ kind }) => kind === 'KafkaNodePool');
  if (!pool) throw new Error(`${file.pathname}: expected a KafkaNodePool`);
  return pool.spec.resources.requests;
}

const pods = (namespace: string) => ({ apiVersion: 'v1', resource: 'pods', namespace });

/** In place of a pod that an operator would make. */
async function occupy({ client }: ControlPlane, namespace: string, name: string, requests: Requests): Promise<void> {
  await client.create(pods(namespace), {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: {
      securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: 'it',
          image: 'of-an-operator',
          resources: { requests },
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        },
      ],
    },
  });
}

const everyReady = ({ client }: ControlPlane, namespace: string): Promise<Pod[]> =>
  until(
    `the pods in ${namespace} to have found room`,
    async () => {
      const all = await podsOf(client, namespace);
      return all.every(isReady) && all;
    },
    30_000,
  );

describe('Nodes of the size that a profile is for', () => {
  let plane: ControlPlane;

  beforeAll(async () => {
    plane = await startPlane();
  });

  afterAll(() => plane?.[Symbol.asyncDispose]());

  it.each(profiles)('have room for $cloud, its sidecars, Kafka and PostgreSQL, and for an upgrade', async (profile) => {
    const { client } = plane;
    const namespace = `rondo-${profile.cloud}`;
    const release = new Release(plane, namespace);
    onTestFinished(async () => {
      await release.uninstall().catch(() => {});
      for (const { metadata } of await podsOf(client, namespace))
        await client.delete({ ...pods(namespace), name: metadata.name });
      await until(`${namespace} to be empty`, async () => (await podsOf(client, namespace)).length === 0);
      await removeNodes(client);
    });
    await addNodes(client, profile.nodes, profile.size);
    await plane.createNamespace(namespace);
    await occupy(plane, namespace, 'platform', platform);
    const values: Values = {
      files: ['kafka/strimzi', `clouds/${profile.cloud}`],
      set: { 'postgresql.source': 'cloudnativepg' },
      args: ['--wait', '--timeout=60s'],
    };

    await release.install(values);
    const clusters = await client.list<PostgresCluster>({
      apiVersion: 'postgresql.cnpg.io/v1',
      resource: 'clusters',
      namespace,
    });
    for (const { spec } of clusters)
      for (let index = 1; index <= spec.instances; index++)
        await occupy(plane, namespace, `postgresql-${index}`, spec.resources.requests);
    const broker = await brokerRequests();
    for (let index = 1; index <= profile.brokers; index++) await occupy(plane, namespace, `kafka-${index}`, broker);
    await everyReady(plane, namespace);

    await release.upgrade({ ...values, set: { ...values.set, 'image.digest': `sha256:${'2'.repeat(64)}` } });
    const running = await settled(client, namespace, 1);
    await everyReady(plane, namespace);

    expect(running.every(({ spec }) => spec.containers.some(({ name }) => name === 'daprd'))).toBe(true);
  });
});
