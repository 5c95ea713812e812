import { type Consumer, type Delivery, on, onceOn } from '@rondo/platform/consumer.ts';
import type { Operation } from '@rondo/platform/operation.ts';
import { queryRows } from '@rondo/platform/query.ts';
import { ReminderRemoved, ReminderScheduled } from '@rondo/schema/events/reminder.ts';
import { TagCreated, TagDeleted, TagMerged, TagRenamed, type TagState } from '@rondo/schema/events/tag.ts';
import { UserCreated, UserDeleted, UserUpdated } from '@rondo/schema/events/user.ts';
import { Topic } from '@rondo/schema/topics.ts';
import { findLocked, recordChange } from './change.ts';
import { ownerMoved } from './owner-zone.ts';
import { forgetReminder, noteReminder } from './reminder-projection.ts';
import { livingTags, noteTag } from './tag-projection.ts';

/** Rows changed, or removed, in one transaction. */
const batchSize = 200;
const removalBatchSize = 5_000;

/**
 * What takes more than one transaction needs no inbox: the tasks themselves say what is left to do, and a tag's version or a
 * user event's time tells old news.
 */
export const consumers: Consumer[] = [
  {
    topic: Topic.TASK_EVENTS,
    handlers: [
      onceOn(TagCreated, (operation, event) => noteTag(operation, event.data.tag, false)),
      onceOn(TagRenamed, (operation, event) => noteTag(operation, event.data.tag, false)),
      on(TagDeleted, (delivery, event) => tagGone(delivery, event.data.tag, null)),
      on(TagMerged, (delivery, event) => tagGone(delivery, event.data.tag, event.data.into)),
      onceOn(ReminderScheduled, (operation, { data: { reminder } }) =>
        noteReminder(operation, reminder.taskId, reminder.id),
      ),
      onceOn(ReminderRemoved, (operation, { data: { reminder } }) =>
        forgetReminder(operation, reminder.taskId, reminder.id),
      ),
      on(UserCreated, (delivery, event) => ownerMoved(delivery, event.data.user, event.time)),
      on(UserUpdated, (delivery, event) => ownerMoved(delivery, event.data.user, event.time)),
      on(UserDeleted, (delivery, event) => removeOwner(delivery, event.data.userId)),
    ],
  },
];

/** Its tasks lose a tag that is gone, or get the one that took its place. */
async function tagGone(delivery: Delivery, tag: TagState, into: TagState | null): Promise<void> {
  await delivery.write(async (operation) => {
    await noteTag(operation, tag, true);
    if (into) await noteTag(operation, into, false);
  });
  while (await delivery.write((operation) => replaceTag(operation, tag.id, into?.id ?? null))) {
    // Until no task has it.
  }
}

/** In the bin too. Whether there may be more. */
async function replaceTag(operation: Operation, tagId: string, intoId: string | null): Promise<boolean> {
  const { em, principal } = operation;
  const rows = await queryRows<{ id: string }>(
    em,
    `select t.id from tasks.own_task t where t.owner_id = $1 and t.tag_ids @> array[$2] order by t.id limit ${batchSize}`,
    [principal.userId, tagId],
  );
  const ids = rows.map((row) => row.id);
  const instead = intoId === null ? [] : await livingTags(operation, [intoId]);
  for (const locked of await findLocked(operation, ids, { bin: true })) {
    const { task } = locked;
    task.tagIds = [...new Set(task.tagIds.flatMap((id) => (id === tagId ? instead : [id])))];
    await recordChange(operation, locked);
  }
  return rows.length === batchSize;
}

async function removeOwner(delivery: Delivery, userId: string): Promise<void> {
  for (const table of [
    'task',
    'task_version',
    'tag',
    'owner_zone',
    'calendar_feed',
    'saved_filter',
    'import_part',
    'import_job',
  ]) {
    const remove = ({ em }: Operation) =>
      queryRows(
        em,
        `delete from tasks.${table} where ctid = any(array(
           select ctid from tasks.${table} where owner_id = $1 limit ${removalBatchSize}
         )) returning 1`,
        [userId],
      );
    while ((await delivery.write(remove)).length === removalBatchSize) {
      // Until nothing is left.
    }
  }
}
