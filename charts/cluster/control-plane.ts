import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import type { Progress } from '../../dapr/local/parts/part.ts';
import { freePorts, LocalProcess } from '../../dapr/local/parts/process.ts';
import { KubernetesClient, KubernetesError, type KubernetesObject, type Pod } from './client.ts';
import { type Credentials, certificateFile, makeCredentials, writeKubeconfig } from './credentials.ts';
import type { ClusterPrograms } from './programs.ts';
import { resourceDefinitions } from './resource-definitions.ts';

const readyMs = 60_000;
const injector = new URL('sidecar-injector.yaml', import.meta.url);

/** What kwok's nodes and pods do, and after how long. */
export const stages = new URL('stages/', import.meta.url);

interface Program {
  name: string;
  command: string;
  args: readonly string[];
}

/**
 * A Kubernetes API server with its controllers and its scheduler, with kwok in place of machines: nodes are entries, and pods on
 * them become ready, end or fail as stages.yaml says. No image is pulled and no probe asked. Everything that it keeps is
 * in a directory of its own, and goes with it.
 */
export class ControlPlane implements AsyncDisposable {
  readonly client: KubernetesClient;
  /** Path of a file as KUBECONFIG has it. */
  readonly kubeconfig: string;
  readonly programs: ClusterPrograms;
  /** For whoever needs files for as long as it runs. */
  readonly directory: string;
  readonly #running: LocalProcess[];
  readonly #resources: AsyncDisposableStack;

  private constructor(parts: {
    client: KubernetesClient;
    kubeconfig: string;
    programs: ClusterPrograms;
    directory: string;
    running: LocalProcess[];
    resources: AsyncDisposableStack;
  }) {
    this.client = parts.client;
    this.kubeconfig = parts.kubeconfig;
    this.programs = parts.programs;
    this.directory = parts.directory;
    this.#running = parts.running;
    this.#resources = parts.resources;
  }

  /** Ready for objects of all the kinds that the chart has. Nodes are added afterwards. */
  static async start(programs: ClusterPrograms, progress: Progress): Promise<ControlPlane> {
    await using starting = new AsyncDisposableStack();
    const directory = await mkdtemp(join(tmpdir(), 'rondo-cluster-'));
    starting.defer(() => rm(directory, { recursive: true, force: true }));
    const [etcdPort = 0, peerPort = 0, port = 0] = await freePorts(3);
    const credentials = await makeCredentials(directory);
    const kubeconfig = join(directory, 'kubeconfig');
    const program = (name: string, args: readonly string[]): Program => ({
      name,
      command: programs.controlPlane,
      args: [name, ...args],
    });
    const running: LocalProcess[] = [];
    const run = async ({ name, command, args }: Program) => {
      const logFile = join(directory, `${name}.log`);
      const started = await LocalProcess.start({ name, command, args, cwd: directory, logFile, stopMs: 5_000 });
      running.push(started);
      return starting.use(started);
    };

    const etcd = await run(program('etcd', etcdArguments(directory, etcdPort, peerPort)));
    await etcd.until(async () => (await fetch(`http://127.0.0.1:${etcdPort}/health`)).ok, readyMs);
    const api = await run(program('kube-apiserver', apiArguments(port, etcdPort, credentials)));
    const certificate = await readCertificate(api, credentials);
    const client = starting.use(new KubernetesClient({ port, certificate, token: credentials.token }));
    await api.until(async () => (await client.raw('/readyz')) === 'ok', readyMs);
    await writeKubeconfig(kubeconfig, port, credentials);
    const withConfig = `--kubeconfig=${kubeconfig}`;
    await Promise.all([
      run(program('kube-controller-manager', [withConfig, ...controllerArguments(credentials)])),
      run(program('kube-scheduler', [withConfig, '--leader-elect=false', '--secure-port=0'])),
      run(program('kwok', [withConfig, ...kwokArguments()])),
    ]);
    await define(client, progress);
    await injectSidecars(client);
    await ensureRunning(running);
    return new ControlPlane({ client, kubeconfig, programs, directory, running, resources: starting.move() });
  }

  /** Argo Rollouts' controller, for as long as the control plane runs. */
  async startRollouts(): Promise<void> {
    const [metrics = 0, health = 0] = await freePorts(2);
    const controller = await LocalProcess.start({
      name: 'rollouts-controller',
      command: this.programs.rollouts,
      args: [
        `--kubeconfig=${this.kubeconfig}`,
        '--leader-elect=false',
        `--metricsport=${metrics}`,
        `--healthzPort=${health}`,
      ],
      cwd: this.directory,
      logFile: join(this.directory, 'rollouts-controller.log'),
      stopMs: 5_000,
    });
    this.#running.push(this.#resources.use(controller));
    await controller.until(async () => (await fetch(`http://127.0.0.1:${health}/healthz`)).ok, readyMs);
  }

  /** A namespace that takes only pods which the restricted Pod Security standard allows, and is ready for them. */
  async createNamespace(name: string): Promise<void> {
    await this.client.create(
      { apiVersion: 'v1', resource: 'namespaces' },
      {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
      },
    );
    // Its controller makes it; pods before it are refused.
    const account = { apiVersion: 'v1', resource: 'serviceaccounts', namespace: name, name: 'default' };
    await until(`namespace ${name} to have its service account`, async () => this.client.find(account));
  }

