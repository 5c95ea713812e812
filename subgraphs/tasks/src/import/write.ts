import type { Operation } from '@rondo/platform/operation.ts';
import type { ReminderRequest } from '@rondo/schema/events/reminder-request.ts';
import { type DueState, TaskCreated } from '@rondo/schema/events/task.ts';
import { Temporal } from 'temporal-polyfill';
import { isOpen } from '../change.ts';
import { checkedDue, dueColumns } from '../due.ts';
import type { Task } from '../entities.ts';
import { fieldChanges, snapshotOf, type TagNames, taskState } from '../state.ts';
import { livingTags, tagNames, tagsOfNames } from '../tag-projection.ts';
import { importedId } from './identity.ts';
import { insertTasks, insertVersions, type VersionRow } from './insert.ts';
import type { ImportedReminder, TaskItem } from './item.ts';

/** A task of a file, with its place among the user's. */
export interface TaskPlan {
  item: TaskItem;
  id: string;
  parentId: string | null;
  seriesId: string | null;
  deletedWith: string | null;
  /** The id of a parent that the task once had. */
  versionParent: (source: string | null) => string | null;
  /** Milliseconds since 1970, of a file that does not say. */
  createdAt: number;
  /** The series that it was made for. */
  started: { id: string; key: string } | null;
}

interface Made {
  task: Task;
  plan: TaskPlan;
  reminders: ReminderRequest[];
}

/** Makes the tasks that are not there, each with its event. `refuse` is told of one that can't be made. */
export async function writeTasks(
  operation: Operation,
  plans: readonly TaskPlan[],
  knownTags: Map<string, string>,
  refuse: (item: TaskItem, error: unknown) => void,
): Promise<void> {
  if (plans.length === 0) return;
  const tagIds = await idsOfTags(operation, plans, knownTags);
  const made: Made[] = [];
  for (const plan of plans) {
    try {
      made.push(await makeTask(operation, plan, tagIds));
    } catch (error) {
      refuse(plan.item, error);
    }
  }
  const tasks = made.map(({ task }) => task);
  const inserted = await insertTasks(operation, tasks);
  const names = await tagNames(operation, new Set(tasks.flatMap((task) => task.tagIds)));
  const fresh = made.filter(({ task }) => inserted.has(task.id));
  await insertVersions(
    operation,
    fresh.flatMap((each) => versionsOf(each, names, tagIds)),
  );
  for (const each of fresh) emitCreation(operation, each, names);
}

/**
 * The ids of all tags of the batch, by their names in lower case; made where new.
 *
 * @param known of earlier batches, and of later ones: asking for each name again costs more than the tasks do
 */
async function idsOfTags(
  operation: Operation,
  plans: readonly TaskPlan[],
  known: Map<string, string>,
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (const { item } of plans) for (const name of item.draft.tagNames) names.set(name.toLowerCase(), name);
  const living = new Set(
    await livingTags(
      operation,
      [...names.keys()].flatMap((name) => known.get(name) ?? []),
    ),
  );
  const unknown = [...names].flatMap(([key, name]) => (living.has(known.get(key) ?? '') ? [] : [name]));
  if (unknown.length === 0) return known;
  // One that is deleted at this moment is not among the ids, which can't be told by their order.
  const byId = await tagNames(operation, new Set(await tagsOfNames(operation, unknown)));
  for (const [id, name] of byId) known.set(name.toLowerCase(), id);
  return known;
}

async function makeTask(operation: Operation, plan: TaskPlan, tagIds: ReadonlyMap<string, string>): Promise<Made> {
  const { principal, now } = operation;
  const { item, id, parentId, deletedWith } = plan;
  const { title, description, priority, tagNames: named } = item.draft;
  const due = await dueOf(operation, plan);
  const createdAt = new Date(item.createdAt ?? Math.min(plan.createdAt, now.getTime()));
  const completedAt = item.status === 'COMPLETED' ? new Date(item.completedAt ?? now) : null;
  const deletedAt = item.kept?.deletedAt ? new Date(item.kept.deletedAt) : null;
  const reminders = remindersOf(operation, plan, due, isOpen(item.status) && deletedAt === null);
  const task: Task = {
    ...{ id, ownerId: principal.userId, title, description, status: item.status, priority },
    ...dueColumns(due),
    tagIds: [...new Set(named.flatMap((name) => tagIds.get(name.toLowerCase()) ?? []))],
    reminderIds: reminders.map((reminder) => reminder.id),
    parentId,
    seriesId: plan.started?.id ?? plan.seriesId,
    occurrenceKey: plan.started?.key ?? (plan.seriesId === null ? null : (item.occurrence?.key ?? null)),
    version: item.kept?.version ?? 1,
    ...{ createdAt, completedAt, deletedAt, deletedWith: deletedAt === null ? null : deletedWith },
    updatedAt: new Date(item.updatedAt ?? createdAt),
    inputHash: null,
  };
  return { task, plan, reminders };
}

