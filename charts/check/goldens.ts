import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { throwFaults } from './check.ts';
import { connectivity } from './connectivity.ts';
import type { Rendering } from './rendering.ts';

const goldens = new URL('../goldens/', import.meta.url);

/**
 * The renderings that are committed, so that a change of the chart is read as a change of what clusters get. All would be 6 MB that
 * differ in the names of brokers and storage classes; these three differ in which resources there are.
 */
const committed = new Set([
  // One node, PostgreSQL and Redis in the cluster, plain http, no scaling, a Kafka in the cluster.
  'minikube-dev-strimzi',
  // Scaling by KEDA, canaries, a Kafka outside.
  'doks-staging-confluent-cloud',
  // As before with External Secrets, on a cloud of its own load balancers.
  'gke-prod-redpanda-cloud',
]);

/** The text of each file below charts/goldens: what is rendered, and who may talk to whom in it. */
export function goldensOf(renderings: readonly Rendering[]): Map<string, string> {
  return new Map(
    renderings
      .filter(({ combination }) => committed.has(combination.name))
      .flatMap(({ combination: { name }, text, resources }): [string, string][] => [
        [`${name}.yaml`, text],
        [`${name}.connectivity.txt`, connectivity(resources)],
      ]),
  );
}

/** Compares them with what is committed and throws what differs; with `update` writes them instead. */
export async function compareGoldens(expected: ReadonlyMap<string, string>, update: boolean): Promise<string> {
  await mkdir(goldens, { recursive: true });
  const present = await readdir(goldens);
  const faults: string[] = present.filter((file) => !expected.has(file)).map((file) => `${file} is of no use any more`);
  for (const [file, text] of expected) {
    const golden = await readFile(new URL(file, goldens), 'utf8').catch(() => '');
    if (golden !== text) faults.push(`${file}${firstDifference(golden, text)}`);
    if (update) await writeFile(new URL(file, goldens), text);
  }
  if (update) {
    for (const file of present.filter((name) => !expected.has(name))) await rm(new URL(file, goldens));
    return `${expected.size} files, ${faults.length} of them changed`;
  }
  throwFaults(faults.length === 0 ? [] : [...faults, 'Is it meant? npm run check:charts -- --update']);
  return `${expected.size} files`;
}

function firstDifference(golden: string, text: string): string {
  const [before, now] = [golden.split('\n'), text.split('\n')];
  const line = now.findIndex((value, index) => value !== before[index]);
  return `, line ${line + 1}:\n  - ${before[line] ?? '(its end)'}\n  + ${now[line] ?? '(its end)'}`;
}
