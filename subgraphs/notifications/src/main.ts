import { serve } from '@rondo/platform/method.ts';
import type { ServiceDefinition } from '@rondo/platform/service.ts';
import * as methods from '@rondo/schema/methods/notifications.ts';
import { Notifications0001 } from '../migrations/0001-notifications.ts';
import { Notifications0002 } from '../migrations/0002-webhooks.ts';
import { DeliveryEntity, NotificationEntity, PushSubscriptionEntity, ReminderEntity, TaskEntity } from './entities.ts';
import { createConsumers } from './events.ts';
import { remindersOfTasks } from './reminder-list.ts';
import { checkReminders } from './reminder-request.ts';
import { createResolvers } from './resolvers.ts';
import { type NotificationSettings, type Runtime, startRuntime } from './runtime.ts';
import { WebhookDeliveryEntity, WebhookEntity } from './webhook-entities.ts';

export type { NotificationSettings } from './runtime.ts';
export { generateVapidKeys, VAPID_KEYS } from './vapid.ts';
export { WEBHOOK_KEY } from './webhook-secret.ts';

/**
 * Reminders of tasks, and the channels that they reach the user on; webhooks. Needs the secrets VAPID_KEYS, which `generateVapidKeys`
 * makes, and WEBHOOK_KEY, a random key.
 */
export function notifications(settings: NotificationSettings): ServiceDefinition {
  let started: Runtime | undefined;
  const runtime = (): Runtime => {
    if (!started) throw new Error('The notifications service has not been started.');
    return started;
  };
  return {
    name: 'notifications',
    resolvers: createResolvers(runtime),
    entities: [
      ...[TaskEntity, ReminderEntity, DeliveryEntity, NotificationEntity, PushSubscriptionEntity],
      ...[WebhookEntity, WebhookDeliveryEntity],
    ],
    migrations: [Notifications0001, Notifications0002],
    consumers: createConsumers(runtime),
    methods: [
      serve(methods.checkReminders, async (context, { taskId, dueAt, reminders }) => {
        const asks = reminders.map(({ at, ...request }) => ({ ...request, at: at === null ? null : new Date(at) }));
        await runtime().asSystem((operation) => checkReminders(operation, context.principal, { taskId, dueAt, asks }));
        return {};
      }),
      serve(methods.findReminders, async (context, { taskIds }) => ({
        reminders: await context.read((operation) => remindersOfTasks(operation, taskIds)),
      })),
    ],
    async start(host) {
      started = await startRuntime(host, settings);
      return started;
    },
  };
}
