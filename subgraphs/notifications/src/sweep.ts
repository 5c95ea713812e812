import type { Operation } from '@rondo/platform/operation.ts';
import { systemPrincipal } from '@rondo/platform/principal.ts';
import { queryRows } from '@rondo/platform/query.ts';
import type { ServiceHost } from '@rondo/platform/service.ts';
import { delayBuckets, Histogram, secondsSinceInstant } from '@rondo/platform/telemetry/metrics.ts';
import { NotificationCreated } from '@rondo/schema/events/notification.ts';
import { ReminderCancelled, ReminderDue, ReminderSent, type ReminderSnapshot } from '@rondo/schema/events/reminder.ts';
import type { Channel } from '@rondo/schema/events/reminder-request.ts';
import type { DueState, TaskState } from '@rondo/schema/events/task.ts';
import { newId } from '@rondo/schema/ids.ts';
import { findTasks } from '@rondo/schema/methods/tasks.ts';
import { messageOf } from './message.ts';
import { principalFor } from './owner.ts';
import { noteTask } from './task.ts';

const lateness = new Histogram({
  name: 'rondo_reminder_lateness_seconds',
  help: 'From the time of a reminder to when it fired.',
  buckets: delayBuckets,
});

/** Reminders that one transaction fires at most. */
const batchSize = 500;
/** How long the tasks may take to say how they are, before reminders go by what their events have told. */
const recheckMs = 1_000;

/**
 * Fires every reminder that is due: once each, whatever number of sweeps is at work. Those of tasks that were completed, deleted or moved
 * a moment ago are not fired, even where the event has not come yet.
 */
export async function sweep(host: ServiceHost, signal: AbortSignal): Promise<void> {
  let due = await prepare(host, []);
  while (due.length > 0 && !signal.aborted) {
    // The next ones are looked up while these are fired: one keeps this process busy, the other the database.
    const [fired, next] = await Promise.all([host.asSystem((operation) => fire(operation, due)), prepare(host, due)]);
    // The others are in the hands of another sweep, or wait for another moment now.
    if (fired === 0) return;
    due = next;
  }
}

/** The ids of reminders that are due now, besides `inHand`, after their tasks were looked at. */
async function prepare(host: ServiceHost, inHand: readonly string[]): Promise<string[]> {
  const due = await findDue(host, inHand);
  if (due.length > 0) await catchUp(host, due);
  return due.map(({ id }) => id);
}

interface DueReminder {
  id: string;
  taskId: string;
  version: number;
}

function findDue(host: ServiceHost, inHand: readonly string[]): Promise<DueReminder[]> {
  return host.asSystem(({ em }) =>
    queryRows<DueReminder>(
      em,
      // now(), as clock_timestamp() is volatile and would have every row looked at; the limit inside for the same reason.
      `with due as materialized (
         select id, task_id from notifications.reminder where fire_at <= now() and id <> all($1)
         order by fire_at limit ${batchSize}
       )
       select due.id, t.id as "taskId", t.version from due join notifications.task t on t.id = due.task_id`,
      [inHand],
    ),
  );
}

/** Takes in what happened to the tasks that no event has told yet. A reminder too many is better than one missing, so that failing to is no reason to wait. */
async function catchUp(host: ServiceHost, due: readonly DueReminder[]): Promise<void> {
  const known = new Map(due.map(({ taskId, version }) => [taskId, version]));
  for (const state of await currentStates(host, [...known.keys()])) {
    if (state.version <= (known.get(state.id) ?? 0)) continue;
    try {
      await host.as(principalFor(state.ownerId)).write((operation) => noteTask(operation, state));
    } catch (error) {
      host.log.error({ err: error, task: state.id }, 'a task could not be caught up with');
    }
  }
}

async function currentStates(host: ServiceHost, taskIds: string[]): Promise<TaskState[]> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`No answer came within ${recheckMs} ms.`)), recheckMs);
  try {
    const { tasks } = await Promise.race([host.as(systemPrincipal).invoke(findTasks, { taskIds }), late.promise]);
    return tasks;
  } catch (error) {
    host.log.warn(error, 'reminders fire by what events have told: the tasks themselves could not be asked');
    return [];
  } finally {
    clearTimeout(timer);
  }
}

interface Claimed {
  id: string;
  ownerId: string;
  taskId: string;
  /** RFC 3339. */
  at: string;
  /** When it was to fire: `at`, or where it was snoozed to. */
  fireAt: string;
  before: string | null;
  channels: Channel[];
  state: 'SCHEDULED' | 'SNOOZED';
  /** This time included. */
  firing: number;
  title: string;
  due: DueState | null;
  open: boolean;
}

