import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** What is installed where: a file of each folder, in the order in which values merge. */
export interface Combination {
  name: string;
  kafka: string;
  cloud: string;
  environment: string;
}

const everyKafka = ['strimzi', 'redpanda', 'redpanda-cloud', 'confluent-cloud'];
const everyEnvironment = ['dev', 'staging', 'prod'];

/**
 * Which environments and kinds of Kafka a cloud is for. One machine is for developing, with everything on it; the two free nodes of
 * oke-free carry no second Rondo to promote from.
 */
const sensible: Readonly<Record<string, { environments: readonly string[]; kafka: readonly string[] }>> = {
  minikube: { environments: ['dev'], kafka: ['strimzi', 'redpanda'] },
  'oke-free': { environments: ['dev', 'prod'], kafka: everyKafka },
  oke: { environments: everyEnvironment, kafka: everyKafka },
  gke: { environments: everyEnvironment, kafka: everyKafka },
  aks: { environments: everyEnvironment, kafka: everyKafka },
  doks: { environments: everyEnvironment, kafka: everyKafka },
};

export const combinations: readonly Combination[] = Object.entries(sensible).flatMap(
  ([cloud, { environments, kafka }]) =>
    environments.flatMap((environment) =>
      kafka.map((kind) => ({ name: `${cloud}-${environment}-${kind}`, cloud, environment, kafka: kind })),
    ),
);

const charts = new URL('../', import.meta.url);

export const chart: string = fileURLToPath(new URL('rondo', charts));

/** Helm's arguments for a combination's values: base < kafka < cloud < environment. */
export const valuesOf = ({ kafka, cloud, environment }: Combination): string[] =>
  [`kafka/${kafka}`, `clouds/${cloud}`, `environments/${environment}`].flatMap((file) => [
    '--values',
    fileURLToPath(new URL(`${file}.yaml`, charts)),
  ]);

/** What `kafka.partitions` is in a combination. */
export async function partitionsOf({ kafka, cloud, environment }: Combination): Promise<number> {
  const layers = ['rondo/values', `kafka/${kafka}`, `clouds/${cloud}`, `environments/${environment}`];
  let partitions = 1;
  for (const layer of layers) {
    const values = parse(await readFile(new URL(`${layer}.yaml`, charts), 'utf8')) as {
      kafka?: { partitions?: number };
    };
    partitions = values.kafka?.partitions ?? partitions;
  }
  return partitions;
}
