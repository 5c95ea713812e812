import { createHash, randomBytes } from 'node:crypto';
import { badInput, forbidden, notFound } from '@rondo/platform/errors.ts';
import { cleanText } from '@rondo/platform/input.ts';
import type { Operation } from '@rondo/platform/operation.ts';
import { queryRows } from '@rondo/platform/query.ts';
import { isId, newId } from '@rondo/schema/ids.ts';
import { scopes as allScopes, type Scope } from '@rondo/schema/scopes.ts';
import { type ApiToken, ApiTokenEntity } from './entities.ts';
import { lockUser } from './profile.ts';

export interface ApiTokenInput {
  name: string;
  scopes: readonly Scope[];
  /** In the future; null or absent: until it is revoked. */
  expiresAt?: Date | null;
}

/** What tells an API token from any other, and lets scanners find one that has leaked. */
export const API_TOKEN_PREFIX = 'rondo_pat_';

const secretBytes = 32;
/** Of the secret: enough to know one's tokens by, far too little to guess the rest. */
const shownLength = API_TOKEN_PREFIX.length + 6;
const maximumNameLength = 100;
const maximumTokens = 100;

/**
 * Makes a token of the principal's. The secret is not kept: only who holds it can show it.
 * A token makes none that may do more or lives longer than itself, and what it makes is revoked with it.
 *
 * @throws RondoError BAD_USER_INPUT, FORBIDDEN for a wider token
 */
export async function createApiToken(
  operation: Operation,
  input: ApiTokenInput,
): Promise<{ token: ApiToken; secret: string }> {
  const { em, now, principal } = operation;
  const name = cleanText('input.name', input.name, { maximum: maximumNameLength, blank: false });
  const expiresAt = input.expiresAt ?? null;
  if (input.scopes.length === 0) throw badInput('input.scopes', 'Expected at least one scope, got none.');
  if (expiresAt && expiresAt <= now) {
    throw badInput('input.expiresAt', `Expected an instant in the future, got ${expiresAt.toISOString()}.`);
  }
  const wider = input.scopes.filter((scope) => !principal.scopes.includes(scope));
  if (wider.length > 0) {
    throw forbidden(`A token can't make one that may do more than itself: this one lacks ${wider.join(', ')}.`);
  }
  const user = await lockUser(operation);
  const maker = await makerOf(operation);
  if (maker?.expiresAt && (!expiresAt || expiresAt > maker.expiresAt)) {
    throw forbidden(
      `A token can't make one that lives longer than itself: expected an expiry by ${maker.expiresAt.toISOString()}.`,
    );
  }
  if ((await em.count(ApiTokenEntity, {})) >= maximumTokens) {
    throw badInput('input', `Expected at most ${maximumTokens} tokens. Revoke one that is no longer used.`);
  }
  const secret = `${API_TOKEN_PREFIX}${randomBytes(secretBytes).toString('base64url')}`;
  const token = em.create(ApiTokenEntity, {
    id: newId('token'),
    userId: user.id,
    parentId: maker?.id ?? null,
    name,
    scopes: allScopes.filter((scope) => input.scopes.includes(scope)),
    prefix: secret.slice(0, shownLength),
    hash: hashOfSecret(secret),
    createdAt: now,
    expiresAt,
    lastUsedAt: null,
  });
  em.persist(token);
  return { token, secret };
}

/** Ends a token at once, and those that it made. Throws NOT_FOUND. */
export async function revokeApiToken({ em }: Operation, input: { id: string }): Promise<string> {
  const gone =
    isId('token', input.id) &&
    (await queryRows(em, 'delete from accounts.api_token where id = $1 returning id', [input.id]));
  if (!gone || gone.length === 0) throw notFound('id', 'API token', input.id);
  return input.id;
}

/** The principal's tokens, the newest first; an expired one is listed until it is cleared away. */
export async function listApiTokens({ em }: Operation): Promise<ApiToken[]> {
  return em.find(ApiTokenEntity, {}, { orderBy: { createdAt: 'desc', id: 'desc' } });
}

export function hashOfSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** The token that an operation is made with. An app that a user has connected makes none: it has no row to go with. */
async function makerOf({ em, principal }: Operation): Promise<ApiToken | null> {
  const { kind, id } = principal.actor;
  if (kind === 'USER') return null;
  const maker = kind === 'API_TOKEN' && id !== null ? await em.findOne(ApiTokenEntity, { id }) : null;
  if (!maker) throw forbidden('Expected to be called by a user or with an API token: an app can make no tokens.');
  return maker;
}
