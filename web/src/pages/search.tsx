import { ActionIcon, Anchor, Button, Code, Group, Menu, Popover, Stack, Table, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { newId } from '@rondo/schema/ids.ts';
import { IconDots, IconFilterPlus, IconTrash } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearchParams } from 'wouter';
import { useAccount, useFilters } from '../account/account.ts';
import { DeleteSavedFilterDocument, SaveFilterDocument } from '../api/generated/operations.ts';
import { request } from '../api/request.ts';
import { useAttempt } from '../components/attempt.ts';
import { FilterInput, faultOf } from '../components/filter-input.tsx';
import { PageHead } from '../components/page-head.tsx';
import { ListPage, useGroups } from './list-page.tsx';
import classes from './search.module.css';

/** The filter language, with its answers below while one types. */
export default function Search() {
  const { t } = useTranslation();
  const [parameters, setParameters] = useSearchParams();
  const query = parameters.get('q') ?? '';
  const [settled] = useDebouncedValue(query, 120);
  const fault = faultOf(query);
  const setQuery = (next: string) =>
    setParameters(
      (previous) => {
        const changed = new URLSearchParams(previous);
        if (next === '') changed.delete('q');
        else changed.set('q', next);
        return changed;
      },
      { replace: true },
    );
  // While a query can't be read, what the last one found stays.
  const [readable, setReadable] = useState(fault ? '' : query);
  if (settled !== readable && !faultOf(settled)) setReadable(settled);
  const list = { kind: 'query', query: readable } as const;
  const { count } = useGroups(list, 'due', 'none');
  const head = (
    <>
      <PageHead title={t('lists.search')} count={count}>
        {query !== '' && !fault && <Save query={query} />}
        <Manage />
      </PageHead>
      <Stack gap={6} className={classes.field} pb="sm">
        <FilterInput value={query} onChange={setQuery} />
        {query === '' && <Help onExample={setQuery} />}
      </Stack>
    </>
  );
  return <ListPage list={list} head={head} />;
}

function Save({ query }: { query: string }) {
  const { t } = useTranslation();
  const { replica } = useAccount();
  const [, go] = useLocation();
  const attempt = useAttempt();
  const [opened, setOpened] = useState(false);
  const save = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get('name'));
    await attempt(async () => {
      const { saveFilter } = await request(SaveFilterDocument, { id: newId('filter'), name, query });
      replica.putFilters([saveFilter]);
      notifications.show({ message: t('search.saved') });
      go(`/filters/${saveFilter.id}`);
    });
    setOpened(false);
  };
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <Button
          size="compact-sm"
          variant="light"
          leftSection={<IconFilterPlus size={16} />}
          onClick={() => setOpened(!opened)}
        >
          {t('search.saveAs')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form onSubmit={save}>
          <Group align="flex-end" gap="xs">
            <TextInput name="name" label={t('search.name')} required maxLength={100} data-autofocus />
            <Button type="submit">{t('app.save')}</Button>
          </Group>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}

function Manage() {
  const { t } = useTranslation();
  const { replica } = useAccount();
  const filters = useFilters();
  const attempt = useAttempt();
  if (filters.length === 0) return null;
  const remove = (id: string) =>
    attempt(async () => {
      await request(DeleteSavedFilterDocument, { id });
      replica.removeFilter(id);
    });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('lists.filters')}>
          <IconDots size={20} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('search.deleteFilter')}</Menu.Label>
        {filters.map(({ id, name }) => (
          <Menu.Item key={id} c="var(--rondo-overdue)" leftSection={<IconTrash size={16} />} onClick={() => remove(id)}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Help({ onExample }: { onExample: (query: string) => void }) {
  const { t } = useTranslation();
  const rows = [
    ['milk "oat milk"', t('search.text')],
    ['#home no:tag', t('search.tag')],
    ['!high priority:medium', t('search.priority')],
    ['status:open', t('search.status')],
    ['due:today due:overdue due<7d no:due', t('search.due')],
    ['created>=-7d completed:today', t('search.created')],
    ['is:recurring is:subtask has:reminder', t('search.is')],
    ['-#work NOT !low', t('search.not')],
    ['due:today OR (!high no:due)', t('search.or')],
  ] as const;
  return (
    <details>
      <summary>
        <Text span size="sm" className="quiet">
          {t('search.help')}
        </Text>
      </summary>
      <Table withRowBorders={false} verticalSpacing={2} mt="xs" fz="sm">
        <Table.Tbody>
          {rows.map(([query, text]) => (
            <Table.Tr key={query}>
              <Table.Td>
                <Anchor component="button" type="button" onClick={() => onExample(query)} ta="start">
                  <Code>{query}</Code>
                </Anchor>
              </Table.Td>
              <Table.Td>{text}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </details>
  );
}
