import { ActionIcon, Checkbox, TextInput } from '@mantine/core';
import {
  IconAlarm,
  IconAlertCircle,
  IconCalendar,
  IconCheck,
  IconCloudUp,
  IconDots,
  IconRepeat,
  IconSubtask,
} from '@tabler/icons-react';
import { type DragEvent, type MouseEvent, memo, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccount } from '../account/account.ts';
import { isOpen } from '../lists/list.ts';
import type { Task } from '../replica/types.ts';
import { useDueText } from '../time/use-due-text.ts';
import { PriorityIcon, priorityColor } from './priority.tsx';
import { RowMenu } from './row-menu.tsx';
import classes from './task-row.module.css';

export interface RowActions {
  toggle(task: Task): void;
  open(id: string): void;
  select(id: string, range: boolean): void;
  edit(id: string | null): void;
  menu(id: string | null): void;
  rename(id: string, title: string): void;
  drag(event: DragEvent, task: Task): void;
}

interface TaskRowProps {
  readonly task: Task;
  readonly now: number;
  readonly selected: boolean;
  readonly selecting: boolean;
  readonly active: boolean;
  /** Where it is to take the focus, for the user moved there by keyboard. */
  readonly focused: boolean;
  readonly editing: boolean;
  readonly menuOpen: boolean;
  readonly pending: boolean;
  readonly subtasks: { done: number; total: number } | undefined;
  readonly parentTitle: string | undefined;
  readonly actions: RowActions;
}

/** One task of a list. All that it shows besides the title stays on one line with it, or on a second one of a narrow screen. */
export const TaskRow = memo(function TaskRow(props: TaskRowProps) {
  const { task, selected, selecting, active, focused, editing, menuOpen, actions } = props;
  const { t } = useTranslation();
  const title = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (focused && !editing) title.current?.focus({ preventScroll: true });
  }, [focused, editing]);
  const done = !isOpen(task);
  const name = task.title || t('task.untitled');
  const onClick = (event: MouseEvent) => {
    if (event.shiftKey || event.ctrlKey || event.metaKey) actions.select(task.id, event.shiftKey);
    else actions.open(task.id);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dragging; its menu does the same
    <div
      className={classes.row}
      data-active={active || undefined}
      data-selected={selected || undefined}
      data-selecting={selecting || undefined}
      data-done={done || undefined}
      draggable={!editing}
      onDragStart={(event) => actions.drag(event, task)}
    >
      <Checkbox
        className={classes.select}
        size="xs"
        checked={selected}
        readOnly
        onClick={(event) => actions.select(task.id, event.shiftKey)}
        aria-label={t('task.select', { title: name })}
        tabIndex={selecting ? 0 : -1}
      />
      {task.deletedAt === null && (
        // biome-ignore lint/a11y/useSemanticElements: a round mark, not a form's box
        <button
          type="button"
          role="checkbox"
          aria-checked={done}
          className={classes.check}
          style={{ color: priorityColor[task.priority] }}
          aria-label={t(done ? 'task.reopen' : 'task.complete', { title: name })}
          onClick={() => actions.toggle(task)}
        >
          <IconCheck size={14} stroke={3} aria-hidden />
        </button>
      )}
      {editing ? (
        <TitleInput task={task} actions={actions} />
      ) : (
        <button
          ref={title}
          type="button"
          className={classes.title}
          dir="auto"
          data-task={task.id}
          onClick={onClick}
          onDoubleClick={() => actions.edit(task.id)}
        >
          {name}
        </button>
      )}
      <Meta {...props} />
      <RowMenu task={task} opened={menuOpen} onChange={(open) => actions.menu(open ? task.id : null)}>
        <ActionIcon
          variant="subtle"
          color="gray"
          className={classes.more}
          aria-label={t('task.openDetails', { title: name })}
        >
          <IconDots size={18} />
        </ActionIcon>
      </RowMenu>
    </div>
  );
});

function TitleInput({ task, actions }: { task: Task; actions: RowActions }) {
  const { t } = useTranslation();
  const leave = (value: string) => {
    actions.edit(null);
    if (value.trim() !== '' && value !== task.title) actions.rename(task.id, value);
  };
  return (
    <TextInput
      className={classes.input}
      size="sm"
      defaultValue={task.title}
      maxLength={500}
      dir="auto"
      autoFocus
      aria-label={t('task.title')}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={(event) => leave(event.currentTarget.value)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) event.currentTarget.blur();
        if (event.key === 'Escape') actions.edit(null);
      }}
    />
  );
}

function Meta({ task, now, pending, subtasks, parentTitle }: TaskRowProps) {
  const { t } = useTranslation();
  const { replica } = useAccount();
  const dueText = useDueText();
  const due = task.due && dueText(task.due, now);
  const overdue = due?.overdue === true && isOpen(task);
  const reminded = task.reminders.some(({ state }) => state === 'SCHEDULED' || state === 'SNOOZED');
  return (
    <span className={classes.meta}>
      {parentTitle !== undefined && (
        <span className={classes.parent} dir="auto" title={t('task.subtaskOf', { title: parentTitle })}>
          ↳ {parentTitle}
        </span>
      )}
      {subtasks && (
        <span className={classes.bit} title={t('task.subtaskProgress', subtasks)}>
          <IconSubtask size={14} aria-hidden /> {subtasks.done}/{subtasks.total}
        </span>
      )}
      {task.series && (
        <span className={classes.bit} title={t('task.recurring', { summary: task.series.summary })}>
          <IconRepeat size={14} role="img" aria-label={t('task.recurring', { summary: task.series.summary })} />
        </span>
      )}
      {reminded && <IconAlarm size={14} role="img" aria-label={t('task.hasReminder')} />}
      {pending && <IconCloudUp size={14} role="img" aria-label={t('task.pending')} />}
      {task.tags.slice(0, 3).map(({ id, name }) => (
        <span key={id} className={classes.tag} dir="auto">
          <span className={classes.dot} style={{ background: replica.tags.get(id)?.color }} aria-hidden />
          {replica.tags.get(id)?.name ?? name}
        </span>
      ))}
      {task.tags.length > 3 && <span>+{task.tags.length - 3}</span>}
      {task.priority !== 'NONE' && (
        <span className={classes.bit} style={{ color: priorityColor[task.priority] }}>
          <PriorityIcon priority={task.priority} size={14} />
          <span className="visuallyHidden">{t('task.priority')} </span>
          {t(`priority.${task.priority}`)}
        </span>
      )}
      {due && (
        <span
          className={classes.due}
          data-overdue={overdue || undefined}
          data-today={(due.isToday && !overdue) || undefined}
        >
          {overdue ? (
            <IconAlertCircle size={14} role="img" aria-label={t('task.overdue')} />
          ) : (
            <IconCalendar size={14} aria-hidden />
          )}
          {due.text}
        </span>
      )}
    </span>
  );
}
