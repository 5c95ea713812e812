import { type Consumer, type Delivery, on, onceOn } from '@rondo/platform/consumer.ts';
import { systemPrincipal } from '@rondo/platform/principal.ts';
import type { CloudEvent } from '@rondo/schema/events/envelope.ts';
import { ReminderDue } from '@rondo/schema/events/reminder.ts';
import {
  TaskCompleted,
  TaskCreated,
  type TaskData,
  TaskDeleted,
  TaskPurged,
  TaskReopened,
  TaskRestored,
  TaskUpdated,
} from '@rondo/schema/events/task.ts';
import { UserDeleted } from '@rondo/schema/events/user.ts';
import { Topic } from '@rondo/schema/topics.ts';
import { NotificationEntity, PushSubscriptionEntity, type Reminder, ReminderEntity, TaskEntity } from './entities.ts';
import type { Runtime } from './runtime.ts';
import { forgetTask, noteChange } from './task.ts';
import { asksForReminders, remindOfCreated } from './task-reminders.ts';
import { forgetWebhooks, takeForWebhooks, webhookEvents } from './webhook-event.ts';

export function createConsumers(runtime: () => Runtime): Consumer[] {
  async function serveWebhooks(delivery: Delivery, event: CloudEvent, hasWebhooks?: boolean): Promise<void> {
    if (await takeForWebhooks(delivery, event, hasWebhooks)) runtime().ringWebhooks();
  }
  /** Reminders follow, and webhooks are served, even where a reminder's part fails. */
  async function changed(delivery: Delivery, event: CloudEvent<TaskData>): Promise<void> {
    let hasWebhooks: boolean | undefined;
    try {
      const noted = await bySystem(delivery).write((operation) => noteChange(operation, event));
      hasWebhooks = noted.hasWebhooks;
      runtime().alarm.expect(noted.waiting);
    } finally {
      await serveWebhooks(delivery, event, hasWebhooks);
    }
  }
  async function created(delivery: Delivery, event: CloudEvent<TaskData>): Promise<void> {
    if (!asksForReminders(event.data)) return changed(delivery, event);
    await serveWebhooks(delivery, event);
    let waiting: Reminder[] = [];
    await bySystem(delivery).once(async (operation) => {
      waiting = await remindOfCreated(operation, event.data);
    });
    runtime().alarm.expect(waiting);
  }
  async function purged(delivery: Delivery, event: CloudEvent<TaskData>): Promise<void> {
    await serveWebhooks(delivery, event);
    await bySystem(delivery).once((operation) => forgetTask(operation, event.data.task.id));
  }
  const ofTasks = [
    on(TaskCreated, created),
    ...[TaskUpdated, TaskCompleted, TaskReopened, TaskDeleted, TaskRestored].map((type) => on(type, changed)),
    on(TaskPurged, purged),
  ];
  const others = webhookEvents
    .filter(({ type }) => !ofTasks.some((handler) => handler.type === type))
    .map((type) => on(type, (delivery, event) => serveWebhooks(delivery, event)));
  return [
    {
      topic: Topic.TASK_EVENTS,
      handlers: [
        ...ofTasks,
        ...others,
        onceOn(UserDeleted, async (operation, { data }) => {
          const { em } = operation;
          const { userId: ownerId } = data;
          await em.nativeDelete(ReminderEntity, { ownerId });
          await em.nativeDelete(NotificationEntity, { ownerId });
          await em.nativeDelete(PushSubscriptionEntity, { ownerId });
          await em.nativeDelete(TaskEntity, { ownerId });
          await forgetWebhooks(operation, ownerId);
        }),
      ],
    },
    {
      topic: Topic.REMINDERS,
      // The deliveries were written in the transaction that published this: what is left is to tell who carries them.
      handlers: [on(ReminderDue, async (_delivery, { data }) => runtime().ring(data.reminder.channels))],
    },
  ];
}

/** What follows a task's change is the system's doing, not that of who changed the task. */
function bySystem(delivery: Delivery): Delivery {
  return delivery.by(systemPrincipal.actor);
}
