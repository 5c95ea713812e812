import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

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
