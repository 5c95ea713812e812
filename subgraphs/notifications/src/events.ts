import { type Consumer, type Delivery, type EventHandler, on, onceOn } from '@rondo/platform/consumer.ts';
import { systemPrincipal } from '@rondo/platform/principal.ts';
import type { EventType } from '@rondo/schema/events/define.ts';
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
import { forgetTask, noteTask } from './task.ts';
import { remindOfCreated } from './task-reminders.ts';
import { forgetWebhooks, takeForWebhooks, webhookEvents } from './webhook-event.ts';

export function createConsumers(runtime: () => Runtime): Consumer[] {
  /** What follows a task's change is the system's doing, not that of who changed the task. */
  async function followed(delivery: Delivery, work: Parameters<typeof waitingAfter>[1]): Promise<void> {
    runtime().alarm.expect(await waitingAfter(delivery.by(systemPrincipal.actor), work));
  }
  const changed = (type: EventType<TaskData>): EventHandler =>
    on(type, (delivery, { data }) =>
      followed(delivery, async (operation) => (await noteTask(operation, data.task)).waiting),
    );
  const reminding = [
    on(TaskCreated, (delivery, { data }) => followed(delivery, (operation) => remindOfCreated(operation, data))),
    ...[TaskUpdated, TaskCompleted, TaskReopened, TaskDeleted, TaskRestored].map(changed),
    on(TaskPurged, (delivery, { data }) =>
      delivery.by(systemPrincipal.actor).once((operation) => forgetTask(operation, data.task.id)),
    ),
  ];
  const forWebhooks = webhookEvents.map((type) =>
    on(type, async (delivery, event) => {
      if (await takeForWebhooks(delivery, event)) runtime().ringWebhooks();
    }),
  );
  return [
    {
      topic: Topic.TASK_EVENTS,
      handlers: [
        ...inTurn([...forWebhooks, ...reminding]),
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

/** Does an event's work, once, and returns the reminders that wait since. */
async function waitingAfter(
  delivery: Delivery,
  work: (operation: Parameters<Parameters<Delivery['once']>[0]>[0]) => Promise<Reminder[]>,
): Promise<Reminder[]> {
  let waiting: Reminder[] = [];
  await delivery.once(async (operation) => {
    waiting = await work(operation);
  });
  return waiting;
}

/**
 * One handler a type of event, which does what all of that type do, one after the other. Each of them is safe to repeat, so that those before one that fails do no
 * harm when the event comes again.
 */
function inTurn(handlers: readonly EventHandler[]): EventHandler[] {
  return [...Map.groupBy(handlers, ({ type }) => type)].map(([type, ofType]) => ({
    type,
    async handle(delivery, event) {
      for (const handler of ofType) await handler.handle(delivery, event);
    },
  }));
}
