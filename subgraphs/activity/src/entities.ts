import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { ActorKind, FieldChange } from '@rondo/schema/events/envelope.ts';

/** One event of a user, chained to the one before. It never changes; the database's own key is (ownerId, sequence). */
export const EntryEntity = defineEntity({
  name: 'Entry',
  tableName: 'entry',
  properties: {
    /** The event's. */
    id: p.text().primary(),
    ownerId: p.text(),
    /** 1 for a user's first entry, and so on without a gap. */
    sequence: p.integer(),
    type: p.text(),
    subjectId: p.text(),
    actorKind: p.text().$type<ActorKind>(),
    actorId: p.text().nullable(),
    actorName: p.text().nullable(),
    at: p.datetime(),
    changes: p.json<FieldChange[]>().columnType('json'),
    previousHash: p.text().nullable(),
    hash: p.text(),
  },
});
export type Entry = InferEntity<typeof EntryEntity>;
