import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { Scope } from '@rondo/schema/scopes.ts';

/** The other tables are better-auth's own business; see auth/adapter.ts. */
export const UserEntity = defineEntity({
  name: 'User',
  tableName: 'user',
  properties: {
    id: p.text().primary(),
    /** Lower-case; of an anonymous account, a generated one that no mail reaches. */
    email: p.text(),
    name: p.text(),
    timeZone: p.text(),
    locale: p.text(),
    anonymous: p.boolean(),
    createdAt: p.datetime(),
    updatedAt: p.datetime(),
  },
});
export type User = InferEntity<typeof UserEntity>;

export const ApiTokenEntity = defineEntity({
  name: 'ApiToken',
  tableName: 'api_token',
  properties: {
    id: p.text().primary(),
    userId: p.text(),
    /** The token that made it, if one did. */
    parentId: p.text().nullable(),
    name: p.text(),
    scopes: p.array().$type<Scope[]>(),
    /** The beginning of the secret. */
    prefix: p.text(),
    /** SHA-256 of the secret, base64url. */
    hash: p.text(),
    createdAt: p.datetime(),
    expiresAt: p.datetime().nullable(),
    /** To the minute. */
    lastUsedAt: p.datetime().nullable(),
  },
});
export type ApiToken = InferEntity<typeof ApiTokenEntity>;
