import { createHash } from 'node:crypto';
import type { Database } from '@rondo/platform/database/database.ts';
import { asUnavailable } from '@rondo/platform/database/sql-state.ts';
import type { Audience } from '@rondo/schema/methods/accounts.ts';
import { appScopes } from '@rondo/schema/scopes.ts';
import { z } from 'zod';
import { ACCESS_TOKEN_PREFIX, isFor } from './auth/oauth.ts';
import type { Session } from './session.ts';

const list = z.array(z.string());
const rowSchema = z.object({
  userId: z.string(),
  timeZone: z.string(),
  clientId: z.string(),
  clientName: z.string().nullable(),
  /** JSON. */
  scopes: z.string(),
  consented: z.string(),
  resources: z.string().nullable(),
  /** Milliseconds since 1970. */
  expiresAt: z.number(),
});

/** For whom an app acts by its access token; null where that is unknown, expired, revoked or meant for another audience (RFC 8707). */
export async function findAccessTokenSession(
  database: Database,
  token: string,
  { audience, publicUrl }: { audience: Audience; publicUrl: string },
): Promise<Session | null> {
  const row = await readAccessToken(database, token);
  if (!row || !isFor(audience, listOf(row.resources), publicUrl)) return null;
  const [granted, consented] = [listOf(row.scopes), listOf(row.consented)];
  return {
    userId: row.userId,
    actor: { kind: 'API_TOKEN', id: row.clientId, name: row.clientName ?? 'An app without a name' },
    scopes: appScopes.filter((scope) => granted.includes(scope) && consented.includes(scope)),
    timeZone: row.timeZone,
    expiresAt: new Date(row.expiresAt).toISOString(),
  };
}

async function readAccessToken(database: Database, token: string): Promise<z.infer<typeof rowSchema> | undefined> {
  try {
    const { rows } = await database.pool.query({
      name: 'find-access-token',
      text: `select user_id as "userId", time_zone as "timeZone", client_id as "clientId", client_name as "clientName",
                    scopes::text, consented::text, resources::text,
                    extract(epoch from expires_at)::float8 * 1000 as "expiresAt"
             from accounts.find_access_token($1)`,
      values: [hashOf(token.slice(ACCESS_TOKEN_PREFIX.length))],
    });
    return rows[0] && rowSchema.parse(rows[0]);
  } catch (error) {
    throw asUnavailable(error);
  }
}

function listOf(json: string | null): string[] {
  return json === null ? [] : list.parse(JSON.parse(json));
}

/** As better-auth's provider keeps it: SHA-256, base64url. */
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
