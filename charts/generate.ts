/**
 * `npm run chart` writes charts/rondo/templates/dapr from dapr/, so that a cluster's sidecars get the same components, subscriptions,
 * resiliency and access control as those of `npm run stack`, and the topics of charts/kafka/strimzi-cluster.yaml; `-- --check` fails
 * where they are not current.
 */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { subscriptionsOfServices } from '../dapr/service/subscriptions.ts';
import { planTopics } from '../dapr/topic-plans.ts';

const dapr = new URL('../dapr/', import.meta.url);
const target = new URL('rondo/templates/dapr/', import.meta.url);

const sources = [
  'components/pubsub-kafka/pubsub.yaml',
  'components/state-redis/state.yaml',
  'components/secrets-kubernetes/secrets.yaml',
  'components/job-net/job-net.yaml',
  'resiliency.yaml',
  'configuration.kubernetes.yaml',
];

/** What a variable of the environment is among the chart's values. */
const values: Readonly<Record<string, string>> = {
  KAFKA_BROKERS: '.Values.kafka.brokers',
  KAFKA_AUTH_TYPE: '.Values.kafka.authType',
  KAFKA_DISABLE_TLS: '.Values.kafka.disableTls',
  KAFKA_SASL_MECHANISM: '.Values.kafka.saslMechanism',
  KAFKA_USERNAME: '.Values.kafka.username',
  KAFKA_CA_CERT: '.Values.kafka.caCert',
  KAFKA_CLIENT_CERT: '.Values.kafka.clientCert',
  REDIS_ADDRESS: 'include "rondo.redisAddress" .',
};

/** Where traces go is one value for services, which speak HTTP to it, and sidecars; without it neither makes any. */
const collector = /^ {4}otel:\n {6}endpointAddress: .*\n {6}protocol: grpc\n {6}isSecure: false\n/gm;
const collectorTemplate = `    {{- with .Values.telemetry.otlpEndpoint }}
    otel:
      endpointAddress: {{ (urlParse .).host | quote }}
      protocol: http
      isSecure: {{ hasPrefix "https:" . }}
    {{- end }}
`;

function toTemplate(source: string, text: string): string {
  if (text.includes('{{')) throw new Error(`${source}: expected no braces, which Helm would read.`);
  const template = text
    .replaceAll(/envRef: (\w+)/g, (_match, name: string) => {
      const value = values[name];
      if (!value) throw new Error(`${source}: the chart has no value for ${name}: add it to charts/generate.ts.`);
      return `value: {{ ${value} | quote }}`;
    })
    .replaceAll(collector, () => collectorTemplate)
    .replaceAll(/namespace: rondo$/gm, 'namespace: {{ .Release.Namespace }}')
    .replaceAll(/samplingRate: "[\d.]+"/g, 'samplingRate: {{ .Values.telemetry.traceRatio | quote }}');
  return `# Made from dapr/${source} by \`npm run chart\`; change it there.\n${template}`;
}

async function render(): Promise<Map<string, string>> {
  const subscriptions = (await readdir(new URL('subscriptions/', dapr))).map((name) => `subscriptions/${name}`);
  const files = new Map<string, string>();
  for (const source of [...sources, ...subscriptions.toSorted()]) {
    const name = source.startsWith('subscriptions/')
      ? `subscriptions-${source.slice(14)}`
      : (source.split('/').at(-1) ?? '');
    files.set(name, toTemplate(source, await readFile(new URL(source, dapr), 'utf8')));
  }
  return files;
}

const strimzi = new URL('kafka/strimzi-cluster.yaml', import.meta.url);
const topicsMarker = /^# Topics: .*\n/m;

/** strimzi-cluster.yaml with Strimzi's KafkaTopic for each topic that Rondo needs, after what is written by hand. */
async function withTopics(manifest: string): Promise<string> {
  const marker = topicsMarker.exec(manifest);
  if (!marker)
    throw new Error('charts/kafka/strimzi-cluster.yaml: expected the line before which nothing is generated.');
  const values = parse(await readFile(new URL('kafka/strimzi.yaml', import.meta.url), 'utf8'));
  const topics = planTopics(await subscriptionsOfServices(), {
    partitions: values.kafka.partitions,
    replication: 3,
  }).map(
    ({
      topic,
      partitions,
      replication,
      retentionMs,
      maxMessageBytes,
      minInSyncReplicas,
    }) => `apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata:
  name: ${topic}
  namespace: kafka
  labels: { strimzi.io/cluster: rondo }
spec:
  partitions: ${partitions}
  replicas: ${replication}
  config:
    retention.ms: ${retentionMs}
    max.message.bytes: ${maxMessageBytes}
    min.insync.replicas: ${minInSyncReplicas}
`,
  );
  return `${manifest.slice(0, marker.index)}${marker[0]}${topics.join('---\n')}`;
}

const files = await render();
const present = await readdir(target).catch(() => []);
const stale: string[] = present.filter((name) => !files.has(name));
for (const [name, text] of files) {
  if ((await readFile(new URL(name, target), 'utf8').catch(() => '')) !== text) stale.push(name);
}
const manifest = await readFile(strimzi, 'utf8');
const current = await withTopics(manifest);
if (process.argv.includes('--check')) {
  if (manifest !== current) stale.push('charts/kafka/strimzi-cluster.yaml');
  if (stale.length > 0) {
    process.stderr.write(`charts/rondo/templates/dapr is not current (${stale.join(', ')}): run npm run chart.\n`);
    process.exitCode = 1;
  }
} else {
  await writeFile(strimzi, current);
  for (const name of stale) {
    const text = files.get(name);
    const file = new URL(name, target);
    await (text === undefined ? rm(file) : writeFile(file, text));
  }
  process.stdout.write(`charts/rondo/templates/dapr: ${stale.length} of ${files.size} files written.\n`);
}
