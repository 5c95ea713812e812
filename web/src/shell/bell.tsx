import { useQuery } from '@apollo/client/react';
import {
  ActionIcon,
  Button,
  Group,
  Indicator,
  Popover,
  ScrollArea,
  Stack,
  Text,
  Tooltip,
  UnstyledButton,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications as toasts } from '@mantine/notifications';
import { IconBell } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccount, useObservable } from '../account/account.ts';
import { api } from '../api/client.ts';
import { failureOf } from '../api/errors.ts';
import {
  AcknowledgeReminderDocument,
  MarkNotificationsReadDocument,
  type NotificationFieldsFragment,
  NotificationsDocument,
  SnoozeReminderDocument,
} from '../api/generated/operations.ts';
import { formatInstant } from '../time/days.ts';
import classes from './bell.module.css';
import { useUi } from './ui.ts';

const snoozes = [
  { duration: 'PT15M', key: 'reminder.minutes15' },
  { duration: 'PT1H', key: 'reminder.hour' },
  { duration: 'P1D', key: 'reminder.day' },
] as const;

/** What has fired: unread ones are counted; each can be snoozed, or settled. */
export function Bell() {
  const { t } = useTranslation();
  const { notified } = useAccount();
  const news = useObservable(notified);
  const [opened, { toggle, close }] = useDisclosure(false);
  const { data, refetch } = useQuery(NotificationsDocument, { fetchPolicy: 'cache-and-network' });
  useEffect(() => {
    if (news > 0) void refetch().catch(() => undefined);
  }, [news, refetch]);
  const { nodes = [], unreadCount = 0 } = data?.notifications ?? {};
  const label = unreadCount > 0 ? t('notifications.unread', { count: unreadCount }) : t('notifications.label');
  const markAll = async () => {
    await api.mutate({ mutation: MarkNotificationsReadDocument, variables: { all: true } }).catch(() => undefined);
    await refetch().catch(() => undefined);
  };
  return (
    <Popover opened={opened} onChange={close} position="bottom-end" width={360} trapFocus returnFocus>
      <Indicator label={unreadCount} size={16} disabled={unreadCount === 0} color="red" inline>
        <Popover.Target>
          <Tooltip label={label} disabled={opened}>
            <ActionIcon
              size="lg"
              variant="subtle"
              color="gray"
              aria-label={label}
              aria-expanded={opened}
              onClick={toggle}
            >
              <IconBell size={20} />
            </ActionIcon>
          </Tooltip>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown p={0} aria-label={t('notifications.label')} maw="calc(100vw - 1rem)">
        <Group justify="space-between" p="sm" className={classes.head}>
          <Text component="h2" fw={600} size="sm">
            {t('notifications.label')}
          </Text>
          <Button size="compact-xs" variant="subtle" disabled={unreadCount === 0} onClick={markAll}>
            {t('notifications.markAll')}
          </Button>
        </Group>
        <ScrollArea.Autosize mah="60vh" type="auto">
          {nodes.length === 0 && (
            <Stack gap={4} p="lg" ta="center">
              <Text size="sm" fw={500}>
                {t('notifications.none')}
              </Text>
              <Text size="sm" className="quiet">
                {t('notifications.noneText')}
              </Text>
            </Stack>
          )}
          {nodes.map((notification) => (
            <Entry key={notification.id} notification={notification} onChange={() => refetch()} onClose={close} />
          ))}
        </ScrollArea.Autosize>
      </Popover.Dropdown>
    </Popover>
  );
}

interface EntryProps {
  readonly notification: NotificationFieldsFragment;
  readonly onChange: () => Promise<unknown>;
  readonly onClose: () => void;
}

function Entry({ notification, onChange, onClose }: EntryProps) {
  const { t, i18n } = useTranslation();
  const { viewer } = useAccount();
  const { openTask } = useUi();
  const { id, title, body, readAt, createdAt, task } = notification;
  const fired = task?.reminders.find(({ state }) => state === 'SENT');
  const settle = async (work: () => Promise<unknown>) => {
    try {
      await work();
      if (readAt === null) await api.mutate({ mutation: MarkNotificationsReadDocument, variables: { ids: [id] } });
      await onChange();
    } catch (error) {
      toasts.show({ color: 'red', title: t('error.failed'), message: failureOf(error).message });
    }
  };
  const snooze = (duration: string) =>
    settle(() => api.mutate({ mutation: SnoozeReminderDocument, variables: { id: fired?.id ?? '', for: duration } }));
  return (
    <div className={classes.entry} data-unread={readAt === null || undefined}>
      <UnstyledButton
        w="100%"
        onClick={() => {
          if (task) openTask(task.id);
          onClose();
          if (readAt === null) void settle(async () => undefined);
        }}
      >
        <Text size="sm" fw={readAt === null ? 600 : 400} dir="auto" lineClamp={2}>
          {title}
        </Text>
        <Text size="xs" className="quiet">
          {body} · {formatInstant(createdAt, i18n.language, viewer.timeZone)}
        </Text>
      </UnstyledButton>
      {fired && (
        <Group gap={4} mt={6}>
          <Text size="xs" className="quiet">
            {t('notifications.snooze')}:
          </Text>
          {snoozes.map(({ duration, key }) => (
            <Button key={duration} size="compact-xs" variant="default" onClick={() => snooze(duration)}>
              {t(key)}
            </Button>
          ))}
          <Button
            size="compact-xs"
            variant="light"
            onClick={() =>
              settle(() => api.mutate({ mutation: AcknowledgeReminderDocument, variables: { id: fired.id } }))
            }
          >
            {t('notifications.seen')}
          </Button>
        </Group>
      )}
    </div>
  );
}
