import type { EntitySchema } from '@mikro-orm/core';
import type { Actor } from '@rondo/schema/events/envelope.ts';
import type { SubgraphName } from '@rondo/schema/subgraphs.ts';
import DataLoader from 'dataloader';
import type { Consumer } from './consumer.ts';
import type { Database } from './database/database.ts';
import type { MigrationClass } from './database/migrations.ts';
import type { Logger } from './log.ts';
import type { ServedMethod } from './method.ts';
import { type Clock, invokeAs, type Operation, type OperationRunner, runOperation } from './operation.ts';
import type { Platform } from './platform.ts';
import type { Principal } from './principal.ts';

/** All that makes a service: its SDL comes from schema.graphql beside its package.json. */
export interface ServiceDefinition {
  readonly name: SubgraphName;
  /** Typed in the service by the `Resolvers` that its SDL generates. */
  readonly resolvers: object;
  readonly entities: readonly EntitySchema[];
  /** Oldest first. */
  readonly migrations: readonly MigrationClass[];
  readonly methods?: readonly ServedMethod[];
  readonly consumers?: readonly Consumer[];
  /** What else runs while the service does: jobs, sweeps. Called once the database is migrated and before requests come. */
  start?(host: ServiceHost): Promise<AsyncDisposable>;
}

/** What the parts of a service that no request calls stand on. */
export interface ServiceHost {
  readonly platform: Platform;
  readonly database: Database;
  readonly log: Logger;
  /** A transaction over every owner's rows, with the SYSTEM actor; `emit` must name the owner. */
  asSystem: OperationRunner;
  /** A context like a request's, on behalf of a principal. */
  as(principal: Principal): ServiceContext;
}

/** What resolvers get: on whose behalf, and transactions that see that owner's rows only. */
export interface ServiceContext {
  readonly principal: Principal;
  readonly log: Logger;
  /** A read-only transaction. */
  read: OperationRunner;
  /** A transaction that may change rows and emit events. */
  write: OperationRunner;
  /** Calls another service outside any transaction, so that no connection is held meanwhile. */
  invoke: Operation['invoke'];
  /** The same by another actor, for what a service does of its own accord. */
  by(actor: Actor): ServiceContext;
  /** Has a job of this service's run (Platform.onJob), at or after `at`. Called after the write that gives it something to do. */
  schedule(job: string, at: Date): Promise<void>;
  /**
   * One of many keys that are read together (DataLoader): `batch` is called once a tick with all of them, in a read
   * transaction, and returns values in their order. Values are kept for the request, until a write.
   */
  load<Key, Value>(batch: BatchLoad<Key, Value>, key: Key): Promise<Value>;
}

export type BatchLoad<Key, Value> = (operation: Operation, keys: readonly Key[]) => Promise<readonly Value[]>;

export interface ContextScope {
  service: SubgraphName;
  platform: Platform;
  database: Database;
  log: Logger;
  principal: Principal;
  /** Its transactions see every owner's rows: for what the system principal asks, and for sweeps. */
  allOwners?: boolean;
  clock?: Clock;
}

export function createContext(scope: ContextScope): ServiceContext {
  const loaders = new Map<unknown, DataLoader<unknown, unknown>>();
  const read: OperationRunner = (work) => runOperation(scope, work, { readOnly: true });
  return {
    principal: scope.principal,
    log: scope.log,
    read,
    async write(work) {
      const result = await runOperation(scope, work);
      loaders.clear();
      return result;
    },
    invoke: (method, input) => invokeAs(scope.platform, scope.principal, method, input),
    by: (actor) => createContext({ ...scope, principal: { ...scope.principal, actor } }),
    schedule: (job, at) => scope.platform.schedule(scope.service, job, at),
    load<Key, Value>(batch: BatchLoad<Key, Value>, key: Key): Promise<Value> {
      let loader = loaders.get(batch) as DataLoader<Key, Value> | undefined;
      if (!loader) {
        loader = new DataLoader<Key, Value>((keys) => read((operation) => batch(operation, keys)));
        loaders.set(batch, loader as DataLoader<unknown, unknown>);
      }
      return loader.load(key);
    },
  };
}
