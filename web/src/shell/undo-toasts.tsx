import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccount } from '../account/account.ts';

const TOAST = 'undo';

/** After each change, for a few seconds, the way back. */
export function useUndoToasts(): void {
  const { t } = useTranslation();
  const { actions } = useAccount();
  useEffect(
    () =>
      actions.undoStack.onPush(({ key, count, quiet }) => {
        if (quiet) return;
        notifications.hide(TOAST);
        notifications.show({
          id: TOAST,
          autoClose: 6_000,
          closeButtonProps: { 'aria-label': t('app.close') },
          message: (
            <Group justify="space-between" wrap="nowrap">
              <Text size="sm">{t(`undo.${key}`, { count })}</Text>
              <Button
                size="compact-sm"
                variant="subtle"
                onClick={() => {
                  actions.undo();
                  notifications.hide(TOAST);
                }}
              >
                {t('undo.undo')}
              </Button>
            </Group>
          ),
        });
      }),
    [actions, t],
  );
}
