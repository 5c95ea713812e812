import { Temporal } from 'temporal-polyfill';
import type { DueState, TaskState } from '../events/task.ts';
import {
  type Condition,
  type OverdueCondition,
  type Range,
  type TextCondition,
  TYPO_SIMILARITY,
  tagKey,
} from './condition.ts';
import { searchTextOf } from './text.ts';
import { isWordSimilar, trigramsOf } from './trigrams.ts';

/** What a filter looks at, as events carry it. */
export type FilteredTask = Pick<
  TaskState,
  | 'title'
  | 'description'
  | 'status'
  | 'priority'
  | 'tags'
  | 'createdAt'
  | 'updatedAt'
  | 'completedAt'
  | 'parentId'
  | 'seriesId'
  | 'hasReminder'
> & { due: DueState | null };

/**
 * Whether a task meets a condition, as the tasks subgraph's SQL decides it. The bin is not looked at: whether a deleted
 * task counts is the caller's question. A task object is not changed between calls: a new state is a new object.
 */
export function matchesCondition(condition: Condition, task: FilteredTask): boolean {
  switch (condition.kind) {
    case 'everything':
      return true;
    case 'and':
      return condition.conditions.every((inner) => matchesCondition(inner, task));
    case 'or':
      return condition.conditions.some((inner) => matchesCondition(inner, task));
    case 'not':
      return !matchesCondition(condition.condition, task);
    case 'text':
      return hasText(condition, task);
    case 'tag':
      return task.tags.some((tag) => tagKey(tag.name) === condition.key);
    case 'untagged':
      return task.tags.length === 0;
    case 'priority':
      return task.priority === condition.priority;
    case 'status':
      return task.status === condition.status;
    case 'due':
      if (task.due === null) return false;
      return task.due.time === null
        ? isWithin(condition.dates, task.due.date)
        : isWithin(condition.instants, Date.parse(task.due.at));
    case 'overdue':
      return isOverdue(condition, task);
    case 'undated':
      return task.due === null;
    case 'time': {
      const at = task[condition.field];
      return at !== null && isWithin(condition.instants, Date.parse(at));
    }
    case 'recurring':
      return task.seriesId !== null;
    case 'subtask':
      return task.parentId !== null;
    case 'reminder':
      return task.hasReminder;
  }
}

function isOverdue({ now, today }: OverdueCondition, { status, due }: FilteredTask): boolean {
  if (due === null || (status !== 'OPEN' && status !== 'IN_PROGRESS')) return false;
  if (due.time !== null) return Date.parse(due.at) < now;
  if (due.floating) return due.date < today;
  const there = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(due.timeZone);
  return due.date < there.toPlainDate().toString();
}

function isWithin<Value extends string | number>({ from, to }: Range<Value>, value: Value): boolean {
  return (from === undefined || value >= from) && (to === undefined || value < to);
}

function hasText({ sequence, typos }: TextCondition, task: FilteredTask): boolean {
  const searched = searchedText(task);
  if (searched.text.includes(sequence)) return true;
  if (typos === null) return false;
  searched.trigrams ??= trigramsOf(searched.text);
  return isWordSimilar(typos, searched.trigrams, TYPO_SIMILARITY);
}

interface SearchedText {
  text: string;
  trigrams?: readonly string[];
}

/** One event meets the filters of many subscribers; its text is prepared for the first of them. */
const searchedTexts = new WeakMap<FilteredTask, SearchedText>();

function searchedText(task: FilteredTask): SearchedText {
  let searched = searchedTexts.get(task);
  if (searched === undefined) {
    searched = { text: searchTextOf(task) };
    searchedTexts.set(task, searched);
  }
  return searched;
}
