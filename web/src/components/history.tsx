import { Button, Group, Loader, Modal, Stack, Text, Timeline } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconArrowBackUp, IconCheck, IconPencil, IconPlus, IconRepeat, IconTrash } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccount, useObservable } from '../account/account.ts';
import {
  RevertTaskDocument,
  TaskAsOfDocument,
  TaskHistoryDocument,
  type TaskHistoryQuery,
} from '../api/generated/operations.ts';
import { request } from '../api/request.ts';
import { useApi } from '../api/use-api.ts';
import type { Task } from '../replica/types.ts';
import { formatDay, formatInstant, formatTime } from '../time/days.ts';
import { useAttempt } from './attempt.ts';
import Markdown from './markdown.tsx';
import { Message } from './message.tsx';
import { PriorityIcon } from './priority.tsx';

type Entry = NonNullable<TaskHistoryQuery['task']>['history']['nodes'][number];

/** What happened to a task, the newest first; each moment can be looked at, and gone back to. */
export default function History({ task }: { task: Task }) {
  const { t, i18n } = useTranslation();
  const { viewer, touched } = useAccount();
  const change = useObservable(touched);
  const [shown, setShown] = useState<string | null>(null);
  const { data, loading, error, refetch, fetchMore } = useApi(TaskHistoryDocument, {
    variables: { id: task.id },
    fetchPolicy: 'cache-and-network',
  });
  useEffect(() => {
    if (change.id === task.id) void refetch().catch(() => undefined);
  }, [change, task.id, refetch]);
  const history = data?.task?.history;
  if (!history) {
    if (loading) {
      return (
        <Group>
          <Loader size="xs" /> <Text size="sm">{t('history.loading')}</Text>
        </Group>
      );
    }
    return (
      <Message
        title={error ? t('error.needsNetwork') : t('history.empty')}
        action={t('app.retry')}
        onAction={() => void refetch()}
      />
    );
  }
  const more = () =>
    fetchMore({
      variables: { after: history.pageInfo.endCursor },
      updateQuery: (previous, { fetchMoreResult }) =>
        previous.task && fetchMoreResult.task
          ? {
              task: {
                ...previous.task,
                history: {
                  ...fetchMoreResult.task.history,
                  nodes: [...previous.task.history.nodes, ...fetchMoreResult.task.history.nodes],
                },
              },
            }
          : previous,
    });
  return (
    <>
      <Timeline bulletSize={26} lineWidth={2} active={history.nodes.length}>
        {history.nodes.map((entry) => (
          <Timeline.Item
            key={entry.id}
            bullet={<TypeIcon type={entry.type} />}
            title={
              <Text size="sm" fw={600}>
                {typeName(entry.type)}
              </Text>
            }
          >
            <Text size="xs" className="quiet">
              {formatInstant(entry.at, i18n.language, viewer.timeZone)} ·{' '}
              {t(`history.by.${entry.actor.kind}`, { name: entry.actor.name ?? '' })}
            </Text>
            <Changes entry={entry} />
            <Button size="compact-xs" variant="subtle" mt={4} ml={-8} onClick={() => setShown(entry.at)}>
              {t('history.asItWas')}
            </Button>
          </Timeline.Item>
        ))}
      </Timeline>
      {history.pageInfo.hasNextPage && (
        <Button variant="default" size="xs" mt="sm" onClick={() => void more()}>
          {t('history.more')}
        </Button>
      )}
      {shown && <AsItWas task={task} at={shown} onClose={() => setShown(null)} />}
    </>
  );

  function typeName(type: string): string {
    const [, name = ''] = type.split('.');
    switch (name) {
      case 'created':
      case 'updated':
      case 'completed':
      case 'reopened':
      case 'deleted':
      case 'restored':
      case 'purged':
        return t(`history.type.${name}`);
      default:
        return t('history.type.other');
    }
  }
}

function TypeIcon({ type }: { type: string }) {
  const [, name = ''] = type.split('.');
  const Icon =
    { created: IconPlus, completed: IconCheck, reopened: IconRepeat, deleted: IconTrash, restored: IconArrowBackUp }[
      name
    ] ?? IconPencil;
  return <Icon size={14} aria-hidden />;
}

