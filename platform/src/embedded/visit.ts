import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../log.ts';
import { openCluster } from './cluster.ts';
import { AlreadyRunning, startPostgres } from './postgres.ts';

/**
 * The database of a data folder for a tool that looks at it: that of the Rondo that runs on it, else one that is started for as long
 * as the object lives. Throws where there is no data.
 */
export async function visitPostgres(dataDir: string, log: Logger): Promise<AsyncDisposable & { readonly url: string }> {
  const found = await readdir(join(dataDir, 'postgres')).catch(() => []);
  if (found.length === 0) throw new Error(`There is no data of Rondo's in ${dataDir}.`);
  try {
    return await startPostgres({ dataDir, log });
  } catch (error) {
    if (!(error instanceof AlreadyRunning)) throw error;
    const { directory, user, password } = await openCluster(dataDir, () => {});
    // See PostgreSQL's miscadmin.h for the lines.
    const port = (await readFile(join(directory, 'postmaster.pid'), 'utf8')).split('\n')[3];
    return {
      url: `postgresql://${user}:${password}@127.0.0.1:${port}/postgres`,
      async [Symbol.asyncDispose]() {},
    };
  }
}
