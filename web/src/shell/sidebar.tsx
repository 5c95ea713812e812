import { ActionIcon, Box, Group, NavLink, ScrollArea, Text, Tooltip } from '@mantine/core';
import {
  IconCalendarWeek,
  IconChartBar,
  IconCheck,
  IconFilter,
  IconInbox,
  IconMessageChatbot,
  IconPlus,
  IconSearch,
  IconSettings,
  IconSunHigh,
  IconTrash,
} from '@tabler/icons-react';
import { type DragEvent, type ReactNode, useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { useAccount, useFilters, useReplica, useTags } from '../account/account.ts';
import { draggedTasks } from '../lists/drag.ts';
import { isOpen, matcherOf } from '../lists/list.ts';
import { today } from '../time/days.ts';
import { useNow } from '../time/use-now.ts';
import classes from './sidebar.module.css';

/** All lists, with how many tasks are in each. Tasks can be dropped on them. */
export function Sidebar() {
  const { t } = useTranslation();
  const { actions, viewer } = useAccount();
  const tags = useTags();
  const filters = useFilters();
  const counts = useCounts();
  return (
    <ScrollArea flex={1} type="auto" p="xs" viewportProps={{ tabIndex: -1 }}>
      <Box>
        <Entry
          path="/today"
          icon={<IconSunHigh size={18} />}
          label={t('lists.today')}
          count={counts.today}
          onDropTasks={(ids) => actions.update(ids, { due: { date: today(viewer.timeZone) } })}
        />
        <Entry
          path="/upcoming"
          icon={<IconCalendarWeek size={18} />}
          label={t('lists.upcoming')}
          count={counts.upcoming}
        />
        <Entry path="/all" icon={<IconInbox size={18} />} label={t('lists.all')} count={counts.all} />
        <Entry path="/search" icon={<IconSearch size={18} />} label={t('lists.search')} />
        <Entry
          path="/completed"
          icon={<IconCheck size={18} />}
          label={t('lists.completed')}
          onDropTasks={(ids) => actions.complete(ids)}
        />
        <Entry
          path="/bin"
          icon={<IconTrash size={18} />}
          label={t('lists.bin')}
          onDropTasks={(ids) => actions.remove(ids)}
        />
        <Heading text={t('lists.tags')} />
        {tags.length === 0 && <Hint text={t('lists.noTags')} />}
        {tags.map(({ id, name, color }) => (
          <Entry
            key={id}
            path={`/tags/${id}`}
            icon={<span className={classes.dot} style={{ background: color }} />}
            label={name}
            count={counts.byTag.get(id) ?? 0}
            onDropTasks={(ids) => actions.retag(ids, [id])}
          />
        ))}
        <Heading text={t('lists.filters')} add={{ label: t('lists.newFilter'), path: '/search' }} />
        {filters.length === 0 && <Hint text={t('lists.noFilters')} />}
        {filters.map(({ id, name }) => (
          <Entry
            key={id}
            path={`/filters/${id}`}
            icon={<IconFilter size={18} />}
            label={name}
            count={counts.byFilter.get(id) ?? 0}
          />
        ))}
        <Box my="sm" className={classes.line} />
        <Entry path="/statistics" icon={<IconChartBar size={18} />} label={t('lists.statistics')} />
        <Entry path="/assistant" icon={<IconMessageChatbot size={18} />} label={t('lists.assistant')} />
        <Entry path="/settings" icon={<IconSettings size={18} />} label={t('settings.label')} />
      </Box>
    </ScrollArea>
  );
}

interface EntryProps {
  readonly path: string;
  readonly icon: ReactNode;
  readonly label: string;
  readonly count?: number;
  readonly onDropTasks?: (ids: string[]) => void;
}

function Entry({ path, icon, label, count, onDropTasks }: EntryProps) {
  const [current] = useLocation();
  const [over, setOver] = useState(false);
  const drop = onDropTasks && {
    onDragOver: (event: DragEvent) => {
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      setOver(false);
      onDropTasks(draggedTasks(event));
    },
  };
  const active = current === path;
  return (
    <NavLink
      component={Link}
      href={path}
      active={active}
      aria-current={active ? 'page' : undefined}
      label={
        <span dir="auto" className={classes.label}>
          {label}
        </span>
      }
      leftSection={icon}
      rightSection={
        count ? (
          <Text span size="xs" className={classes.count}>
            {count}
          </Text>
        ) : null
      }
      className={classes.entry}
      data-over={over || undefined}
      {...drop}
    />
  );
}

function Heading({ text, add }: { text: string; add?: { label: string; path: string } }) {
  return (
    <Group justify="space-between" mt="md" mb={4} px="xs" h={24}>
      <Text component="h2" size="xs" fw={600} className="quiet">
        {text}
      </Text>
      {add && (
        <Tooltip label={add.label}>
          <ActionIcon component={Link} href={add.path} size="sm" variant="subtle" color="gray" aria-label={add.label}>
            <IconPlus size={16} />
          </ActionIcon>
        </Tooltip>
      )}
    </Group>
  );
}

function Hint({ text }: { text: string }) {
  return (
    <Text size="xs" className="quiet" px="xs">
      {text}
    </Text>
  );
}

/** Counted when there is time: typing goes first. */
function useCounts() {
  const { replica, revision } = useReplica();
  const { timeZone } = useAccount().viewer;
  const minute = useNow();
  const deferred = useDeferredValue(`${revision} ${minute}`);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the revision and the minute stand for what the replica holds
  return useMemo(() => {
    const isToday = matcherOf({ kind: 'today' }, timeZone);
    const filters = [...replica.filters.values()].map(({ id, name, query }) => ({
      id,
      matches: matcherOf({ kind: 'filter', id, name, query }, timeZone),
    }));
    const byTag = new Map<string, number>();
    const byFilter = new Map<string, number>();
    const counts = { today: 0, upcoming: 0, all: 0, byTag, byFilter };
    for (const task of replica.tasks.values()) {
      if (task.deletedAt !== null) continue;
      for (const { id, matches } of filters) if (matches(task)) byFilter.set(id, (byFilter.get(id) ?? 0) + 1);
      if (!isOpen(task)) continue;
      counts.all += 1;
      if (task.due) counts.upcoming += 1;
      if (isToday(task)) counts.today += 1;
      for (const { id } of task.tags) byTag.set(id, (byTag.get(id) ?? 0) + 1);
    }
    return counts;
  }, [replica, timeZone, deferred]);
}
