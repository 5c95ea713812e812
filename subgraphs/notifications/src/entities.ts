import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { ownedRows } from '@rondo/platform/database/row-level-security.ts';
import { reminderStates } from '@rondo/schema/events/reminder.ts';
import { type Channel, channels } from '@rondo/schema/events/reminder-request.ts';
import type { DueState } from '@rondo/schema/events/task.ts';

export const deliveryStates = ['PENDING', 'DELIVERED', 'FAILED'] as const;

/** What reminders need to know of a task, kept from its events. */
export const TaskEntity = defineEntity({
  name: 'Task',
  tableName: 'task',
  properties: {
    id: p.text().primary(),
    ownerId: p.text(),
    title: p.text(),
    due: p.json().$type<DueState>().nullable(),
    /** Neither completed nor cancelled nor in the bin. */
    open: p.boolean(),
    version: p.integer(),
    /** The occurrence before it in its series, whose relative reminders it got. */
    occurrenceOf: p.text().nullable(),
  },
  ...ownedRows(),
});
export type Task = InferEntity<typeof TaskEntity>;

export const ReminderEntity = defineEntity({
  name: 'Reminder',
  tableName: 'reminder',
  properties: {
    id: p.text().primary(),
    ownerId: p.text(),
    taskId: p.text(),
    /** The fixed instant that was asked for; null where it is relative. */
    askedAt: p.datetime().nullable(),
    /** How long before the due time, ISO 8601; null where it is at a fixed instant. */
    before: p.text().nullable(),
    channels: p.array().$type<Channel[]>(),
    state: p.enum(reminderStates).columnType('text'),
    /** When it fires next, or fired last. */
    at: p.datetime(),
    /** Set while it waits; what the sweep looks for. */
    fireAt: p.datetime().nullable(),
    /** Set while it is snoozed, and kept while its task is closed, so that reopening brings it back. */
    snoozedUntil: p.datetime().nullable(),
    /** How often it has fired. */
    firing: p.integer(),
    createdAt: p.datetime(),
  },
  ...ownedRows(),
});
export type Reminder = InferEntity<typeof ReminderEntity>;

export const DeliveryEntity = defineEntity({
  name: 'Delivery',
  tableName: 'delivery',
  properties: {
    reminderId: p.text().primary(),
    firing: p.integer().primary(),
    channel: p.enum(channels).columnType('text').primary(),
    ownerId: p.text(),
    state: p.enum(deliveryStates).columnType('text'),
    attempts: p.integer(),
    lastError: p.text().nullable(),
    deliveredAt: p.datetime().nullable(),
    /** Set while there is something left to try; while it is being tried, when others may take it for abandoned. */
    nextAttemptAt: p.datetime().nullable(),
    /** The push subscriptions that have got it, so that trying the others again does not repeat it there. */
    reached: p.array(),
  },
  ...ownedRows(),
});
export type Delivery = InferEntity<typeof DeliveryEntity>;

export const NotificationEntity = defineEntity({
  name: 'Notification',
  tableName: 'notification',
  properties: {
    id: p.text().primary(),
    ownerId: p.text(),
    taskId: p.text().nullable(),
    title: p.text(),
    body: p.text(),
    readAt: p.datetime().nullable(),
    createdAt: p.datetime(),
  },
  ...ownedRows(),
});
export type Notification = InferEntity<typeof NotificationEntity>;

export const PushSubscriptionEntity = defineEntity({
  name: 'PushSubscription',
  tableName: 'push_subscription',
  properties: {
    id: p.text().primary(),
    ownerId: p.text(),
    endpoint: p.text(),
    p256dh: p.text(),
    auth: p.text(),
    createdAt: p.datetime(),
  },
  ...ownedRows(),
});
export type PushSubscription = InferEntity<typeof PushSubscriptionEntity>;
