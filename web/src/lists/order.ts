import type { Task } from '../replica/types.ts';
import { addDays, dueDay, startOfWeek, today } from '../time/days.ts';

export const sortKeys = ['due', 'priority', 'title', 'created', 'updated', 'completed', 'deleted'] as const;
export type SortKey = (typeof sortKeys)[number];
export const groupKeys = ['none', 'due', 'priority', 'tag'] as const;
export type GroupKey = (typeof groupKeys)[number];

const rank = { HIGH: 0, MEDIUM: 1, LOW: 2, NONE: 3 } as const;
export type Compare = (one: Task, other: Task) => number;
const text = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);

/** Tasks without the field stand at the end; the rest is settled by due, priority and id, so that the order is total. */
export function comparatorOf(key: SortKey, locale: string): Compare {
  const titles = new Intl.Collator(locale, { sensitivity: 'base', numeric: true });
  const due: Compare = (one, other) => {
    if (one.due === null || other.due === null) return Number(one.due === null) - Number(other.due === null);
    return (
      text(one.due.date, other.due.date) ||
      // A whole day comes after its times.
      Number(one.due.time === null) - Number(other.due.time === null) ||
      // Whole days of one list mostly have the same instant, which need not be read to be seen.
      (one.due.at === other.due.at ? 0 : Date.parse(one.due.at) - Date.parse(other.due.at))
    );
  };
  const newest =
    (field: 'createdAt' | 'updatedAt' | 'completedAt' | 'deletedAt'): Compare =>
    (one, other) =>
      text(other[field] ?? '', one[field] ?? '');
  const first: Record<SortKey, Compare> = {
    due,
    priority: (one, other) => rank[one.priority] - rank[other.priority],
    title: (one, other) => titles.compare(one.title, other.title),
    created: newest('createdAt'),
    updated: newest('updatedAt'),
    completed: newest('completedAt'),
    deleted: newest('deletedAt'),
  };
  const main = first[key];
  return (one, other) =>
    main(one, other) ||
    (key === 'due' ? 0 : due(one, other)) ||
    rank[one.priority] - rank[other.priority] ||
    text(one.id, other.id);
}

/** `key`: of a tag its id, else one of a fixed set of words. */
export interface Group {
  readonly key: string;
  readonly label: string | null;
  readonly tasks: Task[];
}

const dueGroups = ['overdue', 'today', 'tomorrow', 'thisWeek', 'later', 'noDue'] as const;
export type DueGroup = (typeof dueGroups)[number];

/** In the order in which they are shown; empty ones left out. */
export function groupTasks(tasks: readonly Task[], by: GroupKey, timeZone: string): Group[] {
  if (by === 'none') return [{ key: 'none', label: null, tasks: [...tasks] }];
  if (by === 'priority') return inOrder(Object.keys(rank), (task) => task.priority, tasks);
  if (by === 'due') return inOrder(dueGroups, dueGroupIn(timeZone), tasks);
  const groups = new Map<string, Group>();
  for (const task of tasks) {
    const [tag] = task.tags;
    const key = tag?.id ?? 'noTag';
    const group = groups.get(key) ?? { key, label: tag?.name ?? null, tasks: [] };
    groups.set(key, group);
    group.tasks.push(task);
  }
  return [...groups.values()].sort((one, other) =>
    one.label === null ? 1 : other.label === null ? -1 : one.label.localeCompare(other.label),
  );
}

function inOrder(keys: readonly string[], keyOf: (task: Task) => string, tasks: readonly Task[]): Group[] {
  const groups = new Map(keys.map((key): [string, Group] => [key, { key, label: null, tasks: [] }]));
  for (const task of tasks) groups.get(keyOf(task))?.tasks.push(task);
  return [...groups.values()].filter((group) => group.tasks.length > 0);
}

function dueGroupIn(timeZone: string): (task: Task) => DueGroup {
  const now = today(timeZone);
  const tomorrow = addDays(now, 1);
  const nextWeek = addDays(startOfWeek(now), 7);
  return ({ due }) => {
    if (due === null) return 'noDue';
    const day = dueDay(due, timeZone);
    if (day < now) return 'overdue';
    if (day === now) return 'today';
    if (day === tomorrow) return 'tomorrow';
    return day < nextWeek ? 'thisWeek' : 'later';
  };
}
