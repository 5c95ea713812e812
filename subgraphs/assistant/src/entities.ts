import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { ActionState, messageRoles } from '@rondo/schema/events/message.ts';
import type { BoundTaskChange } from '@rondo/schema/methods/task-changes.ts';

export const ConversationEntity = defineEntity({
  name: 'Conversation',
  tableName: 'conversation',
  properties: {
    id: p.text().primary(),
    ownerId: p.text(),
    title: p.text(),
    /** What agents other than the assistant propose. */
    isInbox: p.boolean(),
    createdAt: p.datetime(),
  },
});
export type Conversation = InferEntity<typeof ConversationEntity>;

export const MessageEntity = defineEntity({
  name: 'Message',
  tableName: 'message',
  properties: {
    id: p.text().primary(),
    ownerId: p.text(),
    conversationId: p.text(),
    role: p.text().$type<(typeof messageRoles)[number]>(),
    text: p.text(),
    complete: p.boolean(),
    createdAt: p.datetime(),
  },
});
export type Message = InferEntity<typeof MessageEntity>;

export const ActionEntity = defineEntity({
  name: 'Action',
  tableName: 'action',
  properties: {
    id: p.text().primary(),
    ownerId: p.text(),
    messageId: p.text(),
    tool: p.text(),
    summary: p.text(),
    state: p.text().$type<ActionState>(),
    /** Of a proposal: what is to be done, bound to the versions shown. */
    changes: p.json<BoundTaskChange[]>().columnType('jsonb').nullable(),
    /** Of a proposal: it can't be accepted after that. */
    expiresAt: p.datetime().nullable(),
    /** It was accepted then, and is being done. */
    claimedAt: p.datetime().nullable(),
  },
});
export type Action = InferEntity<typeof ActionEntity>;
