import {
  type Container,
  disruptionBudgets,
  externalSecrets,
  networkPolicies,
  type Resource,
  type Scaler,
  scalers,
  selects,
  services,
  type Workload,
  workloads,
} from './resources.ts';

/** What every rendering keeps to, besides what its schemas say. Returns the faults. */
export type Policy = (resources: readonly Resource[]) => string[];

/** A pod of Rondo's own that Dapr gives a sidecar. */
const KIND = 'rondo.dev/kind';
const kindOf = (workload: Workload) => workload.spec.template.metadata.labels[KIND];
const isService = (workload: Workload) => kindOf(workload) !== undefined;

const containersOf = ({ spec }: Workload): Container[] => [
  ...spec.template.spec.containers,
  ...(spec.template.spec.initContainers ?? []),
];

const forContainers =
  (faultsOf: (container: Container, workload: Workload) => (string | false | undefined)[]): Policy =>
  (resources) =>
    workloads(resources).flatMap((workload) =>
      containersOf(workload).flatMap((container) =>
        faultsOf(container, workload)
          .filter((fault) => typeof fault === 'string')
          .map((fault) => `${workload.kind} ${workload.metadata.name}, container ${container.name}: ${fault}`),
      ),
    );

const forWorkloads =
  (faultsOf: (workload: Workload, resources: readonly Resource[]) => (string | false | undefined)[]): Policy =>
  (resources) =>
    workloads(resources).flatMap((workload) =>
      faultsOf(workload, resources)
        .filter((fault) => typeof fault === 'string')
        .map((fault) => `${workload.kind} ${workload.metadata.name}: ${fault}`),
    );

const least = ({ spec }: Scaler) => spec.minReplicas ?? spec.minReplicaCount ?? 1;
const most = ({ spec }: Scaler) => spec.maxReplicas ?? spec.maxReplicaCount ?? Number.POSITIVE_INFINITY;

const scalerOf = ({ kind, metadata }: Workload, resources: readonly Resource[]) =>
  scalers(resources).find(({ spec: { scaleTargetRef: to } }) => to.kind === kind && to.name === metadata.name);

/** `30` of `"30"` and of `"30s"`. */
const seconds = (text: string | undefined) => Number.parseInt(text ?? '', 10);

