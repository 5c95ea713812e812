import { Loader, Stack, Text } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useMore } from '../i18n/more.ts';
import { ActionView } from './action.tsx';
import type { Message } from './conversation.ts';
import classes from './message.module.css';

const Markdown = lazy(() => import('../components/markdown.tsx'));

/** What the user said, as it was written. */
export function Said({ text }: { text: string }) {
  const { t } = useMore();
  return (
    <li className={classes.said}>
      <span className="visuallyHidden">{t('assistant.you')}: </span>
      <Text size="sm" dir="auto" className={classes.text}>
        {text}
      </Text>
    </li>
  );
}

interface AnswerProps {
  readonly message: Pick<Message, 'text' | 'complete' | 'actions'>;
  readonly onDecide: (actionId: string, accept: boolean) => Promise<void>;
}

/** What the assistant says, with what it did and what it wants to do. */
export function Answer({ message: { text, complete, actions }, onDecide }: AnswerProps) {
  const { t } = useMore();
  const { t: common } = useTranslation();
  return (
    <li aria-busy={!complete}>
      <span className="visuallyHidden">{common('lists.assistant')}: </span>
      <Stack gap="xs">
        {text !== '' && (
          <Suspense fallback={<Text size="sm">{text}</Text>}>
            <Markdown text={text} />
          </Suspense>
        )}
        {!complete && <Loader type="dots" size="sm" role="img" aria-label={t('assistant.writing')} />}
        {complete && text === '' && actions.length === 0 && (
          <Text size="sm" className="quiet">
            {t('assistant.nothing')}
          </Text>
        )}
        {actions.map((action) => (
          <ActionView key={action.id} action={action} onDecide={(accept) => onDecide(action.id, accept)} />
        ))}
      </Stack>
    </li>
  );
}
