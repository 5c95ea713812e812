import { type ChildProcess, execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { SqlState, sqlStateOf } from '../database/sql-state.ts';
import type { Logger } from '../log.ts';
import { type Cluster, openCluster } from './cluster.ts';
import { boundLog, tailOfLog } from './log-file.ts';
import { AlreadyRunning, lockCluster, type Ownership } from './ownership.ts';
import { isAlive } from './process-alive.ts';
import { choosePort, spawnServer } from './server-process.ts';

export { AlreadyRunning } from './ownership.ts';

export interface PostgresOptions {
  /** Rondo's data folder; PostgreSQL's own is `postgres` in it. Made where it does not exist. */
  dataDir: string;
  log: Logger;
  /** Called with a line at a time while the first start takes its second. */
  progress?: (line: string) => void;
  /** For tests: the server ends with this process even after kill -9 … */
  lifeline?: boolean;
  /** … and false: it may lose what is committed when the machine fails. */
  durable?: boolean;
}

export interface EmbeddedPostgres extends AsyncDisposable {
  /** Of the superuser, to the database `postgres`. It stays the same as long as this object lives. */
  readonly url: string;
  readonly port: number;
  /** The server was running already: its last parent was killed without being able to stop it. */
  readonly attached: boolean;
}

const run = promisify(execFile);

/** How long a start may take, crash recovery included. */
const startTimeoutMs = 60_000;
const stopTimeoutMs = 20_000;

/**
 * Starts PostgreSQL in `dataDir`, or attaches to the one running there, and keeps it running until it is disposed of.
 * Throws AlreadyRunning where another living process owns it.
 */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const cluster = await openCluster(options.dataDir, options.progress ?? (() => {}));
  const server = new Server(cluster, options);
  await server.start();
  return server;
}

class Server implements EmbeddedPostgres {
  port = 0;
  attached = false;
  readonly #cluster: Cluster;
  readonly #options: PostgresOptions;
  readonly #log: Logger;
  readonly #stopLogBound: () => void;
  #ownership: Ownership | undefined;
  #pid = 0;
  #stopping = false;
  #revival: Promise<void> | undefined;
  readonly #onExit = () => signal(this.#pid, 'SIGINT');

  constructor(cluster: Cluster, options: PostgresOptions) {
    this.#cluster = cluster;
    this.#options = options;
    this.#log = options.log;
    this.#stopLogBound = boundLog(cluster.logFile);
  }

  get url(): string {
    return `postgresql://${this.#cluster.user}:${this.#cluster.password}@127.0.0.1:${this.port}/postgres`;
  }

