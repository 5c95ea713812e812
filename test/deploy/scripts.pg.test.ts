import { access, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { FakePrograms, type Rule, runProgram } from './fake-programs.ts';
import { type OwnPostgres, startOwnPostgres } from './own-postgres.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const script = (name: string): string => join(root, 'charts', name);

/** What each cloud says where the cluster is not there yet, where it is, and what makes and deletes one. */
const clouds = {
  gke: {
    absent: [{ when: 'gcloud container clusters describe', code: 1 }],
    login: [
      { when: 'gcloud auth list', stdout: 'ada@example.com\n' },
      { when: 'gcloud config get-value project', stdout: 'ada-1\n' },
    ],
    create: 'gcloud container clusters create rondo --project ada-1 --location europe-west1-b',
    remove: 'gcloud container clusters delete rondo --project ada-1',
    price: /about 295 USD a month/,
    loggedOut: [{ when: 'gcloud auth list', stdout: '' }],
  },
  aks: {
    absent: [
      { when: 'az aks show', code: 3 },
      { when: 'az group exists', stdout: 'false\n' },
    ],
    login: [],
    create: 'az aks create --resource-group rondo --name rondo',
    remove: 'az group delete --name rondo --yes',
    price: /about 420 USD a month/,
    loggedOut: [{ when: 'az account show', code: 1 }],
  },
  doks: {
    absent: [{ when: 'doctl kubernetes cluster get', code: 1 }],
    login: [],
    create: 'doctl kubernetes cluster create rondo --region fra1',
    remove: 'doctl kubernetes cluster delete rondo --dangerous --force',
    price: /about 144 USD a month/,
    loggedOut: [{ when: 'doctl account get', code: 1 }],
  },
  oke: {
    absent: [
      { when: 'oci ce cluster list', stdout: 'null\n' },
      { when: 'oci ce node-pool list', stdout: 'null\n' },
      // What is made is found from then on.
      { when: 'oci ce cluster list', stdout: 'ocid1.cluster.1\n', from: 3 },
      { when: 'oci network vcn list', stdout: 'null\n' },
      { when: 'oci network vcn list', stdout: 'ocid1.vcn.1\n', from: 2 },
      ...['internet-gateway', 'route-table', 'security-list'].flatMap((kind) => [
        { when: `oci network ${kind} list`, stdout: 'null\n' },
        { when: `oci network ${kind} list`, stdout: `ocid1.${kind}.1\n`, from: 2 },
      ]),
      { when: "=='rondo-public'", stdout: 'null\n' },
      { when: "=='rondo-public'", stdout: 'ocid1.subnet.public\n', from: 2 },
      { when: "=='rondo-nodes'", stdout: 'null\n' },
      { when: "=='rondo-nodes'", stdout: 'ocid1.subnet.nodes\n', from: 2 },
    ],
    login: [
      { when: 'oci ', stdout: 'ocid1.anything.1\n' },
      { when: 'oci iam region-subscription', stdout: 'ocid1.tenancy.1\n' },
      { when: 'oci ce cluster-options get', stdout: 'v1.34.1\n' },
    ],
    create: 'oci ce node-pool create --compartment-id ocid1.tenancy.1 --cluster-id ocid1.cluster.1',
    remove: 'oci network vcn delete --vcn-id',
    price: /Nothing a month as far as the Always Free/,
    loggedOut: [{ when: 'oci iam region-subscription', code: 1 }],
  },
} satisfies Record<
  string,
  { absent: Rule[]; login: Rule[]; create: string; remove: string; price: RegExp; loggedOut: Rule[] }
>;
type Cloud = keyof typeof clouds;
const names = Object.keys(clouds) as Cloud[];

const programNames = [
  'gcloud',
  'gke-gcloud-auth-plugin',
  'az',
  'doctl',
  'oci',
  'minikube',
  'kubectl',
  'helm',
  'node',
  'git',
];
/** What has nothing to do with the cloud. */
const basics = [
  'bash',
  'cat',
  'chmod',
  'cut',
  'dirname',
  'env',
  'grep',
  'head',
  'mktemp',
  'rm',
  'sed',
  'sleep',
  'tail',
  'wc',
  'basename',
];

describe('the scripts that install Rondo', { timeout: 120_000 }, () => {
  let programs: FakePrograms;
  let bare: string;
  let postgres: OwnPostgres;

  beforeAll(async () => {
    programs = await FakePrograms.make(programNames);
    postgres = await startOwnPostgres();
    bare = await mkdtemp(join(tmpdir(), 'rondo-bare-'));
    for (const name of basics) {
      for (const directory of ['/bin', '/usr/bin', '/usr/local/bin']) {
        const found = await access(join(directory, name)).then(
          () => true,
          () => false,
        );
        if (found) await symlink(join(directory, name), join(bare, name)).catch(() => undefined);
      }
    }
  });
  beforeEach(() => programs.answer([]));
  afterAll(async () => {
    await programs[Symbol.asyncDispose]();
    await postgres?.[Symbol.asyncDispose]();
    await rm(bare, { recursive: true });
  });

  /** Only the fake programs and the basics are on PATH. */
  const run = (name: string, args: string[], input = '') =>
    programs.run(script(name), args, {
      cwd: tmpdir(),
      input,
      env: { PATH: bare, KUBECONFIG: '/tmp/no-such-kubeconfig' },
    });
  const cloudArgs = (cloud: string, ...args: string[]) => [cloud, '--host', 'rondo.example.com', ...args];
  const changes =
    /clusters? (?:create|delete)|aks create|group (?:create|delete)|node-pool (?:create|delete)|oci network \S+ (?:create|delete)|helm (?:upgrade|uninstall)|kubectl (?:apply|delete|create|exec|annotate)/;
  const changed = async (): Promise<string[]> => (await programs.calls()).filter((call) => changes.test(call));

  it.each(['minikube.sh', 'cloud.sh', 'secrets.sh', 'command.sh'])(
    '%s tells its options, and refuses what is none of them',
    async (name) => {
      const help = await run(name, ['--help']);
      expect(help).toMatchObject({ code: 0, stderr: '' });
      expect(help.stdout).toContain('--dry-run');
      const wrong = await run(name, ['--frobnicate']);
      expect(wrong.code).toBe(1);
      expect(wrong.stderr).toContain('--frobnicate');
      expect(await programs.calls()).toEqual([]);
    },
  );

  it.each<[string, string[], RegExp]>([
    ['minikube.sh', ['--port'], /--port: expected a value/],
    ['minikube.sh', ['--port', 'http'], /--port: expected a number, got http/],
    ['cloud.sh', [], /Expected one of gke, aks, oke, doks/],
    ['cloud.sh', ['gke'], /--host: expected the name by which users will reach it/],
    ['cloud.sh', ['gke', '--host', 'localhost'], /--host: .*got localhost/],
    ['cloud.sh', cloudArgs('gke', '--free'), /--free: only oke/],
    ['cloud.sh', cloudArgs('gke', '--name', 'Rondo!'), /--name: .*got Rondo!/],
    ['cloud.sh', cloudArgs('gke', '--tls', '/no/cert', '/no/key'), /--tls: \/no\/cert can't be read/],
    ['cloud.sh', cloudArgs('gke', '--tls', '/no/cert'), /--tls: expected a value/],
    ['secrets.sh', ['--from', '/no/file'], /--from: \/no\/file can't be read/],
    ['secrets.sh', ['--kafka-user', 'rondo'], /--kafka-user: expected NAMESPACE\/NAME, got rondo/],
  ])('%s %j says what it expected before it does anything', async (name, args, message) => {
    const ran = await run(name, args);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(message);
    expect(await programs.calls()).toEqual([]);
  });

  it.each<[string, string[], string]>([
    ['minikube.sh', [], 'minikube is missing. See https://'],
    ['cloud.sh', cloudArgs('gke'), 'gcloud is missing. See https://'],
    ['cloud.sh', cloudArgs('aks'), 'az is missing. See https://'],
    ['cloud.sh', cloudArgs('oke'), 'oci is missing. See https://'],
    ['cloud.sh', cloudArgs('doks'), 'doctl is missing. See https://'],
    ['secrets.sh', [], 'kubectl is missing. See https://'],
  ])('%s %j says which program is missing and where it is to be had', async (name, args, message) => {
    const ran = await runProgram(script(name), args, { env: { PATH: bare } });
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(message);
  });

  describe.each(names)('on %s', (cloud) => {
    const { absent, login, create, remove, price, loggedOut } = clouds[cloud];
    const isCreate = (call: string): boolean => call.startsWith(create);

    it('a dry run prints all commands in their order, and runs none', async () => {
      const ran = await run('cloud.sh', cloudArgs(cloud, '--dry-run'));
      expect(ran).toMatchObject({ code: 0 });
      expect(await programs.calls()).toEqual([]);
      const order = [
        `+ ${create.split(' ').slice(0, 3).join(' ')}`,
        '+ helm upgrade --install dapr dapr --repo',
        '+ helm upgrade --install strimzi oci://quay.io/strimzi-helm',
        '+ kubectl wait kafka/rondo',
        '+ helm upgrade --install cnpg',
        '+ kubectl wait cluster.postgresql.cnpg.io/rondo-postgresql',
        '+ charts/secrets.sh --namespace rondo --cloudnativepg --cluster rondo-postgresql --kafka-user kafka/rondo',
        '+ helm upgrade --install rondo charts/rondo',
        '+ kubectl wait gateway/rondo',
        'Rondo: http://rondo.example.com',
      ].map((line) => ran.stdout.indexOf(line));
      expect(order).not.toContain(-1);
      expect(order).toEqual(order.toSorted((a, b) => a - b));
    });

    it('says where nobody is logged in, and makes nothing', async () => {
      await programs.answer([...login, ...loggedOut]);
      const ran = await run('cloud.sh', cloudArgs(cloud), 'y\n');
      expect(ran.code).toBe(1);
      expect(ran.stderr).toMatch(/Nobody is logged in to .*: run (?:gcloud|az|doctl|oci) /);
      expect(await changed()).toEqual([]);
    });

    it.each(['n\n', '', '\n'])('shows what it would make and cost, and makes nothing after %j', async (answer) => {
      await programs.answer([...login, ...absent]);
      const ran = await run('cloud.sh', cloudArgs(cloud), answer);
      expect(ran).toMatchObject({ code: 0 });
      expect(ran.stdout).toMatch(price);
      expect(ran.stdout).toContain('Nothing was made.');
      expect(await changed()).toEqual([]);
    });

    it('makes a cluster and what is on it once; a second run makes none', async () => {
      await programs.answer([
        ...login,
        ...absent,
        { when: 'kubectl get cluster.postgresql', code: 1 },
        { when: 'kubectl get pod', stdout: 'pod/rondo-postgresql-1\n' },
        { when: 'kubectl get gateway', stdout: '203.0.113.7' },
        ...postgres.rules,
      ]);
      const first = await run('cloud.sh', cloudArgs(cloud), 'y\n');
      expect(first).toMatchObject({ code: 0 });
      expect(first.stdout).toContain('once rondo.example.com is in your DNS as 203.0.113.7');
      const made = await changed();
      expect(made.filter(isCreate)).toHaveLength(1);
      const [rondo] = made.filter((call) => call.startsWith('helm upgrade --install rondo'));
      expect(rondo).toContain(`--values charts/kafka/strimzi.yaml --values charts/clouds/${cloud}.yaml`);
      expect(rondo).toContain('--set publicUrl=http://rondo.example.com');
      await programs.answer([
        ...login,
        { when: 'kubectl get pod', stdout: 'pod/rondo-postgresql-1\n' },
        ...postgres.rules,
      ]);
      const second = await run('cloud.sh', cloudArgs(cloud), 'n\n');
      expect(second).toMatchObject({ code: 0 });
      expect(second.stdout).toContain('The cluster rondo is there already.');
      expect((await changed()).filter((call) => / create /.test(call))).toEqual([]);
    });

    it('stops at an error, says where, and how to go on', async () => {
      await programs.answer([...login, { when: 'helm upgrade --install strimzi', code: 7, stderr: 'Error: no space' }]);
      const ran = await run('cloud.sh', cloudArgs(cloud));
      expect(ran.code).toBe(7);
      expect(ran.stderr).toMatch(
        /Stopped at "Kafka by Strimzi, brokers: \d": a command ended with 7\. Run the same command again/,
      );
      expect(ran.stderr).toContain(`charts/cloud.sh ${cloud} destroy takes everything back`);
      const made = await changed();
      expect(made.at(-1)).toContain('helm upgrade --install strimzi');
    });

    it('destroys after a yes: load balancers and volumes first', async () => {
      await programs.answer(login);
      const refused = await run('cloud.sh', [cloud, 'destroy'], 'n\n');
      expect(refused.stdout).toContain('Nothing was changed.');
      expect(await changed()).toEqual([]);
      const ran = await run('cloud.sh', [cloud, 'destroy'], 'y\n');
      expect(ran).toMatchObject({ code: 0 });
      const done = await changed();
      const at = (start: string): number => done.findIndex((call) => call.startsWith(start));
      expect(at('helm uninstall rondo')).toBeGreaterThan(-1);
      expect(at('kubectl delete kafkatopics')).toBeGreaterThan(at('kubectl delete namespace rondo'));
      expect(at('kubectl delete namespace kafka')).toBeGreaterThan(at('kubectl delete kafkatopics'));
      expect(at(remove)).toBeGreaterThan(at('kubectl delete namespace kafka'));
    });

    it('has nothing to destroy where there is no cluster', async () => {
      await programs.answer([...login, ...absent.filter((rule: Rule) => rule.from === undefined)]);
      const ran = await run('cloud.sh', [cloud, 'destroy'], 'y\n');
      expect(ran).toMatchObject({ code: 0 });
      expect(ran.stdout).toContain('There is no cluster rondo');
      expect(await changed()).toEqual([]);
    });
  });

  it('takes a digest, a certificate and more values to the chart', async () => {
    await programs.answer(clouds.gke.login);
    const pem = fileURLToPath(import.meta.url);
    const image = `ghcr.io/ada/rondo@sha256:${'a'.repeat(64)}`;
    const ran = await run(
      'cloud.sh',
      cloudArgs('gke', '--image', image, '--tls', pem, pem, '--values', 'mine.yaml', '--dry-run'),
    );
    expect(ran.stdout).toContain(
      `--set image.repository=ghcr.io/ada/rondo --set image.digest=sha256:${'a'.repeat(64)}`,
    );
    expect(ran.stdout).toContain('+ kubectl create secret tls rondo-tls');
    expect(ran.stdout).toMatch(/--set publicUrl=https:\/\/rondo\.example\.com --values mine\.yaml/);
    expect(ran.stdout).not.toContain('tlsSecret=');
  });

  it('has a single broker and one node where Oracle gives little', async () => {
    const ran = await run('cloud.sh', cloudArgs('oke', '--free', '--dry-run'));
    expect(ran.stdout).toContain('--size 1');
    expect(ran.stdout).toContain('brokers: 1');
    expect(ran.stdout).toContain('--values charts/clouds/oke-free.yaml');
  });

  /** As git sees a checkout with a change in it. */
  const checkout: Rule[] = [
    { when: 'git rev-parse', stdout: 'abc1234\n' },
    { when: 'git status', stdout: ' M service.ts\n' },
    { when: 'git hash-object', stdout: `${'e'.repeat(40)}\n` },
  ];

  it('starts Minikube, builds what is in the checkout, and forwards a port; again, it keeps what is there', async () => {
    await programs.answer([
      ...checkout,
      { when: 'minikube status', code: 85 },
      { when: 'kubectl get cluster.postgresql', code: 1 },
      { when: 'kubectl get pod', stdout: 'pod/rondo-postgresql-1\n' },
      { when: 'kubectl get service', stdout: 'service/envoy-rondo\n' },
      ...postgres.rules,
    ]);
    const first = await run('minikube.sh', ['--port', '4321']);
    expect(first).toMatchObject({ code: 0 });
    expect(first.stdout).toContain('Rondo: http://localhost:4321');
    const calls = await programs.calls();
    expect(calls.filter((call) => call.startsWith('minikube start --profile rondo'))).toHaveLength(1);
    const [built] = calls.filter((call) => call.startsWith('minikube image build'));
    const tag = 'abc1234-eeeeeeee';
    expect(built).toContain(`--tag docker.io/library/rondo:${tag} .`);
    expect(calls.find((call) => call.startsWith('helm upgrade --install rondo'))).toContain(`--set image.tag=${tag}`);
    // A single broker can hold one copy of anything.
    const manifests = await programs.input();
    expect(manifests).toMatch(/^kind: KafkaTopic$/m);
    expect(manifests).toMatch(/^ {2}replicas: 1$/m);
    expect(manifests).not.toMatch(/(?:replicas|replication\.factor): 3|(?:insync\.replicas|min\.isr): 2/);
    expect(calls.at(-1)).toBe('kubectl port-forward --namespace envoy-gateway-system service/envoy-rondo 4321:80');
    await programs.answer([
      ...checkout,
      { when: 'minikube image ls', stdout: `docker.io/library/rondo:${tag}\n` },
      { when: 'kubectl get pod', stdout: 'pod/rondo-postgresql-1\n' },
      ...postgres.rules,
    ]);
    expect(await run('minikube.sh', ['--no-forward'])).toMatchObject({ code: 0 });
    const again = await programs.calls();
    expect(again.filter((call) => /minikube (?:start|image build)|port-forward --namespace envoy/.test(call))).toEqual(
      [],
    );
  });

  it('tells network policies where this cluster has its API, and that alone', async () => {
    await programs.answer([
      { when: 'endpointslices*.addresses', stdout: '192.168.49.2 fd00::1 ' },
      { when: 'endpointslices*.ports', stdout: '8443 ' },
    ]);
    const shell = '. charts/scripts/common.sh; . charts/scripts/parts.sh; cluster_values; cat "$scratch/cluster.yaml"';
    const ran = await programs.run('bash', ['-c', shell], { cwd: root });
    expect(ran).toMatchObject({ code: 0 });
    expect(parse(ran.stdout)).toEqual({
      networkPolicies: { kubernetesApiPorts: [8443], kubernetesApi: ['192.168.49.2/32', 'fd00::1/128'] },
    });
  });

  it("runs an operator's command beside the services, says what it says, and ends as it ended", async () => {
    const golden = await readFile(join(root, 'charts/goldens/minikube-dev-strimzi.yaml'), 'utf8');
    const deployment = parseAllDocuments(golden)
      .map((document) => document.toJS())
      .find((resource) => resource?.kind === 'Deployment' && resource.metadata.name === 'tasks');
    await programs.answer([
      { when: 'kubectl get deployment tasks', stdout: JSON.stringify(deployment) },
      { when: 'kubectl logs', stdout: '2 dead letters.\n' },
      { when: 'terminated.exitCode', stdout: '3' },
    ]);
    const ran = await run('command.sh', ['dead-letters', 'list', 'task-events', '--group', 'tags']);
    expect(ran).toMatchObject({ code: 3, stdout: '2 dead letters.\n' });
    const pod = JSON.parse(await programs.input());
    expect(pod.metadata.annotations).toEqual({ 'dapr.io/enabled': 'false' });
    const [{ image, command, args, env, securityContext }] = pod.spec.containers;
    expect({ image, securityContext }).toEqual({
      image: deployment.spec.template.spec.containers[0].image,
      securityContext: deployment.spec.template.spec.containers[0].securityContext,
    });
    expect([...command.slice(-1), ...args]).toEqual(['dapr/dead-letters.ts', 'list', 'task-events', '--group', 'tags']);
    expect(env).toContainEqual({ name: 'KAFKA_BROKERS', value: 'rondo-kafka-bootstrap.kafka:9093' });
    expect(env).toContainEqual(expect.objectContaining({ name: 'KAFKA_PASSWORD', valueFrom: expect.anything() }));
    const calls = await programs.calls();
    expect(calls.at(-1)).toMatch(new RegExp(`^kubectl delete pod ${pod.metadata.name} `));
  });

  it('takes Minikube back after a yes', async () => {
    expect((await run('minikube.sh', ['destroy'], 'n\n')).stdout).toContain('Nothing was changed.');
    expect(await programs.calls()).toEqual([]);
    expect(await run('minikube.sh', ['destroy', '--yes'])).toMatchObject({ code: 0 });
    expect(await programs.calls()).toEqual(['minikube delete --profile rondo']);
  });
});
