import { type ChildProcess, spawn } from 'node:child_process';

export interface Started extends AsyncDisposable {
  readonly process: ChildProcess;
  /** Processor seconds used so far. */
  cpuSeconds(): Promise<number>;
}

export interface StartOptions {
  /** Pins the process to these cores (`taskset -c`); not at all where the machine has one core only. */
  readonly cores?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly nodeArgs?: readonly string[];
}

const STDIO_TO_CONSOLE = ['ignore', 'inherit', 'inherit', 'ipc'] as const;

/** Starts a Node.js script; it must have `isReady` answer before the timeout. */
export async function startNode(
  script: string,
  args: readonly string[],
  isReady: () => Promise<boolean>,
  { cores, env, nodeArgs = [] }: StartOptions = {},
): Promise<Started> {
  const node = [process.execPath, ...nodeArgs, script, ...args];
  const [command = '', ...rest] = cores === undefined ? node : ['taskset', '-c', cores, ...node];
  const child = spawn(command, rest, {
    stdio: process.env.BENCH_VERBOSE ? [...STDIO_TO_CONSOLE] : ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, ...env },
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const started: Started = {
    process: child,
    cpuSeconds: () => cpuSecondsOf(child.pid ?? 0),
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 3_000);
      await exited;
      clearTimeout(timer);
    },
  };
  const deadline = performance.now() + 60_000;
  while (!(await isReady())) {
    if (child.exitCode !== null) throw new Error(`${script} ended with ${child.exitCode} before it was ready`);
    if (performance.now() > deadline) {
      await started[Symbol.asyncDispose]();
      throw new Error(`${script} was not ready within 60 s`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return started;
}

/** Runs a command to its end. @returns what it printed */
export async function runToEnd(command: readonly string[]): Promise<string> {
  const [file = '', ...args] = command;
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}`);
  return output;
}

async function cpuSecondsOf(pid: number): Promise<number> {
  const { readFile } = await import('node:fs/promises');
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100 || 0;
}
