import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Progress } from '../../dapr/local/parts/part.ts';
import { promtool } from '../tools/debian.ts';
import { goProgram } from '../tools/go.ts';
import { pipProgram } from '../tools/pip.ts';
import type { Check } from './check.ts';
import { files, repository, run } from './program.ts';

/** A scripts' interpreter is told by its name, or by its first line where it has none. */
const scripts = /\.sh$|^\.ci\/run$/;
const workflows = /^\.github\/(workflows|actions)\/.*\.ya?ml$/;
/** Helm's templates are no YAML before they are rendered; what is generated is compared with what it is generated from. */
const yamlFiles = /^(?!charts\/(rondo\/templates|goldens)\/).*\.ya?ml$/;

/** What is checked besides the chart itself: scripts, workflows, Dockerfiles, YAML, secrets in the tree, alert rules. */
export const linters = (progress: Progress): readonly Check[] => [
  {
    name: 'shellcheck',
    run: () =>
      eachOf(scripts, 'scripts', async (found) =>
        run(await pipProgram('shellcheck', progress), [
          '--color=never',
          '--severity=warning',
          '--external-sources',
          ...found,
        ]),
      ),
  },
  {
    name: 'actionlint',
    run: () =>
      eachOf(/^\.github\/workflows\/.*\.ya?ml$/, 'workflows', async (found) => {
        const [actionlint, [shellcheck]] = await Promise.all([
          goProgram('actionlint', progress),
          pipProgram('shellcheck', progress),
        ]);
        return run([actionlint], ['-no-color', '-shellcheck', shellcheck, '-pyflakes=', ...found]);
      }),
  },
  {
    name: 'zizmor',
    run: () =>
      eachOf(workflows, 'workflows and actions', async (found) =>
        run(await pipProgram('zizmor', progress), ['--offline', '--no-progress', '--color=never', ...found]),
      ),
  },
  {
    name: 'hadolint',
    run: () =>
      eachOf(/(^|\/)Dockerfile$/, 'Dockerfiles', async (found) =>
        run(await pipProgram('hadolint', progress), ['--no-color', '--failure-threshold=warning', ...found]),
      ),
  },
  {
    name: 'yamllint',
    run: () =>
      eachOf(yamlFiles, 'files', async (found) =>
        run(await pipProgram('yamllint', progress), [
          '--strict',
          '--format=parsable',
          '-c',
          'charts/check/yamllint.yaml',
          ...found,
        ]),
      ),
  },
  { name: 'published schemas', run: () => keepSchemas(progress) },
  { name: 'gitleaks', run: () => noSecrets(progress) },
  {
    name: 'promtool check rules',
    run: () =>
      eachOf(/^monitoring\/.*\.rules\.ya?ml$/, 'rule files', async (found) =>
        run([await promtool()], ['check', 'rules', ...found]),
      ),
  },
  {
    name: 'promtool test rules',
    run: () =>
      eachOf(/^monitoring\/.*\.test\.ya?ml$/, 'test files', async (found) =>
        run([await promtool()], ['test', 'rules', ...found]),
      ),
  },
];

/** Files whose readers publish a schema, by the names of the schemas that come with check-jsonschema: nothing is fetched. */
const published: readonly (readonly [schema: string, files: RegExp])[] = [
  ['vendor.compose-spec', /^compose\.yaml$/],
  ['vendor.renovate', /^renovate\.json$/],
  ['vendor.github-issue-forms', /^\.github\/ISSUE_TEMPLATE\/(?!config).*\.yaml$/],
];

async function keepSchemas(progress: Progress): Promise<string> {
  const checker = await pipProgram('check-jsonschema', progress);
  let count = 0;
  for (const [schema, pattern] of published) {
    const found = await files(pattern);
    await run(checker, ['--color=never', '--builtin-schema', schema, ...found]);
    count += found.length;
  }
  return `${count} files`;
}

/** The tool is asked for before files are: that there is nothing to check today must not hide that it is missing. */
async function eachOf(pattern: RegExp, what: string, check: (found: string[]) => Promise<unknown>): Promise<string> {
  const found = await files(pattern);
  if (found.length > 0) await check(found);
  return `${found.length} ${what}`;
}

/** Every file that is committed or could be, and none of what is ignored: node_modules has examples of keys by the hundred. */
async function noSecrets(progress: Progress): Promise<string> {
  const gitleaks = await goProgram('gitleaks', progress);
  const found = await files(/./);
  const directory = await mkdtemp(join(tmpdir(), 'rondo-gitleaks-'));
  try {
    const list = join(directory, 'files');
    await writeFile(list, found.join('\0'));
    const tar = join(directory, 'tree.tar');
    await run(['tar'], ['--create', '--file', tar, '--null', '--ignore-failed-read', '--files-from', list]);
    const tree = join(directory, 'tree');
    await run(['mkdir'], [tree]);
    await run(['tar'], ['--extract', '--file', tar, '--directory', tree]);
    await run(
      [gitleaks],
      [
        'dir',
        tree,
        '--no-banner',
        '--no-color',
        '--redact',
        '--verbose',
        '--log-level=warn',
        '--config',
        join(repository, 'charts/check/gitleaks.toml'),
      ],
    );
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  return `${found.length} files`;
}