/** The policies by what they demand, each with its reason. `partitions` is the combination's `kafka.partitions`. */
export const policies = (partitions: number): Readonly<Record<string, Policy>> => ({
  // The namespace enforces the standard; its admission would refuse these pods, but only once they are made.
  'restricted Pod Security': forWorkloads((workload) => {
    const { securityContext: pod } = workload.spec.template.spec;
    return [
      pod?.runAsNonRoot !== true && 'runAsNonRoot: expected true',
      pod?.seccompProfile?.type !== 'RuntimeDefault' && 'seccompProfile: expected RuntimeDefault',
      ...containersOf(workload).flatMap(({ name, securityContext: own }) => [
        own?.allowPrivilegeEscalation !== false && `${name}: allowPrivilegeEscalation: expected false`,
        !own?.capabilities?.drop?.includes('ALL') && `${name}: capabilities: expected to drop ALL`,
      ]),
    ];
  }),

  // Who gets into a container can leave nothing there; what is written is in volumes of a stated size.
  'read-only root file systems': forContainers(({ securityContext }) => [
    securityContext?.readOnlyRootFilesystem !== true && 'readOnlyRootFilesystem: expected true',
  ]),

  // Without requests the scheduler guesses and HPAs have nothing to compare with; without limits of memory and disk one pod takes a
  // node. No limits of processor: they throttle while the node idles, and the requests are what is shared by when it does not.
  'requests and limits': forContainers(({ resources: { requests = {}, limits = {} } = {} }) => [
    ...['cpu', 'memory', 'ephemeral-storage'].map((what) => requests[what] === undefined && `no request of ${what}`),
    ...['memory', 'ephemeral-storage'].map((what) => limits[what] === undefined && `no limit of ${what}`),
    limits.cpu !== undefined && 'expected no limit of cpu',
  ]),

  // Rondo's services say when they are up, alive and ready by different answers; redis needs the last two.
  probes: forContainers((container, workload) => [
    workload.kind !== 'Job' && container.livenessProbe === undefined && 'no livenessProbe',
    workload.kind !== 'Job' && container.readinessProbe === undefined && 'no readinessProbe',
    isService(workload) && container.startupProbe === undefined && 'no startupProbe',
  ]),

  // A secret in a value is in Helm's release, in Git and in `kubectl describe`.
  'secrets come from Secrets': (resources) => [
    ...resources.filter(({ kind }) => kind === 'Secret').map(({ metadata }) => `Secret ${metadata.name} is rendered`),
    ...forContainers(({ env = [] }) =>
      env.map(
        ({ name, valueFrom }) =>
          /(PASSWORD|TOKEN|SECRET|_KEY|DATABASE_URL|MIGRATION_URL)$/.test(name) &&
          !valueFrom?.secretKeyRef &&
          `${name}: expected a secretKeyRef`,
      ),
    )(resources),
  ],

  // Where External Secrets brings them, each that a pod names is brought, under the key that it asks for.
  'external secrets are complete': (resources) => {
    const brought = externalSecrets(resources);
    if (brought.length === 0) return [];
    return forContainers(({ env = [] }) =>
      env.map(({ name, valueFrom }) => {
        const wanted = valueFrom?.secretKeyRef;
        const found = brought.find(({ spec }) => spec.target.name === wanted?.name);
        return (
          wanted !== undefined &&
          !found?.spec.data.some(({ secretKey }) => secretKey === wanted.key) &&
          `${name}: no ExternalSecret brings ${wanted.name}/${wanted.key}`
        );
      }),
    )(resources);
  },

  // A zone or a node that goes takes some of a service's pods, not all.
  'replicas are spread': forWorkloads((workload) => [
    isService(workload) &&
      ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].some(
        (key) => !workload.spec.template.spec.topologySpreadConstraints?.some(({ topologyKey }) => topologyKey === key),
      ) &&
      'expected to be spread over zones and nodes',
  ]),

  // A drain takes one of several at a time, and is never held up by the only one.
  'disruption budgets': forWorkloads((workload, resources) => {
    if (workload.kind === 'Job') return [];
    const scaler = scalerOf(workload, resources);
    const replicas = scaler ? least(scaler) : (workload.spec.replicas ?? 1);
    const budgets = disruptionBudgets(resources).filter(({ spec }) =>
      selects(spec.selector, workload.spec.template.metadata.labels),
    );
    return [
      replicas > 1 && budgets.length !== 1 && `${replicas} replicas at least, and ${budgets.length} disruption budgets`,
      replicas <= 1 && budgets.length > 0 && 'a disruption budget would hold up every drain of its only replica',
      budgets.some(({ spec }) => spec.maxUnavailable === 0) && 'maxUnavailable 0 would hold up every drain',
    ];
  }),

  // A replica of a consumer that has no partition does nothing.
  'scaling stays within partitions': forWorkloads((workload, resources) => {
    const scaler = scalerOf(workload, resources);
    return [
      scaler !== undefined && least(scaler) > most(scaler) && `minimum ${least(scaler)} > maximum ${most(scaler)}`,
      scaler !== undefined &&
        kindOf(workload) === 'consumer' &&
        most(scaler) > partitions &&
        `up to ${most(scaler)} replicas for ${partitions} partitions`,
      scaler?.kind === 'ScaledObject' &&
        kindOf(workload) === 'consumer' &&
        !scaler.spec.triggers?.some(({ type }) => type === 'kafka') &&
        'expected to be scaled by the lag of its group',
    ];
  }),

  // A canary of a consumer would take whole partitions of its group: real users' events, unweighted.
  'only services over HTTP are canaries': forWorkloads((workload) => [
    workload.kind === 'Rollout' && kindOf(workload) !== 'http' && 'expected a Deployment',
  ]),

  // Readiness goes first, then sockets are closed over the time that is left: all of it within the grace that the kubelet gives.
  'the gateway drains': forWorkloads((workload) => {
    if (workload.metadata.name !== 'gateway') return [];
    const { containers, terminationGracePeriodSeconds: grace = 30 } = workload.spec.template.spec;
    const sleep = containers[0]?.lifecycle?.preStop?.sleep?.seconds ?? 0;
    return [
      sleep < 5 && `preStop: expected to sleep 5 s or longer, which load balancers need to hear of it`,
      // service.ts gives itself 15 s after SIGTERM, sockets' closes are spread over 10 s of them.
      sleep + 15 >= grace && `preStop ${sleep} s and the service's own 15 s exceed the grace of ${grace} s`,
    ];
  }),

  // A sidecar that goes before its service would take its way to acknowledge; one that stays longer is killed.
  'sidecars outlive their services': forWorkloads((workload) => {
    if (!isService(workload)) return [];
    const { annotations = {} } = workload.spec.template.metadata;
    const grace = workload.spec.template.spec.terminationGracePeriodSeconds ?? 30;
    const block = seconds(annotations['dapr.io/block-shutdown-duration']);
    const shutdown = seconds(annotations['dapr.io/graceful-shutdown-seconds']);
    return [
      !(block >= 15) && `dapr.io/block-shutdown-duration: expected the service's 15 s or longer, got ${block}`,
      !(block < shutdown && shutdown < grace) &&
        `expected block (${block} s) < graceful shutdown (${shutdown} s) < grace (${grace} s)`,
    ];
  }),

  // By these it is found, called, given its rights, and told from a stranger.
  'Dapr annotations': forWorkloads((workload, resources) => {
    const { annotations: given = {} } = workload.spec.template.metadata;
    if (!isService(workload)) return [given['dapr.io/enabled'] === 'true' && 'expected no sidecar'];
    const { name } = workload.metadata;
    const configured = resources.some(({ kind, metadata }) => kind === 'Configuration' && metadata.name === name);
    return [
      given['dapr.io/enabled'] !== 'true' && 'expected a sidecar',
      given['dapr.io/app-id'] !== name && 'dapr.io/app-id: expected its name',
      given['dapr.io/config'] !== name && 'dapr.io/config: expected its name, for its own access control',
      !configured && `no Configuration ${name}`,
      ...['api-token-secret', 'app-token-secret', 'sidecar-cpu-request', 'sidecar-memory-limit', 'app-port'].map(
        (key) => given[`dapr.io/${key}`] === undefined && `no dapr.io/${key}`,
      ),
    ];
  }),

  // A sidecar beside a Job never ends; a Job that never ends holds up the upgrade for ever.
  'jobs end': forWorkloads((workload) => [
    workload.kind === 'Job' && workload.spec.activeDeadlineSeconds === undefined && 'no activeDeadlineSeconds',
    workload.kind === 'Job' && workload.spec.template.spec.restartPolicy !== 'Never' && 'restartPolicy: expected Never',
    workload.kind === 'Job' &&
      !workload.metadata.annotations?.['helm.sh/hook']?.includes('pre-upgrade') &&
      'expected a hook before the upgrade: pods of the new version need what it does',
  ]),

  // What is not said to be allowed is not.
  'network policies deny by default': (resources) =>
    networkPolicies(resources).some(
      ({ spec: { podSelector, policyTypes, ingress = [], egress = [] } }) =>
        Object.keys(podSelector).length === 0 && policyTypes.length === 2 && ingress.length + egress.length === 0,
    )
      ? []
      : ['no policy takes all pods and allows neither direction'],

  // A Service that selects nothing, or a port that no container opens, is found out by users otherwise.
  'services lead somewhere': (resources) =>
    services(resources).flatMap(({ metadata, spec }) => {
      const behind = workloads(resources).filter(({ spec: { template } }) =>
        selects({ matchLabels: spec.selector }, template.metadata.labels),
      );
      const opened = behind.flatMap(containersOf).flatMap(({ ports = [] }) => ports.map(({ name }) => name));
      return spec.ports
        .filter(({ targetPort }) => !opened.includes(String(targetPort)))
        .map(({ targetPort }) => `Service ${metadata.name}: no pod behind it has a port ${targetPort}`);
    }),
});
