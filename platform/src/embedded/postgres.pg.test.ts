import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testLog } from '../testing/platform.ts';
import { Child, type ChildOptions } from '../testing/postgres-child.ts';
import { until } from '../testing/until.ts';
import { AlreadyRunning, startPostgres } from './postgres.ts';

const isRoot = process.getuid?.() === 0;

let parent: string;
let dataDir: string;
const children: Child[] = [];

const startChild = (options?: ChildOptions): Child => {
  const child = new Child(dataDir, options);
  children.push(child);
  return child;
};

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'rondo test with blanks '));
  dataDir = join(parent, 'not there yet', 'data');
});

afterEach(async () => {
  for (const child of children.splice(0)) await child.kill();
  for (const pid of await serverPids()) process.kill(pid, 'SIGKILL');
  await until('no server is left', async () => (await serverPids()).length === 0);
  await rm(parent, { recursive: true, force: true });
});

/** All processes of servers below the test's folder. */
async function serverPids(): Promise<number[]> {
  const pids: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const cwd = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    const ours = cwd.includes(parent) && cwd.includes('/bin/postgres');
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    if (ours && !/\) Z /.test(stat)) pids.push(Number(name));
  }
  // Backends are named by what they do; they are children of the server.
  const all = await Promise.all(
    (await readdir('/proc'))
      .filter((name) => /^\d+$/.test(name))
      .map(async (name) => {
        const text = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
        return { pid: Number(name), parent: Number(/\) \S (\d+)/.exec(text)?.[1]) };
      }),
  );
  return [...pids, ...all.filter((each) => pids.includes(each.parent)).map(({ pid }) => pid)];
}

const postmaster = async (): Promise<number> =>
  Number((await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end().catch(() => {});
  }
}

