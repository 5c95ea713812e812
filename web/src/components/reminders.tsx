import { ActionIcon, Badge, Button, Group, Menu, Stack, Text } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import { useDisclosure } from '@mantine/hooks';
import { newId } from '@rondo/schema/ids.ts';
import { IconAlarm, IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Temporal } from 'temporal-polyfill';
import { useAccount } from '../account/account.ts';
import {
  AcknowledgeReminderDocument,
  AddReminderDocument,
  type ReminderInput,
  RemoveReminderDocument,
  SnoozeReminderDocument,
} from '../api/generated/operations.ts';
import { request } from '../api/request.ts';
import { isOpen } from '../lists/list.ts';
import type { Task } from '../replica/types.ts';
import { formatInstant } from '../time/days.ts';
import { useAttempt } from './attempt.ts';
import { PushOffer } from './push-offer.tsx';
import { snoozes } from './snoozes.ts';
import { useDetail } from './use-detail.ts';

const offers = [
  { before: 'PT0S', key: 'reminder.atTime' },
  { before: 'PT5M', key: 'reminder.minutes5' },
  { before: 'PT15M', key: 'reminder.minutes15' },
  { before: 'PT1H', key: 'reminder.hour' },
  { before: 'P1D', key: 'reminder.day' },
] as const;

export default function Reminders({ task }: { task: Task }) {
  const { t, i18n } = useTranslation();
  const { viewer } = useAccount();
  const { detail, refetch } = useDetail(task);
  const attempt = useAttempt();
  const [asked, setAsked] = useState(false);
  const reminders = detail?.reminders ?? [];
  const add = async (reminder: ReminderInput) => {
    const added = await attempt(() =>
      request(AddReminderDocument, { taskId: task.id, reminder: { id: newId('reminder'), ...reminder } }),
    );
    if (added) setAsked(true);
    await refetch().catch(() => undefined);
  };
  const settle = async (work: () => Promise<unknown>) => {
    await attempt(work);
    await refetch().catch(() => undefined);
  };
  const shown = (before: string | null) => {
    const offer = offers.find((candidate) => candidate.before === before);
    if (offer?.key === 'reminder.atTime') return t(offer.key);
    if (offer) return t('reminder.before', { duration: t(offer.key) });
    return before;
  };
  return (
    <Stack gap={6}>
      <Text component="h2" size="sm" fw={600}>
        {t('task.reminders')}
      </Text>
      {reminders.map(({ id, at, before, state, deliveries }) => (
        <Group key={id} gap="xs" wrap="nowrap">
          <IconAlarm size={16} aria-hidden />
          <Text size="sm" flex={1}>
            {formatInstant(at, i18n.language, viewer.timeZone)}
            {before && <span className="quiet"> · {shown(before)}</span>}
            {deliveries.some(({ lastError }) => lastError) && (
              <Text span size="xs" c="var(--rondo-overdue)" display="block">
                {deliveries.find(({ lastError }) => lastError)?.lastError}
              </Text>
            )}
          </Text>
          <Badge variant="default" tt="none" fw={500}>
            {t(`reminder.state.${state}`)}
          </Badge>
          {(state === 'SENT' || state === 'SNOOZED') && (
            <Menu position="bottom-end">
              <Menu.Target>
                <Button size="compact-xs" variant="default">
                  {t('notifications.snooze')}
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                {snoozes.map(({ duration, key }) => (
                  <Menu.Item
                    key={duration}
                    onClick={() => settle(() => request(SnoozeReminderDocument, { id, for: duration }))}
                  >
                    {t(key)}
                  </Menu.Item>
                ))}
                <Menu.Divider />
                <Menu.Item onClick={() => settle(() => request(AcknowledgeReminderDocument, { id }))}>
                  {t('notifications.seen')}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          )}
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={t('reminder.remove')}
            onClick={() => settle(() => request(RemoveReminderDocument, { id }))}
          >
            <IconX size={14} />
          </ActionIcon>
        </Group>
      ))}
      {isOpen(task) && task.deletedAt === null && <Add task={task} onAdd={add} />}
      {asked && <PushOffer />}
    </Stack>
  );
}

function Add({ task, onAdd }: { task: Task; onAdd: (reminder: ReminderInput) => Promise<void> }) {
  const { t, i18n } = useTranslation();
  const { viewer } = useAccount();
  const [picking, { open, close }] = useDisclosure(false);
  const [at, setAt] = useState<string | null>(null);
  const save = async () => {
    if (at === null) return;
    const instant = Temporal.PlainDateTime.from(at.replace(' ', 'T')).toZonedDateTime(viewer.timeZone).toInstant();
    close();
    await onAdd({ at: new Date(instant.epochMilliseconds).toISOString() });
  };
  return (
    <>
      <Menu position="bottom-start">
        <Menu.Target>
          <Button size="compact-sm" variant="subtle" leftSection={<IconPlus size={16} />} w="fit-content">
            {t('reminder.add')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {task.due ? (
            offers.map(({ before, key }) => (
              <Menu.Item key={before} onClick={() => onAdd({ before })}>
                {key === 'reminder.atTime' ? t(key) : t('reminder.before', { duration: t(key) })}
              </Menu.Item>
            ))
          ) : (
            <Menu.Label>{t('reminder.needsDue')}</Menu.Label>
          )}
          <Menu.Divider />
          <Menu.Item onClick={open}>{t('reminder.at')} …</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {picking && (
        <Group align="flex-end" gap="xs">
          <DateTimePicker flex={1} label={t('reminder.at')} locale={i18n.language} value={at} onChange={setAt} />
          <Button variant="default" onClick={close}>
            {t('app.cancel')}
          </Button>
          <Button onClick={save} disabled={at === null}>
            {t('reminder.add')}
          </Button>
        </Group>
      )}
    </>
  );
}
