import { Badge, Button, Checkbox, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccount } from '../account/account.ts';
import {
  ApiTokensDocument,
  CreateApiTokenDocument,
  RevokeApiTokenDocument,
  type Scope,
} from '../api/generated/operations.ts';
import { request } from '../api/request.ts';
import { useApi } from '../api/use-api.ts';
import { useAttempt } from '../components/attempt.ts';
import { formatInstant } from '../time/days.ts';
import { Secret } from './secret.tsx';
import { Section } from './section.tsx';

const scopes: readonly Scope[] = [
  'TASKS_READ',
  'TASKS_WRITE',
  'NOTIFICATIONS_READ',
  'NOTIFICATIONS_WRITE',
  'WEBHOOKS',
  'ACCOUNT',
  'ASSISTANT',
];
const lifetimes = ['30', '90', '365', 'never'] as const;
const DAY_MS = 86_400_000;

/** Keys for programs that act for the user, each with no more rights than it needs. */
export default function ApiTokens() {
  const { t, i18n } = useTranslation();
  const { viewer } = useAccount();
  const { data, refetch } = useApi(ApiTokensDocument, { variables: {}, fetchPolicy: 'cache-and-network' });
  const attempt = useAttempt();
  const [making, { open, close }] = useDisclosure(false);
  const [secret, setSecret] = useState<string | null>(null);
  const at = (instant: string) => formatInstant(instant, i18n.language, viewer.timeZone, { dateStyle: 'medium' });
  const revoke = (id: string) =>
    attempt(async () => {
      await request(RevokeApiTokenDocument, { id });
      await refetch();
    });
  return (
    <Section title={t('integrations.tokens')}>
      <Text size="sm" className="quiet">
        {t('integrations.tokensText')}
      </Text>
      {data?.viewer?.apiTokens.map(({ id, name, prefix, scopes: granted, expiresAt, lastUsedAt }) => (
        <Group key={id} justify="space-between" wrap="nowrap" align="flex-start">
          <div style={{ minWidth: 0 }}>
            <Text size="sm" fw={600} dir="auto" truncate>
              {name}
            </Text>
            <Text size="xs" className="quiet" style={{ overflowWrap: 'anywhere' }}>
              {prefix}… · {granted.map((scope) => t(`integrations.scope.${scope}`)).join(', ')}
            </Text>
            <Text size="xs" className="quiet">
              {lastUsedAt ? t('integrations.used', { at: at(lastUsedAt) }) : t('integrations.unused')} ·{' '}
              {expiresAt ? t('integrations.expires', { at: at(expiresAt) }) : t('integrations.expiresNever')}
            </Text>
          </div>
          {expiresAt !== null && Date.parse(expiresAt) < Date.now() ? (
            <Badge variant="default" tt="none">
              {t('integrations.expired')}
            </Badge>
          ) : (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={t('integrations.revokeNamed', { name })}
              onClick={() => revoke(id)}
            >
              {t('integrations.revoke')}
            </Button>
          )}
        </Group>
      ))}
      {secret !== null && <Secret value={secret} onClose={() => setSecret(null)} />}
      {making ? (
        <NewToken
          onClose={close}
          onMade={async (made) => {
            setSecret(made);
            close();
            await refetch().catch(() => undefined);
          }}
        />
      ) : (
        <Group>
          <Button variant="default" leftSection={<IconPlus size={16} />} onClick={open}>
            {t('integrations.newToken')}
          </Button>
        </Group>
      )}
    </Section>
  );
}

function NewToken({ onMade, onClose }: { onMade: (secret: string) => Promise<void>; onClose: () => void }) {
  const { t } = useTranslation();
  const attempt = useAttempt();
  const [granted, setGranted] = useState<string[]>(['TASKS_READ']);
  const [lifetime, setLifetime] = useState<string>('90');
  const make = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get('name')).trim();
    const expiresAt = lifetime === 'never' ? null : new Date(Date.now() + Number(lifetime) * DAY_MS).toISOString();
    const input = { name, scopes: scopes.filter((scope) => granted.includes(scope)), expiresAt };
    return attempt(async () => onMade((await request(CreateApiTokenDocument, { input })).createApiToken.secret));
  };
  return (
    <form onSubmit={make}>
      <Stack gap="sm">
        <TextInput name="name" label={t('settings.name')} required maxLength={100} autoFocus />
        <Checkbox.Group label={t('integrations.may')} value={granted} onChange={setGranted}>
          <Stack gap={6} mt={6}>
            {scopes.map((scope) => (
              <Checkbox key={scope} value={scope} label={t(`integrations.scope.${scope}`)} />
            ))}
          </Stack>
        </Checkbox.Group>
        <Select
          label={t('integrations.lifetime')}
          allowDeselect={false}
          data={lifetimes.map((value) => ({
            value,
            label:
              value === 'never' ? t('integrations.expiresNever') : t('integrations.days', { count: Number(value) }),
          }))}
          value={lifetime}
          onChange={(value) => value && setLifetime(value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('app.cancel')}
          </Button>
          <Button type="submit" disabled={granted.length === 0}>
            {t('integrations.makeToken')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