/**
 * Fires those of the reminders that are still due and in no other transaction's hands. The in-app channel is a row of this
 * transaction; the others are left to their couriers. Returns how many there were.
 */
async function fire(operation: Operation, ids: readonly string[]): Promise<number> {
  const claimed = await queryRows<Claimed>(
    operation.em,
    `select r.id, r.owner_id as "ownerId", r.task_id as "taskId", to_json(r.at) as at, to_json(r.fire_at) as "fireAt", r.before, r.channels, r.state,
       r.firing + 1 as firing, t.title, t.due, t.open
     from notifications.reminder r join notifications.task t on t.id = r.task_id
     where r.id = any($1) and r.fire_at <= now()
     order by r.fire_at for update of r skip locked`,
    [ids],
  );
  const live = claimed.filter(({ open }) => open);
  for (const { fireAt } of live) lateness.observe(secondsSinceInstant(fireAt));
  await cancel(
    operation,
    claimed.filter(({ open }) => !open),
  );
  if (live.length > 0) {
    await moveOn(operation, live);
    await notify(
      operation,
      live.filter(({ channels }) => channels.includes('IN_APP')),
    );
  }
  return claimed.length;
}

/** They were snoozed in the moment in which their task was closed. */
async function cancel(operation: Operation, reminders: readonly Claimed[]): Promise<void> {
  if (reminders.length === 0) return;
  await queryRows(
    operation.em,
    `update notifications.reminder set state = 'CANCELLED', fire_at = null where id = any($1)`,
    [reminders.map(({ id }) => id)],
  );
  for (const reminder of reminders) {
    const changes = [{ field: 'state', from: reminder.state, to: 'CANCELLED' }];
    const data = { reminder: snapshot(reminder, 'CANCELLED'), changes };
    operation.emit(ReminderCancelled, reminder.id, data, reminder.ownerId);
  }
}

/** They wait no longer, and each channel has its delivery. */
async function moveOn(operation: Operation, reminders: readonly Claimed[]): Promise<void> {
  const ids = reminders.map(({ id }) => id);
  await queryRows(
    operation.em,
    `update notifications.reminder
     set fire_at = null, snoozed_until = null, firing = firing + 1,
       state = case when 'IN_APP' = any(channels) then 'SENT' else state end
     where id = any($1)`,
    [ids],
  );
  await queryRows(
    operation.em,
    `insert into notifications.delivery
       (reminder_id, firing, channel, owner_id, state, attempts, delivered_at, next_attempt_at)
     select r.id, r.firing, c.channel, r.owner_id, case when c.in_app then 'DELIVERED' else 'PENDING' end,
       case when c.in_app then 1 else 0 end, case when c.in_app then $2::timestamptz end,
       case when c.in_app then null else now() end
     from notifications.reminder r
     cross join lateral (select channel, channel = 'IN_APP' as in_app from unnest(r.channels) as channel) as c
     where r.id = any($1)`,
    [ids, operation.now],
  );
  for (const reminder of reminders) {
    const { id, ownerId, firing } = reminder;
    operation.emit(ReminderDue, id, { reminder: snapshot(reminder, reminder.state), firing }, ownerId);
  }
}

async function notify(operation: Operation, reminders: readonly Claimed[]): Promise<void> {
  if (reminders.length === 0) return;
  const createdAt = operation.now.toISOString();
  const notifications = reminders.map(({ ownerId, taskId, title, due }) => ({
    id: newId('notification'),
    ownerId,
    taskId,
    ...messageOf({ title, due }),
    readAt: null,
    createdAt,
  }));
  await queryRows(
    operation.em,
    `insert into notifications.notification (id, owner_id, task_id, title, body, created_at)
     select id, "ownerId", "taskId", title, body, $2
     from json_to_recordset($1) as n(id text, "ownerId" text, "taskId" text, title text, body text)`,
    [JSON.stringify(notifications), operation.now],
  );
  for (const notification of notifications) {
    operation.emit(NotificationCreated, notification.id, { notification }, notification.ownerId);
  }
  for (const reminder of reminders) {
    const changes = [{ field: 'state', from: reminder.state, to: 'SENT' }];
    const data = { reminder: snapshot(reminder, 'SENT'), changes };
    operation.emit(ReminderSent, reminder.id, data, reminder.ownerId);
  }
}

function snapshot(reminder: Claimed, state: ReminderSnapshot['state']): ReminderSnapshot {
  const { id, ownerId, taskId, at, before, channels } = reminder;
  return { id, ownerId, taskId, at: new Date(at).toISOString(), before, channels, state };
}
