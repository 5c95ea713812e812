import type { KubernetesClient, Pod } from '../../charts/cluster/client.ts';
import { until } from '../../charts/cluster/control-plane.ts';

/** All that run, by the names of their Deployments. */
export const services = [
  'accounts',
  'activity',
  'assistant',
  'gateway',
  'notifications',
  'recurrence',
  'tags',
  'tasks',
] as const;

export const podsOf = (client: KubernetesClient, namespace: string, selector = ''): Promise<Pod[]> =>
  client.list<Pod>({ apiVersion: 'v1', resource: 'pods', namespace }, selector);

/** The pods of one service, or of all where there is no name. */
export const servicePods = (client: KubernetesClient, namespace: string, name?: string): Promise<Pod[]> =>
  podsOf(client, namespace, name ? `app.kubernetes.io/name=${name}` : 'rondo.dev/kind');

export const isReady = ({ metadata, status }: Pod): boolean =>
  !metadata.deletionTimestamp &&
  !!status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');

/** Of the service's own container. */
export const imageOf = ({ metadata, spec }: Pod): string | undefined =>
  spec.containers.find(({ name }) => name === metadata.labels?.['app.kubernetes.io/name'])?.image;

export const serviceOf = ({ metadata }: Pod): string => metadata.labels?.['app.kubernetes.io/name'] ?? '';

/** How many pods of each service are ready. */
export function readyByService(pods: readonly Pod[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const pod of pods) if (isReady(pod)) counts.set(serviceOf(pod), (counts.get(serviceOf(pod)) ?? 0) + 1);
  return counts;
}

/** Until no pod waits for a node or for its end, and each service has at least `replicas` that are ready. */
export async function settled(client: KubernetesClient, namespace: string, replicas: number): Promise<Pod[]> {
  return until(`the services in ${namespace} to settle`, async () => {
    const pods = await servicePods(client, namespace);
    const ready = readyByService(pods);
    return pods.every(isReady) && services.every((name) => (ready.get(name) ?? 0) >= replicas) && pods;
  });
}

/**
 * Looks at the pods again and again while `work` runs. Resolves to the least number of pods of each service that were ready at a
 * time; a service of which there was none has 0.
 */
export async function leastReady(
  client: KubernetesClient,
  namespace: string,
  work: () => Promise<void>,
): Promise<Map<string, number>> {
  const least = new Map<string, number>();
  let done = false;
  const observed = (async () => {
    while (!done) {
      const ready = readyByService(await servicePods(client, namespace));
      for (const name of services) least.set(name, Math.min(least.get(name) ?? Infinity, ready.get(name) ?? 0));
    }
  })();
  await work().finally(() => {
    done = true;
  });
  await observed;
  return least;
}
