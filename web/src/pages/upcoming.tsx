import { ActionIcon, Button, Group, SegmentedControl, Text, UnstyledButton } from '@mantine/core';
import { useLocalStorage, useMediaQuery } from '@mantine/hooks';
import { IconChevronLeft, IconChevronRight, IconRepeat } from '@tabler/icons-react';
import { type DragEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccount, useDerived } from '../account/account.ts';
import { PageHead } from '../components/page-head.tsx';
import { PriorityIcon } from '../components/priority.tsx';
import { keptTime } from '../components/row-menu.tsx';
import { draggedTasks, dragTasks } from '../lists/drag.ts';
import { isOpen } from '../lists/list.ts';
import { comparatorOf } from '../lists/order.ts';
import { type Projected, useProjected } from '../lists/projected.ts';
import { sortedTasks } from '../lists/sorted.ts';
import type { Task } from '../replica/types.ts';
import { useUi } from '../shell/ui.ts';
import {
  addDays,
  addMonths,
  dueDay,
  firstWeekdayOf,
  formatDay,
  formatTime,
  startOfMonth,
  startOfWeek,
  today,
} from '../time/days.ts';
import { useNow } from '../time/use-now.ts';
import { ListPage } from './list-page.tsx';
import classes from './upcoming.module.css';

type View = 'week' | 'month' | 'list';
const IN_MONTH_CELL = 3;

/** What is planned, on a calendar; tasks are dragged to another day, or moved by their menu. */
export default function Upcoming() {
  const { t } = useTranslation();
  const [view, setView] = useLocalStorage<View>({
    key: 'rondo-upcoming',
    defaultValue: 'week',
    getInitialValueInEffect: false,
  });
  const views = (
    <SegmentedControl
      size="xs"
      aria-label={t('calendar.label')}
      value={view}
      onChange={(value) => setView(value as View)}
      data={(['week', 'month', 'list'] as const).map((value) => ({ value, label: t(`calendar.${value}`) }))}
    />
  );
  if (view === 'list') return <ListPage list={{ kind: 'upcoming' }} tools={views} />;
  return <Calendar view={view} views={views} />;
}

function Calendar({ view, views }: { view: 'week' | 'month'; views: React.ReactNode }) {
  const { t, i18n } = useTranslation();
  const { viewer } = useAccount();
  useNow();
  const current = today(viewer.timeZone);
  const [anchor, setAnchor] = useState(current);
  const narrow = useMediaQuery('(max-width: 62em)', false, { getInitialValueInEffect: false });
  const firstWeekday = firstWeekdayOf(viewer.locale);
  // A week from today on: what is past is not upcoming.
  const first = view === 'week' ? anchor : startOfWeek(startOfMonth(anchor), firstWeekday);
  const days = Array.from({ length: view === 'week' ? 7 : 42 }, (_, index) => addDays(first, index));
  const { byDay, overdue } = useTasksByDay(current);
  const projected = useProjected();
  const move = (by: number) =>
    setAnchor(view === 'week' ? addDays(anchor, 7 * by) : addMonths(startOfMonth(anchor), by));
  const heading = formatDay(view === 'week' ? first : anchor, i18n.language, { month: 'long', year: 'numeric' });
  return (
    <section className={classes.page} aria-label={t('lists.upcoming')}>
      <PageHead title={t('lists.upcoming')} wide>
        {views}
      </PageHead>
      <Group className={classes.bar} gap="xs" justify="space-between">
        <Text component="h2" fw={600}>
          {heading}
        </Text>
        <Group gap={4}>
          <ActionIcon variant="default" size="lg" aria-label={t('calendar.previous')} onClick={() => move(-1)}>
            <IconChevronLeft size={18} />
          </ActionIcon>
          <Button variant="default" size="sm" onClick={() => setAnchor(current)}>
            {t('calendar.today')}
          </Button>
          <ActionIcon variant="default" size="lg" aria-label={t('calendar.next')} onClick={() => move(1)}>
            <IconChevronRight size={18} />
          </ActionIcon>
        </Group>
      </Group>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and has to for the keyboard too */}
      <section className={classes.scroller} tabIndex={0} aria-label={t('calendar.label')}>
        {overdue.length > 0 && view === 'week' && days.includes(current) && (
          <div className={classes.overdue}>
            <Text component="h3" size="sm" fw={600} c="var(--rondo-overdue)">
              {t('calendar.overdue')} {overdue.length}
            </Text>
            <div className={classes.overdueTasks}>
              {overdue.slice(0, 12).map((task) => (
                <Chip key={task.id} task={task} />
              ))}
            </div>
          </div>
        )}
        <div className={classes.grid} data-view={view} data-narrow={narrow || undefined}>
          {view === 'month' &&
            days.slice(0, 7).map((day) => (
              <div key={day} className={classes.weekday} aria-hidden>
                {formatDay(day, i18n.language, { weekday: narrow ? 'narrow' : 'short' })}
              </div>
            ))}
          {days.map((day) => (
            <Day
              key={day}
              day={day}
              view={view}
              isToday={day === current}
              outside={view === 'month' && day.slice(0, 7) !== anchor.slice(0, 7)}
              tasks={byDay.get(day) ?? []}
              projected={projected.get(day) ?? []}
            />
          ))}
        </div>
      </section>
    </section>
  );
}

