/**
 * Brings a stage to what its values on this checkout say, and back where that doesn't work:
 *
 *   node .github/scripts/deploy.ts staging --cloud gke --kafka strimzi --url https://staging.rondo.example.com [--values FILE]…
 *
 * helm upgrade (whose migrations run first: where they fail, nothing else is changed), until every Deployment and canary has settled,
 * then the smoke test. Where any of it fails: helm rollback to the revision that ran before, the smoke test again, and 1 as its end.
 * Needs `helm` and `kubectl` with a context of the stage's cluster.
 */
import { access, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { main, output, run, say } from './command.ts';
import { isStage, readDigest, stages, valuesOf } from './stages.ts';
import { settle, type Waiting } from './workloads.ts';

const release = 'rondo';
const smokeTest = fileURLToPath(new URL('smoke.ts', import.meta.url));

interface Plan extends Waiting {
  url: string;
  smokeSeconds: string;
  /** Files of values, the later one counts. */
  files: string[];
}

async function planOf(args: string[]): Promise<Plan> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      cloud: { type: 'string' },
      kafka: { type: 'string' },
      url: { type: 'string' },
      values: { type: 'string', multiple: true, default: [] },
      namespace: { type: 'string', default: 'rondo' },
      'timeout-seconds': { type: 'string', default: '1200' },
      'poll-seconds': { type: 'string', default: '5' },
      'smoke-seconds': { type: 'string', default: '60' },
    },
  });
  const [stage] = positionals;
  if (!isStage(stage)) throw new Error(`Expected one of ${stages.join(', ')}, got ${stage ?? 'nothing'}`);
  const { url } = values;
  if (!url || !URL.canParse(url))
    throw new Error(`--url: expected where users reach ${stage}, got ${url ?? 'nothing'}`);
  if (!readDigest(await readFile(valuesOf(stage), 'utf8'), valuesOf(stage))) {
    throw new Error(`${valuesOf(stage)}: image.digest: expected the digest of a promoted image, found none`);
  }
  const files = [
    `charts/kafka/${values.kafka}.yaml`,
    `charts/clouds/${values.cloud}.yaml`,
    valuesOf(stage),
    ...values.values,
  ];
  for (const file of files) {
    await access(file).catch(() => {
      throw new Error(`${file}: expected a file of values; --cloud and --kafka are names of files in charts/`);
    });
  }
  return {
    url,
    files,
    namespace: values.namespace,
    timeoutMs: Number(values['timeout-seconds']) * 1_000,
    pollMs: Number(values['poll-seconds']) * 1_000,
    smokeSeconds: values['smoke-seconds'],
  };
}

/** The revision that serves; null where nothing was installed yet. Throws where helm fails for another reason. */
async function servingRevision(namespace: string): Promise<number | null> {
  const { code, stdout, stderr } = await run('helm', [
    'history',
    release,
    '--namespace',
    namespace,
    '--output',
    'json',
  ]);
  if (code !== 0) {
    if (stderr.includes('not found')) return null;
    throw new Error(`helm history: ${stderr.trim()}`);
  }
  const revisions = JSON.parse(stdout) as { revision: number; status: string }[];
  return revisions.findLast(({ status }) => status === 'deployed')?.revision ?? null;
}

async function upgrade(plan: Plan): Promise<void> {
  const values = plan.files.flatMap((file) => ['--values', file]);
  await output('helm', [
    ...['upgrade', '--install', release, 'charts/rondo', '--namespace', plan.namespace, ...values],
    ...['--timeout', `${plan.timeoutMs / 1_000}s`],
  ]);
  say('Upgraded; waiting for the new pods.');
  await settle(plan);
}

async function smoke({ url, smokeSeconds }: Plan): Promise<void> {
  const { code, stdout, stderr } = await run(process.execPath, [smokeTest, url, '--seconds', smokeSeconds]);
  process.stdout.write(stdout);
  if (code !== 0) throw new Error(`Smoke test: ${stderr.trim()}`);
}

/** Back to the revision. Returns what is to be told of it. */
async function rollBack(plan: Plan, revision: number): Promise<string> {
  try {
    await output('helm', [
      ...[
        'rollback',
        release,
        String(revision),
        '--namespace',
        plan.namespace,
        '--timeout',
        `${plan.timeoutMs / 1_000}s`,
      ],
    ]);
    await settle(plan);
    await smoke(plan);
    return `Rolled back to revision ${revision}, which works.`;
  } catch (error) {
    return `The rollback to revision ${revision} failed too, see to it at once: ${error instanceof Error ? error.message : error}`;
  }
}

await main(async () => {
  const plan = await planOf(process.argv.slice(2));
  const before = await servingRevision(plan.namespace);
  say(before ? `Revision ${before} serves.` : 'Nothing is installed yet.');
  try {
    await upgrade(plan);
    await smoke(plan);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (before === null)
      throw new Error(`${reason}\nThis was the first installation: there is nothing to roll back to.`);
    throw new Error(`${reason}\n${await rollBack(plan, before)}`);
  }
  say('Deployed.');
});
