import { createHash } from 'node:crypto';
import type { Database } from '@rondo/platform/database/database.ts';
import { asUnavailable } from '@rondo/platform/database/sql-state.ts';

/** At most `max` attempts within any `window` seconds. */
export interface Limit {
  window: number;
  max: number;
}

/** Counts attempts over all replicas: a sliding log of their times in one row a key, taken and judged by one statement. */
export class Attempts {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Takes an attempt, where the limit allows it. Returns how many seconds to wait otherwise, 0 where it was taken.
   * A refused attempt does not count, so that whoever waits gets through.
   */
  async take(key: string, { window, max }: Limit): Promise<number> {
    const { rows } = await this.#query<{ allowed: boolean; wait: number }>(
      `insert into accounts.attempt as a (key, times, allowed, expires_at)
       values ($1, array[now()], true, now() + make_interval(secs => $2))
       on conflict (key) do update set (times, allowed, expires_at) = (
         select case when cardinality(recent) < $3 then recent || now() else recent end,
                cardinality(recent) < $3,
                case when cardinality(recent) < $3 then excluded.expires_at else a.expires_at end
         from (select array(select t from unnest(a.times) t where t > now() - make_interval(secs => $2))) as kept (recent)
       )
       returning allowed, extract(epoch from times[1] - now())::float8 + $2::float8 as wait`,
      [hashOf(key), window, max],
    );
    const [row] = rows;
    return !row || row.allowed ? 0 : Math.max(1, Math.ceil(row.wait));
  }

  /** Starts a key's count anew. */
  async forget(key: string): Promise<void> {
    await this.#query('delete from accounts.attempt where key = $1', [hashOf(key)]);
  }

  async removeOld(): Promise<void> {
    await this.#query('delete from accounts.attempt where expires_at < now()');
  }

  async #query<Row extends object>(text: string, values: unknown[] = []) {
    try {
      return await this.#database.pool.query<Row>(text, values);
    } catch (error) {
      throw asUnavailable(error);
    }
  }
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('base64url');
}
