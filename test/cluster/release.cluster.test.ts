import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KubernetesObject, Pod } from '../../charts/cluster/client.ts';
import type { ControlPlane } from '../../charts/cluster/control-plane.ts';
import { addNodes } from '../../charts/cluster/nodes.ts';
import { HelmError, Release } from './helm.ts';
import { roomy, startPlane } from './plane.ts';
import { imageOf, leastReady, servicePods, services, settled } from './workloads.ts';

const namespace = 'rondo';
const image = (digit: string) => ({ 'image.digest': `sha256:${digit.repeat(64)}` });
const minikube = { files: ['clouds/minikube'], args: ['--wait', '--timeout=90s'] };

const images = (pods: readonly Pod[]) => new Set(pods.map(imageOf));

describe('A release on minikube', () => {
  let plane: ControlPlane;
  let release: Release;

  beforeAll(async () => {
    plane = await startPlane();
    await addNodes(plane.client, 1, roomy);
    await plane.createNamespace(namespace);
    release = new Release(plane, namespace);
  });

  afterAll(() => plane?.[Symbol.asyncDispose]());

  it('is ready when helm says so, with a sidecar beside each service', async () => {
    await release.install({ ...minikube, set: image('1') });

    const pods = await settled(plane.client, namespace, 1);
    expect(pods.map(({ spec }) => spec.containers.length)).toEqual(services.map(() => 2));
    expect(images(pods)).toEqual(new Set([`ghcr.io/rondo/rondo@${image('1')['image.digest']}`]));
  });

  it('waits for no migration of a database that it makes itself', async () => {
    const events = await plane.client.list<KubernetesObject & { involvedObject: { kind: string } }>({
      apiVersion: 'v1',
      resource: 'events',
      namespace,
    });

    expect(events.filter(({ involvedObject }) => involvedObject.kind === 'Job')).toEqual([]);
    expect(
      await plane.client.find({
        apiVersion: 'postgresql.cnpg.io/v1',
        resource: 'clusters',
        namespace,
        name: 'rondo-postgresql',
      }),
    ).not.toBeNull();
  });

  it('runs where nothing privileged may', async () => {
    const privileged = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'privileged' },
      spec: { containers: [{ name: 'shell', image: 'busybox', securityContext: { privileged: true } }] },
    };

    await expect(
      plane.client.create({ apiVersion: 'v1', resource: 'pods', namespace }, privileged, { dryRun: true }),
    ).rejects.toMatchObject({ code: 403, message: expect.stringContaining('violates PodSecurity "restricted') });
  });

  it('gives the token of the Kubernetes API to the sidecars, and not to the services', async () => {
    const mounts = (await servicePods(plane.client, namespace)).flatMap(({ spec }) =>
      spec.containers.map(
        (container) =>
          [
            container.name === 'daprd',
            container.volumeMounts?.some(
              ({ mountPath }) => mountPath === '/var/run/secrets/kubernetes.io/serviceaccount',
            ),
          ] as const,
      ),
    );

    expect(mounts).toHaveLength(2 * services.length);
    for (const [isSidecar, hasToken] of mounts) expect(hasToken).toBe(isSidecar);
  });

  it('lets a sidecar read the secrets of its own service by their names, and no others', async () => {
    const secret = (name?: string) => ({ apiVersion: 'v1', resource: 'secrets', namespace, name });
    const make = (name: string) =>
      plane.client.create(secret(), {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name },
        stringData: { [name]: 'x' },
      });
    await Promise.all(['tasks-database-url', 'tags-database-url', 'cursor-key', 'of-somebody-else'].map(make));
    using sidecar = plane.client.as(`system:serviceaccount:${namespace}:tasks`);

    await expect(sidecar.get(secret('tasks-database-url'))).resolves.toMatchObject({ kind: 'Secret' });
    for (const name of ['tags-database-url', 'cursor-key', 'of-somebody-else']) {
      await expect(sidecar.get(secret(name))).rejects.toMatchObject({ code: 403 });
    }
    await expect(sidecar.list(secret())).rejects.toMatchObject({ code: 403 });
  });

  it('is upgraded with every service answering all the time', async () => {
    const least = await leastReady(plane.client, namespace, () => release.upgrade({ ...minikube, set: image('2') }));

    expect(least).toEqual(new Map(services.map((name) => [name, 1])));
    expect(images(await settled(plane.client, namespace, 1))).toEqual(
      new Set([`ghcr.io/rondo/rondo@${image('2')['image.digest']}`]),
    );
  });

  it('stays as it is where the migrations of an upgrade fail', async () => {
    const before = await servicePods(plane.client, namespace);
    // kwok lets Jobs of such an image end with 1.
    const failing = { ...image('3'), 'image.repository': 'ghcr.io/rondo/failing', 'migrations.deadlineSeconds': 30 };

    const upgrade = release.upgrade({ ...minikube, set: failing });
    await expect(upgrade).rejects.toThrow(HelmError);
    await expect(upgrade).rejects.toThrow(/rondo-migrations/);

    const after = await servicePods(plane.client, namespace);
    expect(after.map(({ metadata }) => metadata.uid).toSorted()).toEqual(
      before.map(({ metadata }) => metadata.uid).toSorted(),
    );
    expect((await release.history()).at(-1)).toMatchObject({ revision: 3, status: 'failed' });
    // What they said is there to be read.
    const job = { apiVersion: 'batch/v1', resource: 'jobs', namespace, name: 'rondo-migrations' };
    expect(await plane.client.find(job)).not.toBeNull();
  });

  it('goes back to the version before', async () => {
    const least = await leastReady(plane.client, namespace, () => release.rollback(1, '--wait', '--timeout=90s'));

    expect(least).toEqual(new Map(services.map((name) => [name, 1])));
    expect(images(await settled(plane.client, namespace, 1))).toEqual(
      new Set([`ghcr.io/rondo/rondo@${image('1')['image.digest']}`]),
    );
  });

  it('leaves nothing behind it but the data, once an upgrade has worked', async () => {
    const resources = (await plane.client.namespacedResources()).filter(({ kind }) => kind !== 'Event');
    const remaining = async () => {
      const lists = await Promise.all(
        resources.map(async ({ apiVersion, resource, kind }) => {
          const items = await plane.client.list({ apiVersion, resource, namespace });
          return items.map(({ metadata }) => `${kind} ${metadata.name}`);
        }),
      );
      return [...new Set(lists.flat())].toSorted();
    };

    await release.upgrade({ ...minikube, set: image('4') });
    await release.uninstall();

    await expect.poll(remaining, { timeout: 60_000, interval: 500 }).toEqual([
      'Cluster rondo-postgresql',
      // Of the namespace, and of a test above.
      'ConfigMap kube-root-ca.crt',
      'Secret cursor-key',
      'Secret of-somebody-else',
      'Secret tags-database-url',
      'Secret tasks-database-url',
      'ServiceAccount default',
    ]);
  });
});
