import { Group, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccount } from '../account/account.ts';
import { useAttempt } from '../components/attempt.ts';
import { type Consent, disconnectApp, listConsents, readApp } from '../consent/connected-apps.ts';
import { useMore } from '../i18n/more.ts';
import { formatInstant } from '../time/days.ts';
import { Confirm } from './confirm.tsx';
import { Section } from './section.tsx';

interface Connected extends Consent {
  /** What it calls itself; null where it says nothing, or is gone. */
  readonly name: string | null;
}

async function readConnected(): Promise<Connected[]> {
  const consents = await listConsents();
  const named = consents.map(async (consent) => {
    const app = await readApp(consent.clientId).catch(() => null);
    return { ...consent, name: app?.client_name ?? null };
  });
  return Promise.all(named);
}

const scopes = [
  'TASKS_READ',
  'TASKS_WRITE',
  'NOTIFICATIONS_READ',
  'NOTIFICATIONS_WRITE',
  'WEBHOOKS',
  'ASSISTANT',
] as const;

/** Who else reaches the account, by OAuth. */
export default function ConnectedApps() {
  const { t } = useMore();
  const [apps, setApps] = useState<readonly Connected[] | null>(null);
  const attempt = useAttempt();
  useEffect(() => void readConnected().then(setApps, () => undefined), []);
  const disconnect = (id: string) =>
    attempt(async () => {
      await disconnectApp(id);
      setApps(await readConnected());
    });
  return (
    <Section title={t('apps.label')}>
      <Text size="sm" className="quiet">
        {t('apps.text')}
      </Text>
      {apps?.length === 0 && <Text size="sm">{t('apps.none')}</Text>}
      {apps?.map((app) => (
        <Entry key={app.id} app={app} onDisconnect={() => disconnect(app.id)} />
      ))}
    </Section>
  );
}

function Entry({ app, onDisconnect }: { app: Connected; onDisconnect: () => void }) {
  const { t, i18n } = useMore();
  const { t: common } = useTranslation();
  const { viewer } = useAccount();
  const name = app.name ?? t('apps.unnamed');
  const may: string[] = scopes
    .filter((scope) => app.scopes.includes(scope))
    .map((scope) => common(`integrations.scope.${scope}`));
  if (app.scopes.includes('offline_access')) may.push(t('apps.offline'));
  return (
    <Group justify="space-between" wrap="nowrap" align="flex-start">
      <div style={{ minWidth: 0 }}>
        <Text size="sm" fw={600} dir="auto" truncate>
          {name}
        </Text>
        <Text size="xs" className="quiet">
          {may.join(', ')}
        </Text>
        <Text size="xs" className="quiet">
          {t('apps.since', {
            at: formatInstant(app.createdAt, i18n.language, viewer.timeZone, { dateStyle: 'medium' }),
          })}
        </Text>
      </div>
      <Confirm
        label={t('apps.disconnect')}
        name={t('apps.disconnectNamed', { name })}
        question={t('apps.sure')}
        onConfirm={onDisconnect}
      />
    </Group>
  );
}
