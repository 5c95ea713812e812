/**
 * A calendar feed of 10 000 tasks as a calendar program asks for it: all of it, and with the ETag that it has. Against the bare
 * SQL for the same rows, through pg. `npm run bench -- feed [--quick]`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedPlatform } from '@rondo/platform/embedded/platform.ts';
import { startPostgres } from '@rondo/platform/embedded/postgres.ts';
import { randomKey } from '@rondo/platform/embedded/secrets.ts';
import { createLog } from '@rondo/platform/log.ts';
import { invokeAs, PRINCIPAL_KEY } from '@rondo/platform/operation.ts';
import type { Principal } from '@rondo/platform/principal.ts';
import { startService } from '@rondo/platform/start-service.ts';
import { createCalendarFeed, readCalendarFeed } from '@rondo/schema/methods/transfer.ts';
import { tasks } from '@rondo/tasks/main.ts';
import pg from 'pg';
import { printTable, spreadOf, writeResults } from './lib/report.ts';
import { fillDatabase } from './list/data.ts';
import type { BenchOptions } from './run.ts';

const userId = 'user_01k0000000f008000000000001';

export async function run({ quick }: BenchOptions): Promise<void> {
  const count = quick ? 1_000 : 10_000;
  const rounds = quick ? 3 : 9;
  await using stack = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(tmpdir(), 'rondo-bench-'));
  stack.defer(() => rm(dataDir, { recursive: true }));
  const log = createLog('bench', 'warn');
  const { url } = stack.use(await startPostgres({ dataDir, log }));
  const platform = stack.use(
    await openEmbeddedPlatform({
      ...{ dataDir, url, log, services: ['tasks'] },
      generators: { [PRINCIPAL_KEY]: randomKey },
    }),
  );
  stack.use(await startService(tasks, platform, log));
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  stack.defer(() => client.end());
  await fillDatabase(client, [{ id: userId, tasks: count }]);
  // All open, so that all of them are in the feed.
  await client.query("update tasks.task set status = 'OPEN', completed_at = null");

  const actor = { kind: 'USER' as const, id: null, name: null };
  const principal: Principal = { userId, actor, scopes: [], timeZone: 'Europe/Paris' };
  const { feed } = await invokeAs(platform, principal, createCalendarFeed, { filterId: null, component: 'VTODO' });
  const read = async () => {
    let bytes = 0;
    let cursor: string | null = null;
    do {
      const piece: { text: string; next: string | null } = await invokeAs(platform, principal, readCalendarFeed, {
        feedId: feed.id,
        cursor,
      });
      bytes += Buffer.byteLength(piece.text);
      cursor = piece.next;
    } while (cursor !== null);
    return bytes;
  };
  const query = async () => {
    await client.query('select * from tasks.task where owner_id = $1 order by created_at, id', [userId]);
    return 0;
  };
  const times: { rondo: number; sql: number }[] = [];
  let bytes = 0;
  for (let round = 0; round <= rounds; round++) {
    const [rondo, sql] = [await timed(read), await timed(query)];
    bytes = rondo.result;
    // The first round warms up.
    if (round > 0) times.push({ rondo: rondo.ms, sql: sql.ms });
  }
  const result = {
    tasks: count,
    kilobytes: Math.round(bytes / 1_024),
    feedMs: spreadOf(times.map(({ rondo }) => rondo)),
    sqlMs: spreadOf(times.map(({ sql }) => sql)),
    times: spreadOf(times.map(({ rondo, sql }) => rondo / sql)),
  };
  printTable([
    {
      tasks: result.tasks,
      kB: result.kilobytes,
      'feed ms': result.feedMs.median.toFixed(0),
      'SQL ms': result.sqlMs.median.toFixed(0),
      times: result.times.median.toFixed(1),
      spread: `${result.times.min.toFixed(1)}–${result.times.max.toFixed(1)}`,
    },
  ]);
  if (!quick) await writeResults('feed', result);
}

async function timed<Result>(work: () => Promise<Result>): Promise<{ ms: number; result: Result }> {
  const began = performance.now();
  const result = await work();
  return { ms: performance.now() - began, result };
}
