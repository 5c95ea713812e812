import { useCallback, useEffect, useRef, useState } from 'react';
import { useAccount } from '../account/account.ts';
import { failureOf } from '../api/errors.ts';
import {
  ConversationMessagesDocument,
  ConversationsDocument,
  type ConversationsQuery,
  type MessageFieldsFragment,
  MessageStreamDocument,
} from '../api/generated/operations.ts';
import { request } from '../api/request.ts';
import type { Sync } from '../replica/sync.ts';

export type Message = MessageFieldsFragment;
type Conversations = ConversationsQuery['conversations'];

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;

/** What is shown of a conversation. */
export interface Shown {
  readonly id: string;
  readonly messages: readonly Message[];
  /** From where on the earlier ones are read; null where these are all. */
  readonly before: string | null;
}

/** `id` null: one that does not exist yet. `missing`: there is none of that id. */
export function useConversation(id: string | null) {
  const { sync } = useAccount();
  const [shown, setShown] = useState<Shown | null>(null);
  const [state, setState] = useState<'ready' | 'missing' | 'failed'>('ready');
  const wanted = useRef(id);
  wanted.current = id;

  const put = useCallback(
    (message: Message) =>
      setShown((current) =>
        current?.id === message.conversationId ? { ...current, messages: merge(current.messages, [message]) } : current,
      ),
    [],
  );
  const read = useCallback(async (conversationId: string) => {
    const { conversation } = await request(ConversationMessagesDocument, { id: conversationId });
    if (wanted.current !== conversationId) return;
    setState(conversation ? 'ready' : 'missing');
    if (!conversation) return;
    const { nodes, pageInfo } = conversation.messages;
    setShown((current) =>
      current?.id === conversationId
        ? { ...current, messages: merge(current.messages, nodes) }
        : { id: conversationId, messages: nodes, before: pageInfo.hasPreviousPage ? pageInfo.startCursor : null },
    );
  }, []);
  const readEarlier = useCallback(async ({ id: conversationId, before }: Shown) => {
    const { conversation } = await request(ConversationMessagesDocument, { id: conversationId, before });
    if (!conversation) return;
    const { nodes, pageInfo } = conversation.messages;
    setShown((current) =>
      current?.id === conversationId
        ? {
            ...current,
            messages: merge(current.messages, nodes),
            before: pageInfo.hasPreviousPage ? pageInfo.startCursor : null,
          }
        : current,
    );
  }, []);

  useEffect(() => {
    setState('ready');
    if (id === null) {
      setShown(null);
      return;
    }
    const reread = () => read(id).catch(() => undefined);
    read(id).catch(() => setState('failed'));
    // An agent may have proposed something while the user was elsewhere.
    addEventListener('focus', reread);
    return () => removeEventListener('focus', reread);
  }, [id, read]);

  const last = shown?.id === id ? shown?.messages.at(-1) : undefined;
  const writing = last && !last.complete ? last.id : null;
  useEffect(() => {
    if (id === null || writing === null) return;
    const ended = new AbortController();
    void follow(sync, id, put, ended.signal);
    return () => ended.abort();
  }, [sync, id, writing, put]);

  return { shown: shown?.id === id ? shown : null, state, writing: writing !== null, put, read, readEarlier };
}

/** Brings a message as it is written, until it is complete. A stream that breaks is begun anew: each event is the whole message. */
async function follow(sync: Sync, conversationId: string, put: (message: Message) => void, ended: AbortSignal) {
  let wait = FIRST_WAIT_MS;
  while (!ended.aborted) {
    try {
      const stream = sync.subscribe(MessageStreamDocument, { conversationId });
      const stop = () => void stream.return?.();
      ended.addEventListener('abort', stop);
      for await (const { data } of stream) {
        if (ended.aborted) return;
        if (!data) continue;
        put(data.messageStream);
        if (data.messageStream.complete) return;
        wait = FIRST_WAIT_MS;
      }
      ended.removeEventListener('abort', stop);
    } catch (error) {
      const { code } = failureOf(error);
      if (code === 'NOT_FOUND' || code === 'UNAUTHENTICATED') return;
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  }
}

/** In the order of their ids, which is that of time. Nothing that is complete becomes incomplete by an answer that was late. */
function merge(known: readonly Message[], more: readonly Message[]): readonly Message[] {
  const byId = new Map(known.map((message) => [message.id, message]));
  for (const message of more) {
    const before = byId.get(message.id);
    if (!before || message.complete || !before.complete) byId.set(message.id, message);
  }
  return [...byId.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** The conversations, the newest first. */
export function useConversations() {
  const [list, setList] = useState<Conversations['nodes'] | null>(null);
  const [after, setAfter] = useState<string | null>(null);
  const read = useCallback(async () => {
    const { conversations } = await request(ConversationsDocument, {});
    setList(conversations.nodes);
    setAfter(conversations.pageInfo.hasNextPage ? conversations.pageInfo.endCursor : null);
  }, []);
  const readMore = useCallback(async () => {
    const { conversations } = await request(ConversationsDocument, { after });
    setList((current) => [...(current ?? []), ...conversations.nodes]);
    setAfter(conversations.pageInfo.hasNextPage ? conversations.pageInfo.endCursor : null);
  }, [after]);
  useEffect(() => {
    const reread = () => void read().catch(() => undefined);
    reread();
    addEventListener('focus', reread);
    return () => removeEventListener('focus', reread);
  }, [read]);
  return { list, read, readMore: after === null ? null : readMore };
}
