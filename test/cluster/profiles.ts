import type { NodeSize } from '../../charts/cluster/nodes.ts';

export interface Profile {
  /** Of charts/clouds. */
  cloud: string;
  /** Of Kafka, which is in the cluster too. */
  brokers: number;
  nodes: number;
  size: NodeSize;
}

const disk = { ephemeralStorage: '40Gi', pods: 110 };

/**
 * The machines that each profile of charts/clouds is for. Sizes are what is left for pods: of each machine's processors and memory,
 * less what its cloud keeps for kubelet, system and eviction.
 */
export const profiles: readonly Profile[] = [
  // minikube start --cpus 4 --memory 8g
  {
    cloud: 'minikube',
    brokers: 1,
    nodes: 1,
    size: { cpu: '4', memory: '7800Mi', ...disk, architecture: 'amd64' },
  },
  // 3 × e2-standard-4
  {
    cloud: 'gke',
    brokers: 3,
    nodes: 3,
    size: { cpu: '3920m', memory: '13300Mi', ...disk, architecture: 'amd64' },
  },
  // 3 × Standard_D4s_v5
  {
    cloud: 'aks',
    brokers: 3,
    nodes: 3,
    size: { cpu: '3860m', memory: '12900Mi', ...disk, architecture: 'amd64' },
  },
  // 3 × s-4vcpu-8gb
  {
    cloud: 'doks',
    brokers: 3,
    nodes: 3,
    size: { cpu: '3900m', memory: '6500Mi', ...disk, architecture: 'amd64' },
  },
  // 2 × VM.Standard.A1.Flex of 2 OCPU and 12 GB: an OCPU of Ampere is one core
  {
    cloud: 'oke',
    brokers: 1,
    nodes: 2,
    size: { cpu: '1830m', memory: '10300Mi', ...disk, architecture: 'arm64' },
  },
  // 1 × VM.Standard.A1.Flex of 2 OCPU and 12 GB
  {
    cloud: 'oke-free',
    brokers: 1,
    nodes: 1,
    size: { cpu: '1830m', memory: '10300Mi', ...disk, architecture: 'arm64' },
  },
];
