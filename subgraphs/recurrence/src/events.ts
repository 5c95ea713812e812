import { type Consumer, type Delivery, on, onceOn } from '@rondo/platform/consumer.ts';
import { TaskCompleted, type TaskData, TaskUpdated } from '@rondo/schema/events/task.ts';
import { UserDeleted, UserUpdated } from '@rondo/schema/events/user.ts';
import { Topic } from '@rondo/schema/topics.ts';
import { advance, recurrenceOf } from './advance.ts';
import { SeriesEntity } from './entities.ts';
import { changeSeries } from './series.ts';

export const consumers: Consumer[] = [
  {
    topic: Topic.TASK_EVENTS,
    handlers: [
      on(TaskCompleted, (delivery, event) =>
        advanceAt(delivery, event.data, event.data.task.completedAt ?? event.time),
      ),
      on(TaskUpdated, async (delivery, event) => {
        if (event.data.task.status === 'CANCELLED') await advanceAt(delivery, event.data, event.time);
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

async function advanceAt(delivery: Delivery, { task }: TaskData, closedAt: string): Promise<void> {
  if (task.seriesId) await advance(delivery.by(recurrenceOf(task.seriesId)), task, closedAt);
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
