import { isDeepStrictEqual } from 'node:util';
import type { FieldChange } from '@rondo/schema/events/envelope.ts';
import type { TaskState } from '@rondo/schema/events/task.ts';
import { dueOf } from './due.ts';
import type { Task, TaskVersionSnapshot } from './entities.ts';

/** Names of tags by their ids, those of deleted tags included. */
export type TagNames = ReadonlyMap<string, string>;

/** The whole of a task, as events carry it. */
export function taskState(task: Task, names: TagNames): TaskState {
  return {
    id: task.id,
    ownerId: task.ownerId,
    title: task.title,
    description: task.description,
    status: task.status,
    priority: task.priority,
    due: dueOf(task),
    tags: task.tagIds.map((id) => ({ id, name: names.get(id) ?? '' })),
    parentId: task.parentId ?? null,
    seriesId: task.seriesId ?? null,
    occurrenceKey: task.occurrenceKey ?? null,
    hasReminder: task.reminderIds.length > 0,
    version: task.version,
    createdAt: task.createdAt.toISOString(),
    updatedAt: task.updatedAt.toISOString(),
    completedAt: task.completedAt?.toISOString() ?? null,
    deletedAt: task.deletedAt?.toISOString() ?? null,
  };
}

/** The state that a task is created from: every field is new, and those that stay empty are no change. */
const nothing: Shown = {
  title: null,
  description: '',
  status: null,
  priority: null,
  due: null,
  tags: [],
  parent: null,
  series: null,
  occurrenceKey: null,
  completedAt: null,
  deletedAt: null,
};

type Shown = Record<string, FieldChange['to']>;

/**
 * The fields that differ, by their names and values in the API's Task. `version` and `updatedAt` always do, and are left
 * out. `series`: what is told of the series after the change, where that is more than its id.
 */
export function fieldChanges(before: TaskState | null, after: TaskState, series?: FieldChange['to']): FieldChange[] {
  const from = before ? shown(before) : nothing;
  return Object.entries({ ...shown(after), ...(series === undefined ? {} : { series }) })
    .filter(([field, to]) => !isDeepStrictEqual(from[field], to))
    .map(([field, to]) => ({ field, from: from[field] ?? null, to }));
}

function shown(state: TaskState): Shown {
  const { title, description, status, priority, due, tags, occurrenceKey, completedAt, deletedAt } = state;
  const parent = state.parentId === null ? null : { id: state.parentId };
  const series = state.seriesId === null ? null : { id: state.seriesId };
  return { title, description, status, priority, due, tags, parent, series, occurrenceKey, completedAt, deletedAt };
}

/** What history keeps of a state. */
export function snapshotOf(state: TaskState): TaskVersionSnapshot {
  const { title, description, status, priority, due, tags, parentId, completedAt } = state;
  return { title, description, status, priority, due, tagIds: tags.map((tag) => tag.id), parentId, completedAt };
}
