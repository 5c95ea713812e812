import { Alert, Button, Center, Group, Loader, NavLink, Select, Stack, Text, Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconMessageChatbot, IconPlus } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import { ConfirmActionDocument, SendMessageDocument } from '../api/generated/operations.ts';
import { request } from '../api/request.ts';
import { Composer } from '../assistant/composer.tsx';
import { useConversation, useConversations } from '../assistant/conversation.ts';
import { Answer, Said } from '../assistant/message.tsx';
import { useExplain } from '../assistant/use-explain.ts';
import { Message } from '../components/message.tsx';
import { PageHead } from '../components/page-head.tsx';
import { useMore } from '../i18n/more.ts';
import classes from './assistant.module.css';

/** Sentences that work with any assistant, the offline one included. */
const examples = ['add call Ada tomorrow at 5pm #work !high', 'What is due today?', 'list overdue', 'find milk'];

/** Said, and not yet among what was read. */
interface Pending {
  readonly text: string;
  readonly answerId: string | null;
}

/** What the user and the assistant said to each other; the conversation that is open is part of the address. */
export default function Assistant() {
  const { t } = useMore();
  const { t: common } = useTranslation();
  const explain = useExplain();
  const [parameters, setParameters] = useSearchParams();
  const id = parameters.get('conversation');
  const narrow = useMediaQuery('(max-width: 62em)', false, { getInitialValueInEffect: false });
  const conversations = useConversations();
  const { shown, state, writing, put, read, readEarlier } = useConversation(id);
  const [draft, setDraft] = useState('');
  const [pending, setPending] = useState<Pending | null>(null);
  const [sending, setSending] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const messages = shown?.messages ?? [];
  const waits = pending !== null && !messages.some((message) => message.id === pending.answerId);
  const end = useEnd(messages.at(-1), waits);

  useEffect(() => {
    if (!narrow) field.current?.focus();
  }, [narrow]);
  const open = (conversation: string | null) => {
    setPending(null);
    setFailure(null);
    setParameters(conversation === null ? {} : { conversation });
    if (conversation === null) field.current?.focus();
  };
  const begin = (text: string) => {
    setDraft(text);
    field.current?.focus();
  };
  const attempt = async (work: () => Promise<void>) => {
    setFailure(null);
    try {
      await work();
      return true;
    } catch (error) {
      setFailure(explain(error));
      return false;
    }
  };
  const send = async (text: string) => {
    setSending(true);
    setDraft('');
    setPending({ text, answerId: null });
    const sent = await attempt(async () => {
      const { sendMessage } = await request(SendMessageDocument, { conversationId: id, text });
      const { conversationId } = sendMessage;
      setPending({ text, answerId: sendMessage.id });
      if (id === null) setParameters({ conversation: conversationId }, { replace: true });
      else await read(conversationId);
      void conversations.read().catch(() => undefined);
    });
    if (!sent) {
      setPending(null);
      setDraft((current) => current || text);
    }
    setSending(false);
  };
  const decide = async (actionId: string, accept: boolean) => {
    const decided = await attempt(async () => {
      put((await request(ConfirmActionDocument, { id: actionId, accept })).confirmAction);
    });
    // It may have been decided elsewhere.
    if (!decided && id !== null) await read(id).catch(() => undefined);
  };

  const isEmpty = id === null && !waits;
  return (
    <section className={classes.page} aria-label={common('lists.assistant')}>
      <PageHead title={common('lists.assistant')}>
        {narrow && conversations.list && conversations.list.length > 0 && (
          <Select
            size="xs"
            w={150}
            aria-label={t('assistant.conversations')}
            placeholder={t('assistant.conversations')}
            data={conversations.list.map(({ id: value, title }) => ({ value, label: title }))}
            value={id}
            onChange={(value) => value && open(value)}
          />
        )}
        <Button
          size="xs"
          variant="default"
          px="xs"
          aria-label={t('assistant.start')}
          onClick={() => open(null)}
          disabled={isEmpty}
        >
          <IconPlus size={16} />
        </Button>
      </PageHead>
      <div className={classes.columns}>
        {!narrow && <Conversations {...conversations} current={id} onOpen={open} />}
        <div className={classes.talk}>
          <section
            className={classes.messages}
            aria-label={t('assistant.messages')}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and has to for the keyboard too
            tabIndex={0}
          >
            {isEmpty && <Empty onChoose={begin} />}
            {state === 'missing' && <Message title={t('assistant.gone')} />}
            {state === 'failed' && <Message title={common('error.needsNetwork')} />}
            {id !== null && !shown && !waits && state === 'ready' && (
              <Center flex={1} role="status" aria-label={common('app.loading')}>
                <Loader type="dots" />
              </Center>
            )}
            {shown && shown.before !== null && (
              <Center>
                <Button size="compact-sm" variant="default" onClick={() => attempt(() => readEarlier(shown))}>
                  {t('assistant.earlier')}
                </Button>
              </Center>
            )}
            <ol className={classes.list} aria-live="polite" aria-busy={writing}>
              {messages.map((message) =>
                message.role === 'USER' ? (
                  <Said key={message.id} text={message.text} />
                ) : (
                  <Answer key={message.id} message={message} onDecide={decide} />
                ),
              )}
              {waits && (
                <>
                  <Said text={pending.text} />
                  <Answer message={{ text: '', complete: false, actions: [] }} onDecide={decide} />
                </>
              )}
            </ol>
            <div ref={end} />
          </section>
          <Stack gap="xs" className={classes.below}>
            {failure !== null && (
              <Alert
                color="red"
                role="alert"
                p="xs"
                withCloseButton
                closeButtonLabel={common('app.close')}
                onClose={() => setFailure(null)}
              >
                {failure}
              </Alert>
            )}
            <Composer ref={field} draft={draft} busy={sending} onDraft={setDraft} onSend={send} />
          </Stack>
        </div>
      </div>
    </section>
  );
}

