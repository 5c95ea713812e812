import type { Operation } from '@rondo/platform/operation.ts';
import { queryRows } from '@rondo/platform/query.ts';
import type { ServiceContext } from '@rondo/platform/service.ts';
import { isId } from '@rondo/schema/ids.ts';
import { importSeries } from '@rondo/schema/methods/recurrence.ts';
import { importedId } from './identity.ts';
import { type FaultyItem, messageOf, type TaskItem } from './item.ts';
import type { Survey } from './survey.ts';
import { type TaskPlan, writeTasks } from './write.ts';

export interface Placed<Item> {
  item: Item;
  /** Its number among the file's tasks. */
  index: number;
}

export interface BatchContext {
  context: ServiceContext;
  survey: Survey;
  /** The ids of the series of the file, by their sources; null: it could not be made. */
  series: ReadonlyMap<string, string | null>;
  /** The ids of tags by their names in lower case, as far as they are known. */
  tags: Map<string, string>;
  /** When the first of the file's tasks is taken to have been created, in milliseconds; each is a millisecond younger. */
  firstCreation: number;
}

export interface Outcome {
  done: number;
  failed: number;
  errors: string[];
}

/**
 * Makes the tasks of a part of a file, in one transaction with `record`, which notes the outcome. Tasks that are there already,
 * from a file that was imported before, stay as they are.
 */
export async function importBatch(
  batch: BatchContext,
  items: readonly Placed<TaskItem | FaultyItem>[],
  record: (operation: Operation, outcome: Outcome) => Promise<void>,
): Promise<void> {
  const errors: string[] = [];
  let failed = 0;
  const tasks: Placed<TaskItem>[] = [];
  for (const { item, index } of items) {
    if (item.kind === 'task') {
      tasks.push({ item, index });
    } else {
      failed += 1;
      errors.push(`${item.place}: ${item.message}`);
    }
  }
  const { context } = batch;
  const own = await ownTasks(batch, tasks);
  const fresh = tasks.filter(({ item }) => !own.has(taskIdOf(batch, own, item.source)));
  const series = await startSeries(batch, own, fresh);
  const plans: TaskPlan[] = [];
  for (const { item, index } of fresh) {
    const started = series.get(item);
    if (started && 'error' in started) {
      failed += 1;
      errors.push(`${item.place}: recurrence: ${started.error}`);
      continue;
    }
    plans.push({ ...planOf(batch, own, item), item, createdAt: batch.firstCreation + index, started: started ?? null });
  }
  await context.write(async (operation) => {
    const faults: string[] = [];
    const refuse = ({ place }: TaskItem, error: unknown) => faults.push(`${place}: ${messageOf(error)}`);
    await writeTasks(operation, plans, batch.tags, refuse);
    const warnings = plans.flatMap(({ item }) => item.warnings.map((warning) => `${item.place}: ${warning}.`));
    const allFailed = failed + faults.length;
    await record(operation, {
      done: items.length - allFailed,
      failed: allFailed,
      errors: [...errors, ...faults, ...warnings],
    });
  });
}

/** Of the tasks of the batch and their parents, the ids of those that the user has; whether outside the bin. */
async function ownTasks({ context, survey }: BatchContext, tasks: readonly Placed<TaskItem>[]) {
  const { userId } = context.principal;
  const sources = new Set(
    tasks.flatMap(({ item }) => [item.source, item.parentSource ?? item.source, item.kept?.deletedWith ?? item.source]),
  );
  const ids = [...sources].flatMap((source) => [
    ...(isId('task', source) ? [source] : []),
    ...(survey.has(source) ? [importedId('task', userId, source)] : []),
  ]);
  const rows = await context.read(({ em }) =>
    queryRows<{ id: string; living: boolean }>(
      em,
      'select id, deleted_at is null as living from tasks.task where id = any($1)',
      [ids],
    ),
  );
  return new Map(rows.map(({ id, living }) => [id, living]));
}

type OwnTasks = Awaited<ReturnType<typeof ownTasks>>;

/** The user's own task of that id, where the file was exported by the same user; else one of its own. */
function taskIdOf({ context }: BatchContext, own: OwnTasks, source: string): string {
  return own.has(source) ? source : importedId('task', context.principal.userId, source);
}

/** Where a task belongs. What the file does not have, or has in a circle, is left out, with a word about it. */
function planOf(batch: BatchContext, own: OwnTasks, item: TaskItem): Omit<TaskPlan, 'item' | 'createdAt' | 'started'> {
  const { survey, series } = batch;
  const { source, parentSource, occurrence, kept, warnings } = item;
  const known = (other: string | null | undefined) =>
    other != null && (survey.has(other) || own.has(other)) ? taskIdOf(batch, own, other) : null;
  let parentId = known(parentSource);
  if (parentSource !== null && parentId === null) warnings.push('its parent is not there; it is a task of its own');
  if (parentId !== null && survey.isCyclic(source)) {
    warnings.push('it is below itself; it is a task of its own');
    parentId = null;
  }
  if (parentId !== null && own.get(parentId) === false && kept?.deletedAt == null) parentId = null;
  const seriesId = occurrence ? (series.get(occurrence.seriesSource) ?? null) : null;
  if (occurrence && seriesId === null) warnings.push('its series could not be made; it does not repeat');
  return {
    id: taskIdOf(batch, own, source),
    parentId,
    seriesId,
    deletedWith: known(kept?.deletedWith),
    versionParent: known,
  };
}

type Started = { id: string; key: string } | { error: string };

/** Series of tasks that repeat by a rule of their own, outside the transaction. Safe to repeat, by the tasks' ids. */
async function startSeries(batch: BatchContext, own: OwnTasks, tasks: readonly Placed<TaskItem>[]) {
  const repeating = tasks.flatMap(({ item }) => (item.recurrence ? [{ item, recurrence: item.recurrence }] : []));
  if (repeating.length === 0) return new Map<TaskItem, Started>();
  const { context } = batch;
  const { results } = await context.invoke(importSeries, {
    series: repeating.map(({ item, recurrence: { rule, mode, missed, start, skipped, notBefore } }) => ({
      id: taskIdOf(batch, own, item.source).replace(/^task_/, 'series_'),
      originalId: null,
      recurrence: { rule, mode, missed },
      ...{ start, skipped, notBefore, progress: null },
      allDay: (item.due?.time ?? null) === null,
      timeZone: item.due?.timeZone ?? context.principal.timeZone,
      floating: item.due?.floating ?? true,
    })),
  });
  return new Map(repeating.map(({ item }, index) => [item, results[index] ?? { error: 'It could not be made.' }]));
}
