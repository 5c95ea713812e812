import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export interface ProcessOptions {
  name: string;
  command: string;
  args: readonly string[];
  env?: Readonly<Record<string, string>>;
  cwd?: string;
  /** What it prints is added to it. */
  logFile: string;
  /** How long it may take to end in good order. */
  stopMs?: number;
}

const logTailLength = 2_000;

/** Ended with this process, however that ends short of SIGKILL. */
const children = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** A program that runs while this object lives. In a process group of its own, so that Ctrl-C reaches it from us only, in our order. */
export class LocalProcess implements AsyncDisposable {
  readonly #options: ProcessOptions;
  readonly #child: ChildProcess;

  private constructor(options: ProcessOptions, child: ChildProcess) {
    this.#options = options;
    this.#child = child;
    children.add(child);
    child.once('exit', () => children.delete(child));
  }

  static async start(options: ProcessOptions): Promise<LocalProcess> {
    await mkdir(dirname(options.logFile), { recursive: true });
    const log = openSync(options.logFile, 'a');
    const child = spawn(options.command, options.args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', log, log],
      detached: true,
    });
    closeSync(log);
    const started = new LocalProcess(options, child);
    await once(child, 'spawn').catch((error) => {
      throw new Error(`${options.name} could not be started: ${error.message}`, { cause: error });
    });
    return started;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Until `condition` holds. Throws with the end of what it printed where it ended before that, or took too long. */
  async until(condition: () => Promise<boolean>, timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!(await condition().catch(() => false))) {
      if (!this.running) throw new Error(`${this.#options.name} ended before it was ready.\n${await this.logTail()}`);
      if (Date.now() > deadline)
        throw new Error(`${this.#options.name} was not ready after ${timeoutMs / 1_000} s.\n${await this.logTail()}`);
      await delay(50);
    }
  }

  async logTail(): Promise<string> {
    const log = await readFile(this.#options.logFile, 'utf8').catch(() => '');
    return `${this.#options.logFile}:\n${log.slice(-logTailLength)}`;
  }

  /** Resolves once it has ended. */
  async ended(): Promise<void> {
    if (this.running) await once(this.#child, 'exit');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.running) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), this.#options.stopMs ?? 15_000);
    await ended;
    clearTimeout(timer);
  }
}

/**
 * Below what the kernel gives to outgoing connections (32768 on Linux, 49152 elsewhere): one of those might take a port between its
 * being chosen and its being listened on.
 */
const [firstPort, lastPort] = [20_000, 32_000];
const chosen = new Set<number>();

/** Ports that nobody listens on, and that this process has not given out before. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = randomInt(firstPort, lastPort);
    if (chosen.has(port)) continue;
    chosen.add(port);
    if (await isFree(port)) ports.push(port);
  }
  return ports;
}

/** Whether nobody listens on it on this machine. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const listening = new Promise<boolean>((resolve) => {
    server.once('listening', () => resolve(true)).once('error', () => resolve(false));
  });
  server.listen(port, '127.0.0.1');
  if (!(await listening)) return false;
  server.close();
  await once(server, 'close');
  return true;
}

export async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  if (port === undefined) throw new Error('There is no free port.');
  return port;
}
