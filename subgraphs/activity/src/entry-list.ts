import type { EntityDictionary } from '@mikro-orm/core';
import { type Connection, fetchPage, type PageArguments } from '@rondo/platform/connection.ts';
import { badInput } from '@rondo/platform/errors.ts';
import { cleanText } from '@rondo/platform/input.ts';
import type { Operation } from '@rondo/platform/operation.ts';
import type { ServiceContext } from '@rondo/platform/service.ts';
import type { activityRecordSchema } from '@rondo/schema/methods/activity.ts';
import type { z } from 'zod';
import { type Entry, EntryEntity } from './entities.ts';
import { recordedTypes } from './events.ts';

export interface EntryFilter {
  subjectId?: string | null;
  types?: readonly string[] | null;
  /** From `from` up to but not including `to`. */
  at?: { from?: Date | null; to?: Date | null } | null;
}

/** The principal's entries, the newest first. Refuses types that do not exist with BAD_USER_INPUT. */
export async function listEntries(
  context: ServiceContext,
  filter: EntryFilter,
  args: PageArguments,
): Promise<Connection<Entry>> {
  for (const [index, type] of (filter.types ?? []).entries()) {
    if (recordedTypes.includes(type)) continue;
    throw badInput(
      `filter.types.${index}`,
      `There is no event type ${type.slice(0, 60)}. Expected one of ${recordedTypes.join(', ')}.`,
    );
  }
  const { subjectId } = filter;
  const subject = subjectId == null ? null : cleanText('filter.subjectId', subjectId, { maximum: 200, blank: true });
  return fetchPage<EntityDictionary<Entry>, Entry>(
    context,
    {
      select: 'entry.*',
      from: 'activity.entry entry',
      // The owner is named though row-level security sees to it: only so is it a range of an index.
      where: `entry.owner_id = $1
        and ($2::text is null or entry.subject_id = $2)
        and ($3::text[] is null or entry.type = any($3))
        and ($4::timestamptz is null or entry.at >= $4)
        and ($5::timestamptz is null or entry.at < $5)`,
      params: [
        ...[context.principal.userId, subject, filter.types ?? null],
        ...[filter.at?.from ?? null, filter.at?.to ?? null],
      ],
      order: [{ sql: 'entry.sequence', type: 'integer', descending: true }],
    },
    args,
    (row, em) => em.map(EntryEntity, row),
  );
}

const pageSize = 500;

/** A page of the principal's entries from the one after a sequence on, the oldest first. */
export async function entriesAfter(
  { em, principal }: Operation,
  after: number,
): Promise<z.infer<typeof activityRecordSchema>[]> {
  const entries = await em.find(
    EntryEntity,
    { ownerId: principal.userId, sequence: { $gt: after } },
    { orderBy: { sequence: 'asc' }, limit: pageSize },
  );
  return entries.map(({ ownerId: _, actorKind, actorId, actorName, at, previousHash, ...entry }) => ({
    ...entry,
    actor: { kind: actorKind, id: actorId ?? null, name: actorName ?? null },
    at: at.toISOString(),
    previousHash: previousHash ?? null,
  }));
}
