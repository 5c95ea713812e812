import { Button, Group, ScrollArea, Stack, Text, UnstyledButton } from '@mantine/core';
import { notifications as toasts } from '@mantine/notifications';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccount } from '../account/account.ts';
import { failureOf } from '../api/errors.ts';
import {
  AcknowledgeReminderDocument,
  MarkNotificationsReadDocument,
  type NotificationFieldsFragment,
  NotificationsDocument,
  SnoozeReminderDocument,
} from '../api/generated/operations.ts';
import { request } from '../api/request.ts';
import { useApi } from '../api/use-api.ts';
import { snoozes } from '../components/snoozes.ts';
import { formatInstant } from '../time/days.ts';
import classes from './bell.module.css';
import { useUi } from './ui.ts';

interface BellListProps {
  /** Counts what has come: read anew with each. */
  readonly news: number;
  readonly onChange: () => Promise<void>;
  readonly onClose: () => void;
}

/** What has fired: each can be snoozed, or settled. */
export default function BellList({ news, onChange, onClose }: BellListProps) {
  const { t } = useTranslation();
  const { data, refetch } = useApi(NotificationsDocument, { variables: {}, fetchPolicy: 'cache-and-network' });
  const read = async () => {
    await Promise.all([refetch().catch(() => undefined), onChange()]);
  };
  useEffect(() => {
    if (news > 0) void refetch().catch(() => undefined);
  }, [news, refetch]);
  const { nodes = [], unreadCount = 0 } = data?.notifications ?? {};
  const markAll = async () => {
    await request(MarkNotificationsReadDocument, { all: true }).catch(() => undefined);
    await read();
  };
  return (
    <>
      <Group justify="space-between" p="sm" className={classes.head}>
        <Text component="h2" fw={600} size="sm">
          {t('notifications.label')}
        </Text>
        <Button size="compact-xs" variant="subtle" disabled={unreadCount === 0} onClick={markAll}>
          {t('notifications.markAll')}
        </Button>
      </Group>
      <ScrollArea.Autosize mah="60vh" type="auto">
        {data && nodes.length === 0 && (
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
          <Entry key={notification.id} notification={notification} onChange={read} onClose={onClose} />
        ))}
      </ScrollArea.Autosize>
    </>
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
      if (readAt === null) await request(MarkNotificationsReadDocument, { ids: [id] });
      await onChange();
    } catch (error) {
      toasts.show({ color: 'red', title: t('error.failed'), message: failureOf(error).message });
    }
  };
  const snooze = (duration: string) =>
    settle(() => request(SnoozeReminderDocument, { id: fired?.id ?? '', for: duration }));
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
            onClick={() => settle(() => request(AcknowledgeReminderDocument, { id: fired.id }))}
          >
            {t('notifications.seen')}
          </Button>
        </Group>
      )}
    </div>
  );
}
