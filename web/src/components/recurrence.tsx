import { Alert, Button, Group, List, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCalendarShare, IconPlayerSkipForward, IconRepeat, IconX } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccount } from '../account/account.ts';
import {
  type OccurrenceFieldsFragment,
  RemoveRecurrenceDocument,
  RescheduleOccurrenceDocument,
  SkipOccurrenceDocument,
} from '../api/generated/operations.ts';
import { request } from '../api/request.ts';
import { useMore } from '../i18n/more.ts';
import { isOpen } from '../lists/list.ts';
import type { Task } from '../replica/types.ts';
import { formatDay, formatTime } from '../time/days.ts';
import { useAttempt } from './attempt.ts';
import { useDetail } from './use-detail.ts';

const MoveOccurrence = lazy(() => import('./move-occurrence.tsx'));
const Editor = lazy(() => import('./recurrence-editor.tsx'));

/** How a task repeats: in words, with what comes next, and what can be done about it. */
export default function Recurrence({ task }: { task: Task }) {
  const { t } = useTranslation();
  const { t: more } = useMore();
  const { replica } = useAccount();
  const { detail, refetch } = useDetail(task);
  const [editing, { open, close }] = useDisclosure(false);
  const [moving, movingActions] = useDisclosure(false);
  const attempt = useAttempt();
  const series = detail?.series ?? null;
  const summary = series?.summary ?? task.series?.summary;
  const changeable = isOpen(task) && task.deletedAt === null;
  const change = async (work: () => Promise<Task>) => {
    await attempt(async () => replica.putTasks([await work()]));
    await refetch().catch(() => undefined);
  };
  const variables = { taskId: task.id };
  return (
    <Stack gap={6}>
      <Text component="h2" size="sm" fw={600}>
        {t('task.repeats')}
      </Text>
      {summary ? (
        <Group gap="xs">
          <IconRepeat size={16} aria-hidden />
          <Text size="sm" fw={600}>
            {summary}
          </Text>
          {series && (
            <Text size="xs" className="quiet">
              {more(`recurrence.${series.mode}`)} · {more(`recurrence.${series.missed}`)}
            </Text>
          )}
        </Group>
      ) : (
        <Text size="sm" className="quiet">
          {more('recurrence.none')}
        </Text>
      )}
      {series?.ended && <Text size="sm">{more('recurrence.ended')}</Text>}
      {series && !editing && <Occurrences occurrences={series.upcoming.slice(0, 4)} />}
      {changeable && !editing && (
        <Group gap="xs">
          <Button size="compact-sm" variant="light" leftSection={<IconRepeat size={16} />} onClick={open}>
            {series ? t('app.edit') : more('recurrence.apply')}
          </Button>
          {series && (
            <>
              <Button
                size="compact-sm"
                variant="default"
                leftSection={<IconPlayerSkipForward size={16} />}
                onClick={() =>
                  change(async () => (await request(SkipOccurrenceDocument, variables)).skipOccurrence.task)
                }
              >
                {more('recurrence.skip')}
              </Button>
              <Button
                size="compact-sm"
                variant="default"
                leftSection={<IconCalendarShare size={16} />}
                aria-expanded={moving}
                onClick={movingActions.toggle}
              >
                {more('recurrence.move')}
              </Button>
              <Button
                size="compact-sm"
                variant="default"
                leftSection={<IconX size={16} />}
                onClick={() =>
                  change(async () => (await request(RemoveRecurrenceDocument, variables)).removeRecurrence.task)
                }
              >
                {more('recurrence.remove')}
              </Button>
            </>
          )}
        </Group>
      )}
      {moving && changeable && series && !editing && (
        <Suspense fallback={null}>
          <MoveOccurrence
            task={task}
            onClose={movingActions.close}
            onMove={(due) =>
              change(
                async () =>
                  (await request(RescheduleOccurrenceDocument, { ...variables, due })).rescheduleOccurrence.task,
              )
            }
          />
        </Suspense>
      )}
      {editing && (
        <Suspense fallback={null}>
          <Editor
            task={task}
            series={series}
            onClose={() => {
              close();
              void refetch().catch(() => undefined);
            }}
          />
        </Suspense>
      )}
    </Stack>
  );
}

/** Days and times as clocks will show them; what the clock change does to one is said beside it. */
export function Occurrences({ occurrences }: { occurrences: readonly OccurrenceFieldsFragment[] }) {
  const { i18n } = useTranslation();
  const { t: more } = useMore();
  const { viewer } = useAccount();
  const notes = [
    ...new Set(occurrences.flatMap(({ note }) => (note === 'DST_GAP' || note === 'DST_OVERLAP' ? [note] : []))),
  ];
  const midnight = occurrences.every(({ local }) => local.endsWith('T00:00:00'));
  return (
    <Stack gap={6}>
      <List size="sm" listStyleType="none" spacing={2} aria-label={more('recurrence.preview')}>
        {occurrences.map(({ key, local, note, offset }) => (
          <List.Item key={key}>
            {formatDay(local.slice(0, 10), viewer.locale && i18n.language, {
              weekday: 'short',
              day: 'numeric',
              month: 'short',
              year: 'numeric',
            })}
            {!midnight && (
              <>
                {', '}
                {formatTime(local.slice(11), i18n.language)} <span className="quiet">{offset}</span>
              </>
            )}
            {note && (
              <Text span size="xs" fw={600} c="var(--rondo-medium)">
                {' '}
                {note === 'DST_GAP' || note === 'DST_OVERLAP' ? '*' : more(`recurrence.note.${note}`)}
              </Text>
            )}
          </List.Item>
        ))}
      </List>
      {notes.map((note) => (
        <Alert key={note} color="orange" p="xs">
          <Text size="xs">* {more(`recurrence.note.${note}`)}</Text>
        </Alert>
      ))}
    </Stack>
  );
}
