import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Binaries, locateBinaries } from './binaries.ts';
import { handOver } from './file-owner.ts';
import { findLauncher } from './launcher.ts';
import { isAlive } from './process-alive.ts';
import { environment, settings } from './server-process.ts';

const run = promisify(execFile);

/** A PostgreSQL data directory, and what it takes to run it. */
export interface Cluster {
  /** PostgreSQL's own folder, PGDATA. */
  directory: string;
  logFile: string;
  binaries: Binaries;
  user: string;
  password: string;
}

export const superuser = 'rondo';

const passwordFile = 'rondo.password';

/**
 * Opens the cluster below `folder`, making it where there is none yet. It is made beside its place and moved there
 * whole, so that an interrupted attempt leaves nothing that looks like a cluster.
 */
export async function openCluster(folder: string, progress: (line: string) => void): Promise<Cluster> {
  const binaries = await locateBinaries();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // One name for one folder: a running server is known by it.
  const dataDir = await realpath(folder);
  const directory = join(dataDir, 'postgres');
  try {
    await removeAbandoned(dataDir);
    if (!(await exists(directory))) await initialise(dataDir, directory, binaries, progress);
    await checkVersion(directory);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EACCES')) throw error;
    throw new Error(
      `${directory} belongs to another user. Start Rondo as the one who made it, or with another data folder.`,
      {
        cause: error,
      },
    );
  }
  const password = (await readFile(join(directory, passwordFile), 'utf8')).trim();
  return { directory, logFile: join(dataDir, 'postgres.log'), binaries, user: superuser, password };
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
      ...['--lc-ctype', await characterLocale()],
      ...['--set', `scram_iterations=${settings.scram_iterations}`, '--no-instructions'],
    ]);
    await run(file, args, { uid, gid, cwd: '/', env: environment() });
    await writeFile(join(made, passwordFile), password, { mode: 0o600, flush: true });
    handOver(made, launcher);
    await sync(made);
    await rename(made, directory);
    await sync(dataDir);
    progress('The database is made.');
  } catch (error) {
    // Another process was faster; its cluster is as good.
    if (!(await exists(directory))) throw new Error(`The database can't be made in ${dataDir}.`, { cause: error });
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

/**
 * What tells letters from other characters, for pg_trgm, which does not ask the built-in provider: without one of UTF-8 it sees
 * no letters but ASCII's, so that searches in other scripts go without their index.
 */
async function characterLocale(): Promise<string> {
  const { stdout } = await run('locale', ['-a'], {}).catch(() => ({ stdout: '' }));
  const names = stdout.split('\n');
  return names.find((name) => /^C\.utf-?8$/i.test(name)) ?? names.find((name) => /^en_US\.utf-?8$/i.test(name)) ?? 'C';
}

async function checkVersion(directory: string): Promise<void> {
  const found = (await readFile(join(directory, 'PG_VERSION'), 'utf8')).trim();
  if (found !== '18') throw new Error(`${directory} holds data of PostgreSQL ${found}; PostgreSQL 18 was expected.`);
}

/** What attempts have left behind whose process is gone. */
async function removeAbandoned(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    const pid = /^postgres\.init-(\d+)-/.exec(name)?.[1];
    if (!pid || isAlive(Number(pid))) continue;
    // Its initdb may still be writing; then the next start gets it.
    await rm(join(dataDir, name), { recursive: true, force: true }).catch(() => {});
  }
}

/** Of a folder: the names in it. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function exists(path: string): Promise<boolean> {
  return readdir(path).then(
    () => true,
    (error) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
}
