import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isAlive } from '@rondo/platform/embedded/process-alive.ts';
import { newId } from '@rondo/schema/ids.ts';
import { describe, expect, it } from 'vitest';
import { ApiClient, eventually, type Json } from './client.ts';
import { RondoProcess } from './rondo-process.ts';

/* Rondo as a process: started twice, stopped, killed. */

const run = promisify(execFile);
const changes =
  'subscription ($after: String) { changes(after: $after) { id cursor ... on TaskChange { taskId version } } }';

async function postgresPid(rondo: RondoProcess): Promise<number> {
  const [pid] = (await readFile(join(rondo.dataDirectory, 'postgres', 'postmaster.pid'), 'utf8')).split('\n');
  return Number(pid);
}

async function createTask(user: ApiClient, title: string): Promise<Json> {
  const { createTask } = await user.data(
    'mutation ($input: CreateTaskInput!) { createTask(input: $input) { eventId task { id } } }',
    { input: { title } },
  );
  return createTask;
}

describe('npm start', { timeout: 120_000 }, () => {
  it('refuses a second start on the same data, and says who has it', async () => {
    await using rondo = await RondoProcess.start();
    const second = run(process.execPath, [
      new URL('../start.ts', import.meta.url).pathname,
      '--port',
      '0',
      '--data-dir',
      rondo.dataDirectory,
    ]);
    await expect(second).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`Rondo is already running on`),
    });
    await expect(second).rejects.toMatchObject({ stderr: expect.stringContaining(String(rondo.pid)) });
    expect((await fetch(`${rondo.url}/health`)).status).toBe(200);
  });

  it('ends every process within 10 s of Ctrl-C', async () => {
    await using rondo = await RondoProcess.start();
    const user = await ApiClient.signUp(rondo.url);
    const { streamCursor } = await user.data('{ streamCursor }');
    await using stream = user.subscribe(changes, { after: streamCursor });
    await createTask(user, 'Before the end');
    await stream.event((event) => event.taskId !== undefined);
    const postgres = await postgresPid(rondo);
    const stoppedIn = await rondo.end('SIGINT');
    expect(stoppedIn).toBeLessThan(10_000);
    // Whoever has taken over the orphan may be a moment late to see that it has ended.
    await eventually(
      async () => isAlive(postgres),
      (alive) => !alive,
      10_000 - stoppedIn,
    );
  });

  it.each(['its process alone', 'its process and PostgreSQL'])(
    'recovers within 30 s from kill -9 of %s: data, sessions and cursors hold',
    async (which) => {
      await using rondo = await RondoProcess.start();
      const user = await ApiClient.signUp(rondo.url);
      const { streamCursor } = await user.data('{ streamCursor }');
      const before = await createTask(user, 'Before');
      const postgres = await postgresPid(rondo);
      await rondo.end('SIGKILL');
      if (which !== 'its process alone') process.kill(postgres, 'SIGKILL');
      expect(await rondo.start()).toBeLessThan(30_000);
      const after = await createTask(user, 'After');
      await using stream = user.subscribe(changes, { after: streamCursor });
      await stream.event((event) => event.id === after.eventId, 12_000);
      expect(stream.events.filter((event) => event.taskId).map((event) => event.id)).toEqual([
        before.eventId,
        after.eventId,
      ]);
    },
  );

  it('loses nothing that it acknowledged when killed under load, and a subscriber that resumes hears each event once', async () => {
    await using rondo = await RondoProcess.start();
    const user = await ApiClient.signUp(rondo.url);
    const { streamCursor } = await user.data('{ streamCursor }');

    // Eight writers, each with client-made ids, so that one whose outcome is unknown may be sent again.
    const acknowledged = new Map<string, string>();
    let stopped = false;
    const write = async () => {
      while (!stopped) {
        const id = newId('task');
        const input = { id, title: 'Under load' };
        for (;;) {
          try {
            const { createTask } = await user.data(
              'mutation ($input: CreateTaskInput!) { createTask(input: $input) { eventId } }',
              { input },
            );
            acknowledged.set(id, createTask.eventId ?? 'made by a call whose answer was lost');
            break;
          } catch {
            await new Promise((resolve) => setTimeout(resolve, 50));
          }
        }
      }
    };
    const heard: Json[] = [];
    let cursor: string = streamCursor;
    const listen = async (until: () => boolean) => {
      await using stream = user.subscribe(changes, { after: cursor });
      await Promise.race([stream.ended.catch(() => undefined), eventually(async () => until(), Boolean, 60_000)]);
      heard.push(...stream.events);
      cursor = stream.events.at(-1)?.cursor ?? cursor;
    };

    const writers = Array.from({ length: 8 }, write);
    for (let kill = 1; kill <= 2; kill++) {
      const listening = listen(() => false).catch(() => undefined);
      const enough = acknowledged.size + 60;
      await eventually(
        async () => acknowledged.size,
        (size) => size >= enough,
        60_000,
      );
      const postgres = await postgresPid(rondo);
      await rondo.end('SIGKILL');
      if (kill === 2) process.kill(postgres, 'SIGKILL');
      await rondo.start();
      await listening;
    }
    stopped = true;
    await Promise.all(writers);
    const last = await createTask(user, 'The last one');
    await using stream = user.subscribe(changes, { after: cursor });
    await stream.event((event) => event.id === last.eventId, 12_000);
    heard.push(...stream.events);

    const ids = heard.map((event) => event.id);
    expect(new Set(ids).size).toBe(ids.length);
    const tasks = heard.filter((event) => event.taskId && event.id !== last.eventId).map((event) => event.taskId);
    expect(tasks.toSorted()).toEqual([...acknowledged.keys()].toSorted());
    const { totalCount } = (await user.data('{ tasks { totalCount } }')).tasks;
    expect(totalCount).toBe(acknowledged.size + 1);
    const activity = await eventually(
      async () => (await user.data('{ activity(filter: { types: ["task.created.v1"] }) { totalCount } }')).activity,
      (found) => found.totalCount >= totalCount,
      12_000,
    );
    expect(activity.totalCount).toBe(totalCount);
  });
});
