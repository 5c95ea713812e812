import type { Operation } from '@rondo/platform/operation.ts';
import { queryRows } from '@rondo/platform/query.ts';

/*
 * Which reminders a task has, for `has:reminder`. It is no change of the task: neither its version nor its history
 * speaks of reminders, which have events of their own.
 */

export async function noteReminder({ em }: Operation, taskId: string, reminderId: string): Promise<void> {
  await queryRows(
    em,
    `update tasks.task set reminder_ids = array_append(reminder_ids, $2)
     where id = $1 and not reminder_ids @> array[$2]`,
    [taskId, reminderId],
  );
}

export async function forgetReminder({ em }: Operation, taskId: string, reminderId: string): Promise<void> {
  await queryRows(em, `update tasks.task set reminder_ids = array_remove(reminder_ids, $2) where id = $1`, [
    taskId,
    reminderId,
  ]);
}