/** As the file says; of a task that began a series, at its first occurrence. */
async function dueOf(operation: Operation, { item, started }: TaskPlan): Promise<DueState | null> {
  const { due, recurrence } = item;
  const floating = { timeZone: operation.principal.timeZone, floating: true };
  const place = due ?? floating;
  if (recurrence && started && started.key !== recurrence.start) {
    const [date = '', time = ''] = started.key.split('T');
    const { timeZone, floating: floats } = place;
    return checkedDue(operation, 'due', { date, time: due?.time == null ? null : time, timeZone, floating: floats });
  }
  if (due) return checkedDue(operation, 'due', due);
  if (!recurrence) return null;
  return checkedDue(operation, 'due', { date: recurrence.start.slice(0, 10), time: null, ...floating });
}

/** Nobody is reminded of what is past. Such a reminder is made cancelled: it comes to life when the due time moves. */
function remindersOf(
  { principal, now }: Operation,
  { item, id }: TaskPlan,
  due: DueState | null,
  open: boolean,
): ReminderRequest[] {
  return item.reminders.flatMap((reminder, index): ReminderRequest[] => {
    const moment = momentOf(reminder, due);
    if (moment === null) {
      item.warnings.push('a reminder is left out: there is no due time that it could be before');
      return [];
    }
    const { source, at, before, channels } = reminder;
    const state = reminder.state ?? (open && moment <= now.getTime() ? 'CANCELLED' : undefined);
    const reminderId = importedId('reminder', principal.userId, `${id} ${source ?? index}`);
    return [{ id: reminderId, at, before, channels, ...(state ? { state } : {}) }];
  });
}

/** In milliseconds since 1970; null where it is before a due that there is not. */
function momentOf({ at, before }: ImportedReminder, due: DueState | null): number | null {
  if (at !== null) return Date.parse(at);
  if (before === null || !due) return null;
  return Temporal.Instant.from(due.at).toZonedDateTimeISO(due.timeZone).subtract(before).epochMilliseconds;
}

/** The history that the file gives, which ends with the task as it is; else the one state since its creation. */
function versionsOf({ task, plan }: Made, names: TagNames, tagIds: ReadonlyMap<string, string>): VersionRow[] {
  const current = snapshotOf(taskState(task, names));
  const at = (plan.item.kept?.versions.length ? task.updatedAt : task.createdAt).toISOString();
  const earlier = (plan.item.kept?.versions ?? [])
    .filter(({ version }) => version < task.version)
    .map(({ version, at: since, tags, parentId, ...past }) => ({
      ...{ taskId: task.id, version, at: since },
      snapshot: {
        ...past,
        parentId: plan.versionParent(parentId),
        tagIds: tags.flatMap((name) => tagIds.get(name.toLowerCase()) ?? []),
      },
    }));
  return [...earlier, { taskId: task.id, version: task.version, at, snapshot: current }];
}

function emitCreation(operation: Operation, { task, plan, reminders }: Made, names: TagNames): void {
  const { started, item } = plan;
  const state = taskState(task, names);
  const recurrence = item.recurrence && {
    rule: item.recurrence.rule,
    mode: item.recurrence.mode,
    missed: item.recurrence.missed,
  };
  const series = started && recurrence ? { id: started.id, ...recurrence } : undefined;
  operation.emit(TaskCreated, task.id, {
    task: state,
    changes: fieldChanges(null, state, series),
    ...(reminders.length > 0 ? { reminders } : {}),
  });
}
