import type { TailedEvent } from '@rondo/platform/platform.ts';
import type { EventType } from '@rondo/schema/events/define.ts';
import { type Actor, actorOf, type CloudEvent, type FieldChange } from '@rondo/schema/events/envelope.ts';
import * as notification from '@rondo/schema/events/notification.ts';
import * as reminder from '@rondo/schema/events/reminder.ts';
import * as tag from '@rondo/schema/events/tag.ts';
import * as task from '@rondo/schema/events/task.ts';
import type { ChangeKind } from '../generated/resolvers.ts';

/** An event as the graph's `Change` types have it, without its cursor: its subject with what the event says of it, what belongs to that as stubs by key. */
export interface Change {
  readonly fields: ChangeFields;
  /** Of a TaskChange: what a filter looks at. */
  readonly task?: {
    readonly kind: ChangeKind;
    readonly state: task.TaskState;
    readonly changes: readonly FieldChange[];
  };
}

export interface ChangeFields {
  readonly __typename: 'TaskChange' | 'TagChange' | 'ReminderChange' | 'NotificationChange';
  readonly id: string;
  readonly type: string;
  readonly at: string;
  readonly actor: Actor & { readonly __typename: 'Actor' };
  readonly [field: string]: unknown;
}

type Reader = (event: CloudEvent) => Pick<Change, 'task'> & { typename: ChangeFields['__typename']; own: object };

function taskChange(type: EventType<task.TaskData>, kind: ChangeKind): [string, Reader] {
  return [
    type.type,
    ({ data }) => {
      const { task: state, changes } = type.data.parse(data);
      const own = { kind, taskId: state.id, version: state.version, task: taskOf(state) };
      return { typename: 'TaskChange', own, task: { kind, state, changes } };
    },
  ];
}

function taskOf(state: task.TaskState) {
  const { ownerId: _, tags, parentId, seriesId, hasReminder: __, ...shown } = state;
  return { ...shown, tags: tags.map(({ id }) => ({ id })), parent: stub(parentId), series: stub(seriesId) };
}

function stub(id: string | null): { id: string } | null {
  return id === null ? null : { id };
}

function tagChange(type: EventType<{ tag: tag.TagState }>, kind: ChangeKind): [string, Reader] {
  return [
    type.type,
    ({ data }) => {
      const { id, name, color, version, createdAt } = type.data.parse(data).tag;
      const entity = kind === 'DELETED' ? null : { id, name, color, version, createdAt };
      return { typename: 'TagChange', own: { kind, tagId: id, version, tag: entity } };
    },
  ];
}

function reminderChange(type: EventType<{ reminder: reminder.ReminderSnapshot }>): [string, Reader] {
  return [
    type.type,
    ({ data }) => {
      const { id, taskId, at, before, channels, state } = type.data.parse(data).reminder;
      const entity =
        type === reminder.ReminderRemoved ? null : { id, task: { id: taskId }, at, before, channels, state };
      return { typename: 'ReminderChange', own: { reminderId: id, state, reminder: entity } };
    },
  ];
}

function notificationChange(type: EventType<{ notification: notification.NotificationState }>): [string, Reader] {
  return [
    type.type,
    ({ data }) => {
      const { id, title, body, taskId, readAt, createdAt } = type.data.parse(data).notification;
      const entity = { id, title, body, task: stub(taskId), readAt, createdAt };
      return { typename: 'NotificationChange', own: { notification: entity } };
    },
  ];
}

const readers: ReadonlyMap<string, Reader> = new Map([
  taskChange(task.TaskCreated, 'CREATED'),
  taskChange(task.TaskUpdated, 'UPDATED'),
  taskChange(task.TaskCompleted, 'COMPLETED'),
  taskChange(task.TaskReopened, 'REOPENED'),
  taskChange(task.TaskDeleted, 'DELETED'),
  taskChange(task.TaskRestored, 'RESTORED'),
  tagChange(tag.TagCreated, 'CREATED'),
  tagChange(tag.TagRenamed, 'UPDATED'),
  tagChange(tag.TagUpdated, 'UPDATED'),
  tagChange(tag.TagMerged, 'DELETED'),
  tagChange(tag.TagDeleted, 'DELETED'),
  ...[
    reminder.ReminderScheduled,
    reminder.ReminderMoved,
    reminder.ReminderSent,
    reminder.ReminderFailed,
    reminder.ReminderSnoozed,
    reminder.ReminderAcknowledged,
    reminder.ReminderCancelled,
    reminder.ReminderRemoved,
  ].map(reminderChange),
  notificationChange(notification.NotificationCreated),
  notificationChange(notification.NotificationRead),
]);

/** Event types that the change stream has a form for. */
export const streamedTypes: ReadonlySet<string> = new Set(readers.keys());

/** One event meets many subscribers; it is read for the first of them. */
const changes = new WeakMap<TailedEvent, Change | null>();

/**
 * The change that an event tells of; null where it is of a type that clients do not hear of.
 * @throws ZodError where its data is malformed
 */
export function changeOf(tailed: TailedEvent): Change | null {
  let change = changes.get(tailed);
  if (change === undefined) {
    change = readChange(tailed.event);
    changes.set(tailed, change);
  }
  return change;
}

function readChange(event: CloudEvent): Change | null {
  const read = readers.get(event.type)?.(event);
  if (!read) return null;
  const fields: ChangeFields = {
    __typename: read.typename,
    id: event.id,
    type: event.type,
    at: event.time,
    actor: { __typename: 'Actor', ...actorOf(event) },
    ...read.own,
  };
  return { fields, ...(read.task ? { task: read.task } : {}) };
}
