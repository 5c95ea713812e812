import { ActionIcon, Button, Group, Menu, Paper, Text } from '@mantine/core';
import { IconArrowBackUp, IconCalendar, IconCheck, IconFlag, IconTag, IconTrash, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useAccount, useTags } from '../account/account.ts';
import { isOpen } from '../lists/list.ts';
import type { Task } from '../replica/types.ts';
import classes from './bulk-bar.module.css';
import { PriorityIcon, priorities } from './priority.tsx';
import { useDueChoices } from './row-menu.tsx';

interface BulkBarProps {
  readonly tasks: readonly Task[];
  readonly onClear: () => void;
  readonly onAll: () => void;
}

/** What can be done to all selected tasks at once. */
export default function BulkBar({ tasks, onClear, onAll }: BulkBarProps) {
  const { t } = useTranslation();
  const { actions } = useAccount();
  const days = useDueChoices();
  const tags = useTags();
  const ids = tasks.map(({ id }) => id);
  const binned = tasks.every(({ deletedAt }) => deletedAt !== null);
  const open = tasks.some(isOpen);
  const then = (work: () => void) => () => {
    work();
    onClear();
  };
  return (
    <Paper className={classes.bar} shadow="lg" withBorder role="toolbar" aria-label={t('bulk.label')}>
      <ActionIcon variant="subtle" color="gray" onClick={onClear} aria-label={t('bulk.clear')}>
        <IconX size={18} />
      </ActionIcon>
      <Text size="sm" fw={600} style={{ whiteSpace: 'nowrap' }}>
        {t('bulk.selected', { count: tasks.length })}
      </Text>
      <Button size="compact-sm" variant="subtle" onClick={onAll} visibleFrom="sm">
        {t('bulk.all')}
      </Button>
      {binned ? (
        <Button
          size="compact-sm"
          leftSection={<IconArrowBackUp size={16} />}
          onClick={then(() => actions.restore(ids))}
        >
          {t('bulk.restore')}
        </Button>
      ) : (
        <Group gap={4} wrap="nowrap">
          <Button
            size="compact-sm"
            leftSection={<IconCheck size={16} />}
            onClick={then(() => (open ? actions.complete(ids) : actions.reopen(ids)))}
          >
            {open ? t('bulk.complete') : t('bulk.reopen')}
          </Button>
          <Choice label={t('bulk.due')} icon={<IconCalendar size={18} />}>
            {days.map(({ label, date }) => (
              <Menu.Item key={date} onClick={then(() => actions.update(ids, { due: { date } }))}>
                {label}
              </Menu.Item>
            ))}
            <Menu.Item onClick={then(() => actions.update(ids, { due: null }))}>{t('task.clearDue')}</Menu.Item>
          </Choice>
          <Choice label={t('bulk.priority')} icon={<IconFlag size={18} />}>
            {priorities.map((priority) => (
              <Menu.Item
                key={priority}
                leftSection={<PriorityIcon priority={priority} />}
                onClick={then(() => actions.update(ids, { priority }))}
              >
                {t(`priority.${priority}`)}
              </Menu.Item>
            ))}
          </Choice>
          {tags.length > 0 && (
            <Choice label={t('bulk.tags')} icon={<IconTag size={18} />}>
              {tags.map(({ id, name }) => (
                <Menu.Item key={id} onClick={then(() => actions.retag(ids, [id]))}>
                  {name}
                </Menu.Item>
              ))}
            </Choice>
          )}
          <ActionIcon
            variant="subtle"
            color="red"
            size="lg"
            onClick={then(() => actions.remove(ids))}
            aria-label={t('bulk.delete')}
          >
            <IconTrash size={18} />
          </ActionIcon>
        </Group>
      )}
    </Paper>
  );
}

function Choice({ label, icon, children }: { label: string; icon: React.ReactNode; children: React.ReactNode }) {
  return (
    <Menu position="top">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={label}>
          {icon}
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflow: 'auto' }}>
        {children}
      </Menu.Dropdown>
    </Menu>
  );
}
