import type { Operation } from '@rondo/platform/operation.ts';
import { type Entry, EntryEntity } from './entities.ts';
import { listEntries } from './entry-list.ts';
import type { Resolvers } from './generated/resolvers.ts';

export const resolvers: Resolvers = {
  Query: {
    activity: (_parent, { filter, ...page }, context) => listEntries(context, filter ?? {}, page),
  },
  Activity: {
    __resolveReference: ({ id }, context) => context.load(entriesById, id),
    actor: ({ actorKind, actorId, actorName }) => ({ kind: actorKind, id: actorId ?? null, name: actorName ?? null }),
  },
  FieldChange: {
    from: ({ from }) => asJson(from),
    to: ({ to }) => asJson(to),
  },
  Task: {
    __resolveReference: ({ id }) => ({ id }),
    history: ({ id }, page, context) => listEntries(context, { subjectId: id }, page),
  },
};

function asJson(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}

async function entriesById({ em }: Operation, ids: readonly string[]): Promise<(Entry | null)[]> {
  const entries = await em.find(EntryEntity, { id: { $in: [...ids] } });
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  return ids.map((id) => byId.get(id) ?? null);
}
