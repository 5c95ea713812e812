import type { Constructor } from '@mikro-orm/core';
import type { Migration } from '@mikro-orm/migrations';
import { MikroORM, PostgreSqlDriver } from '@mikro-orm/postgresql';
import pg, { type Pool } from 'pg';
import type { Logger } from '../log.ts';
import { platformMigrations } from '../outbox/migrations.ts';
import { roleOf } from './roles.ts';
import { ownerSetting } from './row-level-security.ts';
import { SqlState, sqlStateOf } from './sql-state.ts';

/** Its `name`, once released, never changes. */
export type MigrationClass = Constructor<Migration>;

export interface MigrateOptions {
  service: string;
  /** Of the role that owns the service's schema. */
  migrationUrl: string;
  migrations: readonly MigrationClass[];
  log: Logger;
}

/** In each service's schema; MikroORM's format. */
const bookkeepingTable = 'migration';

/**
 * Runs a service's pending migrations in its schema, the platform's own (outbox, inbox) first; one process at a time,
 * all in one transaction. Throws where one fails, having changed nothing.
 */
export async function migrate({ service, migrationUrl, migrations, log }: MigrateOptions): Promise<void> {
  const { Migrator } = await import('@mikro-orm/migrations');
  const lock = new pg.Client({ connectionString: migrationUrl, application_name: 'rondo migration lock' });
  // A broken connection shows in the next statement.
  lock.on('error', () => {});
  await lock.connect();
  try {
    await lock.query('select pg_advisory_lock(hashtextextended($1, 0))', [`rondo migrate ${service}`]);
    await using orm = new MikroORM({
      driver: PostgreSqlDriver,
      clientUrl: migrationUrl,
      schema: service,
      discovery: { warnWhenNoEntities: false },
      ensureDatabase: false,
      extensions: [Migrator],
      pool: { min: 0, max: 1 },
      driverOptions: {
        application_name: `rondo migrate ${service}`,
        // Migrations may leave the schema's name out. And row-level security is forced on the owner of the tables too.
        options: `-c search_path=${service} -c ${ownerSetting}=*`,
      },
      migrations: {
        tableName: bookkeepingTable,
        schema: service,
        migrationsList: listed(migrations),
        transactional: true,
        allOrNothing: true,
        snapshot: false,
        disableForeignKeys: false,
      },
      logger: (message) => log.debug(message),
      colors: false,
    });
    const done = await orm.migrator.up();
    if (done.length === 0) return;
    // The service only reads which ones have run.
    await lock.query(
      `revoke insert, update, delete on ${pg.escapeIdentifier(service)}.${bookkeepingTable} from ${pg.escapeIdentifier(roleOf(service))}`,
    );
    log.info({ service, migrations: done.map(({ name }) => name) }, 'database schema migrated');
  } finally {
    await lock.end();
  }
}

/**
 * Whether every migration has run, asked over the service's own connection, so that an ordinary start costs one query.
 * One that has run and is not in the list is that of a newer version, which rolling back must not fail on.
 */
export async function isMigrated(
  pool: Pool,
  orm: MikroORM,
  service: string,
  migrations: readonly MigrationClass[],
): Promise<boolean> {
  try {
    const { rows } = await pool.query<{ name: string }>(
      `select name from ${pg.escapeIdentifier(service)}.${bookkeepingTable}`,
    );
    const done = new Set(rows.map(({ name }) => name));
    return listed(migrations).every((Class) => done.has(new Class(orm.driver, orm.config).name ?? Class.name));
  } catch (error) {
    const state = sqlStateOf(error);
    if (state === SqlState.UNDEFINED_TABLE || state === SqlState.INVALID_SCHEMA_NAME) return false;
    throw error;
  }
}

function listed(migrations: readonly MigrationClass[]): MigrationClass[] {
  return [...platformMigrations, ...migrations];
}
