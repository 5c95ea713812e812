import { StateConflict, type StateEntry, type StateStore } from '../platform.ts';
import type { Query } from './query.ts';

/** State as a table. An entry that has expired is as good as absent; `prune` removes it. */
export class TableState implements StateStore {
  readonly #query: Query;

  constructor(query: Query) {
    this.#query = query;
  }

  async get<T>(key: string): Promise<StateEntry<T> | null> {
    const { rows } = await this.#query<StateEntry<T>>(
      'select value, etag from platform.state where key = $1 and (expires_at is null or expires_at > now())',
      [key],
    );
    return rows[0] ?? null;
  }

  async set(
    key: string,
    value: unknown,
    { etag, ttlSeconds }: { etag?: string | null; ttlSeconds?: number } = {},
  ): Promise<void> {
    const expiry = 'now() + make_interval(secs => $3)';
    const upsert = `insert into platform.state as s (key, value, expires_at) values ($1, $2, ${expiry})
       on conflict (key) do update set value = excluded.value, expires_at = excluded.expires_at, etag = default`;
    const values = [key, JSON.stringify(value ?? null), ttlSeconds];
    const { rowCount } =
      etag === undefined
        ? await this.#query(upsert, values)
        : etag === null
          ? await this.#query(`${upsert} where s.expires_at <= now()`, values)
          : await this.#query(
              `update platform.state set value = $2, expires_at = ${expiry}, etag = default
               where key = $1 and etag::text = $4 and (expires_at is null or expires_at > now())`,
              [...values, etag],
            );
    if (rowCount === 0) throw conflictOf(key, etag);
  }

  async delete(key: string, { etag }: { etag?: string } = {}): Promise<void> {
    const { rowCount } = await this.#query(
      'delete from platform.state where key = $1 and ($2::text is null or etag::text = $2)',
      [key, etag],
    );
    if (rowCount === 0 && etag !== undefined) throw conflictOf(key, etag);
  }

  async prune(): Promise<void> {
    await this.#query('delete from platform.state where expires_at <= now()');
  }
}

function conflictOf(key: string, etag: string | null | undefined): StateConflict {
  return new StateConflict(
    etag === null
      ? `The key ${key} is there already.`
      : `The value of ${key} is not the one with etag ${etag} any more.`,
  );
}
