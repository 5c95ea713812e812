import type { Operation } from '@rondo/platform/operation.ts';
import { queryRows } from '@rondo/platform/query.ts';
import { type Delivery, DeliveryEntity, NotificationEntity, type Reminder, ReminderEntity } from './entities.ts';
import type { ReminderInput, Resolvers } from './generated/resolvers.ts';
import { listNotifications, markNotificationsRead } from './notification.ts';
import { registerPushSubscription, removePushSubscription } from './push-subscription.ts';
import { acknowledgeReminder, addReminder, removeReminder, snoozeReminder } from './reminder.ts';
import type { ReminderAsk } from './reminder-request.ts';
import type { Runtime } from './runtime.ts';
import { createWebhook, deleteWebhook, listWebhooks, rotateWebhookSecret, updateWebhook } from './webhook.ts';
import { webhookEvents } from './webhook-event.ts';
import { listDeliveries, webhooksById } from './webhook-log.ts';
import { redeliverWebhook, replayWebhook } from './webhook-replay.ts';

export function createResolvers(runtime: () => Runtime): Resolvers {
  return {
    Query: {
      notifications: (_parent, args, context) => listNotifications(context, args),
      pushPublicKey: () => runtime().pushPublicKey(),
      webhooks: (_parent, _args, context) => context.read(listWebhooks),
      webhookEventTypes: () => webhookEvents.map(({ type }) => type),
    },
    Mutation: {
      async addReminder(_parent, { taskId, reminder }, context) {
        const added = await addReminder(context, { taskId, ask: askOf(reminder) });
        runtime().alarm.expect([added]);
        return added;
      },
      removeReminder: (_parent, { id }, context) => context.write((operation) => removeReminder(operation, { id })),
      async snoozeReminder(_parent, args, context) {
        const snoozed = await context.write((operation) => snoozeReminder(operation, args));
        runtime().alarm.expect([snoozed]);
        return snoozed;
      },
      acknowledgeReminder: (_parent, { id }, context) =>
        context.write((operation) => acknowledgeReminder(operation, { id })),
      markNotificationsRead: (_parent, args, context) => markNotificationsRead(context, args),
      registerPushSubscription: (_parent, input, context) => registerPushSubscription(context, runtime(), input),
      removePushSubscription: (_parent, { endpoint }, context) =>
        context.write((operation) => removePushSubscription(operation, endpoint)),
      createWebhook: (_parent, { input }, context) => createWebhook(context, runtime(), input),
      updateWebhook: (_parent, args, context) => updateWebhook(context, runtime(), args),
      rotateWebhookSecret: (_parent, { id }, context) => rotateWebhookSecret(context, runtime(), id),
      deleteWebhook: (_parent, { id }, context) => context.write((operation) => deleteWebhook(operation, id)),
      async replayWebhook(_parent, args, context) {
        const count = await context.write((operation) => replayWebhook(operation, args));
        runtime().ringWebhooks();
        return count;
      },
      async redeliverWebhook(_parent, args, context) {
        const delivery = await context.write((operation) => redeliverWebhook(operation, args));
        runtime().ringWebhooks();
        return delivery;
      },
    },
    Task: {
      __resolveReference: ({ id }) => ({ id }),
      reminders: ({ id }, _args, context) => context.load(remindersByTask, id),
    },
    Reminder: {
      __resolveReference: ({ id }, context) => context.load(remindersById, id),
      task: ({ taskId }) => ({ id: taskId }),
      deliveries: ({ id }, _args, context) => context.load(deliveriesByReminder, id),
    },
    Notification: {
      __resolveReference: ({ id }, context) => context.load(notificationsById, id),
      task: ({ taskId }) => (taskId ? { id: taskId } : null),
    },
    Webhook: {
      __resolveReference: ({ id }, context) => context.load(webhooksById, id),
      deliveries: ({ id }, { first }, context) => listDeliveries(context, id, first ?? 20),
    },
  };
}

function askOf({ id, at, before, channels }: ReminderInput): ReminderAsk {
  return { id: id ?? null, at: at ?? null, before: before ?? null, channels: channels ?? [] };
}

async function remindersById({ em }: Operation, ids: readonly string[]): Promise<(Reminder | null)[]> {
  const found = await em.find(ReminderEntity, { id: { $in: [...ids] } });
  const byId = new Map(found.map((reminder) => [reminder.id, reminder]));
  return ids.map((id) => byId.get(id) ?? null);
}

async function notificationsById({ em }: Operation, ids: readonly string[]) {
  const found = await em.find(NotificationEntity, { id: { $in: [...ids] } });
  const byId = new Map(found.map((notification) => [notification.id, notification]));
  return ids.map((id) => byId.get(id) ?? null);
}

async function remindersByTask({ em }: Operation, taskIds: readonly string[]): Promise<Reminder[][]> {
  const found = await em.find(ReminderEntity, { taskId: { $in: [...taskIds] } }, { orderBy: { at: 'asc', id: 'asc' } });
  const byTask = Map.groupBy(found, ({ taskId }) => taskId);
  return taskIds.map((taskId) => byTask.get(taskId) ?? []);
}

/** Of the last firing of each. */
async function deliveriesByReminder({ em }: Operation, ids: readonly string[]): Promise<Delivery[][]> {
  const rows = await queryRows<object>(
    em,
    `select d.* from notifications.delivery d
     join notifications.reminder r on r.id = d.reminder_id and r.firing = d.firing
     where r.id = any($1) order by array_position(r.channels, d.channel)`,
    [ids],
  );
  const byReminder = Map.groupBy(
    rows.map((row) => em.map(DeliveryEntity, row)),
    ({ reminderId }) => reminderId,
  );
  return ids.map((id) => byReminder.get(id) ?? []);
}
