import { Button, Group, Modal, Paper, SimpleGrid, Stack, Text } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccount, useQueue } from '../account/account.ts';
import { applyEdit, touchedBy } from '../replica/apply.ts';
import type { QueuedEdit, Task, TouchedFields } from '../replica/types.ts';
import { formatDay, formatTime } from '../time/days.ts';

/** Edits that the server did not take as they were: both versions, and the user's choice. */
export default function Problems({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const queue = useQueue();
  const problems = queue.filter(({ problem }) => problem !== null);
  useEffect(() => {
    if (problems.length === 0) onClose();
  }, [problems.length, onClose]);
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('conflict.title')}
      closeButtonProps={{ 'aria-label': t('app.close') }}
    >
      <Stack>
        {problems.map((queued) => (
          <ProblemCard key={queued.sequence} queued={queued} />
        ))}
      </Stack>
    </Modal>
  );
}

function ProblemCard({ queued }: { queued: QueuedEdit }) {
  const { t } = useTranslation();
  const { outbox, replica, viewer } = useAccount();
  const { edit, problem } = queued;
  if (!problem) return null;
  if (problem.kind === 'refused' || problem.theirs === null || edit.kind !== 'update') {
    const title = 'id' in edit ? (replica.tasks.get(edit.id)?.title ?? '') : '';
    return (
      <Paper withBorder p="md">
        <Stack gap="xs">
          <Text fw={600} dir="auto">
            {title ||
              (edit.kind === 'quickAdd'
                ? edit.text
                : edit.kind === 'create'
                  ? edit.input.title
                  : t('conflict.refused'))}
          </Text>
          <Text size="sm">
            {problem.kind === 'refused'
              ? t('conflict.refusedText', { message: problem.failure.message })
              : t('conflict.gone')}
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={() => void outbox.settle(queued, 'theirs')}>
              {t('conflict.discard')}
            </Button>
            {problem.kind === 'refused' && (
              <Button onClick={() => void outbox.settle(queued, 'mine')}>{t('conflict.retry')}</Button>
            )}
          </Group>
        </Stack>
      </Paper>
    );
  }
  const { theirs } = problem;
  const mine = applyEdit(theirs, edit.id, edit, {
    timeZone: viewer.timeZone,
    now: queued.at,
    tag: (id) => replica.tags.get(id),
  });
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Text size="sm">{t('conflict.text')}</Text>
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <Version name={t('conflict.yours')} touched={mine ? touchedBy(edit.input, mine) : {}} task={mine ?? theirs} />
          <Version name={t('conflict.others')} touched={touchedBy(edit.input, theirs)} task={theirs} />
        </SimpleGrid>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => void outbox.settle(queued, 'theirs')}>
            {t('conflict.theirs')}
          </Button>
          <Button onClick={() => void outbox.settle(queued, 'mine')}>{t('conflict.mine')}</Button>
        </Group>
      </Stack>
    </Paper>
  );
}

function Version({ name, touched, task }: { name: string; touched: TouchedFields; task: Task }) {
  const { t, i18n } = useTranslation();
  const { due } = touched;
  return (
    <Stack gap={4} p="sm" style={{ borderInlineStart: '3px solid var(--rondo-line)' }}>
      <Text size="xs" className="quiet" fw={600}>
        {name}
      </Text>
      <Text size="sm" fw={600} dir="auto" style={{ overflowWrap: 'anywhere' }}>
        {task.title}
      </Text>
      {touched.status && <Text size="sm">{t(`status.${touched.status}`)}</Text>}
      {touched.priority && <Text size="sm">{t('priority.label', { name: t(`priority.${touched.priority}`) })}</Text>}
      {due !== undefined && (
        <Text size="sm">
          {t('task.due')}: {due ? formatDay(due.date, i18n.language, { dateStyle: 'medium' }) : t('task.noDue')}
          {due?.time && `, ${formatTime(due.time, i18n.language)}`}
        </Text>
      )}
      {touched.tagIds && <Text size="sm">{task.tags.map((tag) => `#${tag.name}`).join(' ') || t('group.noTag')}</Text>}
      {touched.description !== undefined && (
        <Text size="sm" lineClamp={8} dir="auto" style={{ whiteSpace: 'pre-wrap' }}>
          {touched.description || t('history.nothing')}
        </Text>
      )}
    </Stack>
  );
}
