import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Command {
  file: string;
  args: string[];
  uid?: number;
  gid?: number;
}

/** How a PostgreSQL binary is run so that it is not root, which it refuses to be, and still reaches its files. */
export interface Launcher {
  name: string;
  command(file: string, args: readonly string[]): Command;
  /** Whom the files must belong to; undefined: whoever runs this process. */
  owner?: { uid: number; gid: number };
}

const direct: Launcher = { name: 'direct', command: (file, args) => ({ file, args: [...args] }) };

/**
 * Finds a way to run `binary` with `directory` (which exists) as its own.
 * Each way is tried rather than deduced, because what a container lets root do can't be read anywhere.
 * Throws, saying what to do, where there is none.
 */
export function findLauncher(binary: string, directory: string, prepare: (launcher: Launcher) => void): Launcher {
  const failures: string[] = [];
  for (const launcher of candidates()) {
    prepare(launcher);
    const failure = tryOut(launcher, binary, directory);
    if (failure === null) return launcher;
    failures.push(`${launcher.name}: ${failure}`);
  }
  throw new Error(
    `PostgreSQL can't be run in ${directory}. Start Rondo as a user other than root who owns that folder, ` +
      `or set DATABASE_URL. What was tried:\n${failures.join('\n')}`,
  );
}

function candidates(): Launcher[] {
  if (process.getuid?.() !== 0) return [direct];
  const owner = unprivilegedUser();
  const { uid, gid } = owner;
  return [
    { name: `as user ${uid}`, owner, command: (file, args) => ({ file, args: [...args], uid, gid }) },
    {
      // For folders below one that only root may enter, such as /root: the user alone may not, with this capability he may.
      name: `as user ${uid} with CAP_DAC_OVERRIDE (setpriv)`,
      owner,
      command: (file, args) => ({
        file: 'setpriv',
        args: [
          ...[`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'],
          ...['--inh-caps=+dac_override', '--ambient-caps=+dac_override', file, ...args],
        ],
      }),
    },
    {
      name: `as root, seen as user ${uid}, in a user namespace (unshare)`,
      owner: { uid: 0, gid: 0 },
      command: (file, args) => ({
        file: 'unshare',
        args: ['--user', `--map-user=${uid}`, `--map-group=${gid}`, file, ...args],
      }),
    },
  ];
}

/** Null where it works, else why not. */
function tryOut(launcher: Launcher, binary: string, directory: string): string | null {
  const script = 'test "$(id -u)" != 0 && cd -- "$1" && test -w . && exec "$2" --version';
  const { file, args, uid, gid } = launcher.command('/bin/sh', ['-c', script, 'sh', directory, binary]);
  const { status, stderr, error } = spawnSync(file, args, { uid, gid, encoding: 'utf8', cwd: '/' });
  return status === 0 ? null : (error?.message ?? (stderr.trim() || `exit status ${status}`));
}

/** initdb wants a user that has an entry in the password file. */
function unprivilegedUser(): { uid: number; gid: number } {
  const entries = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const wanted of ['postgres', 'nobody']) {
    const entry = entries.find(([name]) => name === wanted);
    if (entry) return { uid: Number(entry[2]), gid: Number(entry[3]) };
  }
  return { uid: 65_534, gid: 65_534 };
}
