import {
  Alert,
  Badge,
  Button,
  Group,
  SegmentedControl,
  Select,
  Stack,
  Text,
  TextInput,
  useMantineColorScheme,
} from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDeviceDesktop, IconDownload, IconKeyboard } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { rememberViewer, useAccount } from '../account/account.ts';
import { forgetAccount } from '../account/forget.ts';
import { currentSessionToken, listSessions, revokeOtherSessions, revokeSession, type Session } from '../api/auth.ts';
import {
  DeleteAccountDocument,
  type ProfileInput,
  UpdateProfileDocument,
  ViewerDocument,
} from '../api/generated/operations.ts';
import { canSubscribe, isSubscribed, subscribeToPush, unsubscribeFromPush } from '../api/push.ts';
import { request } from '../api/request.ts';
import { useApi } from '../api/use-api.ts';
import { useAttempt } from '../components/attempt.ts';
import { PageHead } from '../components/page-head.tsx';
import { type Language, languageOf, languages, setLanguage } from '../i18n/i18n.ts';
import { type Density, storeLocale, useDensity } from '../preferences.ts';
import { Section } from '../settings/section.tsx';
import { useUi } from '../shell/ui.ts';
import { formatInstant } from '../time/days.ts';
import own from './settings.module.css';
import classes from './statistics.module.css';

const Import = lazy(() => import('../settings/import.tsx'));
const ApiTokens = lazy(() => import('../settings/api-tokens.tsx'));
const Webhooks = lazy(() => import('../settings/webhooks.tsx'));
const ConnectedApps = lazy(() => import('../settings/connected-apps.tsx'));
const CalendarFeeds = lazy(() => import('../settings/calendar-feeds.tsx'));

export default function Settings() {
  const { t } = useTranslation();
  return (
    <section className={classes.page} aria-label={t('settings.label')}>
      <PageHead title={t('settings.label')} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and has to for the keyboard too */}
      <section className={own.body} tabIndex={0} aria-label={t('settings.label')}>
        <div className={own.columns}>
          <Profile />
          <Appearance />
          <Push />
          <Sessions />
          <Data />
          <Suspense fallback={null}>
            <Import />
            <ApiTokens />
            <Webhooks />
            <ConnectedApps />
            <CalendarFeeds />
          </Suspense>
          <DeleteAccount />
        </div>
      </section>
    </section>
  );
}

function Profile() {
  const { t, i18n } = useTranslation();
  const { viewer } = useAccount();
  const { accountChanged } = useUi();
  const attempt = useAttempt();
  const { data, refetch } = useApi(ViewerDocument, { variables: {}, fetchPolicy: 'cache-and-network' });
  const current = data?.viewer ?? viewer;
  const save = (input: ProfileInput) =>
    attempt(async () => {
      rememberViewer((await request(UpdateProfileDocument, { input })).updateProfile);
      void refetch();
      notifications.show({ message: t('settings.saved') });
      accountChanged();
    });
  const chooseLanguage = async (language: Language) => {
    storeLocale(language);
    await setLanguage(language);
    // What the account says besides the language, such as its country's formats, stays.
    if (languageOf(current.locale) !== language) await save({ locale: language });
  };
  return (
    <Section title={t('settings.profile')}>
      <TextInput
        label={t('settings.name')}
        defaultValue={current.name}
        key={current.name}
        maxLength={100}
        onBlur={({ currentTarget: { value } }) => {
          if (value.trim() !== '' && value !== current.name) void save({ name: value });
        }}
      />
      {!current.anonymous && <TextInput label={t('settings.email')} value={current.email} readOnly />}
      <Select
        label={t('settings.zone')}
        description={t('settings.zoneHelp')}
        searchable
        allowDeselect={false}
        limit={100}
        data={[...new Set([current.timeZone, ...Intl.supportedValuesOf('timeZone')])]}
        value={current.timeZone}
        onChange={(timeZone) => timeZone && void save({ timeZone })}
      />
      <Select
        label={t('settings.language')}
        allowDeselect={false}
        data={Object.entries(languages).map(([value, label]) => ({ value, label }))}
        value={languageOf(i18n.language)}
        onChange={(language) => language && void chooseLanguage(language as Language)}
      />
    </Section>
  );
}

function Appearance() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [density, setDensity] = useDensity();
  const { showKeys } = useUi();
  return (
    <Section title={t('settings.appearance')}>
      <Stack gap={4}>
        <Text size="sm" fw={600}>
          {t('settings.theme')}
        </Text>
        <SegmentedControl
          aria-label={t('settings.theme')}
          value={colorScheme}
          onChange={(scheme) => setColorScheme(scheme as 'auto' | 'light' | 'dark')}
          data={[
            { value: 'auto', label: t('settings.system') },
            { value: 'light', label: t('settings.light') },
            { value: 'dark', label: t('settings.dark') },
          ]}
        />
      </Stack>
      <Stack gap={4}>
        <Text size="sm" fw={600}>
          {t('settings.density')}
        </Text>
        <SegmentedControl
          aria-label={t('settings.density')}
          value={density}
          onChange={(value) => setDensity(value as Density)}
          data={[
            { value: 'comfortable', label: t('settings.comfortable') },
            { value: 'compact', label: t('settings.compact') },
          ]}
        />
      </Stack>
      <Group>
        <Button variant="default" leftSection={<IconKeyboard size={18} />} onClick={showKeys}>
          {t('settings.showKeys')}
        </Button>
      </Group>
    </Section>
  );
}

