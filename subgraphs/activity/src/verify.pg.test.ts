import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openEmbeddedPlatform } from '@rondo/platform/embedded/platform.ts';
import { randomKey } from '@rondo/platform/embedded/secrets.ts';
import { PRINCIPAL_KEY } from '@rondo/platform/operation.ts';
import type { Platform } from '@rondo/platform/platform.ts';
import { startService } from '@rondo/platform/start-service.ts';
import { testLog } from '@rondo/platform/testing/platform.ts';
import { startTestServices } from '@rondo/platform/testing/service.ts';
import { until } from '@rondo/platform/testing/until.ts';
import { newId } from '@rondo/schema/ids.ts';
import { Topic } from '@rondo/schema/topics.ts';
import pg from 'pg';
import { expect, test } from 'vitest';
import { activity } from './main.ts';
import { eventOf } from './testing/events.ts';

const whole = '3 entries of 1 user checked: every chain is whole.\n';

test('says which entry is broken, and exits with 1; with 0 for a chain that is whole', async () => {
  await using services = await startTestServices([activity]);
  const [broken, fine] = [newId('user'), newId('user')];
  await using db = await openClient(services.testPlatform.url);
  await grow(services.platform, db.client, broken, 4);
  await grow(services.platform, db.client, fine, 3);
  const { rows } = await db.client.query<{ id: string }>(
    `update activity.entry set subject_id = 'task_other' where owner_id = $1 and sequence = 3 returning id`,
    [broken],
  );
  const run = (...options: string[]) => verify('--database-url', services.testPlatform.url, ...options);
  const all = await run();
  expect(all.code).toBe(1);
  expect(all.stdout).toContain(`BROKEN: ${broken}, entry 3 (${rows[0]?.id}): its hash is`);
  expect(all.stdout).toContain('7 entries of 2 users checked: 1 broken.');
  expect(await run('--user', fine)).toMatchObject({ code: 0, stdout: whole });
  const nobody = await run('--user', newId('user'));
  expect(nobody.code).toBe(0);
  expect(nobody.stdout).toContain('There is no activity of');
}, 60_000);

test('checks a data directory while Rondo runs on it, and while it does not', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'rondo-test-verify-'));
  try {
    {
      const generators = { [PRINCIPAL_KEY]: randomKey };
      await using platform = await openEmbeddedPlatform({ dataDir, services: ['activity'], generators, log: testLog });
      await using _service = await startService(activity, platform, testLog);
      await using db = await openClient(await platform.secret('activity-database-url'));
      await db.client.query(`set rondo.owner = '*'`);
      await grow(platform, db.client, newId('user'), 3);
      expect(await verify('--data-dir', dataDir)).toMatchObject({ code: 0, stdout: whole });
    }
    expect(await verify('--data-dir', dataDir)).toMatchObject({ code: 0, stdout: whole });
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}, 60_000);

test('exits with 2 where it can check nothing', async () => {
  const nowhere = await verify('--data-dir', '/nowhere/at/all');
  expect(nowhere).toMatchObject({ code: 2, stderr: "There is no data of Rondo's in /nowhere/at/all.\n" });
  expect(await verify('--no-such-option')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('no-such-option'),
  });
  const away = await verify('--database-url', 'postgres://nobody@127.0.0.1:1/none');
  expect(away).toMatchObject({ code: 2, stderr: expect.stringContaining('ECONNREFUSED') });
}, 60_000);

/** A chain of `length` entries. */
async function grow(platform: Platform, client: pg.Client, owner: string, length: number): Promise<void> {
  await platform.publish(
    Topic.TASK_EVENTS,
    Array.from({ length }, () => eventOf(owner)),
  );
  await until('the chain is there', async () => {
    const { rows } = await client.query('select from activity.chain where owner_id = $1 and sequence = $2', [
      owner,
      length,
    ]);
    return rows.length === 1;
  });
}

async function openClient(url: string): Promise<AsyncDisposable & { client: pg.Client }> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return { client, [Symbol.asyncDispose]: () => client.end() };
}

async function verify(...options: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const script = fileURLToPath(new URL('verify.ts', import.meta.url));
  return promisify(execFile)(process.execPath, [script, ...options]).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  );
}
