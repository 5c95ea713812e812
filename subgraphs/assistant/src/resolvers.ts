import type { Operation } from '@rondo/platform/operation.ts';
import { isId } from '@rondo/schema/ids.ts';
import { confirmAction } from './action.ts';
import { listConversations, listMessages } from './conversation.ts';
import {
  type Action,
  ActionEntity,
  type Conversation,
  ConversationEntity,
  type Message,
  MessageEntity,
} from './entities.ts';
import type { Resolvers } from './generated/resolvers.ts';
import { shownAction } from './message.ts';
import type { Runtime } from './runtime.ts';

export function createResolvers(runtime: () => Runtime): Resolvers {
  return {
    Query: {
      conversation: (_parent, { id }, context) => context.load(conversationsById, id),
      conversations: (_parent, args, context) => listConversations(context, args),
    },
    Mutation: {
      sendMessage: (_parent, input, context) => runtime().send(context, input),
      confirmAction: (_parent, input, context) => confirmAction(context, runtime().host, input),
    },
    Conversation: {
      __resolveReference: ({ id }, context) => context.load(conversationsById, id),
      messages: ({ id }, args, context) => listMessages(context, id, args),
    },
    Message: {
      __resolveReference: ({ id }, context) => context.load(messagesById, id),
      actions: async ({ id }, _args, context) => {
        const now = new Date();
        return (await context.load(actionsByMessage, id)).map((action) => shownAction(action, now));
      },
    },
  };
}

async function conversationsById({ em }: Operation, ids: readonly string[]): Promise<(Conversation | null)[]> {
  const found = await em.find(ConversationEntity, { id: { $in: ids.filter((id) => isId('conversation', id)) } });
  const byId = new Map(found.map((conversation) => [conversation.id, conversation]));
  return ids.map((id) => byId.get(id) ?? null);
}

async function messagesById({ em }: Operation, ids: readonly string[]): Promise<(Message | null)[]> {
  const found = await em.find(MessageEntity, { id: { $in: ids.filter((id) => isId('message', id)) } });
  const byId = new Map(found.map((message) => [message.id, message]));
  return ids.map((id) => byId.get(id) ?? null);
}

async function actionsByMessage({ em }: Operation, ids: readonly string[]): Promise<Action[][]> {
  const found = await em.find(ActionEntity, { messageId: { $in: [...ids] } }, { orderBy: { id: 'asc' } });
  return ids.map((id) => found.filter(({ messageId }) => messageId === id));
}
