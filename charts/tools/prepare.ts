/**
 * `node charts/tools/prepare.ts`: builds what the suites run and the cache does not have yet, from the smallest to the largest.
 * Go's compiler gives way to whatever else wants the processor, so that this can go on beside tests. Without it each suite builds
 * what it needs when it needs it.
 */
import { findDapr } from '../../dapr/local/parts/daprd.ts';
import { strictSchemas } from '../check/schemas.ts';
import { clusterPrograms } from '../cluster/programs.ts';
import { goProgram, helmUnittest } from './go.ts';
import { pipProgram } from './pip.ts';

const progress = (line: string): void => void process.stdout.write(`${line}\n`);

await pipProgram('shellcheck', progress);
for (const name of ['actionlint', 'kubeconform', 'gitleaks', 'kube-score', 'helm'] as const)
  await goProgram(name, progress);
await helmUnittest(progress);
await strictSchemas(progress);
await findDapr(progress);
await clusterPrograms(progress);
