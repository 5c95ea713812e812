import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { hashOf, keep } from '../../dapr/local/parts/kept.ts';
import { findProgram, PartUnavailable, type Progress } from '../../dapr/local/parts/part.ts';

const run = promisify(execFile);
const pom = fileURLToPath(new URL('strimzi/pom.xml', import.meta.url));

const model = 'io.strimzi.api.kafka.model';
/** What charts/kafka/strimzi-cluster.yaml makes. */
const kinds = ['kafka.Kafka', 'nodepool.KafkaNodePool', 'user.KafkaUser', 'topic.KafkaTopic'];

/**
 * A directory of YAML files, each the definition of one of Strimzi's custom resources: they are in no Go module, and made here of
 * the Java classes that its operator reads them into. Throws PartUnavailable.
 */
export async function strimziResources(progress: Progress): Promise<string> {
  const [java, maven] = await Promise.all([findProgram('java'), findProgram('mvn')]);
  return keep({
    name: "definitions of Strimzi's resources",
    at: `strimzi-${hashOf(await readFile(pom), ...kinds)}`,
    takes: 'a minute',
    make: async (unfinished) => {
      if (!java || !maven) {
        throw new PartUnavailable(
          "Strimzi's definitions need Java 17 and Maven: one of them is not on PATH. Install both.",
        );
      }
      const libraries = join(unfinished, 'libraries');
      await run(maven, ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${libraries}`]);
      await run(java, [
        ...['-cp', `${libraries}/*`, 'io.strimzi.crdgenerator.CrdGenerator', '--yaml', '--target-kube', '1.25+'],
        ...['--crd-api-version', 'v1', '--api-versions', 'v1', '--storage-version', 'v1'],
        ...kinds.map((kind) => `${model}.${kind}=${join(unfinished, `${kind}.yaml`)}`),
      ]);
      await rm(libraries, { recursive: true });
    },
    progress,
  });
}
