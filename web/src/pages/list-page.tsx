import { ActionIcon, Menu, Skeleton, Stack, Tooltip } from '@mantine/core';
import { IconArrowsSort, IconChecklist, IconInbox, IconLayoutList, IconPlus } from '@tabler/icons-react';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccount, useDerived, useListHere } from '../account/account.ts';
import { Message } from '../components/message.tsx';
import { PageHead } from '../components/page-head.tsx';
import { TaskList } from '../components/task-list.tsx';
import { type ListSpec, listQuickText, matcherOf } from '../lists/list.ts';
import { comparatorOf, type Group, groupKeys, groupTasks, type SortKey, sortKeys } from '../lists/order.ts';
import { useListSettings } from '../lists/settings.ts';
import { sortedTasks } from '../lists/sorted.ts';
import { useUi } from '../shell/ui.ts';
import { useNow } from '../time/use-now.ts';
import classes from './list-page.module.css';

interface ListPageProps {
  readonly list: ListSpec;
  /** Beside the title. */
  readonly tools?: ReactNode;
  /** Above the tasks, in place of the title. */
  readonly head?: ReactNode;
}

/** A list of tasks with its title and settings. It is made of what this device holds: there is nothing to wait for. */
export function ListPage({ list, tools, head }: ListPageProps) {
  const { t } = useTranslation();
  const here = useListHere(list);
  const [settings, setSettings] = useListSettings(list);
  const [selecting, setSelecting] = useState(false);
  const { groups, count } = useGroups(list, settings.sort, settings.group);
  const labelOf = useGroupLabel(settings.group);
  const { addTask } = useUi();
  const title =
    list.kind === 'tag' || list.kind === 'filter'
      ? list.name
      : list.kind === 'query'
        ? t('lists.search')
        : t(`lists.${list.kind}`);
  const plain = list.kind !== 'bin' && list.kind !== 'completed' && list.kind !== 'query' && list.kind !== 'filter';
  return (
    <section className={classes.page} aria-label={title}>
      {head ?? (
        <PageHead title={title} count={count}>
          {tools}
          <Tooltip
            label={t('task.select', { title: '' })
              .replace(/[“”„"]/g, '')
              .trim()}
          >
            <ActionIcon
              variant={selecting ? 'light' : 'subtle'}
              color={selecting ? undefined : 'gray'}
              size="lg"
              aria-label={t('bulk.label')}
              aria-pressed={selecting}
              onClick={() => setSelecting(!selecting)}
            >
              <IconChecklist size={20} />
            </ActionIcon>
          </Tooltip>
          <Choice
            label={t('sort.label')}
            icon={<IconArrowsSort size={20} />}
            values={sortKeys.filter((key) => (key !== 'deleted') === (list.kind !== 'bin') || key === 'title')}
            value={settings.sort}
            name={(key) => t(`sort.${key}`)}
            onChange={(sort) => setSettings({ ...settings, sort })}
          />
          <Choice
            label={t('group.label')}
            icon={<IconLayoutList size={20} />}
            values={groupKeys}
            value={settings.group}
            name={(key) => t(`group.${key}`)}
            onChange={(group) => setSettings({ ...settings, group })}
          />
        </PageHead>
      )}
      {plain && (
        <button type="button" className={classes.add} onClick={() => addTask(listQuickText(list))}>
          <IconPlus size={18} aria-hidden /> {t('quickAdd.inline')}
        </button>
      )}
      {count > 0 ? (
        <TaskList groups={groups} labelOf={labelOf} selecting={selecting} onSelecting={setSelecting} />
      ) : here ? (
        <Message
          icon={<IconInbox size={40} stroke={1.2} />}
          title={t(`empty.${list.kind}.title`)}
          text={t(`empty.${list.kind}.text`, { name: title })}
          {...(plain ? { action: t('quickAdd.add'), onAction: () => addTask(listQuickText(list)) } : {})}
        />
      ) : (
        <ListSkeleton />
      )}
    </section>
  );
}

/** Where a list will be. */
export function ListSkeleton() {
  const { t } = useTranslation();
  return (
    <Stack p="lg" gap="md" role="status" aria-label={t('app.loading')} maw={1040} mx="auto" w="100%">
      {['80%', '60%', '70%', '45%', '66%'].map((width) => (
        <Skeleton key={width} h={18} w={width} />
      ))}
    </Stack>
  );
}

interface ChoiceProps<Key extends string> {
  readonly label: string;
  readonly icon: ReactNode;
  readonly values: readonly Key[];
  readonly value: Key;
  readonly name: (key: Key) => string;
  readonly onChange: (key: Key) => void;
}

function Choice<Key extends string>({ label, icon, values, value, name, onChange }: ChoiceProps<Key>) {
  return (
    <Menu position="bottom-end" width={180}>
      <Menu.Target>
        <Tooltip label={label}>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`${label}: ${name(value)}`}>
            {icon}
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{label}</Menu.Label>
        <Menu.RadioGroup value={value} onChange={(key) => onChange(key as Key)}>
          {values.map((key) => (
            <Menu.RadioItem key={key} value={key}>
              {name(key)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}

export function useGroups(list: ListSpec, sort: SortKey, group: Parameters<typeof groupTasks>[1]) {
  const { i18n } = useTranslation();
  const { replica, viewer } = useAccount();
  const { timeZone } = viewer;
  const minute = useNow();
  const key = JSON.stringify(list);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key and the minute stand for the list and the time
  const sorted = useMemo(
    () => sortedTasks(replica, matcherOf(list, timeZone), comparatorOf(sort, i18n.language)),
    [replica, key, timeZone, minute, sort, i18n.language],
  );
  const found = useDerived(sorted);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the minute stands for the time
  return useMemo(
    () => ({ groups: groupTasks(found, group, timeZone), count: found.length }),
    [found, group, timeZone, minute],
  );
}

export function useGroupLabel(by: Parameters<typeof groupTasks>[1]): (group: Group) => string {
  const { t } = useTranslation();
  return useCallback(
    ({ key, label }) => {
      if (label !== null) return label;
      switch (key) {
        case 'HIGH':
        case 'MEDIUM':
        case 'LOW':
        case 'NONE':
          return t('priority.label', { name: t(`priority.${key}`) });
        case 'overdue':
        case 'today':
        case 'tomorrow':
        case 'thisWeek':
        case 'later':
        case 'noDue':
          return t(`group.${key}`);
        default:
          return by === 'tag' ? t('group.noTag') : '';
      }
    },
    [t, by],
  );
}