  /** Throws where one of its programs has ended before this: nothing that was waited for would have come. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await ensureRunning(this.#running);
    } finally {
      await this.#resources.disposeAsync();
    }
  }
}

async function ensureRunning(processes: readonly LocalProcess[]): Promise<void> {
  for (const process of processes) {
    if (!process.running) throw new Error(`A program of the control plane has ended. ${await process.logTail()}`);
  }
}

/** What `condition` resolves to, once that is neither null nor false. Throws where it takes longer than `timeoutMs`. */
export async function until<Value>(
  what: string,
  condition: () => Promise<Value>,
  timeoutMs = readyMs,
): Promise<Exclude<Value, null | false>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await condition();
    if (value !== null && value !== false) return value as Exclude<Value, null | false>;
    if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs / 1_000} s for ${what}.`);
    await delay(100);
  }
}

function etcdArguments(directory: string, port: number, peerPort: number): string[] {
  const [client, peer] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${peerPort}`];
  return [
    '--name=rondo',
    `--data-dir=${join(directory, 'etcd')}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=rondo=${peer}`,
    '--log-level=warn',
    // What it keeps is thrown away: nothing is gained by waiting for the disk.
    '--unsafe-no-fsync',
  ];
}

function apiArguments(port: number, etcdPort: number, credentials: Credentials): string[] {
  return [
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${port}`,
    `--etcd-servers=http://127.0.0.1:${etcdPort}`,
    `--cert-dir=${credentials.certificates}`,
    `--token-auth-file=${credentials.tokenFile}`,
    '--authorization-mode=Node,RBAC',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${credentials.serviceAccountPublicKey}`,
    `--service-account-signing-key-file=${credentials.serviceAccountKey}`,
    '--service-cluster-ip-range=10.96.0.0/16',
    // No Endpoints may have its address, which is of the loopback.
    '--endpoint-reconciler-type=none',
    // Whether a pod may is what its namespace's Pod Security says.
    '--allow-privileged=true',
    '--profiling=false',
  ];
}

function controllerArguments(credentials: Credentials): string[] {
  return [
    '--leader-elect=false',
    '--secure-port=0',
    `--service-account-private-key-file=${credentials.serviceAccountKey}`,
    `--root-ca-file=${certificateFile(credentials)}`,
    '--use-service-account-credentials=false',
    '--horizontal-pod-autoscaler-sync-period=1s',
  ];
}

function kwokArguments(): string[] {
  const files = ['node.yaml', 'pod.yaml'].map((name) => `--config=${fileURLToPath(new URL(name, stages))}`);
  // Leases would take a write a node every ten seconds; the heartbeat of stages/node.yaml is enough.
  return ['--manage-all-nodes=true', '--node-lease-duration-seconds=0', '--server-address=', ...files];
}

async function readCertificate(api: LocalProcess, credentials: Credentials): Promise<string> {
  let certificate = '';
  await api.until(async () => {
    certificate = await readFile(certificateFile(credentials), 'utf8');
    // Its own and its authority's.
    return certificate.split('-----END CERTIFICATE-----').length === 3;
  }, readyMs);
  return certificate;
}

interface Definition extends KubernetesObject {
  status?: { conditions?: { type: string; status: string }[] };
}

async function define(client: KubernetesClient, progress: Progress): Promise<void> {
  const path = { apiVersion: 'apiextensions.k8s.io/v1', resource: 'customresourcedefinitions' };
  const definitions = await resourceDefinitions(progress);
  await Promise.all(definitions.map((definition) => client.create(path, definition)));
  await until('the custom resources to be served', async () => {
    const present = await client.list<Definition>(path);
    return present.every(({ status }) =>
      status?.conditions?.some(({ type, status }) => type === 'Established' && status === 'True'),
    );
  });
}

const asksForSidecar = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'asks-for-a-sidecar',
    annotations: {
      'dapr.io/enabled': 'true',
      'dapr.io/sidecar-cpu-request': '1m',
      'dapr.io/sidecar-memory-request': '1Mi',
      'dapr.io/sidecar-memory-limit': '1Mi',
      'dapr.io/sidecar-seccomp-profile-type': 'RuntimeDefault',
      'dapr.io/volume-mounts': 'some:/some',
    },
  },
  spec: { containers: [{ name: 'it', image: 'none' }], volumes: [{ name: 'some', emptyDir: {} }] },
};

/** Until a pod that asks for a sidecar gets one: policies are heeded a moment after they are made. */
async function injectSidecars(client: KubernetesClient): Promise<void> {
  for (const document of parseAllDocuments(await readFile(injector, 'utf8'))) {
    const object = document.toJS() as KubernetesObject;
    const isPolicy = object.kind === 'MutatingAdmissionPolicy';
    const resource = isPolicy ? 'mutatingadmissionpolicies' : 'mutatingadmissionpolicybindings';
    await client.create({ apiVersion: object.apiVersion, resource }, object);
  }
  const path = { apiVersion: 'v1', resource: 'pods', namespace: 'default' };
  await until('sidecars to be injected', async () => {
    const pod = await client.create<Pod>(path, asksForSidecar, { dryRun: true }).catch((error) => {
      // The namespace has no service account yet.
      if (error instanceof KubernetesError && error.code === 403) return null;
      throw error;
    });
    return pod?.spec.containers.length === 2;
  });
}
