import { Derived } from '../replica/derived.ts';
import type { Replica } from '../replica/replica.ts';
import type { Task } from '../replica/types.ts';
import type { Matcher } from './list.ts';
import type { Compare } from './order.ts';

/** The tasks that match, in order. What changes is taken out and put in where it belongs; the rest stays as it is. */
export function sortedTasks(replica: Replica, matches: Matcher, compare: Compare): Derived<readonly Task[]> {
  return new Derived(replica, {
    make: (tasks) => [...tasks].filter(matches).sort(compare),
    update(sorted, changes) {
      const gone = new Set<Task>();
      const come: Task[] = [];
      for (const [id, before] of changes) {
        const after = replica.tasks.get(id);
        if (before && matches(before)) gone.add(before);
        if (after && matches(after)) come.push(after);
      }
      if (gone.size + come.length === 0) return sorted;
      const kept = gone.size === 0 ? sorted : sorted.filter((task) => !gone.has(task));
      return merge(kept, come.sort(compare), compare);
    },
  });
}

/** Both in order, a few into many. */
function merge(many: readonly Task[], few: readonly Task[], compare: Compare): Task[] {
  const merged: Task[] = [];
  let from = 0;
  for (const task of few) {
    const to = placeOf(task, many, from, compare);
    for (const before of many.slice(from, to)) merged.push(before);
    merged.push(task);
    from = to;
  }
  for (const after of many.slice(from)) merged.push(after);
  return merged;
}

/** Where `task` belongs among `sorted`, not before `from`. */
function placeOf(task: Task, sorted: readonly Task[], from: number, compare: Compare): number {
  let low = from;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = sorted[middle];
    if (other && compare(other, task) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
