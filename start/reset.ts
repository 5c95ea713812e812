import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AlreadyRunning, startPostgres } from '@rondo/platform/embedded/postgres.ts';
import { createLog } from '@rondo/platform/log.ts';
import { ConfigurationError } from './configuration.ts';

/** What Rondo itself puts into its data directory. */
const ours = /^(postgres|secrets|mail)([.-].*)?$/;

/**
 * Deletes what Rondo has put into its data directory. Throws AlreadyRunning where a process is using it, and a
 * ConfigurationError where other things lie there, as it then may be the wrong directory.
 */
export async function resetData(directory: string, say: (line: string) => void): Promise<void> {
  const found = await readdir(directory).catch(() => []);
  if (found.length === 0) return;
  const foreign = found.filter((name) => !ours.test(name));
  if (foreign.length > 0) {
    throw new ConfigurationError(
      `--reset deletes ${directory}, but ${foreign.slice(0, 3).join(', ')} in it is not Rondo's. Move it away, or give another --data-dir.`,
    );
  }
  await endPostgres(directory);
  await Promise.all(found.map((name) => rm(join(directory, name), { recursive: true, force: true })));
  say(`Deleted the data in ${directory}.`);
}

/** Takes the directory for itself: a server that a killed Rondo left behind is found, and ended in good order. */
async function endPostgres(directory: string): Promise<void> {
  try {
    await using _postgres = await startPostgres({ dataDir: directory, log: createLog('reset', 'silent') });
  } catch (error) {
    if (error instanceof AlreadyRunning) throw error;
    // What can't be started is what one wants to be rid of.
  }
}
