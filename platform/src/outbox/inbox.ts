import type { EntityManager } from '@mikro-orm/postgresql';
import type { Database } from '../database/database.ts';
import { schemaOf } from '../database/schema-name.ts';

/**
 * Whether this is the first time that `consumer` takes the event: the row that remembers it is written in the
 * transaction of `em`, so that it is there if, and only if, the effect is. Where another transaction is taking the same
 * event, waits for that one's end.
 */
export async function takeOnce(em: EntityManager, consumer: string, eventId: string): Promise<boolean> {
  const rows = await em.execute(
    `insert into ${schemaOf(em)}.inbox (consumer, event_id) values (?, ?) on conflict do nothing returning 1`,
    [consumer, eventId],
  );
  return rows.length === 1;
}

/** Twice as long as the log keeps an event, which can't come again after that. */
const keptDays = 14;

/** Forgets what can't be delivered again. Returns how many rows went. */
export async function pruneInbox(database: Database): Promise<number> {
  const { rowCount } = await database.pool.query(
    `delete from ${database.schema}.inbox where at < now() - make_interval(days => $1)`,
    [keptDays],
  );
  return rowCount ?? 0;
}
