import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Cluster } from './cluster.ts';
import { isAlive } from './process-alive.ts';

/** Another living process owns the data folder. */
export class AlreadyRunning extends Error {
  override readonly name = 'AlreadyRunning';
}

/** A session that holds the cluster's lock, which PostgreSQL gives back when the process dies, however it does. */
export interface Ownership {
  onLost(callback: () => void): void;
  release(): Promise<void>;
}

/** Any number will do, as long as it stays the same and nobody else in the database `postgres` uses it. */
const lockKey = 7_266_001;
const applicationName = 'rondo owner ';

/**
 * Takes the lock of the server at `port`. Throws AlreadyRunning where a living process has it, and whatever
 * connecting throws; an error too where the server is that of another folder.
 */
export async function lockCluster(cluster: Cluster, port: number, deadline: number): Promise<Ownership> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: cluster.user,
    password: cluster.password,
    database: 'postgres',
    application_name: `${applicationName}${process.pid}`,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  // Without a listener a dropped connection would end the process; `end` follows and is what is heard.
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ directory: string }>(`select current_setting('data_directory') as directory`);
    if (rows[0]?.directory !== cluster.directory) {
      throw new Error(`The server at port ${port} serves ${rows[0]?.directory}; ${cluster.directory} was expected.`);
    }
    while (!(await tryLock(client))) {
      const owner = await ownerOf(client);
      // A process that was killed a moment ago may still seem to hold it.
      if ((owner && isAlive(owner)) || Date.now() > deadline) {
        throw new AlreadyRunning(
          `Rondo is already running on ${cluster.directory}: process ${owner ?? 'unknown'}, PostgreSQL at port ${port}. ` +
            'Stop it first, or start this one with another data folder.',
        );
      }
      await delay(20);
    }
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
  let lost: (() => void) | undefined;
  client.once('end', () => lost?.());
  return {
    onLost(callback) {
      lost = callback;
    },
    async release() {
      lost = undefined;
      await client.end().catch(() => {});
    },
  };
}

async function tryLock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [lockKey]);
  return rows[0]?.locked === true;
}

/** The process that holds the lock, by the name of its session. */
async function ownerOf(client: pg.Client): Promise<number | undefined> {
  const { rows } = await client.query<{ name: string }>(
    `select a.application_name as name from pg_locks l join pg_stat_activity a using (pid)
     where l.locktype = 'advisory' and l.granted and l.objid = $1`,
    [lockKey],
  );
  const pid = Number(rows[0]?.name.slice(applicationName.length));
  return pid || undefined;
}
