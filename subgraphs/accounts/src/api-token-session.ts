import type { Database } from '@rondo/platform/database/database.ts';
import { asUnavailable } from '@rondo/platform/database/sql-state.ts';
import { queryRows } from '@rondo/platform/query.ts';
import { scopes as allScopes } from '@rondo/schema/scopes.ts';
import { hashOfSecret } from './api-tokens.ts';
import type { Session } from './session.ts';

interface TokenRow {
  id: string;
  userId: string;
  timeZone: string;
  name: string;
  /** With commas. */
  scopes: string;
  /** Milliseconds since 1970. */
  expiresAt: number | null;
  /** Its last use is not known to the minute. */
  unnoted: boolean;
}

/** Who holds an API token, and what it may do; null where it is unknown, revoked or expired. Notes that it was used. */
export async function findApiTokenSession(database: Database, secret: string): Promise<Session | null> {
  const row = await readToken(database, hashOfSecret(secret));
  if (!row) return null;
  if (row.unnoted) await noteUse(database, row);
  return {
    userId: row.userId,
    actor: { kind: 'API_TOKEN', id: row.id, name: row.name },
    scopes: allScopes.filter((scope) => row.scopes.split(',').includes(scope)),
    timeZone: row.timeZone,
    expiresAt: row.expiresAt === null ? null : new Date(row.expiresAt).toISOString(),
  };
}

async function readToken(database: Database, hash: string): Promise<TokenRow | undefined> {
  try {
    const { rows } = await database.pool.query<TokenRow>({
      name: 'find-api-token',
      text: `select id, user_id as "userId", time_zone as "timeZone", name,
                    array_to_string(scopes, ',') as scopes, extract(epoch from expires_at)::float8 * 1000 as "expiresAt",
                    last_used_at is null or last_used_at < date_trunc('minute', now()) as unnoted
             from accounts.find_api_token($1)`,
      values: [hash],
    });
    return rows[0];
  } catch (error) {
    throw asUnavailable(error);
  }
}

/** Once a minute, by whichever request comes first. */
async function noteUse(database: Database, { id, userId }: TokenRow): Promise<void> {
  await database.transaction(userId, (em) =>
    queryRows(
      em,
      `update accounts.api_token set last_used_at = date_trunc('minute', now())
       where id = $1 and (last_used_at is null or last_used_at < date_trunc('minute', now()))`,
      [id],
    ),
  );
}
