import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Progress } from '../../dapr/local/parts/part.ts';
import { goProgram, helmUnittest } from '../tools/go.ts';
import { throwFaults } from './check.ts';
import { chart, combinations, partitionsOf, valuesOf } from './combinations.ts';
import { policies } from './policies.ts';
import { run } from './program.ts';
import type { Rendering } from './rendering.ts';
import { schemaLocation, strictSchemas } from './schemas.ts';

/** What kube-score advises that is not followed, and why. */
const notFollowed = [
  // Images are named by digest, or by a tag that is never moved.
  'container-image-pull-policy',
  // Pods are spread by topologySpreadConstraints, which say the same and more.
  'deployment-has-host-podantiaffinity',
  // How many there are is for each cloud to say, and scaled; disruption budgets are compared with it by a policy of ours.
  'deployment-replicas',
  // Redis: two at a time would be two states.
  'deployment-strategy',
  // PostgreSQL's pods are made by CloudNativePG from its Cluster, where kube-score does not look.
  'networkpolicy-targets-pod',
];

export async function lintValues(progress: Progress): Promise<string> {
  const helm = await goProgram('helm', progress);
  for (const combination of combinations) {
    await run([helm], ['lint', '--strict', '--quiet', chart, ...valuesOf(combination)]).catch((error: Error) => {
      throw new Error(`${combination.name}: ${error.message}`, { cause: error });
    });
  }
  return `${combinations.length} combinations`;
}

export async function validate(
  renderings: readonly Rendering[],
  others: readonly string[],
  progress: Progress,
): Promise<string> {
  const [kubeconform, schemas] = await Promise.all([goProgram('kubeconform', progress), strictSchemas(progress)]);
  return withFiles(renderings, async (rendered) => {
    const location = join(schemas, schemaLocation);
    const output = await run(
      [kubeconform],
      ['-strict', '-summary', '-n', '2', '-schema-location', location, ...others, ...rendered],
    );
    return output
      .trim()
      .replace(/^Summary: /, '')
      .replace(/ files - .*/, ' files');
  });
}

export async function score(renderings: readonly Rendering[], progress: Progress): Promise<string> {
  const kubeScore = await goProgram('kube-score', progress);
  // It knows no Rollouts, which are Deployments but for their strategy.
  const known = renderings.map((rendering) => ({
    ...rendering,
    text: rendering.text.replaceAll(
      /^apiVersion: argoproj.io\/v1alpha1\nkind: Rollout$/gm,
      'apiVersion: apps/v1\nkind: Deployment',
    ),
  }));
  return withFiles(known, async (files) => {
    const ignored = notFollowed.flatMap((test) => ['--ignore-test', test]);
    // No limits of processor: see the policy of requests and limits.
    const options = ['--output-format', 'ci', '--exit-one-on-warning', '--ignore-container-cpu-limit', ...ignored];
    for (const file of files) {
      await run([kubeScore], ['score', ...options, file]).catch((error: Error) => {
        const faults = error.message.split('\n').filter((line) => /^\[(WARNING|CRITICAL)\]/.test(line));
        throw new Error(faults.join('\n') || error.message, { cause: error });
      });
    }
    return `${files.length} combinations, ${notFollowed.length} of its tests left out`;
  });
}

export async function comply(renderings: readonly Rendering[]): Promise<string> {
  const faults = new Map<string, string>();
  let count = 0;
  for (const { combination, resources } of renderings) {
    const all = Object.entries(policies(await partitionsOf(combination)));
    count = all.length;
    for (const [demand, policy] of all) {
      for (const fault of policy(resources)) faults.set(`${demand}: ${fault}`, combination.name);
    }
  }
  throwFaults([...faults].map(([fault, combination]) => `${fault} (${combination})`));
  return `${count} policies on ${renderings.length} combinations`;
}

export async function unitTests(progress: Progress): Promise<string> {
  const output = await run([await helmUnittest(progress)], ['--strict', '--file', 'tests/*.test.yaml', chart]);
  return /Tests:\s+(.*)/.exec(output)?.[1] ?? 'no tests were counted';
}

async function withFiles<T>(renderings: readonly Rendering[], use: (files: string[]) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'rondo-charts-'));
  try {
    const files = renderings.map(({ combination }) => join(directory, `${combination.name}.yaml`));
    await Promise.all(renderings.map(({ text }, index) => writeFile(files[index] ?? '', text)));
    return await use(files);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
