import type { Delivery } from '@rondo/platform/consumer.ts';
import type { Actor } from '@rondo/schema/events/envelope.ts';
import type { TaskState } from '@rondo/schema/events/task.ts';
import { createOccurrence } from '@rondo/schema/methods/tasks.ts';
import { SeriesEntity } from './entities.ts';
import { nextKeyOf } from './evaluation.ts';
import { changeSeries, dueAt } from './series.ts';

/** Who makes the next occurrence. */
export const recurrenceOf = (seriesId: string): Actor => ({ kind: 'RECURRENCE', id: seriesId, name: null });

/**
 * Moves a series on when its open occurrence has been completed, skipped or cancelled at the instant `closedAt`. The next occurrence is made
 * first, which is safe to repeat by its key; then the series notes it. Only the series' current key moves it, so that an occurrence
 * completed twice, or an event delivered twice, does so once.
 */
export async function advance(
  { read, invoke, once }: Pick<Delivery, 'read' | 'invoke' | 'once'>,
  task: TaskState,
  closedAt: string,
): Promise<void> {
  const { seriesId, occurrenceKey: key } = task;
  if (!seriesId || !key) return;
  const series = await read(({ em }) => em.findOne(SeriesEntity, { id: seriesId }));
  if (!series || series.ended || series.currentKey !== key) return;

  const next = nextKeyOf(series, new Date(closedAt));
  if (next !== null) {
    await invoke(createOccurrence, { seriesId, key: next, fromTaskId: task.id, due: dueAt(next, series) });
  }
  await once(async (operation) => {
    await changeSeries(operation, seriesId, (current) => {
      if (current.currentKey !== key) return;
      if (next === null) {
        current.ended = true;
      } else {
        current.currentKey = next;
        current.made += 1;
        // Keys of days that are past everywhere can't come again.
        const day = new Date(Date.parse(closedAt) - 86_400_000).toISOString().slice(0, 10);
        current.recentKeys = [...current.recentKeys.filter((made) => made >= day), next];
      }
    });
  });
}
