/**
 * `npm run check:charts`: everything of the chart, the image and the workflows that can be checked without a cluster, in every
 * combination of cloud, environment and Kafka that makes sense. `-- --update` writes what is generated: charts/goldens and
 * charts/rondo/README.md. `-- NAME…` runs the checks whose names contain one of these.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type Check, runChecks } from './check.ts';
import { combinations } from './combinations.ts';
import { compareGoldens, goldensOf } from './goldens.ts';
import { checkImage } from './image.ts';
import { comply, lintValues, score, unitTests, validate } from './kube.ts';
import { linters } from './linters.ts';
import { files } from './program.ts';
import { type Rendering, renderAll } from './rendering.ts';
import { valuesTable } from './values-table.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const progress = (line: string) => say(`…       ${line}`);
const readme = new URL('../rondo/README.md', import.meta.url);

const { values, positionals } = parseArgs({
  options: { update: { type: 'boolean', default: false } },
  allowPositionals: true,
});

let rendering: Promise<Rendering[]> | undefined;
const rendered = () => {
  rendering ??= renderAll(progress);
  return rendering;
};

const checks: readonly Check[] = [
  { name: 'helm template', run: async () => `${(await rendered()).length} of ${combinations.length} combinations` },
  { name: 'helm lint', run: () => lintValues(progress) },
  {
    name: 'kubeconform',
    run: async () =>
      validate(await rendered(), await files(/^charts\/(kafka\/.*-cluster|postgresql\/.*)\.yaml$/), progress),
  },
  { name: 'policies', run: async () => comply(await rendered()) },
  { name: 'kube-score', run: async () => score(await rendered(), progress) },
  { name: 'helm-unittest', run: () => unitTests(progress) },
  { name: 'goldens', run: async () => compareGoldens(goldensOf(await rendered()), values.update) },
  { name: 'values table', run: () => compareReadme() },
  { name: 'image', run: () => checkImage(progress) },
  ...linters(progress),
];

async function compareReadme(): Promise<string> {
  const expected = await valuesTable();
  if (values.update) await writeFile(readme, expected);
  else if ((await readFile(readme, 'utf8').catch(() => '')) !== expected)
    throw new Error('charts/rondo/README.md is not current: npm run check:charts -- --update.');
  return `${expected.split('\n').filter((line) => line.startsWith('| `')).length} values`;
}

const wanted = checks.filter(({ name }) => positionals.length === 0 || positionals.some((part) => name.includes(part)));
const failed = await runChecks(wanted, say);
process.exitCode = failed > 0 || wanted.length === 0 ? 1 : 0;
