import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { navigate } from 'wouter/use-browser-location';
import {
  AcknowledgeReminderDocument,
  MarkNotificationsReadDocument,
  type NotificationFieldsFragment,
  SnoozeReminderDocument,
} from '../api/generated/operations.ts';
import { request } from '../api/request.ts';
import { useAttempt } from './attempt.ts';
import { snoozes } from './snoozes.ts';

/** Tells of a reminder as it fires, and lets the user settle it there and then. */
export function showReminder(notification: NotificationFieldsFragment, closeLabel: string): void {
  notifications.show({
    id: notification.id,
    title: <span dir="auto">{notification.title}</span>,
    message: <ReminderToast notification={notification} />,
    autoClose: 30_000,
    closeButtonProps: { 'aria-label': closeLabel },
  });
}

function ReminderToast({ notification: { id, body, task } }: { notification: NotificationFieldsFragment }) {
  const { t } = useTranslation();
  const attempt = useAttempt();
  const reminder = task?.reminders.find(({ state }) => state === 'SENT');
  const settle = async (work: () => Promise<unknown>) => {
    const done = await attempt(async () => {
      await work();
      await request(MarkNotificationsReadDocument, { ids: [id] });
    });
    if (done) notifications.hide(id);
  };
  const open = (taskId: string) => {
    navigate(`${location.pathname}?task=${taskId}`);
    void settle(async () => undefined);
  };
  return (
    <>
      <Text size="sm" className="quiet">
        {body}
      </Text>
      <Group gap={4} mt={6}>
        {task && (
          <Button size="compact-xs" onClick={() => open(task.id)}>
            {t('app.open')}
          </Button>
        )}
        {reminder && (
          <Text span size="xs" className="quiet">
            {t('notifications.snooze')}:
          </Text>
        )}
        {reminder &&
          snoozes.map(({ duration, key }) => (
            <Button
              key={duration}
              size="compact-xs"
              variant="default"
              aria-label={t('notifications.snoozeFor', { duration: t(key) })}
              onClick={() => settle(() => request(SnoozeReminderDocument, { id: reminder.id, for: duration }))}
            >
              {t(key)}
            </Button>
          ))}
        {reminder && (
          <Button
            size="compact-xs"
            variant="light"
            onClick={() => settle(() => request(AcknowledgeReminderDocument, { id: reminder.id }))}
          >
            {t('notifications.seen')}
          </Button>
        )}
      </Group>
    </>
  );
}
