import { conflict } from '@rondo/platform/errors.ts';
import type { Operation } from '@rondo/platform/operation.ts';
import type { BoundTaskChange } from '@rondo/schema/methods/task-changes.ts';
import { deleteTasks } from './bin.ts';
import { lockTasks } from './change.ts';
import { completeTasks } from './completion.ts';
import { updateTasks } from './task.ts';

/**
 * Makes changes that somebody has agreed to, to the tasks as they were shown: all of them, or none. Throws CONFLICT where a task has
 * changed since, NOT_FOUND where it is gone.
 */
export async function applyTaskChanges(operation: Operation, changes: readonly BoundTaskChange[]): Promise<void> {
  const ids = changes.map(({ id }) => id);
  if (new Set(ids).size < ids.length) throw conflict('changes', 'Expected each task once.');
  const locked = await lockTasks(operation, ids, (index) => `changes.${index}`);
  for (const [index, { task }] of locked.entries()) {
    const { version } = changes[index] ?? {};
    if (version === task.version) continue;
    throw conflict(
      `changes.${index}`,
      `“${task.title}” has changed since: it is at version ${task.version}, not ${version}.`,
    );
  }
  const of = (kind: BoundTaskChange['change']['kind']) =>
    changes.filter(({ change }) => change.kind === kind).map(({ id }) => id);
  for (const { id, change } of changes) {
    if (change.kind === 'UPDATE') await updateTasks(operation, { ids: [id], input: change.input });
  }
  const completed = of('COMPLETE');
  if (completed.length > 0) await completeTasks(operation, completed);
  // Last: with a task go its subtasks, which may be among those to be changed.
  const deleted = of('DELETE');
  if (deleted.length > 0) await deleteTasks(operation, deleted);
}
