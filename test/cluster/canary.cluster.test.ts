import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KubernetesObject, Workload } from '../../charts/cluster/client.ts';
import { type ControlPlane, until } from '../../charts/cluster/control-plane.ts';
import { addNodes } from '../../charts/cluster/nodes.ts';
import { Release, type Values } from './helm.ts';
import { roomy, startPlane } from './plane.ts';
import { type Answer, FakePrometheus } from './prometheus.ts';
import { imageOf, isReady, servicePods } from './workloads.ts';

const namespace = 'rondo';
const canaries = ['accounts', 'gateway'];
const digest = (digit: string) => `sha256:${digit.repeat(64)}`;

const good: Answer = (query) => (query.includes('histogram_quantile') ? 0.2 : 0.001);
const failing: Answer = (query) => (query.includes('histogram_quantile') ? 0.2 : 0.4);
const slow: Answer = (query) => (query.includes('histogram_quantile') ? 7.5 : 0.001);
const nobody: Answer = () => null;

interface AnalysisRun extends KubernetesObject {
  status?: { phase?: string };
}

describe('A canary of the services that take requests', () => {
  let plane: ControlPlane;
  let release: Release;
  let prometheus: FakePrometheus;

  beforeAll(async () => {
    plane = await startPlane();
    prometheus = await FakePrometheus.start();
    await addNodes(plane.client, 3, roomy);
    await plane.createNamespace(namespace);
    await plane.startRollouts();
    release = new Release(plane, namespace);
    await release.install(values('1'));
    await everyCanary(({ status }) => status?.phase === 'Healthy');
  });

  afterAll(async () => {
    await plane?.[Symbol.asyncDispose]();
    await prometheus?.[Symbol.asyncDispose]();
  });

  const values = (digit: string): Values => ({
    files: ['kafka/strimzi', 'clouds/gke'],
    set: {
      'image.digest': digest(digit),
      'canary.enabled': true,
      'canary.prometheus': prometheus.url,
      'canary.pauseSeconds': 3,
      'canary.intervalSeconds': 1,
    },
  });

  const rollouts = () =>
    plane.client.list<Workload>({ apiVersion: 'argoproj.io/v1alpha1', resource: 'rollouts', namespace });

  const everyCanary = (condition: (rollout: Workload) => boolean) =>
    until('the canaries to be done', async () => {
      const all = await rollouts();
      return all.length === canaries.length && all.every(condition);
    });

  const analyses = async () => {
    const runs = await plane.client.list<AnalysisRun>({
      apiVersion: 'argoproj.io/v1alpha1',
      resource: 'analysisruns',
      namespace,
    });
    return runs.map(({ status }) => status?.phase ?? '');
  };

  /** What the services with a canary run, and how many of each are ready. */
  const running = async () => {
    const pods = await servicePods(plane.client, namespace);
    return new Set(
      pods
        .filter(({ metadata }) => canaries.includes(metadata.labels?.['app.kubernetes.io/name'] ?? ''))
        .filter(isReady)
        .map((pod) => imageOf(pod)?.split('@')[1]),
    );
  };

  /** Resolves once both the old and the new version take requests. */
  const underWay = (digit: string) =>
    until(`both versions to run`, async () => (await running()).has(digest(digit)) && (await running()).size === 2);

  it('is of exactly those', async () => {
    expect((await rollouts()).map(({ metadata }) => metadata.name).toSorted()).toEqual(canaries);
  });

  it('replaces the version before where errors and latency are good', async () => {
    prometheus.answer = good;

    await release.upgrade(values('2'));
    await underWay('2');
    await everyCanary(({ status }) => status?.phase === 'Healthy');

    await expect.poll(running, { timeout: 30_000 }).toEqual(new Set([digest('2')]));
    expect(await analyses()).toEqual(['Successful', 'Successful']);
    expect(prometheus.queries.every((query) => query.includes(`namespace="${namespace}"`))).toBe(true);
    // Of the gateway's canary its own pods are asked of, so that the old ones do not hide what fails in it.
    const [pod] = (await servicePods(plane.client, namespace)).filter(({ metadata }) =>
      metadata.name.startsWith('gateway-'),
    );
    const hash = pod?.metadata.labels?.['rollouts-pod-template-hash'];
    expect(pod?.metadata.name).toMatch(new RegExp(`^gateway-${hash}`));
    const selected = new Set(prometheus.queries.map((query) => /pod=~"([^"]*)"/.exec(query)?.[1]));
    expect(selected).toEqual(new Set([`gateway-${hash}.*`, 'gateway-.*.*']));
  });

  it.each([
    ['operations fail', failing, '3'],
    ['operations are slow', slow, '4'],
  ] as const)('is taken back where %s', async (_why, answer, digit) => {
    prometheus.answer = good;

    await release.upgrade(values(digit));
    await underWay(digit);
    prometheus.answer = answer;
    await everyCanary(({ status }) => status?.phase === 'Degraded');

    for (const { status } of await rollouts()) expect(status?.message).toMatch(/RolloutAborted/);
    await expect.poll(running, { timeout: 30_000 }).toEqual(new Set([digest('2')]));
  });

  it('goes on at night, when nobody is there to be measured', async () => {
    prometheus.answer = nobody;

    await release.upgrade(values('5'));
    await underWay('5');
    await everyCanary(({ status }) => status?.phase === 'Healthy');

    await expect.poll(running, { timeout: 30_000 }).toEqual(new Set([digest('5')]));
  });
});
