/**
 * An import of 100 000 tasks from a CSV file: how long it takes until the job is finished, and from then until the last of its events
 * is out of the outbox; what the process's own processor time is for it, without PostgreSQL's; and how much memory the process has
 * meanwhile. `npm run bench -- import [--quick]`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openEmbeddedPlatform } from '@rondo/platform/embedded/platform.ts';
import { startPostgres } from '@rondo/platform/embedded/postgres.ts';
import { randomKey } from '@rondo/platform/embedded/secrets.ts';
import { createLog } from '@rondo/platform/log.ts';
import { invokeAs, PRINCIPAL_KEY } from '@rondo/platform/operation.ts';
import type { Platform } from '@rondo/platform/platform.ts';
import type { Principal } from '@rondo/platform/principal.ts';
import { startService } from '@rondo/platform/start-service.ts';
import { recurrence } from '@rondo/recurrence/main.ts';
import { newId } from '@rondo/schema/ids.ts';
import { appendImport, beginImport, startImport } from '@rondo/schema/methods/transfer.ts';
import { tags } from '@rondo/tags/main.ts';
import { tasks } from '@rondo/tasks/main.ts';
import pg from 'pg';
import { printTable, writeResults } from './lib/report.ts';
import type { BenchOptions } from './run.ts';

const partBytes = 512 * 1_024;

export async function run({ quick }: BenchOptions): Promise<void> {
  const count = quick ? 5_000 : 100_000;
  await using stack = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(tmpdir(), 'rondo-bench-'));
  stack.defer(() => rm(dataDir, { recursive: true }));
  const log = createLog('bench', 'warn');
  const { url } = stack.use(await startPostgres({ dataDir, log }));
  const definitions = [tasks, tags, recurrence];
  const platform = stack.use(
    await openEmbeddedPlatform({
      ...{ dataDir, url, log, services: definitions.map(({ name }) => name) },
      generators: { [PRINCIPAL_KEY]: randomKey },
    }),
  );
  for (const definition of definitions) stack.use(await startService(definition, platform, log));
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  stack.defer(() => client.end());

  const actor = { kind: 'USER' as const, id: null, name: null };
  const principal: Principal = { userId: newId('user'), actor, scopes: [], timeZone: 'Europe/Paris' };
  const first = await importOnce(platform, client, principal, count);
  const again = await importOnce(platform, client, principal, count);
  const results = [
    { import: 'new', tasks: count, ...first },
    { import: 'the same again', tasks: count, ...again },
  ];
  printTable(results.map(({ seconds, ...rest }) => ({ ...rest, seconds: seconds.toFixed(1) })));
  if (!quick) await writeResults('import', results);
}

async function importOnce(platform: Platform, client: pg.Client, principal: Principal, count: number) {
  const began = performance.now();
  const cpu = process.cpuUsage();
  const { jobId } = await invokeAs(platform, principal, beginImport, { format: 'CSV' });
  let parts = 0;
  for (const data of partsOf(count)) {
    await invokeAs(platform, principal, appendImport, { jobId, sequence: parts++, data });
  }
  await invokeAs(platform, principal, startImport, { jobId, parts });
  let megabytes = 0;
  for (;;) {
    megabytes = Math.max(megabytes, Math.round(process.memoryUsage.rss() / 2 ** 20));
    const { rows } = await client.query('select done, failed, finished_at from tasks.import_job where id = $1', [
      jobId,
    ]);
    const [job] = rows;
    if (job.finished_at) {
      if (job.done !== count) throw new Error(`Expected ${count} tasks, got ${job.done} and ${job.failed} refused.`);
      const seconds = (performance.now() - began) / 1_000;
      const waiting = await untilRelayed(client);
      const { user, system } = process.cpuUsage(cpu);
      return {
        seconds,
        'tasks/s': Math.round(count / seconds),
        'CPU s/1 000': ((user + system) / 1e6 / (count / 1_000)).toFixed(2),
        'peak MB': megabytes,
        'events waiting at its end': waiting.events,
        's until they are out': waiting.seconds.toFixed(1),
      };
    }
    await delay(100);
  }
}

/** Waits for the outbox to be empty. */
async function untilRelayed(client: pg.Client): Promise<{ events: number; seconds: number }> {
  const began = performance.now();
  let events: number | undefined;
  for (;;) {
    const { rows } = await client.query('select count(*)::integer as waiting from tasks.outbox');
    const [{ waiting }] = rows;
    events ??= waiting;
    if (waiting === 0) return { events: events ?? 0, seconds: (performance.now() - began) / 1_000 };
    await delay(100);
  }
}

/** The file, a part at a time: one in ten has a due, one in five two tags. */
function* partsOf(count: number): Generator<string> {
  let text = 'id,title,description,priority,due,tags\n';
  for (let index = 0; index < count; index++) {
    const due = index % 10 === 0 ? `2030-01-${String(1 + (index % 28)).padStart(2, '0')}` : '';
    const tagged = index % 5 === 0 ? `"tag ${index % 20}, tag ${index % 7}"` : '';
    text += `${index},Task number ${index} of many,What is to be done about it at some length,${(index % 4) + 1},${due},${tagged}\n`;
    while (text.length >= partBytes) {
      yield Buffer.from(text.slice(0, partBytes)).toString('base64');
      text = text.slice(partBytes);
    }
  }
  yield Buffer.from(text).toString('base64');
}
