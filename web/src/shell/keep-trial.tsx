import { Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { SignUpForm } from '../pages/welcome.tsx';
import { useUi } from './ui.ts';

/** Makes the trial a real account; its tasks stay where they are. */
export default function KeepTrial({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { accountChanged } = useUi();
  return (
    <Modal opened onClose={onClose} title={t('auth.trial')} closeButtonProps={{ 'aria-label': t('app.close') }}>
      <Stack>
        <Text size="sm">{t('auth.trialText')}</Text>
        <SignUpForm
          onDone={() => {
            onClose();
            accountChanged();
          }}
        />
      </Stack>
    </Modal>
  );
}
