import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../charts/cluster/client.ts';
import { type ControlPlane, until } from '../../charts/cluster/control-plane.ts';
import { addNodes } from '../../charts/cluster/nodes.ts';
import { Release } from './helm.ts';
import { roomy, startPlane } from './plane.ts';
import { leastReady, podsOf, services, settled } from './workloads.ts';

const namespace = 'rondo';

interface DisruptionBudget extends KubernetesObject {
  status?: { disruptionsAllowed: number };
}

/** As `kubectl drain` does: no new pods, then each is evicted as soon as its budget allows. Resolves to how often one was refused. */
async function drain({ client }: ControlPlane, node: string): Promise<number> {
  await client.patch({ apiVersion: 'v1', resource: 'nodes', name: node }, { spec: { unschedulable: true } });
  let refused = 0;
  await until(`${node} to be empty`, async () => {
    const pods = (await podsOf(client, namespace)).filter(({ spec }) => spec.nodeName === node);
    for (const pod of pods) if (!pod.metadata.deletionTimestamp && !(await client.evict(pod))) refused += 1;
    return pods.length === 0;
  });
  return refused;
}

describe('A drain of the node that all pods are on', () => {
  let plane: ControlPlane;

  beforeAll(async () => {
    plane = await startPlane();
    await addNodes(plane.client, 2, roomy);
    await plane.createNamespace(namespace);
    const second = { apiVersion: 'v1', resource: 'nodes', name: 'node-2' };
    await plane.client.patch(second, { spec: { unschedulable: true } });
    await new Release(plane, namespace).install({
      files: ['kafka/strimzi', 'clouds/gke'],
      set: { 'services.gateway.autoscaling.minimum': 4 },
      args: ['--wait', '--timeout=90s'],
    });
    await settled(plane.client, namespace, 2);
    await plane.client.patch(second, { spec: { unschedulable: false } });
  });

  afterAll(() => plane?.[Symbol.asyncDispose]());

  it('takes one pod of a service at a time, and ends with all of them elsewhere', async () => {
    await until('the budgets to know of the pods', async () => {
      const budgets = await plane.client.list<DisruptionBudget>({
        apiVersion: 'policy/v1',
        resource: 'poddisruptionbudgets',
        namespace,
      });
      return budgets.length === services.length && budgets.every(({ status }) => status?.disruptionsAllowed === 1);
    });

    let refused = 0;
    const least = await leastReady(plane.client, namespace, async () => {
      refused = await drain(plane, 'node-1');
    });

    for (const [name, ready] of least) expect(ready, name).toBeGreaterThanOrEqual(name === 'gateway' ? 3 : 1);
    // Without budgets all would have gone at once.
    expect(refused).toBeGreaterThan(0);
    const pods = await settled(plane.client, namespace, 2);
    expect(new Set(pods.map(({ spec }) => spec.nodeName))).toEqual(new Set(['node-2']));
  });
});
