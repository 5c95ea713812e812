import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccount } from '../account/account.ts';
import type { Task } from '../replica/types.ts';

const Markdown = lazy(() => import('./markdown.tsx'));

/** Read as markdown, written as text. */
export function Description({ task }: { task: Task }) {
  const { t } = useTranslation();
  const { actions } = useAccount();
  const [draft, setDraft] = useState<string | null>(null);
  const leave = () => {
    if (draft !== null && draft !== task.description) actions.update([task.id], { description: draft }, true);
    setDraft(null);
  };
  return (
    <Stack gap={4}>
      <Group justify="space-between">
        <Text component="h2" size="sm" fw={600}>
          {t('task.description')}
        </Text>
        {draft === null && task.description !== '' && (
          <Button
            size="compact-xs"
            variant="subtle"
            aria-label={t('task.editDescription')}
            onClick={() => setDraft(task.description)}
          >
            {t('app.edit')}
          </Button>
        )}
      </Group>
      {draft !== null || task.description === '' ? (
        <Textarea
          autosize
          minRows={draft === null ? 1 : 4}
          maxRows={24}
          dir="auto"
          autoFocus={draft !== null}
          maxLength={50_000}
          placeholder={t('task.addDescription')}
          aria-label={t('task.description')}
          value={draft ?? ''}
          onChange={(event) => setDraft(event.currentTarget.value)}
          onBlur={leave}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.blur();
          }}
        />
      ) : (
        <Suspense fallback={<Text size="sm">{task.description}</Text>}>
          <Markdown text={task.description} />
        </Suspense>
      )}
    </Stack>
  );
}
