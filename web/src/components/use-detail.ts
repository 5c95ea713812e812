import { useEffect } from 'react';
import { useAccount, useObservable } from '../account/account.ts';
import { TaskDetailDocument } from '../api/generated/operations.ts';
import { useApi } from '../api/use-api.ts';
import type { Task } from '../replica/types.ts';

/** What the replica does not keep of a task: its series in full and its reminders. Read again whenever the stream tells of the task. */
export function useDetail(task: Task) {
  const { touched } = useAccount();
  const { id, count } = useObservable(touched);
  const { data, loading, error, refetch } = useApi(TaskDetailDocument, {
    variables: { id: task.id },
    fetchPolicy: 'cache-and-network',
    skip: task.version === 0,
  });
  const changes = id === task.id ? count : 0;
  useEffect(() => {
    if (changes > 0 && task.version > 0) void refetch().catch(() => undefined);
  }, [changes, task.version, refetch]);
  return { detail: data?.task ?? null, loading, error, refetch };
}
