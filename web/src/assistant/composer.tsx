import { ActionIcon, Text, Textarea } from '@mantine/core';
import { IconArrowUp } from '@tabler/icons-react';
import type { KeyboardEvent, Ref } from 'react';
import { useMore } from '../i18n/more.ts';

/** The longest message that the server takes, in characters. */
const LONGEST = 10_000;

interface ComposerProps {
  readonly draft: string;
  readonly busy: boolean;
  readonly ref: Ref<HTMLTextAreaElement>;
  readonly onDraft: (draft: string) => void;
  readonly onSend: (text: string) => void;
}

/** Where the user writes. Enter sends; with Shift it begins a line. */
export function Composer({ draft, busy, ref, onDraft, onSend }: ComposerProps) {
  const { t } = useMore();
  const send = () => {
    const text = draft.trim();
    if (text !== '' && !busy) onSend(text);
  };
  const press = (event: KeyboardEvent) => {
    // The Enter that ends the composition of a character is not one that sends.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Textarea
        ref={ref}
        autosize
        minRows={1}
        maxRows={8}
        dir="auto"
        maxLength={LONGEST}
        aria-label={t('assistant.input')}
        aria-describedby="assistant-hint"
        placeholder={t('assistant.placeholder')}
        value={draft}
        onChange={(event) => onDraft(event.currentTarget.value)}
        onKeyDown={press}
        rightSection={
          <ActionIcon
            type="submit"
            radius="xl"
            aria-label={t('assistant.send')}
            disabled={draft.trim() === ''}
            loading={busy}
          >
            <IconArrowUp size={18} />
          </ActionIcon>
        }
      />
      <Text id="assistant-hint" size="xs" className="quiet" mt={4}>
        {t('assistant.hint')}
      </Text>
    </form>
  );
}
