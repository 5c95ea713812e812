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

export function createConsumers(runtime: () => Runtime): Consumer[] {
  /** What follows a task's change is the system's doing, not that of who changed the task. */
  async function followed(delivery: Delivery, work: Parameters<typeof waitingAfter>[1]): Promise<void> {
    runtime().alarm.expect(await waitingAfter(delivery.by(systemPrincipal.actor), work));
  }
  const changed = (type: EventType<TaskData>): EventHandler =>
    on(type, (delivery, { data }) =>
      followed(delivery, async (operation) => (await noteTask(operation, data.task)).waiting),
    );
  return [
    {
      topic: Topic.TASK_EVENTS,
      handlers: [
        on(TaskCreated, (delivery, { data }) => followed(delivery, (operation) => remindOfCreated(operation, data))),
        ...[TaskUpdated, TaskCompleted, TaskReopened, TaskDeleted, TaskRestored].map(changed),
        on(TaskPurged, (delivery, { data }) =>
          delivery.by(systemPrincipal.actor).once((operation) => forgetTask(operation, data.task.id)),
        ),
        onceOn(UserDeleted, async ({ em }, { data }) => {
          const { userId: ownerId } = data;
          await em.nativeDelete(ReminderEntity, { ownerId });
          await em.nativeDelete(NotificationEntity, { ownerId });
          await em.nativeDelete(PushSubscriptionEntity, { ownerId });
          await em.nativeDelete(TaskEntity, { ownerId });
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
