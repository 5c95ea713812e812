/**
 * Writes each service's schema, as its migrations make it, to `subgraphs/<service>/schema.sql`, and the embedded
 * platform's own to `platform/schema.sql`, so that a change of the database is read in a pull request.
 * With --check it writes nothing, and fails where a file is stale or entities and tables disagree.
 */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { EntitySchema } from '@mikro-orm/core';
import { Migration } from '@mikro-orm/migrations';
import pg from 'pg';
import { pino } from 'pino';
import { startPostgres } from '../embedded/postgres.ts';
import { migratePlatform, platformSchema } from '../embedded/schema.ts';
import { describeSchema } from './describe-schema.ts';
import { findDrift } from './drift.ts';
import { type MigrationClass, migrate } from './migrations.ts';
import { provisionServices } from './roles.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const header = '-- Made by `npm run schema-dumps` from the migrations; read it, do not edit or run it.\n\n';

async function run(check: boolean): Promise<string[]> {
  const log = pino({ level: 'warn' }, pino.destination(2));
  const dataDir = await mkdtemp(join(tmpdir(), 'rondo-dump-'));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  const postgres = stack.use(await startPostgres({ dataDir, log, lifeline: true, durable: false }));
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  stack.defer(() => client.end());

  const services = await servicesWithMigrations();
  const urls = await provisionServices({
    adminUrl: postgres.url,
    services: [platformSchema, ...services],
    key: 'dump',
  });
  const complaints: string[] = [];
  for (const [service, { url, migrationUrl }] of urls) {
    try {
      if (service === platformSchema) {
        const pool = new pg.Pool({ connectionString: url });
        await migratePlatform(pool, migrationUrl).finally(() => pool.end());
      } else {
        await migrate({ service, migrationUrl, migrations: await exportsOf(service, 'migrations', isMigration), log });
        const entities = await exportsOf(service, 'src/entities.ts', (value) => value instanceof EntitySchema);
        const drift = await findDrift(client, service, entities);
        complaints.push(...drift.map((sentence) => `${service}: ${sentence}`));
      }
      const file = join(root, service === platformSchema ? 'platform' : `subgraphs/${service}`, 'schema.sql');
      const text = header + (await describeSchema(client, service));
      if (!check) await writeFile(file, text);
      else if (text !== (await readFile(file, 'utf8').catch(() => ''))) {
        complaints.push(`${relative(root, file)} is stale. Run npm run schema-dumps, and commit what it writes.`);
      }
    } catch (error) {
      complaints.push(`${service}: ${error instanceof Error ? error.message : error}`);
    }
  }
  return complaints;
}

async function servicesWithMigrations(): Promise<string[]> {
  const entries = await readdir(join(root, 'subgraphs'), { recursive: true });
  const services = entries
    .map((entry) => /^([^/]+)\/migrations$/.exec(entry)?.[1])
    .filter((name) => name !== undefined);
  return services.toSorted();
}

/** Of a file of a service, or of all files of a folder in the order of their names. */
async function exportsOf<T>(service: string, path: string, wanted: (value: unknown) => value is T): Promise<T[]> {
  const place = join(root, 'subgraphs', service, path);
  const files = place.endsWith('.ts')
    ? [place]
    : (await readdir(place))
        .filter((name) => name.endsWith('.ts'))
        .toSorted()
        .map((name) => join(place, name));
  const modules: object[] = await Promise.all(files.map((file) => import(pathToFileURL(file).href)));
  return modules.flatMap((module) => Object.values(module)).filter(wanted);
}

function isMigration(value: unknown): value is MigrationClass {
  return typeof value === 'function' && value.prototype instanceof Migration;
}

const { values: options } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const complaints = await run(options.check);
for (const complaint of complaints) process.stderr.write(`${complaint}\n`);
process.exitCode = complaints.length > 0 ? 1 : 0;
