import { z } from 'zod';
import { Topic } from '../topics.ts';
import { defineEvent } from './define.ts';
import { fieldChangeSchema } from './envelope.ts';

/** No address: who mails a user asks accounts for it, so that the log holds none. */
export const userStateSchema = z.object({
  id: z.string(),
  name: z.string(),
  timeZone: z.string(),
  locale: z.string(),
  anonymous: z.boolean(),
  createdAt: z.string(),
});
export type UserState = z.infer<typeof userStateSchema>;

const userDataSchema = z.object({ user: userStateSchema, changes: z.array(fieldChangeSchema) });

export const UserCreated = defineEvent('user.created.v1', userDataSchema, [Topic.TASK_EVENTS]);
export const UserUpdated = defineEvent('user.updated.v1', userDataSchema, [Topic.TASK_EVENTS]);
/** The account is gone: every service removes what it holds of this owner. */
export const UserDeleted = defineEvent('user.deleted.v1', z.object({ userId: z.string() }), [Topic.TASK_EVENTS]);

export const userEvents = [UserCreated, UserUpdated, UserDeleted] as const;
