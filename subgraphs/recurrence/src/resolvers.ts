import type { Operation } from '@rondo/platform/operation.ts';
import { isId } from '@rondo/schema/ids.ts';
import type { Series } from './entities.ts';
import { SeriesEntity } from './entities.ts';
import { preview, summaryOf, upcomingOf } from './evaluation.ts';
import type { RecurrenceInput, Resolvers } from './generated/resolvers.ts';
import { removeRecurrence, rescheduleOccurrence, setRecurrence, skipOccurrence } from './task-recurrence.ts';

export const resolvers: Resolvers = {
  Query: {
    series: (_parent, { id }, context) => context.load(seriesById, id),
    previewRecurrence: (_parent, { rule, start, timeZone, first, after }) =>
      preview({ rule, start, timeZone }, first ?? 10, after),
  },
  Mutation: {
    setRecurrence: (_parent, { taskId, recurrence }, context) =>
      setRecurrence(context, { taskId, recurrence: requestOf(recurrence) }),
    removeRecurrence: (_parent, { taskId }, context) => removeRecurrence(context, { taskId }),
    skipOccurrence: (_parent, { taskId }, context) => skipOccurrence(context, { taskId }),
    rescheduleOccurrence: (_parent, { taskId, due }, context) => rescheduleOccurrence(context, { taskId, due }),
  },
  Series: {
    __resolveReference: ({ id }, context) => context.load(seriesById, id),
    summary: (series) => summaryOf(series),
    upcoming: (series, { first }) => upcomingOf(series, first ?? 5),
  },
};

function requestOf({ rule, mode, missed }: RecurrenceInput) {
  return { rule, mode: mode ?? 'SCHEDULE', missed: missed ?? 'SKIP' } as const;
}

async function seriesById({ em }: Operation, ids: readonly string[]): Promise<(Series | null)[]> {
  const found = await em.find(SeriesEntity, { id: { $in: ids.filter((id) => isId('series', id)) } });
  const byId = new Map(found.map((series) => [series.id, series]));
  return ids.map((id) => byId.get(id) ?? null);
}
