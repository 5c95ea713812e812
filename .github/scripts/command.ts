import { spawn } from 'node:child_process';

export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a program from PATH and resolves with how it ended, whatever that was. Throws only where it can't be started. */
export async function run(program: string, args: readonly string[]): Promise<Outcome> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const outcome: Outcome = { code: -1, stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      outcome[stream] += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Error(`${program} can't be started: ${error.message}`)));
    child.once('close', (code) => resolve({ ...outcome, code: code ?? -1 }));
  });
}

/** Its standard output. Throws with what it said where it failed. */
export async function output(program: string, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run(program, args);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')}: ended with ${code}: ${lastLine(stderr)}`);
  return stdout;
}

export const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';

/** A line of a program's report. */
export const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Runs a program's main part; what it throws is its last line, and it ends with 1. */
export async function main(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