function Changes({ entry }: { entry: Entry }) {
  const { t } = useTranslation();
  const read = useValueText();
  // What a new task began with is what one sees by "as it was".
  const changes = entry.type.startsWith('task.created')
    ? []
    : entry.changes.filter(({ field }) => field !== 'completedAt' && field !== 'deletedAt');
  return (
    <Stack gap={2} mt={2}>
      {changes.map(({ field, from, to }) => (
        <Text key={field} size="sm" dir="auto" style={{ overflowWrap: 'anywhere' }} lineClamp={4}>
          {fieldName(field)}: <strong>{read(field, to)}</strong>
          {from !== null && <span className="quiet"> ({t('history.from', { value: read(field, from) })})</span>}
        </Text>
      ))}
    </Stack>
  );

  function fieldName(field: string): string {
    switch (field) {
      case 'title':
      case 'description':
      case 'status':
      case 'priority':
      case 'due':
      case 'tags':
      case 'reminders':
        return t(`task.${field}`);
      case 'series':
        return t('task.repeats');
      default:
        return field;
    }
  }
}

/** A value of the log, which is JSON, for people. */
function useValueText(): (field: string, json: string | null) => string {
  const { t, i18n } = useTranslation();
  return (field, json) => {
    if (json === null) return t('history.nothing');
    let value: unknown;
    try {
      value = JSON.parse(json);
    } catch {
      return json;
    }
    if (value === null || value === '') return t('history.nothing');
    if (field === 'status' && typeof value === 'string' && value in statusNames)
      return t(`status.${value as keyof typeof statusNames}`);
    if (field === 'priority' && typeof value === 'string' && value in priorityNames)
      return t(`priority.${value as keyof typeof priorityNames}`);
    if (typeof value === 'string') return value;
    if (Array.isArray(value)) {
      if (value.length === 0) return t('history.nothing');
      return value.map((item: unknown) => nameOf(item)).join(', ');
    }
    if (typeof value === 'object' && 'date' in value && typeof value.date === 'string') {
      const day = formatDay(value.date, i18n.language, { dateStyle: 'medium' });
      const time = 'time' in value && typeof value.time === 'string' ? formatTime(value.time, i18n.language) : null;
      return time ? `${day}, ${time}` : day;
    }
    return nameOf(value);
  };
}

const statusNames = { OPEN: 0, IN_PROGRESS: 0, COMPLETED: 0, CANCELLED: 0 };
const priorityNames = { HIGH: 0, MEDIUM: 0, LOW: 0, NONE: 0 };

function nameOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if ('name' in value) return String(value.name);
  if ('title' in value) return String(value.title);
  return 'id' in value ? String(value.id) : JSON.stringify(value);
}

/** The task at a moment, and the way back to it. */
function AsItWas({ task, at, onClose }: { task: Task; at: string; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const { replica, viewer } = useAccount();
  const attempt = useAttempt();
  const { data, loading } = useApi(TaskAsOfDocument, { variables: { id: task.id, at }, fetchPolicy: 'network-only' });
  const [busy, setBusy] = useState(false);
  const was = data?.task?.asOf;
  const revert = async () => {
    setBusy(true);
    const reverted = await attempt(async () => {
      const variables = { id: task.id, to: at, expectedVersion: task.version };
      replica.putTasks([(await request(RevertTaskDocument, variables)).revertTask.task]);
    });
    setBusy(false);
    if (reverted) {
      notifications.show({ message: t('history.reverted') });
      onClose();
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={`${t('history.asItWas')}: ${formatInstant(at, i18n.language, viewer.timeZone)}`}
      closeButtonProps={{ 'aria-label': t('app.close') }}
    >
      {was ? (
        <Stack>
          <Text fw={600} size="lg" dir="auto" style={{ overflowWrap: 'anywhere' }}>
            {was.title}
          </Text>
          <Group gap="md">
            <Text size="sm">{t(`status.${was.status}`)}</Text>
            <Group gap={4}>
              <PriorityIcon priority={was.priority} />
              <Text size="sm">{t(`priority.${was.priority}`)}</Text>
            </Group>
            {was.due && (
              <Text size="sm">
                {formatDay(was.due.date, i18n.language, { dateStyle: 'medium' })}
                {was.due.time && `, ${formatTime(was.due.time, i18n.language)}`}
              </Text>
            )}
            {was.tags.length > 0 && <Text size="sm">{was.tags.map(({ name }) => `#${name}`).join(' ')}</Text>}
          </Group>
          {was.description && <Markdown text={was.description} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('app.close')}
            </Button>
            <Button leftSection={<IconArrowBackUp size={16} />} loading={busy} onClick={revert}>
              {t('history.revert')}
            </Button>
          </Group>
        </Stack>
      ) : loading ? (
        <Loader size="sm" />
      ) : (
        <Text size="sm">{t('history.didNotExist')}</Text>
      )}
    </Modal>
  );
}
