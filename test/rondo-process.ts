import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../dapr/local/parts/process.ts';

const start = fileURLToPath(new URL('../start.ts', import.meta.url));

/** Rondo as `npm start` runs it: a process of its own on a data directory and a port of its own. */
export class RondoProcess implements AsyncDisposable {
  readonly port: number;
  readonly dataDirectory: string;
  readonly #environment: Record<string, string>;
  #child: ChildProcess | null = null;
  #output = '';

  private constructor(port: number, dataDirectory: string, environment: Record<string, string>) {
    this.port = port;
    this.dataDirectory = dataDirectory;
    this.#environment = environment;
  }

  /** Starts one on a new data directory, and resolves once it is ready. */
  static async start(environment: Record<string, string> = {}, args: string[] = []): Promise<RondoProcess> {
    const directory = await mkdtemp(join(tmpdir(), 'rondo-test-'));
    const rondo = new RondoProcess(await freePort(), join(directory, 'data'), environment);
    await rondo.start(args);
    return rondo;
  }

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  /** All that the processes started so far have printed. */
  get output(): string {
    return this.#output;
  }

  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error('Rondo is not running.');
    return pid;
  }

  /** Starts it (again) on the same data. Returns milliseconds until it was ready. */
  async start(args: string[] = []): Promise<number> {
    const began = performance.now();
    const child = spawn(
      process.execPath,
      [start, '--port', String(this.port), '--data-dir', this.dataDirectory, ...args],
      { env: { ...process.env, NODE_ENV: '', ...this.#environment }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#output += text;
      });
    }
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`Rondo ended with ${code} before it was ready:\n${this.#output}`);
    });
    await Promise.race([this.#ready(), ended]);
    ended.catch(() => undefined);
    return performance.now() - began;
  }

  async #ready(): Promise<void> {
    for (;;) {
      const response = await fetch(`${this.url}/health/ready`).catch(() => null);
      if (response?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  /** Sends a signal and resolves with the milliseconds until the process was gone. */
  async end(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): Promise<number> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return 0;
    const began = performance.now();
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
    return performance.now() - began;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child?.signalCode === 'SIGKILL') {
      // Its PostgreSQL goes on without it: only a Rondo started again can end it in good order.
      await this.start();
    }
    await this.end('SIGTERM');
    await rm(join(this.dataDirectory, '..'), { recursive: true, force: true });
  }
}
