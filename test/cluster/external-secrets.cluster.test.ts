import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../charts/cluster/client.ts';
import { type ControlPlane, until } from '../../charts/cluster/control-plane.ts';
import { addNodes } from '../../charts/cluster/nodes.ts';
import { type ExternalSecret, FakeExternalSecrets } from './external-secrets.ts';
import { Release, type Values } from './helm.ts';
import { roomy, startPlane } from './plane.ts';

const namespace = 'rondo';

interface Secret extends KubernetesObject {
  type: string;
}

describe('Secrets that External Secrets brings', () => {
  let plane: ControlPlane;
  let operator: FakeExternalSecrets;
  let release: Release;

  beforeAll(async () => {
    plane = await startPlane();
    await addNodes(plane.client, 1, roomy);
    await plane.createNamespace(namespace);
    operator = new FakeExternalSecrets(plane.client, namespace);
    release = new Release(plane, namespace);
    await release.install(values('1'));
  });

  afterAll(async () => {
    await using _plane = plane;
    await operator?.[Symbol.asyncDispose]();
  });

  const values = (digit: string): Values => ({
    files: ['clouds/minikube'],
    set: { 'secrets.source': 'external', 'image.digest': `sha256:${digit.repeat(64)}` },
    args: ['--wait', '--timeout=90s'],
  });

  const asked = () =>
    plane.client.list<ExternalSecret>({ apiVersion: 'external-secrets.io/v1', resource: 'externalsecrets', namespace });

  /** Of Rondo, not of helm. */
  const secrets = async () => {
    const all = await plane.client.list<Secret>({ apiVersion: 'v1', resource: 'secrets', namespace });
    return new Map(
      all.filter(({ type }) => type === 'Opaque').map(({ metadata }) => [metadata.name, metadata.uid] as const),
    );
  };

  /** Until the garbage collector has taken something away that had to go after all that had to go before. */
  const collected = async () => {
    const path = { apiVersion: 'v1', resource: 'configmaps', namespace };
    const owner = await plane.client.create<KubernetesObject>(path, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'owner' },
    });
    const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: owner.metadata.uid }];
    await plane.client.create(path, { ...owner, metadata: { name: 'owned', ownerReferences } });
    await plane.client.delete({ ...path, name: 'owner' });
    await until('the garbage collector', async () => (await plane.client.find({ ...path, name: 'owned' })) === null);
  };

  it('stay under the old version’s pods while an upgrade asks for them anew', async () => {
    const wanted = (await asked()).map(({ metadata }) => metadata.name).toSorted();
    const before = await until('the secrets', async () => {
      const present = await secrets();
      return present.size === wanted.length && present;
    });

    await release.upgrade(values('2'));
    await collected();

    expect([...before.keys()].toSorted()).toEqual(wanted);
    expect(await secrets()).toEqual(before);
  });
});
