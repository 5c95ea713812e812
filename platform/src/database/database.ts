import { setTimeout as delay } from 'node:timers/promises';
import { type AnyEntity, type EntityClass, type EntitySchema, IsolationLevel } from '@mikro-orm/core';
import { type EntityManager, MikroORM, PostgreSqlDriver } from '@mikro-orm/postgresql';
import pg, { type Pool } from 'pg';
import type { Logger } from '../log.ts';
import { writeOutbox } from '../outbox/outbox.ts';
import { metrics, secondsSince } from '../telemetry/metrics.ts';
import { watchPool } from '../telemetry/pools.ts';
import { SpanKind, traced } from '../telemetry/tracing.ts';
import { deferBegin } from './deferred-begin.ts';
import { isMigrated, type MigrationClass, migrate } from './migrations.ts';
import { type Owner, ownerSetting, ownerValue } from './row-level-security.ts';
import { asUnavailable, isRetryable } from './sql-state.ts';

export interface DatabaseOptions {
  /** The service's name, which is that of its PostgreSQL schema. */
  service: string;
  /** Of the role `rondo_<service>`, which row-level security applies to. */
  url: string;
  /** Of the role that owns the schema; used only where a migration is pending. */
  migrationUrl: string;
  entities: readonly (EntityClass<AnyEntity> | EntitySchema)[];
  /** In the order in which they run. Their names, once released, never change. */
  migrations: readonly MigrationClass[];
  log: Logger;
  /** Connections at most. */
  poolSize?: number;
}

export interface TransactionOptions {
  /** Nothing is flushed, and no write is possible. */
  readOnly?: boolean;
  /** Read committed where absent. */
  isolation?: keyof typeof isolationLevels;
}

export interface Database extends AsyncDisposable {
  readonly service: string;
  /** Its schema's name, quoted. */
  readonly schema: string;
  /** Of the service's role, for a connection of one's own. */
  readonly url: string;
  /** The pool under the entity managers, for statements that are no entity's. Row-level security shows it nothing. */
  readonly pool: Pool;
  /**
   * Runs `work` in one transaction as `owner`, with an entity manager of its own; what that holds is flushed before the
   * commit, and the events of `appendToOutbox` are written last. Runs it again, from the start, after a serialization failure or a deadlock.
   * Rejects with what `work` threw, or with UNAVAILABLE where the database is away.
   */
  transaction<T>(owner: Owner, work: (em: EntityManager) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** Calls back after each commit of this process that wrote to the outbox. */
  onOutboxWritten(callback: () => void): Disposable;
}

const isolationLevels = {
  'repeatable read': IsolationLevel.REPEATABLE_READ,
  serializable: IsolationLevel.SERIALIZABLE,
} as const;

/** Runs of one transaction in all, the first one included. */
const maxAttempts = 4;

/** Brings the service's schema up to date, then opens it. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { service, url, log } = options;
  let pool: Pool | undefined;
  const orm = new MikroORM({
    driver: PostgreSqlDriver,
    clientUrl: url,
    schema: service,
    entities: [...options.entities],
    discovery: { warnWhenNoEntities: false, checkDuplicateTableNames: true },
    sessionContext: 'transaction',
    ensureDatabase: false,
    pool: { min: 0, max: options.poolSize ?? 10, idleTimeoutMillis: 60_000 },
    driverOptions: {
      application_name: `rondo ${service}`,
      connectionTimeoutMillis: 5_000,
      statement_timeout: 30_000,
      // A process that stopped (not died) in a transaction must not hold its locks for ever.
      idle_in_transaction_session_timeout: 30_000,
      keepAlive: true,
      // The first statement goes with BEGIN, not after its answer (see deferBegin): 0.1 ms of a read's 0.6.
      pipeline: true,
      onPoolCreated(created: Pool) {
        pool = created;
        created.on('connect', deferBegin);
      },
    },
    logger: (message) => log.debug(message),
    colors: false,
  });
  try {
    await orm.connect();
    if (!pool) throw new Error('MikroORM has not made a pool.');
    if (!(await isMigrated(pool, orm, service, options.migrations))) await migrate(options);
  } catch (error) {
    await close(orm, pool);
    throw error;
  }
  return new OpenDatabase(service, url, orm, pool);
}

class OpenDatabase implements Database {
  readonly service: string;
  readonly schema: string;
  readonly url: string;
  readonly pool: Pool;
  readonly #orm: MikroORM;
  readonly #onOutboxWritten = new Set<() => void>();
  readonly #watched: Disposable;

  constructor(service: string, url: string, orm: MikroORM, pool: Pool) {
    this.service = service;
    this.schema = pg.escapeIdentifier(service);
    this.url = url;
    this.#orm = orm;
    this.pool = pool;
    this.#watched = watchPool(service, pool);
  }

  async transaction<T>(
    owner: Owner,
    work: (em: EntityManager) => Promise<T>,
    options: TransactionOptions = {},
  ): Promise<T> {
    const { service } = this;
    const access = options.readOnly ? 'read' : 'write';
    const attributes = { 'db.system.name': 'postgresql', 'db.namespace': service, 'rondo.access': access };
    const began = performance.now();
    let result = 'error';
    try {
      const done = await traced(`${service} transaction`, { kind: SpanKind.CLIENT, attributes }, () =>
        this.#repeatedly(ownerValue(owner), work, options),
      );
      result = 'ok';
      return done;
    } finally {
      metrics.transactions.observe({ service, access, result }, secondsSince(began));
    }
  }

  async #repeatedly<T>(
    owner: string,
    work: (em: EntityManager) => Promise<T>,
    options: TransactionOptions,
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#once(owner, work, options);
      } catch (error) {
        if (!isRetryable(error) || attempt === maxAttempts) throw asUnavailable(error);
        // Two that collided must not do so again.
        await delay(Math.random() * 10 * 2 ** attempt);
      }
    }
  }

  async #once<T>(
    owner: string,
    work: (em: EntityManager) => Promise<T>,
    { readOnly, isolation }: TransactionOptions,
  ): Promise<T> {
    const em = this.#orm.em.fork({ session: { variables: { [ownerSetting]: owner } } });
    await em.begin({ readOnly, isolationLevel: isolation && isolationLevels[isolation] });
    try {
      const result = await work(em);
      if (readOnly) {
        // Not em.commit, which would look for changes in everything that was read.
        await em.getConnection().commit(transactionOf(em));
      } else {
        await em.flush();
        const written = await writeOutbox(em);
        await em.commit();
        if (written > 0) for (const callback of this.#onOutboxWritten) callback();
      }
      return result;
    } catch (error) {
      await em.rollback();
      throw error;
    }
  }

  onOutboxWritten(callback: () => void): Disposable {
    this.#onOutboxWritten.add(callback);
    return { [Symbol.dispose]: () => this.#onOutboxWritten.delete(callback) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#watched[Symbol.dispose]();
    await close(this.#orm, this.pool);
  }
}

function transactionOf(em: EntityManager) {
  const transaction = em.getTransactionContext();
  if (!transaction) throw new Error('The transaction has ended already: only Database.transaction may end it.');
  return transaction;
}

async function close(orm: MikroORM, pool: Pool | undefined): Promise<void> {
  await orm.close(true);
  // Kysely ends no pool that it has not used itself.
  if (pool && !pool.ending) await pool.end();
}
