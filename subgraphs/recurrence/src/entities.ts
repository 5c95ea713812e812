import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { ownedRows } from '@rondo/platform/database/row-level-security.ts';

/** Wall-clock times are kept as text, `2026-03-29T09:00:00`: they name occurrences, and no time zone may touch them. */
export const SeriesEntity = defineEntity({
  name: 'Series',
  tableName: 'series',
  properties: {
    id: p.text().primary(),
    ownerId: p.text(),
    rule: p.text(),
    mode: p.enum(['SCHEDULE', 'COMPLETION'] as const).columnType('text'),
    missed: p.enum(['SKIP', 'KEEP'] as const).columnType('text'),
    start: p.text(),
    /** Its occurrences have a date and no time; `start` and keys then are at midnight. */
    allDay: p.boolean(),
    timeZone: p.text(),
    /** Follows the owner's time zone. */
    floating: p.boolean(),
    /** The occurrence made last: the open one, until it is completed or skipped. */
    currentKey: p.text(),
    /** How many occurrences the series has had, `currentKey` included; what COUNT is held against. */
    made: p.integer(),
    /** Keys made that are not past: completing early must not lead back to one. */
    recentKeys: p.array(),
    skipped: p.array(),
    /** Occurrences that were moved: key → where to. */
    moved: p.json().$type<Record<string, string>>(),
    ended: p.boolean(),
    version: p.integer(),
    createdAt: p.datetime(),
  },
  ...ownedRows(),
});
export type Series = InferEntity<typeof SeriesEntity>;
