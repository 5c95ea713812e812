import type { Condition } from '@rondo/schema/filter/condition.ts';
import { type FilteredTask, matchesCondition } from '@rondo/schema/filter/evaluate.ts';
import { parseFilter } from '@rondo/schema/filter/parse.ts';
import { resolveFilter } from '@rondo/schema/filter/resolve.ts';
import { FilterSyntaxError } from '@rondo/schema/filter/syntax-error.ts';
import { Temporal } from 'temporal-polyfill';
import type { Task } from '../replica/types.ts';

/** A list that a page shows: one of Rondo's own, of a tag, of a saved filter, or what a query finds. */
export type ListSpec =
  | { kind: 'today' | 'upcoming' | 'all' | 'completed' | 'bin' }
  | { kind: 'tag'; id: string; name: string }
  | { kind: 'filter'; id: string; name: string; query: string }
  | { kind: 'query'; query: string };

const OPEN = '(status:open OR status:in_progress)';

/** The list in the filter language; null of the bin, which no query reaches. */
export function queryOf(list: ListSpec): string | null {
  switch (list.kind) {
    case 'today':
      return `${OPEN} due<=today`;
    case 'upcoming':
      return `${OPEN} -no:due`;
    case 'all':
      return OPEN;
    case 'completed':
      return 'status:completed OR status:cancelled';
    case 'bin':
      return null;
    case 'tag':
      return `${OPEN} tag:${JSON.stringify(list.name)}`;
    case 'filter':
    case 'query':
      return list.query;
  }
}

export type Matcher = (task: Task) => boolean;

/** Whether a task is in the list, now and here. A query that can't be read matches nothing. */
export function matcherOf(list: ListSpec, timeZone: string): Matcher {
  const query = queryOf(list);
  if (query === null) return (task) => task.deletedAt !== null;
  const condition = conditionOf(query, timeZone);
  if (condition === null) return () => false;
  return (task) => task.deletedAt === null && matchesCondition(condition, filteredOf(task));
}

function conditionOf(query: string, timeZone: string): Condition | null {
  try {
    return resolveFilter(parseFilter(query), { now: Temporal.Now.instant(), timeZone });
  } catch (error) {
    if (error instanceof FilterSyntaxError) return null;
    throw error;
  }
}

const filtered = new WeakMap<Task, FilteredTask>();

/** The task in the shape that events carry; kept, for a search prepares its text but once. */
function filteredOf(task: Task): FilteredTask {
  let found = filtered.get(task);
  if (!found) {
    found = {
      ...task,
      parentId: task.parent?.id ?? null,
      seriesId: task.series?.id ?? null,
      hasReminder: task.reminders.some(({ state }) => state === 'SCHEDULED' || state === 'SNOOZED'),
    };
    filtered.set(task, found);
  }
  return found;
}

export const isOpen = ({ status }: Task): boolean => status === 'OPEN' || status === 'IN_PROGRESS';

/** What quick add begins with, so that the new task is in the list that the user looks at. */
export function listQuickText(list: ListSpec): string {
  if (list.kind === 'today') return ' today';
  if (list.kind === 'tag') return list.name.includes(' ') ? ` #"${list.name}"` : ` #${list.name}`;
  return '';
}
