import {
  ActionIcon,
  Alert,
  Badge,
  Button,
  Group,
  Menu,
  MultiSelect,
  Stack,
  Switch,
  Text,
  TextInput,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDots, IconPlus } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  CreateWebhookDocument,
  DeleteWebhookDocument,
  RotateWebhookSecretDocument,
  UpdateWebhookDocument,
  type WebhookFieldsFragment,
  WebhooksDocument,
} from '../api/generated/operations.ts';
import { request } from '../api/request.ts';
import { useApi } from '../api/use-api.ts';
import { useAttempt } from '../components/attempt.ts';
import { Deliveries } from './deliveries.tsx';
import { Secret } from './secret.tsx';
import { Section } from './section.tsx';

/** Addresses that are told of every change, with what became of each telling. */
export default function Webhooks() {
  const { t } = useTranslation();
  const { data, refetch } = useApi(WebhooksDocument, { variables: {}, fetchPolicy: 'cache-and-network' });
  const attempt = useAttempt();
  const [making, { open, close }] = useDisclosure(false);
  const [secret, setSecret] = useState<string | null>(null);
  const change = (work: () => Promise<unknown>) =>
    attempt(async () => {
      await work();
      await refetch();
    });
  return (
    <Section title={t('webhooks.label')}>
      <Text size="sm" className="quiet">
        {t('webhooks.text')}
      </Text>
      {data?.webhooks.map((webhook) => (
        <Entry
          key={webhook.id}
          webhook={webhook}
          onChange={change}
          onRotate={() =>
            change(async () =>
              setSecret((await request(RotateWebhookSecretDocument, { id: webhook.id })).rotateWebhookSecret.secret),
            )
          }
        />
      ))}
      {secret !== null && <Secret value={secret} onClose={() => setSecret(null)} />}
      {making ? (
        <NewWebhook
          types={data?.webhookEventTypes ?? []}
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
            {t('webhooks.new')}
          </Button>
        </Group>
      )}
    </Section>
  );
}

interface EntryProps {
  readonly webhook: WebhookFieldsFragment;
  readonly onChange: (work: () => Promise<unknown>) => Promise<boolean>;
  readonly onRotate: () => Promise<boolean>;
}

function Entry({ webhook: { id, url, events, enabled, disabledReason }, onChange, onRotate }: EntryProps) {
  const { t } = useTranslation();
  const [log, { toggle }] = useDisclosure(false);
  return (
    <Stack gap={6}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div style={{ minWidth: 0 }}>
          <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
            {url}
          </Text>
          <Text size="xs" className="quiet">
            {events.length === 0 ? t('webhooks.all') : events.join(', ')}
          </Text>
        </div>
        <Group gap={4} wrap="nowrap">
          {!enabled && (
            <Badge variant="default" tt="none">
              {t('webhooks.off')}
            </Badge>
          )}
          <Switch
            checked={enabled}
            aria-label={t('webhooks.enabled', { url })}
            onChange={() => onChange(() => request(UpdateWebhookDocument, { id, input: { url, enabled: !enabled } }))}
          />
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('webhooks.more', { url })}>
                <IconDots size={18} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={toggle}>{log ? t('webhooks.hideLog') : t('webhooks.showLog')}</Menu.Item>
              <Menu.Item onClick={onRotate}>{t('webhooks.rotate')}</Menu.Item>
              <Menu.Item
                c="var(--rondo-overdue)"
                onClick={() => onChange(() => request(DeleteWebhookDocument, { id }))}
              >
                {t('app.delete')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </Group>
      </Group>
      {disabledReason && (
        <Alert color="orange" p="xs">
          <Text size="xs">{disabledReason}</Text>
        </Alert>
      )}
      {log && <Deliveries webhookId={id} />}
    </Stack>
  );
}

interface NewWebhookProps {
  readonly types: readonly string[];
  readonly onMade: (secret: string) => Promise<void>;
  readonly onClose: () => void;
}

function NewWebhook({ types, onMade, onClose }: NewWebhookProps) {
  const { t } = useTranslation();
  const attempt = useAttempt();
  const [events, setEvents] = useState<string[]>([]);
  const make = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const url = String(new FormData(event.currentTarget).get('url')).trim();
    return attempt(async () =>
      onMade((await request(CreateWebhookDocument, { input: { url, events } })).createWebhook.secret),
    );
  };
  return (
    <form onSubmit={make}>
      <Stack gap="sm">
        <TextInput
          name="url"
          type="url"
          label={t('webhooks.url')}
          placeholder="https://example.com/hooks/rondo"
          required
          maxLength={2_000}
          autoFocus
        />
        <MultiSelect
          label={t('webhooks.events')}
          description={t('webhooks.eventsHelp')}
          data={[...types]}
          value={events}
          onChange={setEvents}
          searchable
          clearable
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('app.cancel')}
          </Button>
          <Button type="submit">{t('webhooks.make')}</Button>
        </Group>
      </Stack>
    </form>
  );
}
