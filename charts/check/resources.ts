import { parseAllDocuments } from 'yaml';

type Labels = Readonly<Record<string, string>>;

/** What the API server would be given. Types name the fields that checks read: kubeconform has compared all with the schemas. */
export interface Resource {
  apiVersion: string;
  kind: string;
  metadata: { name: string; labels?: Labels; annotations?: Labels };
}

export interface Container {
  name: string;
  image: string;
  env?: { name: string; value?: string; valueFrom?: { secretKeyRef?: { name: string; key: string } } }[];
  ports?: { name: string; containerPort: number }[];
  resources?: { requests?: Labels; limits?: Labels };
  securityContext?: {
    allowPrivilegeEscalation?: boolean;
    readOnlyRootFilesystem?: boolean;
    capabilities?: { drop?: string[] };
  };
  startupProbe?: unknown;
  livenessProbe?: unknown;
  readinessProbe?: unknown;
  lifecycle?: { preStop?: { sleep?: { seconds: number } } };
}

export interface PodTemplate {
  metadata: { labels: Labels; annotations?: Labels };
  spec: {
    containers: Container[];
    initContainers?: Container[];
    securityContext?: { runAsNonRoot?: boolean; seccompProfile?: { type: string } };
    terminationGracePeriodSeconds?: number;
    topologySpreadConstraints?: { topologyKey: string }[];
    restartPolicy?: string;
  };
}

export interface Workload extends Resource {
  kind: 'Deployment' | 'Rollout' | 'Job';
  spec: {
    replicas?: number;
    activeDeadlineSeconds?: number;
    selector?: { matchLabels: Labels };
    template: PodTemplate;
  };
}

export interface Service extends Resource {
  spec: { selector: Labels; ports: { name: string; targetPort: string | number }[] };
}

export interface DisruptionBudget extends Resource {
  spec: { selector: Selector; maxUnavailable?: number };
}

/** A HorizontalPodAutoscaler or KEDA's ScaledObject. */
export interface Scaler extends Resource {
  spec: {
    scaleTargetRef: { kind: string; name: string };
    minReplicas?: number;
    maxReplicas?: number;
    minReplicaCount?: number;
    maxReplicaCount?: number;
    triggers?: { type: string }[];
  };
}

export interface Selector {
  matchLabels?: Labels;
  matchExpressions?: { key: string; operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'; values?: string[] }[];
}

export interface Peer {
  podSelector?: Selector;
  namespaceSelector?: Selector;
  ipBlock?: { cidr: string; except?: string[] };
}

export interface Rule {
  from?: Peer[];
  to?: Peer[];
  ports?: { protocol?: string; port?: number | string }[];
}

export interface NetworkPolicy extends Resource {
  spec: { podSelector: Selector; policyTypes: ('Ingress' | 'Egress')[]; ingress?: Rule[]; egress?: Rule[] };
}

export interface ExternalSecret extends Resource {
  spec: { target: { name: string }; data: { secretKey: string }[] };
}

const ofKind =
  <T extends Resource>(...kinds: readonly string[]) =>
  (resources: readonly Resource[]): T[] =>
    resources.filter((resource): resource is T => kinds.includes(resource.kind));

/** What makes pods. */
export const workloads = ofKind<Workload>('Deployment', 'Rollout', 'Job');
export const services = ofKind<Service>('Service');
export const disruptionBudgets = ofKind<DisruptionBudget>('PodDisruptionBudget');
export const scalers = ofKind<Scaler>('HorizontalPodAutoscaler', 'ScaledObject');
export const networkPolicies = ofKind<NetworkPolicy>('NetworkPolicy');
export const externalSecrets = ofKind<ExternalSecret>('ExternalSecret');

export function parseResources(text: string): Resource[] {
  return parseAllDocuments(text)
    .map((document) => document.toJS() as Resource | null)
    .filter((resource) => resource !== null);
}

/** Whether a selector takes what has these labels; an empty one takes all. */
export function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      if (operator === 'Exists') return value !== undefined;
      if (operator === 'DoesNotExist') return value === undefined;
      const among = value !== undefined && values.includes(value);
      return operator === 'In' ? among : !among;
    })
  );
}
