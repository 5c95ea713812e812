import type { UpdateTaskInput } from '../api/generated/operations.ts';
import { dueOf } from '../time/days.ts';
import type { Edit, Tag, Task, TouchedFields } from './types.ts';

export interface ApplyContext {
  readonly timeZone: string;
  readonly now: string;
  tag(id: string): Tag | undefined;
}

/** The task as it will be once the server has taken the edit; undefined where it does not exist. */
export function applyEdit(task: Task | undefined, id: string, edit: Edit, context: ApplyContext): Task | undefined {
  switch (edit.kind) {
    case 'create':
      return task ?? { ...blank(id, context.now), ...changed(edit.input, context), title: edit.input.title };
    case 'quickAdd':
      return task ?? { ...blank(id, context.now), ...edit.guess };
    case 'update':
    case 'updateMany':
      return task && { ...task, ...changed(edit.input, context), ...completion(task, edit.input.status, context) };
    case 'complete':
    case 'completeMany':
      return task && { ...task, ...completion(task, 'COMPLETED', context) };
    case 'reopen':
      return task && { ...task, ...completion(task, 'OPEN', context) };
    case 'delete':
    case 'deleteMany':
      return task && { ...task, deletedAt: task.deletedAt ?? context.now };
    case 'restore':
      return task && { ...task, deletedAt: null };
  }
}

function completion(task: Task, status: Task['status'] | null | undefined, { now }: ApplyContext): Partial<Task> {
  if (!status) return {};
  return { status, completedAt: status === 'COMPLETED' ? (task.completedAt ?? now) : null };
}

function changed(input: UpdateTaskInput, context: ApplyContext): Partial<Task> {
  const { title, description, priority, due, tagIds, parentId } = input;
  return {
    ...(typeof title === 'string' ? { title } : {}),
    ...(description === undefined ? {} : { description: description ?? '' }),
    ...(priority === undefined ? {} : { priority: priority ?? 'NONE' }),
    ...(due === undefined ? {} : { due: due && dueOf(due, context.timeZone) }),
    ...(tagIds === undefined ? {} : { tags: tagsOf(tagIds ?? [], context) }),
    ...(parentId === undefined ? {} : { parent: parentId === null ? null : { id: parentId } }),
  };
}

function tagsOf(ids: readonly string[], { tag }: ApplyContext): Task['tags'] {
  return ids.flatMap((id) => {
    const found = tag(id);
    return found ? [{ id, name: found.name }] : [];
  });
}

function blank(id: string, now: string): Task {
  return {
    id,
    title: '',
    description: '',
    status: 'OPEN',
    priority: 'NONE',
    due: null,
    tags: [],
    version: 0,
    createdAt: now,
    updatedAt: now,
    completedAt: null,
    deletedAt: null,
    parent: null,
    series: null,
    reminders: [],
  };
}

/** Of a task, what `input` touches. */
export function touchedBy(input: UpdateTaskInput, task: Task): TouchedFields {
  const all: Required<TouchedFields> = {
    title: task.title,
    description: task.description,
    status: task.status,
    priority: task.priority,
    due: task.due,
    tagIds: task.tags.map(({ id }) => id),
    parentId: task.parent?.id ?? null,
  };
  return Object.fromEntries(Object.entries(all).filter(([name]) => name in input));
}

/** The input that brings the touched fields back. */
export function inputOfTouched(touched: TouchedFields): UpdateTaskInput {
  const { due, ...rest } = touched;
  if (due === undefined) return rest;
  return {
    ...rest,
    due: due && { date: due.date, time: due.time, timeZone: due.floating ? null : due.timeZone },
  };
}

/** Whether two readings of the touched fields say the same. */
export function sameTouched(one: TouchedFields, other: TouchedFields): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(touched: TouchedFields): unknown {
  const { due, ...rest } = touched;
  // The instant follows from the rest; the server may have written it with other digits.
  const comparable = due ? [due.date, due.time, due.floating ? null : due.timeZone] : due;
  return Object.entries({ ...rest, due: comparable }).sort(([a], [b]) => (a < b ? -1 : 1));
}
