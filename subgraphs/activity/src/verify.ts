/**
 * Checks every user's activity log against its hash chain. Exits with 1 where one is broken, with 2 where it could not be checked.
 *
 *   npm run verify-activity -- [--data-dir DIR | --database-url URL] [--user ID]
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { visitPostgres } from '@rondo/platform/embedded/visit.ts';
import { createLog } from '@rondo/platform/log.ts';
import pg from 'pg';
import { type Verification, verifyChains } from './verification.ts';

const usage = `npm run verify-activity -- [options]
  --data-dir DIR       the data of npm start (default .rondo), running or not
  --database-url URL   a PostgreSQL instead (default: the environment's DATABASE_URL)
  --user ID            one user's log only
  --help               show this`;

async function run(): Promise<number> {
  const { values } = parseArgs({
    options: {
      'data-dir': { type: 'string' },
      'database-url': { type: 'string' },
      user: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    say(usage);
    return 0;
  }
  const url = values['database-url'] ?? (values['data-dir'] === undefined ? process.env.DATABASE_URL : undefined);
  await using embedded = url
    ? null
    : await visitPostgres(resolve(values['data-dir'] ?? '.rondo'), createLog('verify', 'warn'));
  const client = new pg.Client({
    connectionString: url ?? embedded?.url ?? '',
    application_name: 'rondo verify-activity',
  });
  await client.connect();
  try {
    return report(await verifyChains(client, { userId: values.user, onProgress: showProgress }), values.user);
  } finally {
    await client.end();
  }
}

let shownAt = Date.now();

function showProgress(entries: number): void {
  if (Date.now() - shownAt < 1_000) return;
  shownAt = Date.now();
  say(`${entries} entries checked …`);
}

function report({ chains, entries, faults }: Verification, user: string | undefined): number {
  for (const { userId, entry, reason } of faults) {
    say(`BROKEN: ${userId}, ${entry ? `entry ${entry.sequence} (${entry.id})` : 'at its end'}: ${reason}.`);
  }
  if (user !== undefined && chains === 0) say(`There is no activity of ${user}.`);
  const checked = `${entries} entries of ${chains} ${chains === 1 ? 'user' : 'users'} checked`;
  say(faults.length === 0 ? `${checked}: every chain is whole.` : `${checked}: ${faults.length} broken.`);
  return faults.length === 0 ? 0 : 1;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

try {
  process.exitCode = await run();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
