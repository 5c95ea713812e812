/**
 * `tasks`, a page of 50, of a user with 10 000 and of one with 1 000 000 tasks, against the SQL that a hand would write
 * for the same page, through pg: page 1 and page 1 000 of every sort, filters, searches. Both read the same database,
 * call by call in turn.
 *
 * `npm run bench -- list [--quick] [CASE…]`; BENCH_LIST_FOLDER keeps the database for the next run.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedPlatform } from '@rondo/platform/embedded/platform.ts';
import { startPostgres } from '@rondo/platform/embedded/postgres.ts';
import { randomKey } from '@rondo/platform/embedded/secrets.ts';
import { createLog } from '@rondo/platform/log.ts';
import { PRINCIPAL_KEY } from '@rondo/platform/operation.ts';
import { signPrincipal } from '@rondo/platform/principal.ts';
import { startService } from '@rondo/platform/start-service.ts';
import { tasks } from '@rondo/tasks/main.ts';
import pg from 'pg';
import { printTable, type Spread, spreadOf, writeResults } from './lib/report.ts';
import { type Case, cases } from './list/cases.ts';
import { fillDatabase, type Owner, owners } from './list/data.ts';
import type { BenchOptions } from './run.ts';

type Page = (after: string | null) => Promise<string | null>;

interface Result {
  readonly case: string;
  readonly tasks: number;
  readonly page: number;
  readonly rondoMs: Spread;
  readonly sqlMs: Spread;
  /** Of the 95th percentiles, and of the medians, which hold still where the machine is shared. */
  readonly times: Spread;
  readonly medianTimes: Spread;
}

export async function run({ quick, args }: BenchOptions): Promise<void> {
  const [rounds, calls, farPage] = quick ? [3, 20, 100] : [7, 100, 1_000];
  await using stack = new AsyncDisposableStack();
  const kept = process.env.BENCH_LIST_FOLDER;
  const dataDir = kept ?? (await mkdtemp(join(tmpdir(), 'rondo-bench-')));
  if (!kept) stack.defer(() => rm(dataDir, { recursive: true }));
  const log = createLog('bench', 'warn');
  const { url } = stack.use(await startPostgres({ dataDir, log }));
  const platform = stack.use(
    await openEmbeddedPlatform({
      ...{ dataDir, url, log, services: ['tasks'] },
      generators: { [PRINCIPAL_KEY]: randomKey },
    }),
  );
  const service = stack.use(await startService(tasks, platform, log));
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  stack.defer(() => client.end());
  await client.query('set pg_trgm.word_similarity_threshold = 0.5');
  await fillDatabase(client, owners);

  const key = await platform.secret(PRINCIPAL_KEY);
  const results: Result[] = [];
  for (const each of cases.filter(({ name }) => args.length === 0 || args.includes(name))) {
    for (const owner of owners) {
      const ask: Page = async (after) => {
        const principal = signPrincipal(principalOf(owner), key);
        const { data, errors } = await service.execute({
          query: each.document,
          variables: { ...each.variables, after },
          principal,
        });
        if (errors || !data) throw new Error(JSON.stringify(errors));
        const { tasks } = JSON.parse(JSON.stringify(data));
        return tasks.pageInfo.hasNextPage ? tasks.pageInfo.endCursor : null;
      };
      const query: Page = async (after) => {
        const { rows } = await client.query(each.sql(after !== null), [owner.id, ...keysOf(each, after)]);
        return rows.length > 50 ? '' : null;
      };
      const far = each.sorted ? await cursorBefore(ask, Math.min(farPage, owner.tasks / 50)) : null;
      const places: [number, string | null][] = [
        [1, null],
        ...(far ? [[far.page, far.cursor] as [number, string]] : []),
      ];
      for (const [page, after] of places) {
        const measured = await measure({ ask, query }, after, rounds, calls);
        results.push({ case: each.name, tasks: owner.tasks, page, ...measured });
      }
    }
  }
  printTable(results.map(rowOf));
  if (!quick) await writeResults('list', results);
}

const principalOf = (owner: Owner) => ({
  userId: owner.id,
  actor: { kind: 'USER' as const, id: null, name: null },
  scopes: [],
  timeZone: 'Europe/Paris',
});

/** The cursor that a page follows, found by going there. */
async function cursorBefore(ask: Page, page: number): Promise<{ page: number; cursor: string } | null> {
  let cursor: string | null = null;
  for (let current = 1; current < page; current++) {
    const next = await ask(cursor);
    if (next === null) return cursor === null ? null : { page: current, cursor };
    cursor = next;
  }
  return cursor === null ? null : { page, cursor };
}

/** A cursor of ours says the order and then the keys, which the SQL by hand starts from too. */
function keysOf({ parameters = [] }: Case, after: string | null): unknown[] {
  if (after === null) return [...parameters];
  const [, ...keys] = JSON.parse(Buffer.from(after, 'base64url').toString());
  return [...parameters, ...keys];
}

async function measure(
  { ask, query }: { ask: Page; query: Page },
  after: string | null,
  rounds: number,
  calls: number,
): Promise<Pick<Result, 'rondoMs' | 'sqlMs' | 'times' | 'medianTimes'>> {
  const measured: { rondo: number[]; sql: number[] }[] = [];
  for (let round = 0; round <= rounds; round++) {
    const [rondo, sql]: [number[], number[]] = [[], []];
    for (let call = 0; call < calls; call++) {
      rondo.push(await time(() => ask(after)));
      sql.push(await time(() => query(after)));
    }
    // The first round warms caches and compilers.
    if (round > 0) measured.push({ rondo: rondo.sort(ascending), sql: sql.sort(ascending) });
  }
  const ratios = (share: number) => measured.map(({ rondo, sql }) => quantile(rondo, share) / quantile(sql, share));
  return {
    rondoMs: spreadOf(measured.map(({ rondo }) => quantile(rondo, 0.95))),
    sqlMs: spreadOf(measured.map(({ sql }) => quantile(sql, 0.95))),
    times: spreadOf(ratios(0.95)),
    medianTimes: spreadOf(ratios(0.5)),
  };
}

const ascending = (a: number, b: number) => a - b;

const quantile = (sorted: readonly number[], share: number) => sorted[Math.floor(sorted.length * share)] ?? 0;

async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function rowOf({ rondoMs, sqlMs, times, medianTimes, ...result }: Result): Record<string, string | number> {
  return {
    case: result.case,
    tasks: result.tasks,
    page: result.page,
    'rondo p95 ms': rondoMs.median.toFixed(2),
    'SQL p95 ms': sqlMs.median.toFixed(2),
    times: times.median.toFixed(2),
    'times p50': medianTimes.median.toFixed(2),
    spread: `${times.min.toFixed(2)}–${times.max.toFixed(2)}`,
  };
}
