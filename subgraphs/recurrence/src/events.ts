import { type Consumer, type Delivery, on, onceOn } from '@rondo/platform/consumer.ts';
import { TaskCompleted, type TaskData, TaskUpdated } from '@rondo/schema/events/task.ts';
import { UserDeleted, UserUpdated } from '@rondo/schema/events/user.ts';
import { createOccurrence } from '@rondo/schema/methods/tasks.ts';
import { Topic } from '@rondo/schema/topics.ts';
import { SeriesEntity } from './entities.ts';
import { nextKeyOf } from './evaluation.ts';
import { changeSeries } from './series.ts';
import { dueAt } from './task-recurrence.ts';

export const consumers: Consumer[] = [
  {
    topic: Topic.TASK_EVENTS,
    handlers: [
      on(TaskCompleted, (delivery, event) => advance(delivery, event.data, event.data.task.completedAt ?? event.time)),
      on(TaskUpdated, async (delivery, event) => {
        if (event.data.task.status === 'CANCELLED') await advance(delivery, event.data, event.time);
        else await noteMoved(delivery, event.data);
      }),
      onceOn(UserUpdated, async ({ em }, event) => {
        await em.nativeUpdate(SeriesEntity, { floating: true }, { timeZone: event.data.user.timeZone });
      }),
      onceOn(UserDeleted, async ({ em }, event) => {
        await em.nativeDelete(SeriesEntity, { ownerId: event.data.userId });
      }),
    ],
  },
];

/**
 * Moves a series on when its open occurrence has been completed, skipped or cancelled at the instant `closedAt`. The next occurrence is made
 * first, which is safe to repeat by its key; then the series notes it. Only the series' current key moves it, so that an occurrence
 * completed twice, or an event delivered twice, does so once.
 */
async function advance(delivery: Delivery, { task }: TaskData, closedAt: string): Promise<void> {
  const { seriesId, occurrenceKey: key } = task;
  if (!seriesId || !key) return;
  const series = await delivery.read(({ em }) => em.findOne(SeriesEntity, { id: seriesId }));
  if (!series || series.ended || series.currentKey !== key) return;

  const onItsOwn = delivery.by({ kind: 'RECURRENCE', id: seriesId, name: null });
  const next = nextKeyOf(series, new Date(closedAt));
  if (next !== null) {
    await onItsOwn.invoke(createOccurrence, { seriesId, key: next, fromTaskId: task.id, due: dueAt(next, series) });
  }
  await onItsOwn.once(async (operation) => {
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

/** Keeps where an occurrence was moved to, which `upcoming` shows. */
async function noteMoved(delivery: Delivery, { task, changes }: TaskData): Promise<void> {
  const { seriesId, occurrenceKey: key, due } = task;
  if (!seriesId || !key || !due || !changes.some((change) => change.field === 'due')) return;
  await delivery.once(async (operation) => {
    await changeSeries(operation, seriesId, (series) => {
      const { [key]: _, ...others } = series.moved;
      const local = `${due.date}T${due.time ?? '00:00:00'}`;
      series.moved = local === key ? others : { ...others, [key]: local };
    });
  });
}