describe('the embedded PostgreSQL', { timeout: 60_000 }, () => {
  it('starts in a folder that is not there yet, keeps what was written, and its port', async () => {
    const lines: string[] = [];
    const first = await startPostgres({ dataDir, log: testLog, progress: (line) => lines.push(line) });
    expect(lines.length).toBeGreaterThan(0);
    await query(first.url, 'create table kept as select 1 as n');
    await first[Symbol.asyncDispose]();
    expect(await serverPids()).toEqual([]);

    const second = await startPostgres({ dataDir, log: testLog, progress: () => expect.unreachable() });
    expect(await query(second.url, 'select n from kept')).toEqual([{ n: 1 }]);
    expect(second).toMatchObject({ port: first.port, attached: false });
    await second[Symbol.asyncDispose]();
  });

  it('listens on this machine only, to those who have the password, which nobody else may read', async () => {
    await using postgres = await startPostgres({ dataDir, log: testLog });
    const rows = await query(
      postgres.url,
      `select json_object_agg(name, setting) as settings from pg_settings where name = any ('{
         listen_addresses, unix_socket_directories, fsync, synchronous_commit, full_page_writes, TimeZone}')`,
    );
    expect(rows).toEqual([
      {
        settings: {
          listen_addresses: '127.0.0.1',
          unix_socket_directories: '',
          fsync: 'on',
          synchronous_commit: 'on',
          full_page_writes: 'on',
          TimeZone: 'UTC',
        },
      },
    ]);
    const { mode } = await stat(join(dataDir, 'postgres', 'rondo.password'));
    expect(mode & 0o777).toBe(0o600);
    const wrong = new URL(postgres.url);
    wrong.password = 'wrong';
    await expect(query(wrong.href, 'select 1')).rejects.toThrow(/password authentication failed/);
  });

  it('refuses a second process, telling which one has the folder', async () => {
    const child = startChild();
    await child.told('url');
    const refused = startPostgres({ dataDir, log: testLog });
    await expect(refused).rejects.toBeInstanceOf(AlreadyRunning);
    await expect(refused).rejects.toThrow(new RegExp(`process ${child.process.pid}`));
    await child.stop();
    await using later = await startPostgres({ dataDir, log: testLog });
    expect(later.attached).toBe(false);
  });

  it('lets one of two win that start for the first time at once', async () => {
    const [one, other] = [startChild(), startChild()];
    const outcome = (child: Child) =>
      until('it has started or failed', () => child.messages.find(({ url, error }) => url ?? error), 40_000);
    const outcomes = await Promise.all([outcome(one), outcome(other)]);
    expect(outcomes.map(({ url, error }) => error ?? (url && 'started')).toSorted()).toEqual([
      'AlreadyRunning',
      'started',
    ]);
    expect((await readdir(dataDir)).filter((name) => name.startsWith('postgres.init'))).toEqual([]);
  });

  it('runs on after kill -9 of its parent, and the next start takes it over', async () => {
    const child = startChild();
    const { url, port } = await child.told('url');
    await query(url, 'create table kept as select 1 as n');
    const pid = await postmaster();
    await child.kill();
    await using next = await startPostgres({ dataDir, log: testLog });
    expect(next).toMatchObject({ port, attached: true });
    expect(await postmaster()).toBe(pid);
    expect(await query(next.url, 'select n from kept')).toEqual([{ n: 1 }]);
    await next[Symbol.asyncDispose]();
    expect(await serverPids()).toEqual([]);
  });

  it('has everything that was committed after kill -9 of all its processes', async () => {
    const child = startChild();
    const { url } = await child.told('url');
    await query(url, 'create table kept as select n from generate_series(1, 1000) n');
    const pids = await serverPids();
    expect(pids.length).toBeGreaterThan(3);
    child.process.kill('SIGKILL');
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    await child.ended;
    await using next = await startPostgres({ dataDir, log: testLog });
    expect(next.attached).toBe(false);
    expect(await query(next.url, 'select count(*)::int as n from kept')).toEqual([{ n: 1000 }]);
  });

  it('is started again, at the same address, where it dies under a living parent', async () => {
    await using postgres = await startPostgres({ dataDir, log: testLog });
    await query(postgres.url, 'create table kept as select 1 as n');
    const { url } = postgres;
    for (const signal of ['SIGKILL', 'SIGQUIT'] as const) {
      const pid = await postmaster();
      process.kill(pid, signal);
      const rows = await until(
        'it answers again',
        async () => {
          if ((await postmaster().catch(() => pid)) === pid) return null;
          return query(url, 'select n from kept').catch(() => null);
        },
        30_000,
      );
      expect(rows).toEqual([{ n: 1 }]);
      // Owned again, too.
      await until('it is owned', async () =>
        startPostgres({ dataDir, log: testLog }).then(
          async (stolen) => {
            await stolen[Symbol.asyncDispose]();
            return false;
          },
          (error) => error instanceof AlreadyRunning,
        ),
      );
    }
  });

  it('does not outlive a process that exits without disposing of it', async () => {
    const child = startChild({ onEnd: 'exit' });
    await child.told('url');
    await child.stop();
    await until('the server has ended', async () => (await serverPids()).length === 0);
  });

  it('does not hear the Ctrl-C of its parent’s terminal', async () => {
    const child = startChild();
    await child.told('url');
    const field = async (pid: number | undefined, index: number) =>
      (await readFile(`/proc/${pid}/stat`, 'utf8')).replace(/^.*\) /, '').split(' ')[index];
    const [group, session] = [2, 3];
    const server = await postmaster();
    expect(await field(server, group)).not.toBe(await field(child.process.pid, group));
    expect(await field(server, session)).not.toBe(await field(child.process.pid, session));
  });

  it('makes its cluster anew where the first attempt was interrupted', async () => {
    const child = startChild();
    await until('it is being made', async () =>
      (await readdir(dataDir).catch(() => [])).some((name) => name.startsWith('postgres.init')),
    );
    await child.kill();
    expect(existsSync(join(dataDir, 'postgres'))).toBe(false);
    await using postgres = await startPostgres({ dataDir, log: testLog });
    expect(await query(postgres.url, 'select 1 as n')).toEqual([{ n: 1 }]);
    expect((await readdir(dataDir)).filter((name) => name.startsWith('postgres.init'))).toEqual([]);
  });

  it('is not put off by a lock file whose number another process has got', async () => {
    const first = await startPostgres({ dataDir, log: testLog });
    const file = join(dataDir, 'postgres', 'postmaster.pid');
    const lines = (await readFile(file, 'utf8')).split('\n');
    await first[Symbol.asyncDispose]();
    await writeFile(file, [process.pid, ...lines.slice(1)].join('\n'));
    await using second = await startPostgres({ dataDir, log: testLog });
    expect(await query(second.url, 'select 1 as n')).toEqual([{ n: 1 }]);
  });

  it('takes another port where its last one is in use', async () => {
    const first = await startPostgres({ dataDir, log: testLog });
    await first[Symbol.asyncDispose]();
    const { createServer } = await import('node:net');
    const squatter = createServer().listen(first.port, '127.0.0.1');
    await new Promise((resolve) => squatter.once('listening', resolve));
    try {
      await using second = await startPostgres({ dataDir, log: testLog });
      expect(second.port).not.toBe(first.port);
    } finally {
      squatter.close();
    }
  });

  it('says what is wrong with a folder of another version', async () => {
    await mkdir(join(dataDir, 'postgres'), { recursive: true });
    await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '17\n');
    await expect(startPostgres({ dataDir, log: testLog })).rejects.toThrow(/PostgreSQL 17/);
  });

  it('shows the end of the server’s log where it can’t start', async () => {
    const first = await startPostgres({ dataDir, log: testLog });
    await first[Symbol.asyncDispose]();
    await writeFile(join(dataDir, 'postgres', 'postgresql.conf'), 'no_such_setting = on\n', { flag: 'a' });
    await expect(startPostgres({ dataDir, log: testLog })).rejects.toThrow(/no_such_setting/);
  });

  it.runIf(isRoot)('runs as root below a folder that root alone may enter', async () => {
    await chmod(parent, 0o700);
    await using postgres = await startPostgres({ dataDir, log: testLog });
    const [row] = await query(postgres.url, 'select 1 as n');
    expect(row).toEqual({ n: 1 });
    const status = await readFile(`/proc/${await postmaster()}/status`, 'utf8');
    expect(status).not.toMatch(/^Uid:\s+0\s/m);
  });

  it.runIf(isRoot)(
    'runs as root without setpriv, in a user namespace, and takes over the files of a start with it',
    async () => {
      await chmod(parent, 0o700);
      const withSetpriv = await startPostgres({ dataDir, log: testLog });
      await query(withSetpriv.url, 'create table kept as select 1 as n');
      await withSetpriv[Symbol.asyncDispose]();
      const bin = join(parent, 'bin');
      await mkdir(bin);
      for (const tool of ['unshare', 'id', 'sh']) {
        const path = ['/usr/bin', '/bin'].map((folder) => join(folder, tool)).find(existsSync);
        if (path) await symlink(path, join(bin, tool));
      }
      const child = startChild({ env: { PATH: bin } });
      const { url } = await child.told('url');
      expect(await query(url, 'select n from kept')).toEqual([{ n: 1 }]);
      await child.stop();
      await using again = await startPostgres({ dataDir, log: testLog });
      expect(await query(again.url, 'select n from kept')).toEqual([{ n: 1 }]);
    },
  );

  it.runIf(isRoot)('says whose fault it is where the folder belongs to another user', async () => {
    const first = await startPostgres({ dataDir, log: testLog });
    await first[Symbol.asyncDispose]();
    await chmod(parent, 0o755);
    await chmod(join(parent, 'not there yet'), 0o755);
    await chmod(dataDir, 0o755);
    const child = startChild({ uid: 65_534, gid: 65_534, env: { PATH: process.env.PATH } });
    expect((await child.told('error')).message).toMatch(/belongs to another user/);
  });

  it.runIf(isRoot)('runs for an ordinary user', async () => {
    await chmod(parent, 0o777);
    const nobody = 65_534;
    const child = startChild({ uid: nobody, gid: nobody, env: { PATH: process.env.PATH, HOME: parent } });
    const { url } = await child.told('url');
    expect(await query(url, 'select 1 as n')).toEqual([{ n: 1 }]);
    expect((await stat(join(dataDir, 'postgres'))).uid).toBe(nobody);
    await child.stop();
  });
});
