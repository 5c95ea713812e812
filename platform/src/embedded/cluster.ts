import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, closeSync, lchownSync, lstatSync, openSync, readdirSync } from 'node:fs';
import { mkdir, open, readdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Binaries, locateBinaries } from './binaries.ts';
import { findLauncher, type Launcher } from './launcher.ts';

const run = promisify(execFile);

/** What a PostgreSQL data directory needs to be run, and where its files lie. */
export interface Cluster {
  /** PostgreSQL's own folder, PGDATA. */
  directory: string;
  logFile: string;
  binaries: Binaries;
  launcher: Launcher;
  user: string;
  password: string;
}

export const superuser = 'rondo';

const passwordFile = 'rondo.password';
const portFile = 'rondo.port';

/**
 * Settings that hold for every start, given on the command line, so that they are those of the running version.
 * Durability stays at PostgreSQL's defaults (fsync, full_page_writes, synchronous_commit on): it is what is promised.
 */
const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  TimeZone: 'UTC',
  log_timezone: 'UTC',
  // Memory: what is shared is touched only as it fills.
  shared_buffers: '64MB',
  wal_buffers: '4MB',
  huge_pages: 'off',
  jit: 'off',
  // Processes that an install of one machine has no use for.
  io_method: 'sync',
  max_logical_replication_workers: '0',
  max_wal_senders: '0',
  wal_level: 'minimal',
  max_parallel_workers_per_gather: '1',
  // Bounds crash recovery to seconds, and the disk that the write-ahead log takes.
  max_wal_size: '512MB',
  min_wal_size: '32MB',
  checkpoint_timeout: '5min',
  // Errors go to the client, which logs them with more context; the file keeps what happens to the server.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
  log_autovacuum_min_duration: '-1',
  // The passwords are 256 random bits: stretching them would only slow each connection down.
  scram_iterations: '1',
};

/**
 * Opens the cluster below `dataDir`, making it where there is none yet. It is made beside its place and moved there
 * whole, so that an interrupted attempt leaves nothing that looks like a cluster.
 */
export async function openCluster(folder: string, progress: (line: string) => void): Promise<Cluster> {
  const binaries = locateBinaries();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // One name for one folder: a running server is known by it.
  const dataDir = await realpath(folder);
  const directory = join(dataDir, 'postgres');
  await removeAbandoned(dataDir);
  if (!(await exists(directory))) await initialise(dataDir, directory, binaries, progress);
  await checkVersion(directory);
  const launcher = findLauncher(binaries.postgres, directory, (candidate) => handOver(directory, candidate));
  const password = (await readFile(join(directory, passwordFile), 'utf8')).trim();
  return { directory, logFile: join(dataDir, 'postgres.log'), binaries, launcher, user: superuser, password };
}

