import type { Database } from '@rondo/platform/database/database.ts';
import { asUnavailable } from '@rondo/platform/database/sql-state.ts';
import { queryRows } from '@rondo/platform/query.ts';
import type { AuthenticatedSession } from '@rondo/schema/methods/accounts.ts';
import { scopes as allScopes } from '@rondo/schema/scopes.ts';
import { hashOfSecret } from './api-tokens.ts';

interface TokenRow {
  hash: string;
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

/** Who holds API tokens, and what each may do, by token; without those that are unknown, revoked or expired. Notes that they were used. */
export async function findApiTokenSessions(
  database: Database,
  tokens: readonly string[],
): Promise<Map<string, AuthenticatedSession>> {
  const byHash = new Map(tokens.map((token) => [hashOfSecret(token), token]));
  const rows = await readTokens(database, [...byHash.keys()]);
  await Promise.all(rows.filter(({ unnoted }) => unnoted).map((row) => noteUse(database, row)));
  return new Map(rows.map((row) => [byHash.get(row.hash) ?? '', sessionOf(row)]));
}

function sessionOf(row: TokenRow): AuthenticatedSession {
  return {
    userId: row.userId,
    actor: { kind: 'API_TOKEN', id: row.id, name: row.name },
    scopes: allScopes.filter((scope) => row.scopes.split(',').includes(scope)),
    timeZone: row.timeZone,
    expiresAt: row.expiresAt === null ? null : new Date(row.expiresAt).toISOString(),
  };
}

async function readTokens(database: Database, hashes: readonly string[]): Promise<TokenRow[]> {
  try {
    const { rows } = await database.pool.query<TokenRow>({
      name: 'find-api-tokens',
      text: `select asked.hash, id, user_id as "userId", time_zone as "timeZone", name,
                    array_to_string(scopes, ',') as scopes, extract(epoch from expires_at)::float8 * 1000 as "expiresAt",
                    last_used_at is null or last_used_at < date_trunc('minute', now()) as unnoted
             from unnest($1::text[]) as asked(hash), accounts.find_api_token(asked.hash)`,
      values: [hashes],
    });
    return rows;
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
