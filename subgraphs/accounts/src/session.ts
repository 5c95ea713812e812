import type { Database } from '@rondo/platform/database/database.ts';
import { systemOwner } from '@rondo/platform/database/row-level-security.ts';
import { asUnavailable } from '@rondo/platform/database/sql-state.ts';
import { queryRows } from '@rondo/platform/query.ts';
import type { AuthenticatedSession } from '@rondo/schema/methods/accounts.ts';
import { scopes } from '@rondo/schema/scopes.ts';
import { sessionExtension, sessionLifetime } from './auth/options.ts';

interface SessionRow {
  token: string;
  userId: string;
  timeZone: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
  extendable: boolean;
}

export interface PresentedSession {
  readonly token: string;
  /** A session that is used lives on. Not one that came as a cookie, whose own lifetime only better-auth can extend with it. */
  readonly extend: boolean;
}

/** Who holds session tokens, by token; without those that are unknown, ended or expired. */
export async function findSessions(
  database: Database,
  presented: readonly PresentedSession[],
): Promise<Map<string, AuthenticatedSession>> {
  const extended = new Set(presented.filter(({ extend }) => extend).map(({ token }) => token));
  const rows = await readSessions(database, [...new Set(presented.map(({ token }) => token))]);
  return new Map(
    await Promise.all(
      rows.map(async (row): Promise<[string, AuthenticatedSession]> => {
        const isExtended = row.extendable && extended.has(row.token);
        const expiresAt = isExtended ? await extendSession(database, row.token) : new Date(row.expiresAt);
        const session: AuthenticatedSession = {
          userId: row.userId,
          actor: { kind: 'USER', id: null, name: null },
          scopes: [...scopes],
          timeZone: row.timeZone,
          expiresAt: expiresAt.toISOString(),
        };
        return [row.token, session];
      }),
    ),
  );
}

async function readSessions(database: Database, tokens: readonly string[]): Promise<SessionRow[]> {
  try {
    const { rows } = await database.pool.query<SessionRow>({
      name: 'find-sessions',
      text: `select asked.token, user_id as "userId", time_zone as "timeZone",
                    extract(epoch from expires_at)::float8 * 1000 as "expiresAt",
                    updated_at < now() - make_interval(secs => $2) as extendable
             from unnest($1::text[]) as asked(token), accounts.find_session(asked.token)`,
      values: [tokens, sessionExtension],
    });
    return rows;
  } catch (error) {
    throw asUnavailable(error);
  }
}

async function extendSession(database: Database, token: string): Promise<Date> {
  const expiresAt = new Date(Date.now() + sessionLifetime * 1_000);
  await database.transaction(systemOwner, (em) =>
    queryRows(em, 'update accounts.session set expires_at = $2, updated_at = now() where token = $1', [
      token,
      expiresAt,
    ]),
  );
  return expiresAt;
}

/** Removes what nobody can use any more. */
export async function removeExpired(database: Database): Promise<void> {
  await database.transaction(systemOwner, async (em) => {
    await queryRows(em, 'delete from accounts.session where expires_at < now()');
    await queryRows(em, 'delete from accounts.verification where expires_at < now()');
    await queryRows(em, "delete from accounts.api_token where expires_at < now() - interval '30 days'");
    await queryRows(em, 'delete from accounts.oauth_access_token where expires_at < now()');
    await queryRows(em, 'delete from accounts.oauth_refresh_token where expires_at < now()');
    // An app that nobody has connected for a day is but a registration.
    await queryRows(
      em,
      `delete from accounts.oauth_client c where created_at < now() - interval '1 day'
         and not exists (select from accounts.oauth_consent g where g.client_id = c.client_id)`,
    );
  });
}
