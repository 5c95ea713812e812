import { Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { IconCheck, IconPlus } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccount, useReplica } from '../account/account.ts';
import { isOpen } from '../lists/list.ts';
import type { Task } from '../replica/types.ts';
import { useUi } from '../shell/ui.ts';
import { priorityColor } from './priority.tsx';
import classes from './subtasks.module.css';
import row from './task-row.module.css';

export function Subtasks({ task }: { task: Task }) {
  const { t } = useTranslation();
  const { actions } = useAccount();
  const { replica, revision } = useReplica();
  const { openTask } = useUi();
  const [text, setText] = useState('');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the revision stands for what the replica holds
  const subtasks = useMemo(
    () =>
      [...replica.tasks.values()]
        .filter(({ parent, deletedAt }) => parent?.id === task.id && deletedAt === null)
        .sort((one, other) => (one.id < other.id ? -1 : 1)),
    [replica, revision, task.id],
  );
  const add = () => {
    if (text.trim() !== '') actions.create({ title: text.trim(), parentId: task.id });
    setText('');
  };
  return (
    <Stack gap={4}>
      <Text component="h2" size="sm" fw={600}>
        {t('task.subtasks')}{' '}
        {subtasks.length > 0 && (
          <Text span size="sm" className="quiet">
            {subtasks.filter((subtask) => !isOpen(subtask)).length}/{subtasks.length}
          </Text>
        )}
      </Text>
      {subtasks.map((subtask) => (
        <div key={subtask.id} className={classes.subtask} data-done={!isOpen(subtask) || undefined}>
          {/* biome-ignore lint/a11y/useSemanticElements: a round mark, not a form's box */}
          <button
            type="button"
            role="checkbox"
            aria-checked={!isOpen(subtask)}
            className={row.check}
            style={{ color: priorityColor[subtask.priority] }}
            aria-label={t(isOpen(subtask) ? 'task.complete' : 'task.reopen', { title: subtask.title })}
            onClick={() => (isOpen(subtask) ? actions.complete([subtask.id]) : actions.reopen([subtask.id]))}
          >
            <IconCheck size={14} stroke={3} aria-hidden />
          </button>
          <UnstyledButton className={classes.title} dir="auto" onClick={() => openTask(subtask.id)}>
            {subtask.title}
          </UnstyledButton>
        </div>
      ))}
      <TextInput
        size="sm"
        dir="auto"
        leftSection={<IconPlus size={16} />}
        placeholder={t('task.addSubtask')}
        aria-label={t('task.addSubtask')}
        maxLength={500}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) add();
        }}
        onBlur={add}
      />
    </Stack>
  );
}
