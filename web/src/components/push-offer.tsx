import { Alert, Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { canSubscribe, subscribeToPush } from '../api/push.ts';
import { useAttempt } from './attempt.ts';

const DECLINED_KEY = 'rondo-push-declined';

/** Asked once, when there is something to be told of; the browser's own question comes only after a yes. */
export function PushOffer() {
  const { t } = useTranslation();
  const attempt = useAttempt();
  const [open, setOpen] = useState(
    () => canSubscribe() && Notification.permission === 'default' && localStorage.getItem(DECLINED_KEY) === null,
  );
  if (!open) return null;
  const decline = () => {
    localStorage.setItem(DECLINED_KEY, '1');
    setOpen(false);
  };
  const accept = async () => {
    setOpen(false);
    await attempt(async () => {
      if (!(await subscribeToPush())) notifications.show({ message: t('reminder.pushDenied') });
    });
  };
  return (
    <Alert title={t('reminder.push')}>
      <Text size="sm" mb="xs">
        {t('reminder.pushText')}
      </Text>
      <Group gap="xs">
        <Button size="compact-sm" onClick={accept}>
          {t('reminder.pushYes')}
        </Button>
        <Button size="compact-sm" variant="default" onClick={decline}>
          {t('reminder.pushNo')}
        </Button>
      </Group>
    </Alert>
  );
}
