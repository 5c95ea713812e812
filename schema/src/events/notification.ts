import { z } from 'zod';
import { Topic } from '../topics.ts';
import { defineEvent } from './define.ts';

export const notificationStateSchema = z.object({
  id: z.string(),
  ownerId: z.string(),
  title: z.string(),
  body: z.string(),
  taskId: z.string().nullable(),
  readAt: z.string().nullable(),
  createdAt: z.string(),
});
export type NotificationState = z.infer<typeof notificationStateSchema>;

const heard = [Topic.TASK_EVENTS, Topic.TASK_UPDATES] as const;

export const NotificationCreated = defineEvent(
  'notification.created.v1',
  z.object({ notification: notificationStateSchema }),
  heard,
);
export const NotificationRead = defineEvent(
  'notification.read.v1',
  z.object({ notification: notificationStateSchema }),
  heard,
);

export const notificationEvents = [NotificationCreated, NotificationRead] as const;
