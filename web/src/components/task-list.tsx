import { Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccount, useDerived, useQueue } from '../account/account.ts';
import type { Priority } from '../api/generated/operations.ts';
import { dragTasks } from '../lists/drag.ts';
import { isOpen } from '../lists/list.ts';
import type { Group } from '../lists/order.ts';
import { useDensity } from '../preferences.ts';
import { derivedFrom } from '../replica/derived.ts';
import { idsOf, type Task } from '../replica/types.ts';
import { useUi } from '../shell/ui.ts';
import { addDays, today } from '../time/days.ts';
import { useNow } from '../time/use-now.ts';
import { keptTime } from './row-menu.tsx';
import classes from './task-list.module.css';
import { type RowActions, TaskRow } from './task-row.tsx';
import { useKeys } from './use-keys.ts';

const BulkBar = lazy(() => import('./bulk-bar.tsx'));

type Item = { kind: 'group'; key: string; label: string; count: number } | { kind: 'task'; key: string; task: Task };

interface TaskListProps {
  readonly groups: readonly Group[];
  readonly labelOf: (group: Group) => string;
  readonly selecting: boolean;
  readonly onSelecting: (selecting: boolean) => void;
}

/** Tasks in a list that may be long: only what is in sight is on the page. All of it works from the keyboard. */
export function TaskList({ groups, labelOf, selecting, onSelecting }: TaskListProps) {
  const { t } = useTranslation();
  const { actions, viewer } = useAccount();
  const queue = useQueue();
  const { openTask } = useUi();
  const now = useNow();
  const [density] = useDensity();
  const narrow = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const scroller = useRef<HTMLDivElement>(null);
  const [selection, setSelection] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState<string | null>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const [editing, setEditing] = useState<string | null>(null);
  const [menu, setMenu] = useState<string | null>(null);

  const items = useMemo(
    () =>
      groups.flatMap((group): Item[] => [
        ...(groups.length > 1 || group.key !== 'none'
          ? [{ kind: 'group' as const, key: group.key, label: labelOf(group), count: group.tasks.length }]
          : []),
        ...group.tasks.map((task) => ({ kind: 'task' as const, key: task.id, task })),
      ]),
    [groups, labelOf],
  );
  const tasks = useMemo(() => groups.flatMap((group) => group.tasks), [groups]);
  const selected = useMemo(() => tasks.filter(({ id }) => selection.has(id)), [tasks, selection]);
  const pending = useMemo(() => new Set(queue.flatMap(({ edit }) => idsOf(edit))), [queue]);
  const families = useFamilies();

  const height = narrow ? (density === 'compact' ? 54 : 62) : density === 'compact' ? 36 : 46;
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (items[index]?.kind === 'group' ? 44 : height),
    // Another function makes it measure all of the list anew, which scrolling should not.
    getItemKey: useCallback((index: number) => items[index]?.key ?? index, [items]),
    overscan: 8,
    paddingEnd: 96,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: heights follow the density and the width
  useEffect(() => rows.measure(), [height, rows]);

  const moveTo = (id: string | undefined) => {
    if (id === undefined) return;
    setActive(id);
    setFocused(id);
    rows.scrollToIndex(items.findIndex(({ key }) => key === id));
  };
  const move = (by: number) => {
    const at = tasks.findIndex(({ id }) => id === active);
    const next = at < 0 ? (by > 0 ? 0 : tasks.length - 1) : Math.min(Math.max(at + by, 0), tasks.length - 1);
    moveTo(tasks[next]?.id);
  };
  const select = (id: string, range: boolean) => {
    const next = new Set(selection);
    const from = tasks.findIndex((task) => task.id === active);
    const to = tasks.findIndex((task) => task.id === id);
    if (range && from >= 0) {
      for (const task of tasks.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(task.id);
    } else if (!next.delete(id)) next.add(id);
    setSelection(next);
    setActive(id);
    onSelecting(next.size > 0);
  };
  const clear = () => {
    setSelection(new Set());
    onSelecting(false);
  };
  const toggle = (task: Task) => (isOpen(task) ? actions.complete([task.id]) : actions.reopen([task.id]));
  /** What keys work on: the selection, or else the task that has the focus. */
  const chosen = () => (selected.length > 0 ? selected : tasks.filter(({ id }) => id === active));
  const onChosen = (work: (ids: string[], tasks: Task[]) => void) => () => {
    const found = chosen();
    if (found.length === 0) return;
    // What leaves the list hands the focus to its neighbour.
    const last = tasks.findIndex(({ id }) => id === found.at(-1)?.id);
    const neighbour = tasks[last + 1] ?? tasks[last - found.length];
    work(
      found.map(({ id }) => id),
      found,
    );
    if (found.length === 1 && neighbour)
      requestAnimationFrame(() => !document.activeElement?.matches('[data-task]') && moveTo(neighbour.id));
  };
  const dueIn = (days: number) =>
    onChosen((_ids, found) => {
      const date = addDays(today(viewer.timeZone), days);
      for (const task of found) actions.update([task.id], { due: { ...keptTime(task), date } });
    });
  const setPriority = (priority: Priority) => onChosen((ids) => actions.update(ids, { priority }));
  const opened = () => new URLSearchParams(location.search).has('task');

  useKeys([
    ['j', () => move(1)],
    ['ArrowDown', () => move(1)],
    ['k', () => move(-1)],
    ['ArrowUp', () => move(-1)],
    ['o', () => active && openTask(active)],
    ['x', () => active && select(active, false)],
    [
      'c',
      onChosen((_ids, found) =>
        found.some(isOpen) ? actions.complete(found.map(({ id }) => id)) : actions.reopen(found.map(({ id }) => id)),
      ),
    ],
    ['e', () => active && setEditing(active)],
    ['F2', () => active && setEditing(active)],
    ['Delete', onChosen((ids, [first]) => (first?.deletedAt ? actions.restore(ids) : actions.remove(ids)))],
    ['Backspace', onChosen((ids, [first]) => (first?.deletedAt ? undefined : actions.remove(ids)))],
    ['t', dueIn(0)],
    ['m', dueIn(1)],
    ['1', setPriority('HIGH')],
    ['2', setPriority('MEDIUM')],
    ['3', setPriority('LOW')],
    ['4', setPriority('NONE')],
    [
      'mod+A',
      () => {
        setSelection(new Set(tasks.map(({ id }) => id)));
        onSelecting(true);
      },
    ],
    ['Escape', () => (opened() ? openTask(null) : clear())],
  ]);

  const latest = useRef({ toggle, select, selection });
  latest.current = { toggle, select, selection };
  const rowActions = useMemo(
    (): RowActions => ({
      toggle: (task) => latest.current.toggle(task),
      select: (id, range) => latest.current.select(id, range),
      open: (id) => {
        setActive(id);
        openTask(id);
      },
      edit: (id) => {
        setEditing(id);
        if (id === null) setFocused((before) => before);
      },
      menu: setMenu,
      rename: (id, title) => actions.update([id], { title }),
      drag: (event, task) => {
        const { selection: chosenIds } = latest.current;
        dragTasks(event, chosenIds.has(task.id) ? [...chosenIds] : [task.id], task.title);
      },
    }),
    [actions, openTask],
  );

  return (
    <>
      <div ref={scroller} className={classes.scroller}>
        <ul className={classes.rows} style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, key, start, size }) => {
            const item = items[index];
            if (!item) return null;
            const style = { transform: `translateY(${start}px)`, height: size };
            if (item.kind === 'group') {
              return (
                <li key={key} className={classes.item} style={style}>
                  <Text component="h2" size="sm" fw={600} className={classes.group}>
                    {item.label} <span className="quiet">{item.count}</span>
                  </Text>
                </li>
              );
            }
            const { task } = item;
            return (
              <li key={key} className={classes.item} style={style}>
                <TaskRow
                  task={task}
                  now={now}
                  selected={selection.has(task.id)}
                  selecting={selecting}
                  active={active === task.id}
                  focused={focused === task.id}
                  editing={editing === task.id}
                  menuOpen={menu === task.id}
                  pending={pending.has(task.id)}
                  subtasks={families.get(task.id)?.total ? families.get(task.id) : undefined}
                  parentTitle={task.parent ? families.get(task.parent.id)?.title : undefined}
                  actions={rowActions}
                />
              </li>
            );
          })}
        </ul>
      </div>
      <Suspense fallback={null}>
        {selected.length > 0 && (
          <BulkBar tasks={selected} onClear={clear} onAll={() => setSelection(new Set(tasks.map(({ id }) => id)))} />
        )}
      </Suspense>
      <div className="visuallyHidden" role="status">
        {selected.length > 0 ? t('bulk.selected', { count: selected.length }) : ''}
      </div>
    </>
  );
}

/** A task with subtasks. */
interface Family {
  /** Undefined where the task itself is not here. */
  readonly title: string | undefined;
  readonly done: number;
  readonly total: number;
}

/** By the ids of the tasks above. */
function useFamilies(): ReadonlyMap<string, Family> {
  const { replica } = useAccount();
  const families = useMemo(() => {
    const concerns = ({ id, parent }: Task, known: ReadonlyMap<string, Family>) => parent !== null || known.has(id);
    return derivedFrom(replica, concerns, (tasks): ReadonlyMap<string, Family> => {
      const found = new Map<string, Family>();
      for (const task of tasks) {
        if (!task.parent) continue;
        const { id } = task.parent;
        const counted = Number(task.deletedAt === null);
        const { done, total } = found.get(id) ?? { done: 0, total: 0 };
        const title = replica.tasks.get(id)?.title;
        found.set(id, { title, done: done + (isOpen(task) ? 0 : counted), total: total + counted });
      }
      return found;
    });
  }, [replica]);
  return useDerived(families);
}