  async start(): Promise<void> {
    try {
      await this.#run();
    } catch (error) {
      this.#stopLogBound();
      throw error;
    }
    process.once('exit', this.#onExit);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = true;
    await this.#revival?.catch(() => {});
    process.off('exit', this.#onExit);
    this.#stopLogBound();
    await this.#ownership?.release();
    await stop(this.#pid, this.#cluster.directory, this.#log);
  }

  /** Until there is a server, ours, that takes the password: attaches to it, or starts one. */
  async #run(): Promise<void> {
    const deadline = Date.now() + startTimeoutMs;
    let started: ChildProcess | undefined;
    let failure: unknown;
    try {
      while (Date.now() < deadline && !this.#stopping) {
        const running = await readRunning(this.#cluster);
        if (running?.ready) {
          const ownership = await lockCluster(this.#cluster, running.port, deadline).catch((error) => {
            if (error instanceof AlreadyRunning || sqlStateOf(error) === SqlState.INVALID_PASSWORD) throw error;
            failure = error;
          });
          if (ownership) {
            this.attached = started === undefined;
            this.port = running.port;
            this.#pid = running.pid;
            this.#own(ownership);
            return;
          }
        } else if (!running && (!started || hasEnded(started))) {
          // It ends at once where another process started one in the same moment, or where orphans of a killed server
          // still hold its memory: both pass.
          if (started) await this.#explain(started);
          started = await this.#spawn();
        }
        await delay(5);
      }
    } catch (error) {
      if (started && !hasEnded(started) && !(error instanceof AlreadyRunning)) signal(started.pid ?? 0, 'SIGINT');
      throw error;
    }
    if (started) signal(started.pid ?? 0, 'SIGINT');
    throw new Error(
      `PostgreSQL did not get ready in ${startTimeoutMs / 1000} s. ${await tailOfLog(this.#cluster.logFile)}`,
      { cause: failure },
    );
  }

  async #spawn(): Promise<ChildProcess> {
    const port = this.port || (await choosePort(this.#cluster));
    const child = spawnServer(this.#cluster, port, {
      lifeline: this.#options.lifeline ?? false,
      durable: this.#options.durable ?? true,
    });
    child.once('error', (error) => this.#log.error(error, 'PostgreSQL could not be started'));
    child.once('exit', () => child.stdin?.destroy());
    child.unref();
    return child;
  }

  /** Throws where starting again would end the same way. */
  async #explain(ended: ChildProcess): Promise<void> {
    const log = await tailOfLog(this.#cluster.logFile);
    const passes = /lock file|shared memory block|could not bind|could not create any TCP/i.test(log);
    if (!passes) throw new Error(`PostgreSQL ended at its start (exit status ${ended.exitCode}). ${log}`);
    await delay(100);
  }

  #own(ownership: Ownership): void {
    this.#ownership = ownership;
    ownership.onLost(() => {
      if (!this.#stopping) this.#revival = this.#revive();
    });
  }

  /** The connection that shows our ownership broke: the server has gone, or restarted itself after a crash. */
  async #revive(): Promise<void> {
    this.#log.warn('PostgreSQL has gone; starting it again');
    while (!this.#stopping) {
      try {
        await this.#run();
        this.#log.info('PostgreSQL is back');
        return;
      } catch (error) {
        this.#log.error(error, 'PostgreSQL could not be started again');
        await delay(1_000);
      }
    }
  }
}

interface Running {
  pid: number;
  port: number;
  ready: boolean;
}

/** What the server's lock file says, where its process lives and is a PostgreSQL. See PostgreSQL's miscadmin.h for the lines. */
async function readRunning(cluster: Cluster): Promise<Running | null> {
  const file = join(cluster.directory, 'postmaster.pid');
  const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n');
  const pid = Number(lines[0]);
  if (!pid || !isAlive(pid)) return null;
  if (!(await isServer(pid, cluster.directory).catch(() => false))) {
    // After a reboot another process may have the number. PostgreSQL itself would take that process for a server.
    await rm(file, { force: true });
    return null;
  }
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

/** Whether that process is the server of `directory`, by its command line: that of a zombie is empty. */
async function isServer(pid: number, directory: string): Promise<boolean> {
  const command =
    process.platform === 'linux'
      ? await readFile(`/proc/${pid}/cmdline`, 'utf8')
      : (await run('ps', ['-o', 'command=', '-p', String(pid)])).stdout;
  return command.includes('postgres') && command.includes(directory);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    if (pid > 0) process.kill(pid, name);
  } catch {
    // It has gone already.
  }
}

/** Fast shutdown: connections end, a checkpoint is written, so that the next start has nothing to recover. */
async function stop(pid: number, directory: string, log: Logger): Promise<void> {
  signal(pid, 'SIGINT');
  const deadline = Date.now() + stopTimeoutMs;
  while (isAlive(pid) && (await isServer(pid, directory).catch(() => false))) {
    if (Date.now() > deadline) {
      log.warn(`PostgreSQL did not stop in ${stopTimeoutMs / 1000} s; ending it at once, the next start recovers`);
      signal(pid, 'SIGQUIT');
      return;
    }
    await delay(5);
  }
}
