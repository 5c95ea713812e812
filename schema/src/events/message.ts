import { z } from 'zod';
import { Topic } from '../topics.ts';
import { defineEvent } from './define.ts';

export const actionStates = ['DONE', 'NEEDS_CONFIRMATION', 'REJECTED', 'FAILED'] as const;
export type ActionState = (typeof actionStates)[number];
export const messageRoles = ['USER', 'ASSISTANT'] as const;

/** A message of a conversation with the assistant: the whole text so far, which only grows until it is complete. */
export const messageStateSchema = z.object({
  id: z.string(),
  conversationId: z.string(),
  role: z.enum(messageRoles),
  text: z.string(),
  actions: z.array(z.object({ id: z.string(), tool: z.string(), summary: z.string(), state: z.enum(actionStates) })),
  complete: z.boolean(),
  createdAt: z.string(),
});
export type MessageState = z.infer<typeof messageStateSchema>;

/** Some more of the assistant's answer was written, or an action of it was decided. */
export const MessageWritten = defineEvent('message.written.v1', z.object({ message: messageStateSchema }), [
  Topic.LIVE_UPDATES,
]);

export const messageEvents = [MessageWritten] as const;
