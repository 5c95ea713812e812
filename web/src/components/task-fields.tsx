import { Loader, Select, SimpleGrid, TagsInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { newId } from '@rondo/schema/ids.ts';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccount, useTags } from '../account/account.ts';
import { failureOf } from '../api/errors.ts';
import { CreateTagDocument, type Priority, type TaskStatus } from '../api/generated/operations.ts';
import { request } from '../api/request.ts';
import type { Task } from '../replica/types.ts';
import { PriorityIcon, priorities } from './priority.tsx';

const DueField = lazy(() => import('./due-field.tsx'));
const statuses: readonly TaskStatus[] = ['OPEN', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED'];

/** Due, priority, status and tags. */
export function TaskFields({ task }: { task: Task }) {
  const { t } = useTranslation();
  const { actions } = useAccount();
  return (
    <SimpleGrid cols={2} spacing="sm">
      <div style={{ gridColumn: '1 / -1' }}>
        <Suspense fallback={<Loader size="xs" />}>
          <DueField task={task} />
        </Suspense>
      </div>
      <Select
        label={t('task.priority')}
        leftSection={<PriorityIcon priority={task.priority} />}
        data={priorities.map((value) => ({ value, label: t(`priority.${value}`) }))}
        value={task.priority}
        allowDeselect={false}
        onChange={(value) => value && actions.update([task.id], { priority: value as Priority })}
        renderOption={({ option }) => (
          <>
            <PriorityIcon priority={option.value as Priority} style={{ marginInlineEnd: 8 }} />
            {option.label}
          </>
        )}
      />
      <Select
        label={t('task.status')}
        data={statuses.map((value) => ({ value, label: t(`status.${value}`) }))}
        value={task.status}
        allowDeselect={false}
        onChange={(value) =>
          value && value !== task.status && actions.update([task.id], { status: value as TaskStatus })
        }
      />
      <TagField task={task} />
    </SimpleGrid>
  );
}

function TagField({ task }: { task: Task }) {
  const { t } = useTranslation();
  const { actions, replica } = useAccount();
  const tags = useTags();
  const shown = task.tags.map(({ id, name }) => replica.tags.get(id)?.name ?? name);
  const change = async (names: string[]) => {
    const byName = new Map(tags.map(({ id, name }) => [name.toLowerCase(), id]));
    try {
      const tagIds = await Promise.all(names.map(async (name) => byName.get(name.toLowerCase()) ?? (await make(name))));
      actions.update([task.id], { tagIds });
    } catch (error) {
      notifications.show({ color: 'red', title: t('error.failed'), message: failureOf(error).message });
    }
  };
  const make = async (name: string) => {
    const { createTag } = await request(CreateTagDocument, { input: { id: newId('tag'), name } });
    replica.putTags([createTag.tag]);
    return createTag.tag.id;
  };
  return (
    <TagsInput
      style={{ gridColumn: '1 / -1' }}
      label={t('task.tags')}
      placeholder={task.tags.length === 0 ? t('task.addTag') : undefined}
      data={tags.map(({ name }) => name)}
      value={shown}
      maxTags={50}
      onChange={change}
      clearable={false}
    />
  );
}
