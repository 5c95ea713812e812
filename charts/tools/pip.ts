import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { hashOf, keep } from '../../dapr/local/parts/kept.ts';
import { findProgram, outputOf, PartUnavailable, type Progress } from '../../dapr/local/parts/part.ts';

const run = promisify(execFile);
const requirements = new URL('requirements.txt', import.meta.url);

/** The linters of requirements.txt, as command lines. */
const commands = {
  shellcheck: (directory: string): Command => [join(directory, 'bin', 'shellcheck')],
  hadolint: (directory: string): Command => [join(directory, 'bin', 'hadolint')],
  zizmor: (directory: string): Command => [join(directory, 'bin', 'zizmor')],
  // A script of Python's names the directory that it was installed into, which is another by now.
  yamllint: (directory: string): Command => [join(directory, 'bin', 'python'), '-m', 'yamllint'],
  'check-jsonschema': (directory: string): Command => [join(directory, 'bin', 'python'), '-m', 'check_jsonschema'],
} as const;

export type PipProgram = keyof typeof commands;
export type Command = readonly [string, ...string[]];

/** A linter that pip installs, into an environment of its own that is kept. Throws PartUnavailable. */
export async function pipProgram(name: PipProgram, progress: Progress): Promise<Command> {
  const python = await findProgram('python3');
  if (!python)
    throw new PartUnavailable(`There is no python3 to install ${name} with. Install Python 3.10 or newer with venv.`);
  const [wanted, version] = await Promise.all([readFile(requirements), outputOf(python, '--version')]);
  const directory = await keep({
    name: 'linters by pip',
    at: `pip-${hashOf(wanted, version)}`,
    takes: 'half a minute',
    make: async (unfinished) => {
      await run(python, ['-m', 'venv', unfinished]);
      const pip = [join(unfinished, 'bin', 'python'), '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
      await run(pip[0] ?? python, [...pip.slice(1), '--requirement', requirements.pathname]);
    },
    progress,
  });
  return commands[name](directory);
}
