import '@mantine/spotlight/styles.css';
import { useMantineColorScheme } from '@mantine/core';
import { createSpotlight, Spotlight } from '@mantine/spotlight';
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconCalendarWeek,
  IconChartBar,
  IconCheck,
  IconChecklist,
  IconFilter,
  IconInbox,
  IconKeyboard,
  IconMessageChatbot,
  IconMoon,
  IconPlus,
  IconSearch,
  IconSettings,
  IconSunHigh,
  IconTag,
  IconTrash,
} from '@tabler/icons-react';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useAccount, useFilters, useReplica, useTags } from '../account/account.ts';
import { isOpen, matcherOf } from '../lists/list.ts';
import { useUi } from './ui.ts';

const [store, spotlight] = createSpotlight();
const TASKS = 8;

/** Everything one can go to or do, and the tasks, by a few letters. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { actions, viewer } = useAccount();
  const { replica } = useReplica();
  const tags = useTags();
  const filters = useFilters();
  const ui = useUi();
  const [, go] = useLocation();
  const { setColorScheme, colorScheme } = useMantineColorScheme();
  const [query, setQuery] = useState('');
  useEffect(() => {
    spotlight.open();
    return spotlight.close;
  }, []);
  const tasks = useMemo(() => {
    const text = query.trim().replaceAll('"', ' ');
    if (text.length < 2) return [];
    const matches = matcherOf(
      {
        kind: 'query',
        query: text
          .split(/\s+/)
          .map((word) => `"${word}"`)
          .join(' '),
      },
      viewer.timeZone,
    );
    const begins = (title: string) => title.toLowerCase().includes(text.toLowerCase());
    return [...replica.tasks.values()]
      .filter((task) => task.deletedAt === null && (begins(task.title) || matches(task)))
      .sort((one, other) => Number(isOpen(other)) - Number(isOpen(one)))
      .slice(0, TASKS);
  }, [query, replica, viewer.timeZone]);
  const page = (path: string, label: string, icon: ReactNode) => ({
    id: path,
    label,
    leftSection: icon,
    onClick: () => go(path),
  });
  const groups = [
    {
      group: t('palette.goTo'),
      actions: [
        page('/today', t('lists.today'), <IconSunHigh size={18} />),
        page('/upcoming', t('lists.upcoming'), <IconCalendarWeek size={18} />),
        page('/all', t('lists.all'), <IconInbox size={18} />),
        page('/completed', t('lists.completed'), <IconCheck size={18} />),
        page('/bin', t('lists.bin'), <IconTrash size={18} />),
        page('/statistics', t('lists.statistics'), <IconChartBar size={18} />),
        page('/assistant', t('lists.assistant'), <IconMessageChatbot size={18} />),
        page('/settings', t('settings.label'), <IconSettings size={18} />),
        ...tags.map(({ id, name }) => page(`/tags/${id}`, name, <IconTag size={18} />)),
        ...filters.map(({ id, name }) => page(`/filters/${id}`, name, <IconFilter size={18} />)),
      ],
    },
    {
      group: t('palette.commands'),
      actions: [
        { id: 'add', label: t('quickAdd.label'), leftSection: <IconPlus size={18} />, onClick: () => ui.addTask() },
        {
          id: 'undo',
          label: t('undo.undo'),
          leftSection: <IconArrowBackUp size={18} />,
          onClick: () => void actions.undo(),
        },
        {
          id: 'redo',
          label: t('undo.redo'),
          leftSection: <IconArrowForwardUp size={18} />,
          onClick: () => void actions.redo(),
        },
        page('/search', t('search.label'), <IconSearch size={18} />),
        { id: 'keys', label: t('keys.label'), leftSection: <IconKeyboard size={18} />, onClick: ui.showKeys },
        {
          id: 'theme',
          label: `${t('settings.theme')}: ${colorScheme === 'dark' ? t('settings.light') : t('settings.dark')}`,
          leftSection: <IconMoon size={18} />,
          onClick: () => setColorScheme(colorScheme === 'dark' ? 'light' : 'dark'),
        },
      ],
    },
  ];
  const wanted = query.trim().toLowerCase();
  const found = groups.map(({ group, actions: all }) => ({
    group,
    actions: all.filter(({ label }) => label.toLowerCase().includes(wanted)),
  }));
  return (
    <Spotlight.Root
      store={store}
      query={query}
      onQueryChange={setQuery}
      onSpotlightClose={onClose}
      shortcut={null}
      closeOnActionTrigger
      clearQueryOnClose={false}
      attributes={{ content: { 'aria-label': t('palette.label') } }}
      scrollable
      maxHeight={420}
    >
      <Spotlight.Search
        placeholder={t('palette.placeholder')}
        leftSection={<IconSearch size={18} />}
        aria-label={t('palette.label')}
      />
      <Spotlight.ActionsList>
        {tasks.length > 0 && (
          <Spotlight.ActionsGroup label={t('palette.tasks')}>
            {tasks.map((task) => (
              <Spotlight.Action
                key={task.id}
                label={task.title}
                dimmedSections
                leftSection={<IconChecklist size={18} />}
                onClick={() => ui.openTask(task.id)}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {found
          .filter(({ actions: some }) => some.length > 0)
          .map(({ group, actions: some }) => (
            <Spotlight.ActionsGroup key={group} label={group}>
              {some.map(({ id, label, leftSection, onClick }) => (
                <Spotlight.Action key={id} label={label} leftSection={leftSection} onClick={onClick} />
              ))}
            </Spotlight.ActionsGroup>
          ))}
        {tasks.length === 0 && found.every(({ actions: some }) => some.length === 0) && (
          <Spotlight.Empty>{t('palette.nothing')}</Spotlight.Empty>
        )}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
