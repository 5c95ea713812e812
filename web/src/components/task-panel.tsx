import { ActionIcon, Button, Group, Stack, Tabs, Text, Textarea, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconCheck, IconHistory, IconListDetails, IconTrash, IconX } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccount, useOfLoading, useTask } from '../account/account.ts';
import { isOpen } from '../lists/list.ts';
import type { Task } from '../replica/types.ts';
import { useUi } from '../shell/ui.ts';
import { formatInstant } from '../time/days.ts';
import { Description } from './description.tsx';
import { Message } from './message.tsx';
import { priorityColor } from './priority.tsx';
import { Subtasks } from './subtasks.tsx';
import { TaskFields } from './task-fields.tsx';
import classes from './task-panel.module.css';
import row from './task-row.module.css';

const History = lazy(() => import('./history.tsx'));
const Recurrence = lazy(() => import('./recurrence.tsx'));
const Reminders = lazy(() => import('./reminders.tsx'));

/** All of one task. Each field is kept as it is left. */
export default function TaskPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const task = useTask(id);
  const here = useOfLoading((loading) => loading === null || loading.shown.has(id));
  if (!task) {
    return here ? (
      <Message title={t('task.notFound')} text={t('task.notFoundText')} action={t('app.close')} onAction={onClose} />
    ) : null;
  }
  return <Panel task={task} onClose={onClose} />;
}

function Panel({ task, onClose }: { task: Task; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const { actions, replica, viewer } = useAccount();
  const { openTask } = useUi();
  const parent = task.parent ? replica.tasks.get(task.parent.id) : undefined;
  const open = isOpen(task);
  const at = (instant: string) => formatInstant(instant, i18n.language, viewer.timeZone);
  return (
    <article className={classes.panel} aria-label={task.title}>
      <Group justify="space-between" wrap="nowrap" className={classes.head}>
        {task.deletedAt === null ? (
          <Button
            size="compact-sm"
            variant={open ? 'light' : 'default'}
            leftSection={open ? <IconCheck size={16} /> : <IconArrowBackUp size={16} />}
            onClick={() => (open ? actions.complete([task.id]) : actions.reopen([task.id]))}
          >
            {open ? t('bulk.complete') : t('bulk.reopen')}
          </Button>
        ) : (
          <Button
            size="compact-sm"
            leftSection={<IconArrowBackUp size={16} />}
            onClick={() => actions.restore([task.id])}
          >
            {t('task.restore')}
          </Button>
        )}
        <Group gap={4} wrap="nowrap">
          {task.deletedAt === null && (
            <Tooltip label={t('task.delete')}>
              <ActionIcon
                variant="subtle"
                color="gray"
                size="lg"
                aria-label={t('task.delete')}
                onClick={() => {
                  actions.remove([task.id]);
                  onClose();
                }}
              >
                <IconTrash size={18} />
              </ActionIcon>
            </Tooltip>
          )}
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('app.close')} onClick={onClose}>
            <IconX size={18} />
          </ActionIcon>
        </Group>
      </Group>
      {parent && (
        <Button
          variant="subtle"
          size="compact-xs"
          mb={4}
          onClick={() => openTask(parent.id)}
          className={classes.parent}
        >
          ↳ {parent.title}
        </Button>
      )}
      <Group wrap="nowrap" align="flex-start" gap="xs">
        {task.deletedAt === null && (
          // biome-ignore lint/a11y/useSemanticElements: a round mark, not a form's box
          <button
            type="button"
            role="checkbox"
            aria-checked={!open}
            className={row.check}
            style={{ color: priorityColor[task.priority], marginTop: 7 }}
            aria-label={t(open ? 'task.complete' : 'task.reopen', { title: task.title })}
            onClick={() => (open ? actions.complete([task.id]) : actions.reopen([task.id]))}
          >
            <IconCheck size={14} stroke={3} aria-hidden />
          </button>
        )}
        <TitleField task={task} />
      </Group>
      <Tabs defaultValue="details" keepMounted={false} mt="xs">
        <Tabs.List>
          <Tabs.Tab value="details" leftSection={<IconListDetails size={16} />}>
            {t('task.details')}
          </Tabs.Tab>
          <Tabs.Tab value="history" leftSection={<IconHistory size={16} />}>
            {t('task.history')}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="details" pt="md">
          <Stack gap="lg">
            <TaskFields task={task} />
            <Description task={task} />
            <Subtasks task={task} />
            <Suspense fallback={null}>
              <Recurrence task={task} />
              <Reminders task={task} />
            </Suspense>
            <Text size="xs" className="quiet">
              {t('task.created', { at: at(task.createdAt) })}
              {task.completedAt && <> · {t('task.completedAt', { at: at(task.completedAt) })}</>}
              {task.deletedAt && <> · {t('task.deletedAt', { at: at(task.deletedAt) })}</>}
              {' · '}
              {t('task.version', { version: task.version })}
            </Text>
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="history" pt="md">
          <Suspense fallback={null}>
            <History task={task} />
          </Suspense>
        </Tabs.Panel>
      </Tabs>
    </article>
  );
}

/** Follows what happens elsewhere, unless the user is writing in it. */
function TitleField({ task }: { task: Task }) {
  const { t } = useTranslation();
  const { actions } = useAccount();
  const [draft, setDraft] = useState<string | null>(null);
  const leave = () => {
    if (draft !== null && draft.trim() !== '' && draft !== task.title) {
      actions.update([task.id], { title: draft.replaceAll('\n', ' ') }, true);
    }
    setDraft(null);
  };
  return (
    <Textarea
      flex={1}
      variant="unstyled"
      autosize
      minRows={1}
      maxLength={500}
      dir="auto"
      aria-label={t('task.title')}
      classNames={{ input: classes.title }}
      value={draft ?? task.title}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={leave}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
          event.preventDefault();
          event.currentTarget.blur();
        }
        if (event.key === 'Escape' && draft !== null) {
          event.stopPropagation();
          setDraft(null);
        }
      }}
    />
  );
}
