import type { Database } from '@rondo/platform/database/database.ts';
import { systemOwner } from '@rondo/platform/database/row-level-security.ts';
import { asUnavailable } from '@rondo/platform/database/sql-state.ts';
import { queryRows } from '@rondo/platform/query.ts';
import type { authenticate } from '@rondo/schema/methods/accounts.ts';
import { scopes } from '@rondo/schema/scopes.ts';
import type { z } from 'zod';
import { sessionExtension, sessionLifetime } from './auth/options.ts';

export type Session = NonNullable<z.infer<(typeof authenticate)['output']>['session']>;

interface SessionRow {
  userId: string;
  timeZone: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
  extendable: boolean;
}

/**
 * Who holds a session token; null where it is unknown, ended or expired.
 * `extend`: a session that is used lives on. Not for one that came as a cookie, whose own lifetime only better-auth can extend with it.
 */
export async function findSession(
  database: Database,
  token: string,
  options: { extend: boolean },
): Promise<Session | null> {
  const row = await readSession(database, token);
  if (!row) return null;
  const expiresAt = row.extendable && options.extend ? await extendSession(database, token) : new Date(row.expiresAt);
  return {
    userId: row.userId,
    actor: { kind: 'USER', id: null, name: null },
    scopes: [...scopes],
    timeZone: row.timeZone,
    expiresAt: expiresAt.toISOString(),
  };
}

async function readSession(database: Database, token: string): Promise<SessionRow | undefined> {
  try {
    const { rows } = await database.pool.query<SessionRow>({
      name: 'find-session',
      text: `select user_id as "userId", time_zone as "timeZone", extract(epoch from expires_at)::float8 * 1000 as "expiresAt",
                    updated_at < now() - make_interval(secs => $2) as extendable
             from accounts.find_session($1)`,
      values: [token, sessionExtension],
    });
    return rows[0];
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