interface DayProps {
  readonly day: string;
  readonly view: 'week' | 'month';
  readonly isToday: boolean;
  readonly outside: boolean;
  readonly tasks: readonly Task[];
  readonly projected: readonly Projected[];
}

function Day({ day, view, isToday, outside, tasks, projected }: DayProps) {
  const { t, i18n } = useTranslation();
  const { actions, replica } = useAccount();
  const { addTask } = useUi();
  const [over, setOver] = useState(false);
  const [all, setAll] = useState(false);
  const name = formatDay(day, i18n.language, { weekday: 'long', day: 'numeric', month: 'long' });
  const shown = view === 'week' || all ? tasks : tasks.slice(0, IN_MONTH_CELL);
  const drop = (event: DragEvent) => {
    setOver(false);
    for (const id of draggedTasks(event)) {
      const task = replica.tasks.get(id);
      if (task) actions.update([id], { due: { ...keptTime(task), date: day } });
    }
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a section of the calendar
    <div
      role="group"
      aria-label={name}
      className={classes.day}
      data-today={isToday || undefined}
      data-outside={outside || undefined}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <UnstyledButton className={classes.dayHead} onClick={() => addTask(` ${day}`)}>
        <span className="visuallyHidden">{t('calendar.add', { day: name })}</span>
        {view === 'week' && (
          <span className={classes.dayName} aria-hidden>
            {formatDay(day, i18n.language, { weekday: 'short' })}
          </span>
        )}
        <span className={classes.number} aria-hidden>
          {Number(day.slice(8))}
        </span>
      </UnstyledButton>
      <div className={classes.tasks}>
        {shown.map((task) => (
          <Chip key={task.id} task={task} />
        ))}
        {(view === 'week' || all ? projected : projected.slice(0, Math.max(0, IN_MONTH_CELL - shown.length))).map(
          (occurrence) => (
            <Ghost key={occurrence.key} occurrence={occurrence} />
          ),
        )}
        {tasks.length > shown.length && (
          <UnstyledButton className={classes.more} onClick={() => setAll(true)}>
            {t('calendar.more', { count: tasks.length - shown.length })}
          </UnstyledButton>
        )}
      </div>
    </div>
  );
}

function Chip({ task }: { task: Task }) {
  const { t, i18n } = useTranslation();
  const { openTask } = useUi();
  return (
    <UnstyledButton
      className={classes.chip}
      data-done={!isOpen(task) || undefined}
      data-priority={task.priority}
      draggable
      onDragStart={(event) => dragTasks(event, [task.id], task.title)}
      onClick={() => openTask(task.id)}
      dir="auto"
      title={task.title}
    >
      {task.priority !== 'NONE' && (
        <>
          <PriorityIcon priority={task.priority} size={13} className={classes.priority} />
          <span className="visuallyHidden">{t(`priority.${task.priority}`)} </span>
        </>
      )}
      {task.due?.time && <span className={classes.time}>{formatTime(task.due.time, i18n.language)} </span>}
      {task.title}
    </UnstyledButton>
  );
}

/** What will come of a task that repeats: to be seen, not yet to be moved or done. */
function Ghost({ occurrence: { task, time } }: { occurrence: Projected }) {
  const { t, i18n } = useTranslation();
  const { openTask } = useUi();
  return (
    <UnstyledButton className={classes.ghost} onClick={() => openTask(task.id)} title={task.title}>
      <IconRepeat size={12} aria-hidden />
      <span className="visuallyHidden">{t('calendar.projected', { title: task.title })}</span>
      <span aria-hidden dir="auto">
        {time && <span className={classes.time}>{formatTime(time, i18n.language)} </span>}
        {task.title}
      </span>
    </UnstyledButton>
  );
}

/** Tasks by the viewer's day; open ones of days past apart. */
function useTasksByDay(current: string) {
  const { i18n } = useTranslation();
  const { replica, viewer } = useAccount();
  const { timeZone } = viewer;
  const sorted = useMemo(
    () =>
      sortedTasks(replica, (task) => task.due !== null && task.deletedAt === null, comparatorOf('due', i18n.language)),
    [replica, i18n.language],
  );
  const due = useDerived(sorted);
  return useMemo(() => {
    const byDay = new Map<string, Task[]>();
    const overdue: Task[] = [];
    for (const task of due) {
      if (!task.due) continue;
      const day = dueDay(task.due, timeZone);
      const tasks = byDay.get(day);
      if (tasks) tasks.push(task);
      else byDay.set(day, [task]);
      if (day < current && isOpen(task)) overdue.push(task);
    }
    return { byDay, overdue };
  }, [due, timeZone, current]);
}
