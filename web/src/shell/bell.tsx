import { ActionIcon, Indicator, Loader, Popover, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBell } from '@tabler/icons-react';
import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccount, useObservable } from '../account/account.ts';
import { UnreadCountDocument } from '../api/generated/operations.ts';
import { request } from '../api/request.ts';

const BellList = lazy(() => import('./bell-list.tsx'));

/** How much has fired and was not read; what it is, when it is opened. */
export function Bell() {
  const { t } = useTranslation();
  const { notified } = useAccount();
  const news = useObservable(notified);
  const [opened, { toggle, close }] = useDisclosure(false);
  const [unread, setUnread] = useState(0);
  const count = useCallback(
    () =>
      request(UnreadCountDocument).then(
        ({ notifications }) => setUnread(notifications.unreadCount),
        () => undefined,
      ),
    [],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: counted anew with each piece of news
  useEffect(() => void count(), [news, count]);
  const label = unread > 0 ? t('notifications.unread', { count: unread }) : t('notifications.label');
  return (
    <Popover opened={opened} onChange={close} position="bottom-end" width={360} trapFocus returnFocus>
      <Indicator label={unread} size={16} disabled={unread === 0} color="red" inline>
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
        <Suspense fallback={<Loader size="sm" m="lg" role="status" aria-label={t('app.loading')} />}>
          <BellList news={news} onChange={count} onClose={close} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
