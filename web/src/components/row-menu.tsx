import { Menu } from '@mantine/core';
import { IconArrowBackUp, IconCalendar, IconCalendarOff, IconPencil, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccount } from '../account/account.ts';
import type { Task } from '../replica/types.ts';
import { useUi } from '../shell/ui.ts';
import { addDays, startOfWeek, today } from '../time/days.ts';
import { PriorityIcon, priorities } from './priority.tsx';

interface RowMenuProps {
  readonly task: Task;
  readonly opened: boolean;
  readonly onChange: (open: boolean) => void;
  readonly children: ReactNode;
}

/** What dragging and keys do, for those who use neither. */
export function RowMenu({ task, opened, onChange, children }: RowMenuProps) {
  return (
    <Menu opened={opened} onChange={onChange} position="bottom-end" width={200} withinPortal>
      <Menu.Target>{children}</Menu.Target>
      {opened && (
        <Menu.Dropdown>{task.deletedAt === null ? <OpenItems task={task} /> : <BinItems task={task} />}</Menu.Dropdown>
      )}
    </Menu>
  );
}

function OpenItems({ task }: { task: Task }) {
  const { t } = useTranslation();
  const { actions } = useAccount();
  const { openTask } = useUi();
  const days = useDueChoices();
  return (
    <>
      <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => openTask(task.id)}>
        {t('app.open')}
      </Menu.Item>
      <Menu.Label>{t('task.due')}</Menu.Label>
      {days.map(({ label, date }) => (
        <Menu.Item
          key={date}
          leftSection={<IconCalendar size={16} />}
          onClick={() => actions.update([task.id], { due: { ...keptTime(task), date } })}
        >
          {label}
        </Menu.Item>
      ))}
      {task.due && (
        <Menu.Item leftSection={<IconCalendarOff size={16} />} onClick={() => actions.update([task.id], { due: null })}>
          {t('task.clearDue')}
        </Menu.Item>
      )}
      <Menu.Label>{t('task.priority')}</Menu.Label>
      {priorities.map((priority) => (
        <Menu.Item
          key={priority}
          leftSection={<PriorityIcon priority={priority} />}
          onClick={() => actions.update([task.id], { priority })}
        >
          {t(`priority.${priority}`)}
        </Menu.Item>
      ))}
      <Menu.Divider />
      <Menu.Item
        c="var(--rondo-overdue)"
        leftSection={<IconTrash size={16} />}
        onClick={() => actions.remove([task.id])}
      >
        {t('task.delete')}
      </Menu.Item>
    </>
  );
}

function BinItems({ task }: { task: Task }) {
  const { t } = useTranslation();
  const { actions } = useAccount();
  return (
    <Menu.Item leftSection={<IconArrowBackUp size={16} />} onClick={() => actions.restore([task.id])}>
      {t('task.restore')}
    </Menu.Item>
  );
}

/** The time and zone that a task keeps when it moves to another day. */
export function keptTime({ due }: Task) {
  return due ? { time: due.time, timeZone: due.floating ? null : due.timeZone } : {};
}

export function useDueChoices() {
  const { t } = useTranslation();
  const { timeZone } = useAccount().viewer;
  const day = today(timeZone);
  return [
    { label: t('day.today'), date: day },
    { label: t('day.tomorrow'), date: addDays(day, 1) },
    { label: t('day.nextWeek'), date: addDays(startOfWeek(day), 7) },
  ];
}
