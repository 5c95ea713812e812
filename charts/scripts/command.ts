/**
 * `node charts/scripts/command.ts POD COMMAND ARGUMENTS…`, for charts/command.sh: reads the Deployment of a service, and writes the pod in
 * which the command runs as that service does: its image and Kafka, the secrets that the command needs, and no sidecar, which would keep it from
 * ending.
 */
import { text } from 'node:stream/consumers';

interface Container {
  image: string;
  env?: { name: string; value?: string; valueFrom?: object }[];
  securityContext?: object;
  resources?: object;
}

/** As far as the pod is made from it. */
export interface Deployment {
  spec: {
    template: {
      spec: {
        containers: Container[];
        securityContext?: object;
        imagePullSecrets?: object[];
        nodeSelector?: object;
        tolerations?: object[];
      };
    };
  };
}

interface KubernetesPod {
  apiVersion: string;
  kind: string;
  metadata: { name: string; labels: Record<string, string>; annotations: Record<string, string> };
  spec: object;
}

const ofSecret = (name: string, secret: string) => ({
  name,
  valueFrom: { secretKeyRef: { name: secret, key: secret } },
});
const ofKafka = [ofSecret('KAFKA_PASSWORD', 'kafka-password'), ofSecret('KAFKA_CLIENT_KEY', 'kafka-client-key')];

/** What runs, and the secrets that it is given as variables: without a sidecar it has no other way to them. */
const programs: Readonly<Record<string, { file: string; secrets: readonly object[] }>> = {
  topics: { file: 'dapr/topics.ts', secrets: ofKafka },
  'dead-letters': { file: 'dapr/dead-letters.ts', secrets: ofKafka },
  'verify-activity': {
    file: 'subgraphs/activity/src/verify.ts',
    secrets: [ofSecret('DATABASE_URL', 'activity-database-url')],
  },
};

/** A Pod. Throws where there is no such command, and where `deployment` is none of Rondo's. */
export function podOf(deployment: Deployment, pod: string, [command = '', ...args]: readonly string[]): KubernetesPod {
  const program = programs[command];
  if (!program) throw new Error(`Expected one of ${Object.keys(programs).join(', ')}, got ${command || 'nothing'}`);
  const { containers, securityContext, imagePullSecrets, nodeSelector, tolerations } = deployment.spec.template.spec;
  const [service] = containers;
  if (!service) throw new Error('Expected a Deployment with a container.');
  const kafka = (service.env ?? []).filter(({ name }) => name.startsWith('KAFKA_'));
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: pod,
      // By which network policies let it reach Kafka.
      labels: { 'app.kubernetes.io/name': 'command', 'app.kubernetes.io/part-of': 'rondo' },
      annotations: { 'dapr.io/enabled': 'false' },
    },
    spec: {
      restartPolicy: 'Never',
      activeDeadlineSeconds: 3_600,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      ...{ securityContext, imagePullSecrets, nodeSelector, tolerations },
      containers: [
        {
          name: 'command',
          image: service.image,
          command: ['/nodejs/bin/node', '--disable-warning=TimeoutNegativeWarning', program.file],
          args,
          env: [...kafka, ...program.secrets],
          securityContext: service.securityContext,
          resources: service.resources,
        },
      ],
    },
  };
}

if (import.meta.main) {
  const [pod = '', ...command] = process.argv.slice(2);
  try {
    const deployment = JSON.parse(await text(process.stdin)) as Deployment;
    process.stdout.write(`${JSON.stringify(podOf(deployment, pod, command))}\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  }
}
