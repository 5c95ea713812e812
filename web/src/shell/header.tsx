import { ActionIcon, Avatar, Box, Burger, Button, Group, Menu, Text, Tooltip } from '@mantine/core';
import {
  IconCommand,
  IconKeyboard,
  IconLogout,
  IconPlus,
  IconSearch,
  IconSettings,
  IconUserPlus,
} from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useAccount } from '../account/account.ts';
import { Brand } from '../components/brand.tsx';
import { Bell } from './bell.tsx';
import { ConnectionSign } from './connection-sign.tsx';
import { useUi } from './ui.ts';

const KeepTrial = lazy(() => import('./keep-trial.tsx'));
const SignOut = lazy(() => import('./sign-out.tsx'));

export function Header({ menuOpen, onMenu }: { menuOpen: boolean; onMenu: () => void }) {
  const { t } = useTranslation();
  const { viewer } = useAccount();
  const ui = useUi();
  const [, go] = useLocation();
  const [dialog, setDialog] = useState<'keep' | 'signOut' | null>(null);
  return (
    <Group h="100%" px="sm" gap="xs" wrap="nowrap" justify="space-between">
      <Group gap="xs" wrap="nowrap">
        <Burger
          opened={menuOpen}
          onClick={onMenu}
          hiddenFrom="sm"
          size="sm"
          aria-label={t('lists.label')}
          aria-expanded={menuOpen}
        />
        <Brand size={28} />
        <Text fw={700} size="lg" visibleFrom="xs">
          {t('app.name')}
        </Text>
      </Group>
      <Button
        variant="default"
        leftSection={<IconSearch size={16} />}
        rightSection={
          <Text span size="xs" className="quiet">
            Ctrl K
          </Text>
        }
        styles={{ label: { flex: 1 } }}
        visibleFrom="sm"
        flex={1}
        maw={420}
        mx="md"
        onClick={ui.showPalette}
        className="quiet"
      >
        <Text span size="sm" className="quiet">
          {t('palette.label')}
        </Text>
      </Button>
      <Group gap={6} wrap="nowrap">
        {viewer.anonymous && (
          <Button
            variant="light"
            size="xs"
            leftSection={<IconUserPlus size={16} />}
            visibleFrom="xs"
            onClick={() => setDialog('keep')}
          >
            {t('auth.keep')}
          </Button>
        )}
        <ConnectionSign />
        <Tooltip label={`${t('quickAdd.label')} (Q)`}>
          <ActionIcon size="lg" onClick={() => ui.addTask()} aria-label={t('quickAdd.label')}>
            <IconPlus size={20} />
          </ActionIcon>
        </Tooltip>
        <Box hiddenFrom="sm">
          <ActionIcon
            size="lg"
            variant="subtle"
            color="gray"
            aria-label={t('lists.search')}
            onClick={() => go('/search')}
          >
            <IconSearch size={20} />
          </ActionIcon>
        </Box>
        <Bell />
        <Menu position="bottom-end" width={230}>
          <Menu.Target>
            <ActionIcon size="lg" variant="subtle" color="gray" radius="xl" aria-label={t('account.menu')}>
              <Avatar size={30} color="indigo" alt="" />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>{viewer.anonymous ? t('account.trial') : viewer.email}</Menu.Label>
            {viewer.anonymous && (
              <Menu.Item leftSection={<IconUserPlus size={16} />} onClick={() => setDialog('keep')}>
                {t('auth.keep')}
              </Menu.Item>
            )}
            <Menu.Item leftSection={<IconCommand size={16} />} onClick={ui.showPalette}>
              {t('palette.label')}
            </Menu.Item>
            <Menu.Item leftSection={<IconKeyboard size={16} />} onClick={ui.showKeys}>
              {t('keys.label')}
            </Menu.Item>
            <Menu.Item leftSection={<IconSettings size={16} />} onClick={() => go('/settings')}>
              {t('settings.label')}
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => setDialog('signOut')}>
              {t('auth.signOut')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Group>
      <Suspense fallback={null}>
        {dialog === 'keep' && <KeepTrial onClose={() => setDialog(null)} />}
        {dialog === 'signOut' && <SignOut onClose={() => setDialog(null)} onKeep={() => setDialog('keep')} />}
      </Suspense>
    </Group>
  );
}
