import type { EntityManager } from '@mikro-orm/postgresql';
import type { CloudEvent } from '@rondo/schema/events/envelope.ts';
import { withCommit } from '../database/deferred-begin.ts';
import { schemaOf } from '../database/schema-name.ts';

export interface OutboxEntry {
  readonly topics: readonly string[];
  /** Its `partitionkey` is the owner, and orders it. */
  readonly event: CloudEvent;
}

const appended = new WeakMap<EntityManager, OutboxEntry[]>();

/**
 * Adds events to the transaction of `em`; they are published once it has committed, in this order per key.
 * They are written as its last statement, after every row lock was taken, so that of two transactions that changed the same
 * row the later one has the higher ids.
 */
export function appendToOutbox(em: EntityManager, entries: readonly OutboxEntry[]): void {
  const list = appended.get(em);
  if (list) list.push(...entries);
  else appended.set(em, [...entries]);
}

/** Called by Database.transaction, after the flush and right before the commit, which it goes with. Returns how many are written. */
export async function writeOutbox(em: EntityManager): Promise<number> {
  const entries = appended.get(em) ?? [];
  if (entries.length === 0) return 0;
  const rows = entries.map(({ topics, event }) => [event.partitionkey, JSON.stringify(topics), JSON.stringify(event)]);
  const values = rows.map(() => '(?, ?::json, ?::json)').join();
  await em.execute(
    `${withCommit}insert into ${schemaOf(em)}.outbox (key, topics, event) values ${values}`,
    rows.flat(),
  );
  return entries.length;
}
