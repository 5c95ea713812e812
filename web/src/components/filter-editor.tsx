import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useAccount } from '../account/account.ts';
import { DeleteSavedFilterDocument, SaveFilterDocument } from '../api/generated/operations.ts';
import { request } from '../api/request.ts';
import type { SavedFilter } from '../replica/types.ts';
import { useAttempt } from './attempt.ts';
import { FilterInput, faultOf } from './filter-input.tsx';

/** A saved filter's name and query. */
export default function FilterEditor({ filter, onClose }: { filter: SavedFilter; onClose: () => void }) {
  const { t } = useTranslation();
  const { replica } = useAccount();
  const [, go] = useLocation();
  const attempt = useAttempt();
  const [query, setQuery] = useState(filter.query);
  const save = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get('name')).trim();
    const saved = await attempt(async () => {
      replica.putFilters([(await request(SaveFilterDocument, { id: filter.id, name, query })).saveFilter]);
    });
    if (saved) onClose();
  };
  const remove = async () => {
    const removed = await attempt(async () => {
      await request(DeleteSavedFilterDocument, { id: filter.id });
      replica.removeFilter(filter.id);
    });
    if (!removed) return;
    onClose();
    go('/all');
  };
  return (
    <Modal opened onClose={onClose} title={t('search.update')} closeButtonProps={{ 'aria-label': t('app.close') }}>
      <form onSubmit={save}>
        <Stack gap="sm">
          <TextInput
            name="name"
            label={t('search.name')}
            defaultValue={filter.name}
            required
            maxLength={100}
            dir="auto"
            data-autofocus
          />
          <FilterInput value={query} onChange={setQuery} />
          <Group justify="space-between">
            <Button color="red" variant="light" onClick={remove}>
              {t('search.deleteFilter')}
            </Button>
            <Group gap="xs">
              <Button variant="default" onClick={onClose}>
                {t('app.cancel')}
              </Button>
              <Button type="submit" disabled={query.trim() === '' || faultOf(query) !== null}>
                {t('app.save')}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
