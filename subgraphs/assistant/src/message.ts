import { LockMode } from '@mikro-orm/core';
import type { Operation } from '@rondo/platform/operation.ts';
import { type ActionState, type MessageState, MessageWritten } from '@rondo/schema/events/message.ts';
import { newId } from '@rondo/schema/ids.ts';
import { type Action, ActionEntity, type Conversation, type Message, MessageEntity } from './entities.ts';

export function insertMessage(
  { em, principal, now }: Operation,
  conversation: Pick<Conversation, 'id'>,
  message: Pick<Message, 'role' | 'text' | 'complete'>,
): Message {
  return em.create(MessageEntity, {
    ...message,
    id: newId('message'),
    ownerId: principal.userId,
    conversationId: conversation.id,
    createdAt: now,
  });
}

/** The answer, locked, as long as it is being written; null once it is complete, or gone. */
export function lockUnfinished({ em }: Operation, id: string): Promise<Message | null> {
  return em.findOne(MessageEntity, { id, complete: false }, { lockMode: LockMode.PESSIMISTIC_WRITE });
}

function actionsOf({ em }: Operation, messageId: string): Promise<Action[]> {
  return em.find(ActionEntity, { messageId }, { orderBy: { id: 'asc' } });
}

/** Tells those who watch the conversation how the message is now. */
export async function emitWritten(operation: Operation, message: Message): Promise<void> {
  await operation.em.flush();
  const state = messageState(message, await actionsOf(operation, message.id), operation.now);
  operation.emit(MessageWritten, message.id, { message: state }, message.ownerId);
}

function messageState(message: Message, actions: readonly Action[], now: Date): MessageState {
  const { id, conversationId, role, text, complete, createdAt } = message;
  return {
    id,
    conversationId,
    role,
    text,
    actions: actions.map((action) => shownAction(action, now)),
    complete,
    createdAt: createdAt.toISOString(),
  };
}

const expired = 'Not done: it was not accepted within a day. Ask for it again.';

/** An action as the API shows it: a proposal whose time is over has failed. */
export function shownAction({ id, tool, summary, state, expiresAt }: Action, now: Date) {
  const isOver = state === 'NEEDS_CONFIRMATION' && expiresAt != null && expiresAt <= now;
  const shown: ActionState = isOver ? 'FAILED' : state;
  return { id, tool, summary: isOver ? withReason(summary, expired) : summary, state: shown };
}

export function withReason(summary: string, reason: string): string {
  return `${summary}\n\n${reason}`;
}
