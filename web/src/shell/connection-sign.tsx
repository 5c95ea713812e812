import { ActionIcon, Button, Indicator, Popover, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCloudCheck, IconCloudOff, IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useAccount, useObservable, useQueue } from '../account/account.ts';
import { useUi } from './ui.ts';

/** A small sign of how things stand with the server, and of what has yet to reach it. */
export function ConnectionSign() {
  const { t } = useTranslation();
  const { connection } = useAccount();
  const state = useObservable(connection);
  const queue = useQueue();
  const { showProblems } = useUi();
  const problems = queue.filter(({ problem }) => problem !== null).length;
  const pending = queue.length - problems;
  const Icon =
    problems > 0 ? IconAlertTriangle : { live: IconCloudCheck, connecting: IconRefresh, offline: IconCloudOff }[state];
  const color = problems > 0 ? 'red' : { live: 'teal', connecting: 'gray', offline: 'orange' }[state];
  const label = [
    t(`connection.${state}`),
    pending > 0 && t('connection.pending', { count: pending }),
    problems > 0 && t('connection.problems', { count: problems }),
  ].filter(Boolean);
  return (
    <Popover position="bottom-end" width={260}>
      <Indicator label={queue.length} size={16} disabled={queue.length === 0} color={color} inline>
        <Popover.Target>
          <ActionIcon size="lg" variant="subtle" color={color} aria-label={label.join(', ')} data-connection={state}>
            <Icon size={20} />
          </ActionIcon>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown>
        <Stack gap="xs">
          <Text fw={600} size="sm">
            {label.join(', ')}
          </Text>
          <Text size="sm" className="quiet">
            {state === 'live' ? t('connection.liveText') : t('connection.offlineText')}
          </Text>
          {problems > 0 && (
            <Button size="xs" color="red" variant="light" onClick={showProblems}>
              {t('connection.problems', { count: problems })}
            </Button>
          )}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
