import { useEffect, useMemo } from 'react';
import { useAccount, useDerived, useObservable } from '../account/account.ts';
import { SeriesUpcomingDocument } from '../api/generated/operations.ts';
import { useApi } from '../api/use-api.ts';
import { derivedFrom } from '../replica/derived.ts';
import type { Task } from '../replica/types.ts';
import { isOpen } from './list.ts';

/** `nodes` takes so many ids. */
const MOST = 100;

/** An occurrence that is not a task yet: it becomes one when the task before it is done. */
export interface Projected {
  readonly key: string;
  readonly time: string | null;
  /** The open task of the series. */
  readonly task: Task;
}

function openBySeries(tasks: Iterable<Task>): ReadonlyMap<string, Task> {
  const found = new Map<string, Task>();
  for (const task of tasks) if (task.series && task.deletedAt === null && isOpen(task)) found.set(task.series.id, task);
  return found;
}

/** What the repeating tasks will bring, by day of the calendar. Read anew whenever the stream tells of one of them. */
export function useProjected(): ReadonlyMap<string, readonly Projected[]> {
  const { replica, touched } = useAccount();
  const change = useObservable(touched);
  const series = useMemo(() => derivedFrom(replica, ({ series: some }) => some !== null, openBySeries), [replica]);
  const bySeries = useDerived(series);
  const ids = useMemo(() => [...bySeries.keys()].sort().slice(0, MOST), [bySeries]);
  const key = ids.join(' ');
  const variables = useMemo(() => ({ ids: key === '' ? [] : key.split(' ') }), [key]);
  const { data, refetch } = useApi(SeriesUpcomingDocument, {
    variables,
    fetchPolicy: 'cache-and-network',
    skip: key === '',
  });
  const concerned = replica.tasks.get(change.id)?.series != null;
  useEffect(() => {
    if (change.count > 0 && concerned) void refetch().catch(() => undefined);
  }, [change, concerned, refetch]);
  return useMemo(() => {
    const byDay = new Map<string, Projected[]>();
    for (const series of data?.nodes ?? []) {
      const task = series && 'upcoming' in series ? bySeries.get(series.id) : undefined;
      if (!task || !series || !('upcoming' in series)) continue;
      for (const { key: occurrence, local, note } of series.upcoming) {
        const day = local.slice(0, 10);
        // The open task is on the calendar itself.
        if (note === 'SKIPPED' || day <= (task.due?.date ?? '')) continue;
        const time = task.due?.time ? local.slice(11) : null;
        byDay.set(day, [...(byDay.get(day) ?? []), { key: `${series.id} ${occurrence}`, time, task }]);
      }
    }
    return byDay;
  }, [data, bySeries]);
}
