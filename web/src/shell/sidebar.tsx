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
import { type DragEvent, type ReactNode, useMemo, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { useAccount, useFilters, useTags } from '../account/account.ts';
import { type Counts, countTasks } from '../lists/counts.ts';
import { draggedTasks } from '../lists/drag.ts';
import type { Derived } from '../replica/derived.ts';
import { today } from '../time/days.ts';
import { useNow } from '../time/use-now.ts';
import classes from './sidebar.module.css';

/** All lists, with how many tasks are in each. Tasks can be dropped on them. */
export function Sidebar() {
  const { t } = useTranslation();
  const { actions, replica, viewer } = useAccount();
  const tags = useTags();
  const filters = useFilters();
  const minute = useNow();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the minute stands for the time
  const counts = useMemo(
    () => countTasks(replica, filters, viewer.timeZone),
    [replica, filters, viewer.timeZone, minute],
  );
  const countOf = (read: (counts: Counts) => number | undefined) => <Count counts={counts} read={read} />;
  return (
    <ScrollArea flex={1} type="auto" p="xs" viewportProps={{ tabIndex: -1 }}>
      <Box>
        <Entry
          path="/today"
          icon={<IconSunHigh size={18} />}
          label={t('lists.today')}
          count={countOf((all) => all.today)}
          onDropTasks={(ids) => actions.update(ids, { due: { date: today(viewer.timeZone) } })}
        />
        <Entry
          path="/upcoming"
          icon={<IconCalendarWeek size={18} />}
          label={t('lists.upcoming')}
          count={countOf((all) => all.upcoming)}
        />
        <Entry
          path="/all"
          icon={<IconInbox size={18} />}
          label={t('lists.all')}
          count={countOf((every) => every.all)}
        />
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
            count={countOf(({ byId }) => byId.get(id))}
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
            count={countOf(({ byId }) => byId.get(id))}
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
  readonly count?: ReactNode;
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
      rightSection={count}
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

/** Draws itself anew where its own number changes, and nothing around it. */
function Count({ counts, read }: { counts: Derived<Counts>; read: (counts: Counts) => number | undefined }) {
  const count = useSyncExternalStore(counts.replica.subscribe, () => read(counts.get()));
  if (!count) return null;
  return (
    <Text span size="xs" className={classes.count}>
      {count}
    </Text>
  );
}
