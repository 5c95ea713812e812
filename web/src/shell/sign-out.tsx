import { Alert, Button, Group, Modal, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccount, useReplica } from '../account/account.ts';
import { forgetAccount } from '../account/forget.ts';
import { signOut } from '../api/auth.ts';
import { useAuthMessage } from '../components/auth-message.ts';
import { useUi } from './ui.ts';

/** Asks first where something would be lost. */
export default function SignOut({ onClose, onKeep }: { onClose: () => void; onKeep: () => void }) {
  const { t } = useTranslation();
  const account = useAccount();
  const { replica } = useReplica();
  const { accountChanged } = useUi();
  const explain = useAuthMessage();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const { anonymous } = account.viewer;
  const unsent = replica.queue.length;
  const leave = async () => {
    setBusy(true);
    try {
      await signOut();
      await forgetAccount(account);
      onClose();
      accountChanged();
    } catch (error) {
      setFailure(explain(error));
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={t('auth.signOut')} closeButtonProps={{ 'aria-label': t('app.close') }}>
      <Stack>
        {anonymous && <Alert color="orange">{t('auth.trialLoss')}</Alert>}
        {unsent > 0 && <Alert color="red">{t('auth.unsent', { count: unsent })}</Alert>}
        {failure && (
          <Alert color="red" role="alert">
            {failure}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('app.cancel')}
          </Button>
          {anonymous && <Button onClick={onKeep}>{t('auth.keep')}</Button>}
          <Button color={anonymous || unsent > 0 ? 'red' : undefined} loading={busy} onClick={leave}>
            {anonymous ? t('auth.signOutAnyway') : t('auth.signOut')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