async function initialise(
  dataDir: string,
  directory: string,
  binaries: Binaries,
  progress: (line: string) => void,
): Promise<void> {
  progress('Making the database (first start only) …');
  const workshop = join(dataDir, `postgres.init-${process.pid}-${randomBytes(4).toString('hex')}`);
  const made = join(workshop, 'data');
  const passwordSource = join(workshop, 'password');
  try {
    await mkdir(made, { recursive: true, mode: 0o700 });
    const password = randomBytes(32).toString('base64url');
    await writeFile(passwordSource, password, { mode: 0o600 });
    const launcher = findLauncher(binaries.initdb, workshop, (candidate) => handOver(workshop, candidate));
    const { file, args, uid, gid } = launcher.command(binaries.initdb, [
      ...['--pgdata', made, '--username', superuser, '--pwfile', passwordSource, '--auth', 'scram-sha-256'],
      // Not the machine's locale, which may be missing or change: sort orders are stated where they matter.
      ...['--encoding', 'UTF8', '--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
      ...['--set', `scram_iterations=${settings.scram_iterations}`, '--no-instructions', '--no-sync'],
    ]);
    await run(file, args, { uid, gid, cwd: '/', env: environment() });
    await writeFile(join(made, passwordFile), password, { mode: 0o600 });
    handOver(made, launcher);
    await syncTree(made);
    await rename(made, directory);
    await syncFile(dataDir);
    progress('The database is made.');
  } catch (error) {
    // Another process was faster; its cluster is as good.
    if (!(await exists(directory))) throw new Error(`The database can't be made in ${dataDir}.`, { cause: error });
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

/**
 * Starts the server as a session of its own, so that Ctrl-C in a terminal reaches Node.js alone, which then shuts it down.
 * `lifeline`: the server ends with this process, however that dies; for tests.
 */
export function spawnServer(cluster: Cluster, port: number, options: { lifeline: boolean; durable: boolean }) {
  const loose = options.durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
  const flags = Object.entries({ ...settings, ...loose, port: String(port) }).flatMap(([k, v]) => ['-c', `${k}=${v}`]);
  const server = cluster.launcher.command(cluster.binaries.postgres, ['-D', cluster.directory, ...flags]);
  const watched: typeof server = options.lifeline
    ? { file: '/bin/sh', args: ['-c', lifelineScript, 'sh', server.file, ...server.args] }
    : server;
  const log = openSync(cluster.logFile, 'a', 0o600);
  try {
    return spawn(watched.file, watched.args, {
      detached: true,
      stdio: [options.lifeline ? 'pipe' : 'ignore', log, log],
      cwd: '/',
      env: environment(),
      uid: server.uid,
      gid: server.gid,
    });
  } finally {
    closeSync(log);
  }
}

/** The pipe at its input closes when this process ends, however it does. */
const lifelineScript =
  'exec 3<&0; "$@" 3<&- & server=$!; { cat <&3 >/dev/null; kill -INT $server; } 2>/dev/null & exec 3<&-; wait $server';

/** The port of the last start where it is still free, else another. */
export async function choosePort(cluster: Cluster): Promise<number> {
  const last = Number(await readFile(join(cluster.directory, portFile), 'utf8').catch(() => '0'));
  const port = (last > 0 && (await isFree(last))) || (await isFree(0));
  if (!port) throw new Error('There is no free TCP port on 127.0.0.1.');
  await writeFile(join(cluster.directory, portFile), String(port));
  return port;
}

/** The port that was bound and let go again; 0 where it is taken. */
async function isFree(port: number): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(0));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function checkVersion(directory: string): Promise<void> {
  const found = (await readFile(join(directory, 'PG_VERSION'), 'utf8').catch(() => '')).trim();
  if (found !== '18') {
    throw new Error(
      `${directory} holds ${found ? `PostgreSQL ${found}` : 'no PostgreSQL'} data; PostgreSQL 18 data was expected.`,
    );
  }
}

/** Gives the files to whom the launcher says; as root only, and only where they are not his yet. */
function handOver(path: string, { owner }: Launcher): void {
  if (!owner) return;
  const { uid, gid } = lstatSync(path);
  if (uid === owner.uid && gid === owner.gid) {
    // A child that is not his is one that this process has just written.
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const child = join(path, entry.name);
      if (lstatSync(child).uid !== owner.uid) giveAway(child, owner);
    }
    return;
  }
  giveAway(path, owner);
}

function giveAway(path: string, owner: { uid: number; gid: number }): void {
  lchownSync(path, owner.uid, owner.gid);
  if (!lstatSync(path).isDirectory()) return;
  chownSync(path, owner.uid, owner.gid);
  for (const name of readdirSync(path)) giveAway(join(path, name), owner);
}

/** What attempts have left behind whose process is gone. */
async function removeAbandoned(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    const pid = /^postgres\.init-(\d+)-/.exec(name)?.[1];
    if (pid && !isAlive(Number(pid))) await rm(join(dataDir, name), { recursive: true, force: true });
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** initdb's own sync costs 1 s; the same files synced from here, several at a time, a tenth of that. */
async function syncTree(directory: string): Promise<void> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries.map((entry) => join(entry.parentPath, entry.name));
  const next = paths.values();
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      for (const path of next) await syncFile(path);
    }),
  );
  await syncFile(directory);
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function environment(): NodeJS.ProcessEnv {
  // Messages in English, for they are read by this program; nothing else of the environment, where secrets may be.
  return { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
}

async function exists(path: string): Promise<boolean> {
  return readdir(path).then(
    () => true,
    () => false,
  );
}
