import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { failureOf } from '../api/errors.ts';

/** Does something that needs the server; says so where it did not work. Returns whether it did. */
export function useAttempt(): (work: () => Promise<unknown>) => Promise<boolean> {
  const { t } = useTranslation();
  return async (work) => {
    try {
      await work();
      return true;
    } catch (error) {
      const { code, message } = failureOf(error);
      const offline = code === 'OFFLINE';
      notifications.show({
        color: 'red',
        title: offline ? t('error.needsNetwork') : t('error.failed'),
        message: offline ? t('auth.offline') : message,
      });
      return false;
    }
  };
}
