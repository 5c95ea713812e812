import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findProgram, PartUnavailable } from './part.ts';

const run = promisify(execFile);

export interface GoCommand {
  /** `build` or `install` and what follows. */
  args: readonly string[];
  /** Where its go.mod is, for `build`. */
  cwd?: string;
  env?: Readonly<Record<string, string>>;
  /** What to say where there is no Go: what is missing, and what to install. */
  otherwise: string;
}

/** Runs Go's compiler behind everything else that wants the processor. Throws PartUnavailable where there is no Go. */
export async function runGo({ args, cwd, env, otherwise }: GoCommand): Promise<string> {
  const [go, nice] = await Promise.all([findProgram('go'), findProgram('nice')]);
  if (!go) throw new PartUnavailable(otherwise);
  const [command = go, ...before] = nice ? [nice, '-n', '15', go] : [go];
  const { stdout } = await run(command, [...before, ...args], {
    cwd,
    env: { ...process.env, ...env },
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}
