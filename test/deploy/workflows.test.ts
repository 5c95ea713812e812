import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

/*
 * Rules of our own for GitHub's workflows, beside those of actionlint and zizmor. A workflow that can deploy is the way into every
 * cluster.
 */

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}
interface Job {
  permissions?: Record<string, string>;
  'timeout-minutes'?: number;
  environment?: unknown;
  steps: Step[];
}
interface Workflow {
  permissions: object;
  concurrency?: object;
  jobs: Record<string, Job>;
}

const root = new URL('../../', import.meta.url);
const folder = new URL('.github/workflows/', root);
const workflows: [name: string, text: string, workflow: Workflow][] = [];
for (const name of (await readdir(folder)).toSorted()) {
  const text = await readFile(new URL(name, folder), 'utf8');
  workflows.push([name, text, parse(text)]);
}

it('there is one for each way of a change to production', () => {
  expect(workflows.map(([name]) => name)).toEqual([
    'check.yaml',
    'deploy.yaml',
    'nightly.yaml',
    'promote.yaml',
    'release.yaml',
  ]);
});

describe.each(workflows)('%s', (_name, text, { permissions, jobs }) => {
  it('takes actions by commit, with the version beside it, so that a moved tag changes nothing', () => {
    const used = [...text.matchAll(/uses: (.*)$/gm)].map(([, action]) => action);
    for (const action of used) expect(action).toMatch(/^[\w-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('may do nothing at first, and each job what it says; none goes on for ever', () => {
    expect(permissions).toEqual({});
    for (const job of Object.values(jobs)) {
      expect(job.permissions).toBeDefined();
      expect(job['timeout-minutes']).toBeGreaterThan(0);
    }
  });

  it('gives no secret and no foreign text to a script but by its environment', () => {
    for (const { run = '' } of Object.values(jobs).flatMap(({ steps }) => steps)) {
      // `{{` of Docker's and jq's own templates is no expression of GitHub's.
      expect(run).not.toContain('${'.concat('{'));
    }
  });

  it('leaves no credentials in the checkout', () => {
    const checkouts = Object.values(jobs).flatMap(({ steps }) =>
      steps.filter(({ uses = '' }) => uses.startsWith('actions/checkout@')),
    );
    for (const checkout of checkouts) expect(checkout.with?.['persist-credentials']).toBe(false);
  });
});

it('the same action is of one version everywhere', () => {
  const versions = new Map<string, Set<string>>();
  for (const [, text] of workflows) {
    for (const [, action = '', version = ''] of text.matchAll(/uses: (\S+?)@(.*)$/gm)) {
      versions.set(action, (versions.get(action) ?? new Set()).add(version));
    }
  }
  expect([...versions].filter(([, found]) => found.size > 1)).toEqual([]);
});

it('who can deploy cannot sign, and who can sign cannot deploy', () => {
  const all = workflows.flatMap(([, , { jobs }]) => Object.values(jobs));
  const deploying = all.filter(({ environment }) => environment !== undefined);
  expect(deploying).toHaveLength(1);
  for (const { permissions } of deploying) expect(permissions?.['id-token']).toBeUndefined();
});

it('every suite that users are promised runs in check.yaml', async () => {
  const { scripts } = JSON.parse(await readFile(new URL('package.json', root), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const [, check = ''] = workflows.find(([name]) => name === 'check.yaml') ?? [];
  const suites = Object.keys(scripts).filter((name) => /^(?:test|check|lint|types|duplicates)(?::|$)/.test(name));
  for (const suite of suites) expect(check).toMatch(new RegExp(`npm (?:run )?${suite}\\b`));
  for (const [, script = ''] of workflows.flatMap(([, text]) => [...text.matchAll(/npm run ([\w:-]+)/g)])) {
    expect(Object.keys(scripts)).toContain(script);
  }
});

it('scripts that workflows call are there', async () => {
  const called = new Set(
    workflows.flatMap(([, text]) => [...text.matchAll(/\.github\/scripts\/[\w.-]+/g)].map(([path]) => path)),
  );
  expect(called.size).toBeGreaterThan(3);
  for (const path of called) await expect(readFile(new URL(path, root))).resolves.toBeDefined();
});

it("the lines that a release writes the image's digest to are in the chart's values, once each", async () => {
  const values = await readFile(new URL('charts/rondo/values.yaml', root), 'utf8');
  const [, release = ''] = workflows.find(([name]) => name === 'release.yaml') ?? [];
  expect(release).toContain('s|^  repository: ghcr.io/.*|');
  expect(values.match(/^ {2}repository: ghcr\.io\/.*$/gm)).toHaveLength(1);
  expect(values.match(/^ {2}digest: ""$/gm)).toHaveLength(1);
});

it('Renovate reads the versions that the installing scripts and the guide use, and that of PostgreSQL', async () => {
  const renovate = JSON.parse(await readFile(new URL('renovate.json', root), 'utf8'));
  const managers: { managerFilePatterns: string[]; matchStrings: string[] }[] = renovate.customManagers;
  /** What those of a file find in it. */
  const found = async (file: string) => {
    const text = await readFile(new URL(file, root), 'utf8');
    return managers
      .filter(({ managerFilePatterns: [pattern = ''] }) => new RegExp(pattern.slice(1, -1)).test(file))
      .flatMap(({ matchStrings: [pattern = ''] }) => [...text.matchAll(new RegExp(pattern, 'g'))])
      .map(({ groups }) => `${groups?.depName} ${groups?.currentValue}`);
  };
  const parts = await readFile(new URL('charts/scripts/parts.sh', root), 'utf8');
  const installed = await found('charts/scripts/parts.sh');
  expect(installed).toHaveLength((parts.match(/^[A-Z_]+_VERSION=/gm) ?? []).length);
  expect((await found('docs/deploy.md')).toSorted()).toEqual(installed.toSorted());
  expect(await found('charts/rondo/templates/postgresql.yaml')).toEqual([
    expect.stringMatching(/^ghcr\.io\/cloudnative-pg\/postgresql 18\.\d+-/),
  ]);
  const { devDependencies } = JSON.parse(await readFile(new URL('package.json', root), 'utf8'));
  for (const name of ['@biomejs/biome', 'jscpd']) {
    const rule = renovate.packageRules.find(({ matchPackageNames }: { matchPackageNames?: string[] }) =>
      matchPackageNames?.includes(name),
    );
    expect(rule.allowedVersions).toBe(devDependencies[name]);
  }
});
