import type { Operation } from '@rondo/platform/operation.ts';
import { queryRows } from '@rondo/platform/query.ts';
import type { ServiceHost } from '@rondo/platform/service.ts';
import { TaskPurged } from '@rondo/schema/events/task.ts';
import { findLocked } from './change.ts';
import { fieldChanges } from './state.ts';

/** Days that a task stays in the bin. */
const keptDays = 30;
const batchSize = 200;
const job = 'purge-bin';
const everyMs = 3_600_000;

/** Empties the bin of what has been in it for 30 days: once an hour, and soon after each start. */
export async function startPurge(host: ServiceHost): Promise<AsyncDisposable> {
  const { platform } = host;
  const next = () => platform.schedule('tasks', job, new Date(Date.now() + everyMs));
  const running = await platform.onJob('tasks', job, async (signal) => {
    while (!signal.aborted && (await host.asSystem(purgeBatch))) {
      // Until nothing is left.
    }
    await next();
  });
  await platform.schedule('tasks', job, new Date());
  return running;
}

/** Whether there may be more. */
async function purgeBatch(operation: Operation): Promise<boolean> {
  const { em, now } = operation;
  const before = new Date(now.getTime() - keptDays * 86_400_000);
  const rows = await queryRows<{ id: string }>(
    em,
    `select id from tasks.task where deleted_at < $1 order by deleted_at limit ${batchSize}`,
    [before.toISOString()],
  );
  const found = await findLocked(
    operation,
    rows.map((row) => row.id),
    { bin: true },
  );
  for (const { task, before: state } of found) {
    // Restored while this waited for its lock.
    if (!task.deletedAt || task.deletedAt >= before) continue;
    const changes = fieldChanges(null, state).map(({ field, to }) => ({ field, from: to, to: null }));
    operation.emit(TaskPurged, task.id, { task: state, changes }, task.ownerId);
    await queryRows(em, 'delete from tasks.task_version where task_id = $1', [task.id]);
    em.remove(task);
  }
  return rows.length === batchSize;
}
