import type { KubernetesClient, Node } from './client.ts';
import { until } from './control-plane.ts';

export interface NodeSize {
  /** What is left for pods, after the system's own share, as Kubernetes writes quantities. */
  cpu: string;
  memory: string;
  ephemeralStorage: string;
  /** How many pods it takes at most. */
  pods: number;
  architecture: 'amd64' | 'arm64';
}

const path = { apiVersion: 'v1', resource: 'nodes' };

/** `count` nodes of one size, spread over three zones, ready for pods. Resolves to their names. */
export async function addNodes(client: KubernetesClient, count: number, size: NodeSize): Promise<string[]> {
  const names = Array.from({ length: count }, (_, index) => `node-${index + 1}`);
  await Promise.all(names.map((name, index) => client.create(path, describe(name, index, size))));
  await until(`${count} nodes to be ready`, async () => {
    const nodes = await client.list<Node>(path);
    return nodes.every(isUsable) && nodes.length >= count;
  });
  return names;
}

/** Pods on it are gone once their controllers have noticed; take them away before. */
export async function removeNodes(client: KubernetesClient): Promise<void> {
  const nodes = await client.list<Node>(path);
  await Promise.all(nodes.map(({ metadata: { name } }) => client.delete({ ...path, name })));
  await until('the nodes to be gone', async () => (await client.list(path)).length === 0);
}

const isUsable = ({ status, spec }: Node): boolean =>
  !spec?.taints?.length && !!status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');

function describe(name: string, index: number, size: NodeSize): object {
  const resources = {
    cpu: size.cpu,
    memory: size.memory,
    'ephemeral-storage': size.ephemeralStorage,
    pods: String(size.pods),
  };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': size.architecture,
        'topology.kubernetes.io/zone': `zone-${(index % 3) + 1}`,
      },
    },
    status: {
      capacity: resources,
      allocatable: resources,
      nodeInfo: {
        architecture: size.architecture,
        operatingSystem: 'linux',
        bootID: '',
        containerRuntimeVersion: '',
        kernelVersion: '',
        kubeProxyVersion: '',
        kubeletVersion: 'v1.36.3',
        machineID: '',
        osImage: '',
        systemUUID: '',
      },
    },
  };
}
