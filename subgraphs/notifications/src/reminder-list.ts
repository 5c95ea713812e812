import type { Operation } from '@rondo/platform/operation.ts';
import type { findReminders } from '@rondo/schema/methods/notifications.ts';
import type { z } from 'zod';
import { ReminderEntity } from './entities.ts';

type FoundReminder = z.infer<(typeof findReminders)['output']>['reminders'][number];

const maximum = 1_000;

/** The principal's reminders of tasks, for exports and calendars. */
export async function remindersOfTasks({ em }: Operation, taskIds: readonly string[]): Promise<FoundReminder[]> {
  const reminders = await em.find(
    ReminderEntity,
    { taskId: { $in: [...taskIds] } },
    { orderBy: { createdAt: 'asc', id: 'asc' }, limit: maximum },
  );
  return reminders.map(({ id, taskId, askedAt, before, channels, state }) => ({
    ...{ id, taskId, channels, state, before: before ?? null },
    asked: askedAt?.toISOString() ?? null,
  }));
}
