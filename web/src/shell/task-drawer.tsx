import { Drawer } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** A task where there is no room for it beside the page. */
export default function TaskDrawer({ onClose, children }: { onClose: () => void; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      withCloseButton={false}
      padding={0}
      attributes={{ content: { 'aria-label': t('task.details') } }}
    >
      {children}
    </Drawer>
  );
}
