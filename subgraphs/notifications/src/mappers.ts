/** What this subgraph's resolvers return for an object type of the SDL; the generated resolver types build on it. */
import type { Connection, PageInfoSource } from '@rondo/platform/connection.ts';
import type { Delivery as DeliveryRow, Notification as NotificationRow, Reminder as ReminderRow } from './entities.ts';
import type { WebhookDelivery as WebhookDeliveryRow, Webhook as WebhookRow } from './webhook-entities.ts';

export type Task = { id: string };
export type Reminder = ReminderRow;
export type Delivery = DeliveryRow;
export type Notification = NotificationRow;
export type NotificationConnection = Connection<NotificationRow> & { unreadCount(): Promise<number> };
export type PageInfo = PageInfoSource;
export type Webhook = WebhookRow;
export type WebhookDelivery = WebhookDeliveryRow;