function Push() {
  const { t } = useTranslation();
  const attempt = useAttempt();
  const [on, setOn] = useState(false);
  useEffect(() => void isSubscribed().then(setOn), []);
  if (!canSubscribe()) return null;
  const toggle = () =>
    attempt(async () => {
      if (on) await unsubscribeFromPush();
      else if (!(await subscribeToPush())) notifications.show({ message: t('reminder.pushDenied') });
      setOn(await isSubscribed());
    });
  return (
    <Section title={t('settings.push')}>
      <Group>
        <Button variant={on ? 'light' : 'default'} onClick={toggle} aria-pressed={on}>
          {on ? t('settings.pushOn') : t('settings.pushOff')}
        </Button>
      </Group>
    </Section>
  );
}

function Sessions() {
  const { t, i18n } = useTranslation();
  const { viewer } = useAccount();
  const attempt = useAttempt();
  const [sessions, setSessions] = useState<readonly Session[]>([]);
  const [current, setCurrent] = useState<string | null>(null);
  const read = async () => {
    const [all, token] = await Promise.all([listSessions(), currentSessionToken()]);
    setSessions(all);
    setCurrent(token);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: read once
  useEffect(() => void read().catch(() => undefined), []);
  const end = (work: () => Promise<unknown>) =>
    attempt(async () => {
      await work();
      await read();
    });
  return (
    <Section title={t('settings.sessions')}>
      {sessions.map(({ id, token, createdAt, userAgent, ipAddress }) => (
        <Group key={id} wrap="nowrap" justify="space-between">
          <Group gap="sm" wrap="nowrap" style={{ minWidth: 0 }}>
            <IconDeviceDesktop size={20} aria-hidden />
            <div style={{ minWidth: 0 }}>
              <Text size="sm" truncate title={userAgent ?? undefined}>
                {deviceOf(userAgent)} {ipAddress && <span className="quiet">{ipAddress}</span>}
              </Text>
              <Text size="xs" className="quiet">
                {t('settings.sessionSince', { at: formatInstant(createdAt, i18n.language, viewer.timeZone) })}
              </Text>
            </div>
          </Group>
          {token === current ? (
            <Badge variant="light" tt="none">
              {t('settings.thisSession')}
            </Badge>
          ) : (
            <Button size="compact-sm" variant="default" onClick={() => end(() => revokeSession(token))}>
              {t('settings.revoke')}
            </Button>
          )}
        </Group>
      ))}
      {sessions.length > 1 && (
        <Group>
          <Button variant="default" onClick={() => end(revokeOtherSessions)}>
            {t('settings.revokeOthers')}
          </Button>
        </Group>
      )}
    </Section>
  );
}

/** What people call it: the browser and the system. */
function deviceOf(userAgent: string | null): string {
  const [browser] = /Edg|Firefox|Chrome|Safari/.exec(userAgent ?? '') ?? [];
  const [system] = /Android|iPhone|iPad|Windows|Mac OS X|Linux/.exec(userAgent ?? '') ?? [];
  return [browser === 'Edg' ? 'Edge' : browser, system].filter(Boolean).join(' · ') || (userAgent ?? '–').slice(0, 60);
}

function Data() {
  const { t } = useTranslation();
  const { replica, viewer } = useAccount();
  const download = () => {
    const data = {
      format: 'rondo',
      version: 1,
      exportedAt: new Date().toISOString(),
      user: { name: viewer.name, timeZone: viewer.timeZone, locale: viewer.locale },
      tasks: [...replica.tasks.values()],
      tags: [...replica.tags.values()],
      savedFilters: [...replica.filters.values()],
    };
    const url = URL.createObjectURL(new Blob([JSON.stringify(data, null, 2)], { type: 'application/json' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = `rondo-${data.exportedAt.slice(0, 10)}.json`;
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <Section title={t('settings.data')}>
      <Text size="sm" className="quiet">
        {t('settings.exportHelp')}
      </Text>
      <Group>
        <Button variant="default" leftSection={<IconDownload size={18} />} onClick={download}>
          {t('settings.export')}
        </Button>
      </Group>
    </Section>
  );
}

function DeleteAccount() {
  const { t } = useTranslation();
  const account = useAccount();
  const { accountChanged } = useUi();
  const attempt = useAttempt();
  const [confirm, setConfirm] = useState('');
  const { email } = account.viewer;
  const remove = () =>
    attempt(async () => {
      await request(DeleteAccountDocument, { confirmEmail: confirm });
      await forgetAccount(account);
      accountChanged();
    });
  return (
    <Section title={t('settings.account')}>
      <Alert color="red" variant="light">
        {t('settings.deleteHelp', { email })}
      </Alert>
      <Group align="flex-end">
        <TextInput
          flex={1}
          miw={200}
          label={t('settings.confirmEmail')}
          value={confirm}
          onChange={(event) => setConfirm(event.currentTarget.value)}
          autoComplete="off"
        />
        <Button
          color="red"
          variant="light"
          disabled={confirm.trim().toLowerCase() !== email.toLowerCase()}
          onClick={remove}
        >
          {t('settings.delete')}
        </Button>
      </Group>
    </Section>
  );
}