/** Keeps the end in sight as it grows, unless the user has scrolled away from it. */
function useEnd(
  last: { readonly id: string; readonly text: string; readonly actions: readonly unknown[] } | undefined,
  waits: boolean,
) {
  const end = useRef<HTMLDivElement>(null);
  const seen = useRef<string | undefined>(undefined);
  const key = waits ? 'pending' : last?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text and the actions are what it grows by
  useEffect(() => {
    const box = end.current?.parentElement;
    if (!box) return;
    const isNew = seen.current !== key;
    seen.current = key;
    const below = box.scrollHeight - box.scrollTop - box.clientHeight;
    if (isNew || below < 160) box.scrollTop = box.scrollHeight;
  }, [key, last?.text, last?.actions.length]);
  return end;
}

interface ConversationsProps extends ReturnType<typeof useConversations> {
  readonly current: string | null;
  readonly onOpen: (id: string) => void;
}

function Conversations({ list, readMore, current, onOpen }: ConversationsProps) {
  const { t } = useMore();
  return (
    <nav className={classes.conversations} aria-label={t('assistant.conversations')}>
      {list?.length === 0 && (
        <Text size="xs" className="quiet" px="xs">
          {t('assistant.noConversations')}
        </Text>
      )}
      {list?.map(({ id, title }) => (
        <NavLink
          key={id}
          component="button"
          active={id === current}
          aria-current={id === current ? 'page' : undefined}
          label={
            <Text size="sm" dir="auto" truncate>
              {title}
            </Text>
          }
          className={classes.conversation}
          onClick={() => onOpen(id)}
        />
      ))}
      {readMore && (
        <Button size="compact-sm" variant="default" onClick={() => void readMore().catch(() => undefined)}>
          {t('assistant.earlier')}
        </Button>
      )}
    </nav>
  );
}

function Empty({ onChoose }: { onChoose: (text: string) => void }) {
  const { t } = useMore();
  return (
    <Center flex={1} py="lg">
      <Stack align="center" gap="xs" maw={480}>
        <IconMessageChatbot size={40} stroke={1.2} className="quiet" aria-hidden />
        <Title order={2} size="h4" ta="center">
          {t('assistant.empty')}
        </Title>
        <Text className="quiet" size="sm" ta="center">
          {t('assistant.emptyText')}
        </Text>
        <Group justify="center" gap="xs" mt="xs" role="group" aria-label={t('assistant.examples')}>
          {examples.map((example) => (
            <Button key={example} size="compact-sm" variant="default" fw={400} onClick={() => onChoose(example)}>
              {example}
            </Button>
          ))}
        </Group>
      </Stack>
    </Center>
  );
}
