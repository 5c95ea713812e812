import type { Delivery } from '@rondo/platform/consumer.ts';
import type { Operation } from '@rondo/platform/operation.ts';
import { queryRows } from '@rondo/platform/query.ts';
import type { UserState } from '@rondo/schema/events/user.ts';
import { findLocked, isOpen, recordChange } from './change.ts';
import { followZone } from './due.ts';

/** Tasks changed in one transaction. */
const batchSize = 200;

/** Keeps the owner's time zone by their event of the instant `at`, unless a later one is known, and brings their floating dues into it. */
export async function ownerMoved(delivery: Delivery, user: UserState, at: string): Promise<void> {
  await delivery.write(({ em }) =>
    queryRows(
      em,
      `insert into tasks.owner_zone (owner_id, time_zone, at) values ($1, $2, $3)
       on conflict (owner_id) do update set time_zone = excluded.time_zone, at = excluded.at
       where owner_zone.at < excluded.at`,
      [user.id, user.timeZone, at],
    ),
  );
  while (await delivery.write(moveBatch)) {
    // Until every due follows.
  }
}

/** Open tasks outside the bin; the others catch up when they are open again (`followZone`). Whether there may be more. */
async function moveBatch(operation: Operation): Promise<boolean> {
  const { em, principal } = operation;
  const rows = await queryRows<{ id: string; time_zone: string }>(
    em,
    `select t.id, zone.time_zone from tasks.own_task t join tasks.owner_zone zone on zone.owner_id = t.owner_id
     where t.owner_id = $1 and t.deleted_at is null and t.status in ('OPEN', 'IN_PROGRESS')
       and t.due_floating and t.due_zone <> zone.time_zone
     order by t.id limit ${batchSize}`,
    [principal.userId],
  );
  const ids = rows.map((row) => row.id);
  for (const locked of await findLocked(operation, ids, { bin: false })) {
    if (isOpen(locked.task.status)) followZone(operation, locked.task, rows[0]?.time_zone);
    await recordChange(operation, locked);
  }
  return rows.length === batchSize;
}
