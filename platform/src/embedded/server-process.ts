import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Cluster } from './cluster.ts';
import { handOver } from './file-owner.ts';
import { findLauncher } from './launcher.ts';

const portFile = 'rondo.port';

/**
 * Settings that hold for every start, given on the command line, so that they are those of the running version.
 * Durability stays at PostgreSQL's defaults (fsync, full_page_writes, synchronous_commit on): it is what is promised.
 */
export const settings = {
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
 * Starts the server as a session of its own, so that Ctrl-C in a terminal reaches Node.js alone, which then shuts it down.
 * `lifeline`: the server ends with this process, however that dies; for tests.
 */
export function spawnServer(cluster: Cluster, port: number, options: { lifeline: boolean; durable: boolean }) {
  const loose = options.durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
  const flags = Object.entries({ ...settings, ...loose, port: String(port) }).flatMap(([k, v]) => ['-c', `${k}=${v}`]);
  const { binaries, directory } = cluster;
  const launcher = findLauncher(binaries.postgres, directory, (candidate) => handOver(directory, candidate));
  const server = launcher.command(binaries.postgres, ['-D', directory, ...flags]);
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

export function environment(): NodeJS.ProcessEnv {
  // Messages in English, for they are read by this program; nothing else of the environment, where secrets may be.
  return { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
}
