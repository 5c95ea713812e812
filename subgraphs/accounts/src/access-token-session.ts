import { createHash } from 'node:crypto';
import type { Database } from '@rondo/platform/database/database.ts';
import { asUnavailable } from '@rondo/platform/database/sql-state.ts';
import type { Audience, AuthenticatedSession } from '@rondo/schema/methods/accounts.ts';
import { appScopes } from '@rondo/schema/scopes.ts';
import { z } from 'zod';
import { ACCESS_TOKEN_PREFIX, isFor } from './auth/oauth.ts';

const list = z.array(z.string());
const rowSchema = z.object({
  hash: z.string(),
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

/** What an app's access token says of those who show it. */
export type AccessGrant = (audience: Audience) => AuthenticatedSession | null;

/**
 * For whom apps act by their access tokens, by token; without those that are unknown, expired or revoked. A grant is null
 * for an audience that the token is not meant for (RFC 8707).
 */
export async function findAccessGrants(
  database: Database,
  tokens: readonly string[],
  publicUrl: string,
): Promise<Map<string, AccessGrant>> {
  const byHash = new Map(tokens.map((token) => [hashOf(token.slice(ACCESS_TOKEN_PREFIX.length)), token]));
  const rows = await readAccessTokens(database, [...byHash.keys()]);
  return new Map(
    rows.map((row) => {
      const session = sessionOf(row);
      const grant: AccessGrant = (audience) => (isFor(audience, listOf(row.resources), publicUrl) ? session : null);
      return [byHash.get(row.hash) ?? '', grant];
    }),
  );
}

function sessionOf(row: z.infer<typeof rowSchema>): AuthenticatedSession {
  const [granted, consented] = [listOf(row.scopes), listOf(row.consented)];
  return {
    userId: row.userId,
    actor: { kind: 'API_TOKEN', id: row.clientId, name: row.clientName ?? 'An app without a name' },
    scopes: appScopes.filter((scope) => granted.includes(scope) && consented.includes(scope)),
    timeZone: row.timeZone,
    expiresAt: new Date(row.expiresAt).toISOString(),
  };
}

async function readAccessTokens(database: Database, hashes: readonly string[]): Promise<z.infer<typeof rowSchema>[]> {
  try {
    const { rows } = await database.pool.query({
      name: 'find-access-tokens',
      text: `select asked.hash, user_id as "userId", time_zone as "timeZone", client_id as "clientId",
                    client_name as "clientName", scopes::text, consented::text, resources::text,
                    extract(epoch from expires_at)::float8 * 1000 as "expiresAt"
             from unnest($1::text[]) as asked(hash), accounts.find_access_token(asked.hash)`,
      values: [hashes],
    });
    return z.array(rowSchema).parse(rows);
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
