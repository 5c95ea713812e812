import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Command } from '../tools/pip.ts';

const execute = promisify(execFile);

/** Where every program is run. */
export const repository = fileURLToPath(new URL('../..', import.meta.url));

/** What a program prints. Throws with all that it said where it ends with something else than 0. */
export const run = (command: Command, args: readonly string[]): Promise<string> => runIn(repository, command, args);

/** The same, in another directory. */
export async function runIn(cwd: string, [program, ...before]: Command, args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await execute(program, [...before, ...args], {
      cwd,
      maxBuffer: 256 * 1024 * 1024,
      env: { ...process.env, NO_COLOR: '1' },
    });
    return stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${stdout}${stderr}`.trim() || String(error), { cause: error });
  }
}

/** The project's files, those that are not committed yet among them, whose path matches. */
export async function files(pattern: RegExp): Promise<string[]> {
  const listed = await run(['git'], ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  const paths = listed.split('\0').filter((path) => pattern.test(path));
  return [...new Set(paths)];
}
