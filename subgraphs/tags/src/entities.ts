import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

export const TagEntity = defineEntity({
  name: 'Tag',
  tableName: 'tag',
  properties: {
    id: p.text().primary(),
    ownerId: p.text(),
    name: p.text(),
    color: p.text(),
    version: p.integer(),
    createdAt: p.datetime(),
    /** Kept as a tombstone: tasks, and tasks as they were, still show its name. */
    deletedAt: p.datetime().nullable(),
  },
});
export type Tag = InferEntity<typeof TagEntity>;
