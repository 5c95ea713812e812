import { BlockList } from 'node:net';
import {
  type NetworkPolicy,
  networkPolicies,
  type Peer,
  type Resource,
  type Rule,
  selects,
  workloads,
} from './resources.ts';

/** Somebody who may talk or be talked to: a pod of the release, of another namespace, or an address outside the cluster. */
interface Party {
  name: string;
  /** Null for an address. */
  labels: Readonly<Record<string, string>> | null;
  /** Of its pod; null: the release's own. */
  namespace: string | null;
  address: string | null;
}

const NAMESPACE = 'kubernetes.io/metadata.name';
const releaseNamespace = 'rondo';
const ALL = 'all';

const pod = (name: string, namespace: string | null, labels: Party['labels'] = {}): Party => ({
  name,
  labels,
  namespace,
  address: null,
});
const address = (name: string, at: string): Party => ({ name, labels: null, namespace: null, address: at });

/** Who is there besides the release. Addresses of documentation (RFC 5737) stand for the internet. */
const outsiders: readonly Party[] = [
  pod('a stranger in the cluster', 'elsewhere'),
  pod('DNS', 'kube-system', { 'k8s-app': 'kube-dns' }),
  pod('Dapr', 'dapr-system'),
  pod('monitoring', 'monitoring'),
  pod('Strimzi or any in kafka', 'kafka'),
  pod('Redpanda', 'redpanda'),
  pod('CloudNativePG', 'cnpg-system'),
  address('the internet', '203.0.113.7'),
  address('a private network', '10.20.30.40'),
  address("the cloud's metadata", '169.254.169.254'),
];

/**
 * Who may talk to whom by which ports, by NetworkPolicies as Kubernetes reads them: a connection needs the leave of the sender's
 * egress and of the receiver's ingress, a pod that no policy takes in a direction has it, and policies only add. One line for each
 * pair where anything is allowed and one side is of the release.
 */
export function connectivity(resources: readonly Resource[]): string {
  const own = workloads(resources).map(({ metadata, spec }) => pod(metadata.name, null, spec.template.metadata.labels));
  for (const { kind, metadata } of resources) {
    if (kind === 'Cluster') own.push(pod(metadata.name, null, { 'cnpg.io/cluster': metadata.name }));
  }
  const parties = [...own.toSorted((a, b) => a.name.localeCompare(b.name)), ...outsiders];
  const policies = networkPolicies(resources);
  const lines: string[] = [];
  for (const from of parties) {
    for (const to of parties) {
      if (from === to && from.namespace !== null) continue;
      if (!own.includes(from) && !own.includes(to)) continue;
      const allowed = intersect(
        allowedPorts(policies, 'Egress', from, to),
        allowedPorts(policies, 'Ingress', to, from),
      );
      if (allowed.size > 0) lines.push(`${from.name} -> ${to.name}: ${[...allowed].toSorted().join(' ')}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** The ports that `self` may be reached by (Ingress) or reach (Egress), where the other side is `other`. */
function allowedPorts(
  policies: readonly NetworkPolicy[],
  direction: 'Ingress' | 'Egress',
  self: Party,
  other: Party,
): Set<string> {
  const { labels } = self;
  if (labels === null || self.namespace !== null) return new Set([ALL]);
  const taking = policies.filter(
    ({ spec }) => spec.policyTypes.includes(direction) && selects(spec.podSelector, labels),
  );
  if (taking.length === 0) return new Set([ALL]);
  const rules = taking.flatMap(({ spec }) => (direction === 'Ingress' ? spec.ingress : spec.egress) ?? []);
  const ports = rules.filter((rule) => concerns(rule, direction, other)).flatMap(portsOf);
  return new Set(ports.includes(ALL) ? [ALL] : ports);
}

function concerns(rule: Rule, direction: 'Ingress' | 'Egress', other: Party): boolean {
  const peers = direction === 'Ingress' ? rule.from : rule.to;
  // No peers at all is everybody; an empty list is too.
  return peers === undefined || peers.length === 0 || peers.some((peer) => isPeer(peer, other));
}

function isPeer({ podSelector, namespaceSelector, ipBlock }: Peer, { labels, namespace, address }: Party): boolean {
  if (ipBlock)
    return (
      address !== null && isWithin(ipBlock.cidr, address) && !ipBlock.except?.some((cidr) => isWithin(cidr, address))
    );
  if (labels === null) return false;
  const inNamespace = namespaceSelector
    ? selects(namespaceSelector, { [NAMESPACE]: namespace ?? releaseNamespace })
    : namespace === null;
  return inNamespace && selects(podSelector ?? {}, labels);
}

function isWithin(cidr: string, address: string): boolean {
  const [network = '', bits = '32'] = cidr.split('/');
  const list = new BlockList();
  list.addSubnet(network, Number(bits), network.includes(':') ? 'ipv6' : 'ipv4');
  return list.check(address, 'ipv4');
}

const portsOf = ({ ports = [] }: Rule): string[] =>
  ports.length === 0
    ? [ALL]
    : ports.map(({ protocol = 'TCP', port }) => (port === undefined ? ALL : `${protocol}/${port}`));

function intersect(one: ReadonlySet<string>, other: ReadonlySet<string>): Set<string> {
  if (one.has(ALL)) return new Set(other);
  return other.has(ALL) ? new Set(one) : new Set([...one].filter((port) => other.has(port)));
}
