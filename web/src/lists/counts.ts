import { Derived } from '../replica/derived.ts';
import type { Replica } from '../replica/replica.ts';
import type { SavedFilter, Task } from '../replica/types.ts';
import { isOpen, matcherOf } from './list.ts';

/** How many tasks are in each list. By the ids of tags and filters; what is not there is 0. */
export interface Counts {
  today: number;
  upcoming: number;
  all: number;
  readonly byId: Map<string, number>;
}

/** The counts as of now: what is due today, and what a filter finds, changes with the time as well. */
export function countTasks(replica: Replica, filters: readonly SavedFilter[], timeZone: string): Derived<Counts> {
  const isToday = matcherOf({ kind: 'today' }, timeZone);
  const matchers = filters.map((filter) => ({
    id: filter.id,
    matches: matcherOf({ kind: 'filter', ...filter }, timeZone),
  }));
  /** @param by 1 for a task that is there, -1 for one that is not there any more */
  const add = (counts: Counts, task: Task, by: 1 | -1) => {
    const { byId } = counts;
    const count = (id: string) => byId.set(id, (byId.get(id) ?? 0) + by);
    if (task.deletedAt !== null) return;
    for (const { id, matches } of matchers) if (matches(task)) count(id);
    if (!isOpen(task)) return;
    counts.all += by;
    if (task.due) counts.upcoming += by;
    if (isToday(task)) counts.today += by;
    for (const { id } of task.tags) count(id);
  };
  return new Derived(replica, {
    make(tasks) {
      const counts = { today: 0, upcoming: 0, all: 0, byId: new Map<string, number>() };
      for (const task of tasks) add(counts, task, 1);
      return counts;
    },
    update(counts, changes) {
      for (const [id, before] of changes) {
        const after = replica.tasks.get(id);
        if (before) add(counts, before, -1);
        if (after) add(counts, after, 1);
      }
      return counts;
    },
  });
}
