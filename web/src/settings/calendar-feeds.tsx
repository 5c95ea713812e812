import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccount, useFilters } from '../account/account.ts';
import {
  type CalendarFeed,
  createFeed,
  deleteFeed,
  type FeedComponent,
  listFeeds,
  renewFeed,
} from '../api/calendar-feeds.ts';
import { useAttempt } from '../components/attempt.ts';
import { useMore } from '../i18n/more.ts';
import { formatInstant } from '../time/days.ts';
import { Confirm } from './confirm.tsx';
import { Secret } from './secret.tsx';
import { Section } from './section.tsx';

const components: readonly FeedComponent[] = ['VTODO', 'VEVENT'];
const ALL = 'all';

/** Private addresses that calendar programs subscribe to. */
export default function CalendarFeeds() {
  const { t } = useMore();
  const attempt = useAttempt();
  const [feeds, setFeeds] = useState<readonly CalendarFeed[]>([]);
  const [address, setAddress] = useState<string | null>(null);
  const [making, { open, close }] = useDisclosure(false);
  useEffect(() => void listFeeds().then(setFeeds, () => undefined), []);
  /** Does it, shows the address that it gives, and reads anew what there is. */
  const change = (work: () => Promise<string | null>) =>
    attempt(async () => {
      setAddress(await work());
      close();
      setFeeds(await listFeeds());
    });
  return (
    <Section title={t('feeds.label')}>
      <Text size="sm" className="quiet">
        {t('feeds.text')}
      </Text>
      {feeds.map((feed) => (
        <Entry
          key={feed.id}
          feed={feed}
          onRenew={() => change(() => renewFeed(feed.id))}
          onRevoke={() => change(() => deleteFeed(feed.id).then(() => null))}
        />
      ))}
      {address !== null && <Secret value={address} onClose={() => setAddress(null)} />}
      {making ? (
        <NewFeed onMake={(filterId, component) => change(() => createFeed(filterId, component))} onClose={close} />
      ) : (
        <Group>
          <Button variant="default" leftSection={<IconPlus size={16} />} onClick={open}>
            {t('feeds.new')}
          </Button>
        </Group>
      )}
    </Section>
  );
}

interface EntryProps {
  readonly feed: CalendarFeed;
  readonly onRenew: () => void;
  readonly onRevoke: () => void;
}

function Entry({ feed, onRenew, onRevoke }: EntryProps) {
  const { t, i18n } = useMore();
  const { viewer } = useAccount();
  const filters = useFilters();
  const at = (instant: string) => formatInstant(instant, i18n.language, viewer.timeZone, { dateStyle: 'medium' });
  const { filterId, component, createdAt, lastReadAt } = feed;
  const filter = filters.find(({ id }) => id === filterId);
  const name = filterId === null ? t('feeds.all') : (filter?.name ?? t('feeds.goneFilter'));
  return (
    <Stack gap={6}>
      <div style={{ minWidth: 0 }}>
        <Text size="sm" fw={600} dir="auto" truncate>
          {name}
        </Text>
        <Text size="xs" className="quiet">
          {t(`feeds.components.${component}`)} · {t('feeds.made', { at: at(createdAt) })} ·{' '}
          {lastReadAt ? t('feeds.read', { at: at(lastReadAt) }) : t('feeds.unread')}
        </Text>
      </div>
      <Group gap="xs">
        <Confirm
          label={t('feeds.renew')}
          name={t('feeds.renewNamed', { name })}
          question={t('feeds.renewSure')}
          onConfirm={onRenew}
        />
        <Confirm
          label={t('feeds.revoke')}
          name={t('feeds.revokeNamed', { name })}
          question={t('feeds.revokeSure')}
          onConfirm={onRevoke}
        />
      </Group>
    </Stack>
  );
}

interface NewFeedProps {
  readonly onMake: (filterId: string | null, component: FeedComponent) => Promise<boolean>;
  readonly onClose: () => void;
}

function NewFeed({ onMake, onClose }: NewFeedProps) {
  const { t } = useMore();
  const { t: common } = useTranslation();
  const filters = useFilters();
  const [tasks, setTasks] = useState(ALL);
  const [component, setComponent] = useState<FeedComponent>('VTODO');
  const make = (event: FormEvent) => {
    event.preventDefault();
    void onMake(tasks === ALL ? null : tasks, component);
  };
  return (
    <form onSubmit={make}>
      <Stack gap="sm">
        <Select
          label={t('feeds.what')}
          allowDeselect={false}
          data={[{ value: ALL, label: t('feeds.all') }, ...filters.map(({ id, name }) => ({ value: id, label: name }))]}
          value={tasks}
          onChange={(value) => value && setTasks(value)}
        />
        <Select
          label={t('feeds.component')}
          description={t('feeds.componentHelp')}
          allowDeselect={false}
          data={components.map((value) => ({ value, label: t(`feeds.components.${value}`) }))}
          value={component}
          onChange={(value) => value && setComponent(value as FeedComponent)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {common('app.cancel')}
          </Button>
          <Button type="submit">{t('feeds.make')}</Button>
        </Group>
      </Stack>
    </form>
  );
}
