import { type EntityDictionary, LockMode } from '@mikro-orm/core';
import { type Connection, fetchPage, type PageArguments } from '@rondo/platform/connection.ts';
import { notFound } from '@rondo/platform/errors.ts';
import { cleanText } from '@rondo/platform/input.ts';
import type { Operation } from '@rondo/platform/operation.ts';
import type { ServiceContext } from '@rondo/platform/service.ts';
import { isId, newId } from '@rondo/schema/ids.ts';
import { type Conversation, ConversationEntity, type Message, MessageEntity } from './entities.ts';
import { emitWritten, insertMessage } from './message.ts';

const maximumText = 10_000;
const titleLength = 60;
const stopped = '(Stopped: a newer message came.)';

/** What the user said, and the message that will answer it. */
export interface Exchange {
  readonly said: Message;
  readonly answer: Message;
}

/**
 * Takes what the user said into a conversation, or a new one, with an empty answer after it. An answer that is still being written is
 * complete as it stands.
 */
export async function beginExchange(
  operation: Operation,
  input: { conversationId?: string | null; text: string },
): Promise<Exchange> {
  const text = cleanText('text', input.text, { maximum: maximumText, blank: false });
  const conversation =
    input.conversationId == null
      ? createConversation(operation, titleOf(text))
      : await lockConversation(operation, input.conversationId);
  const unfinished = await operation.em.find(MessageEntity, { conversationId: conversation.id, complete: false });
  for (const message of unfinished) {
    Object.assign(message, { text: withNote(message.text, stopped), complete: true });
    await emitWritten(operation, message);
  }
  const said = insertMessage(operation, conversation, { role: 'USER', text, complete: true });
  const answer = insertMessage(operation, conversation, { role: 'ASSISTANT', text: '', complete: false });
  return { said, answer };
}

/** What we have to say ourselves, in a paragraph of its own. */
export function withNote(text: string, note: string): string {
  return text.trim() === '' ? note : `${text}\n\n${note}`;
}

/** Where agents other than the assistant propose what they want to do. */
export async function inbox(operation: Operation): Promise<Conversation> {
  const found = await operation.em.findOne(ConversationEntity, { isInbox: true });
  return found ?? createConversation(operation, 'Changes that other apps propose', true);
}

export function listConversations(context: ServiceContext, args: PageArguments): Promise<Connection<Conversation>> {
  return fetchPage<EntityDictionary<Conversation>, Conversation>(
    context,
    {
      select: 'c.*',
      from: 'assistant.conversation c',
      where: 'true',
      params: [],
      order: [{ sql: 'c.id', type: 'text', descending: true }],
    },
    args,
    (row, em) => em.map(ConversationEntity, row),
  );
}

export function listMessages(
  context: ServiceContext,
  conversationId: string,
  args: PageArguments,
): Promise<Connection<Message>> {
  return fetchPage<EntityDictionary<Message>, Message>(
    context,
    {
      select: 'm.*',
      from: 'assistant.message m',
      where: 'm.conversation_id = $1',
      params: [conversationId],
      order: [{ sql: 'm.id', type: 'text' }],
    },
    args,
    (row, em) => em.map(MessageEntity, row),
  );
}

function createConversation(operation: Operation, title: string, isInbox = false): Conversation {
  const { em, principal, now } = operation;
  const conversation = { id: newId('conversation'), ownerId: principal.userId, title, isInbox, createdAt: now };
  return em.create(ConversationEntity, conversation);
}

async function lockConversation({ em }: Operation, id: string): Promise<Conversation> {
  const found =
    isId('conversation', id) &&
    (await em.findOne(ConversationEntity, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  if (!found) throw notFound('conversationId', 'conversation', id);
  return found;
}

function titleOf(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > titleLength ? `${line.slice(0, titleLength - 1).toWellFormed()}…` : line;
}
