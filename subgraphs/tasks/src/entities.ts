import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { ownedRows } from '@rondo/platform/database/row-level-security.ts';
import { type DueState, priorities, type TaskState, taskStatuses } from '@rondo/schema/events/task.ts';

/** The `due…` columns are null together, but for `dueTime`, which is null for a whole day too. `dueAt` is `DueState.at`. */
export const TaskEntity = defineEntity({
  name: 'Task',
  tableName: 'task',
  properties: {
    id: p.text().primary(),
    ownerId: p.text(),
    title: p.text(),
    description: p.text(),
    status: p.enum(taskStatuses).columnType('text'),
    priority: p.enum(priorities).columnType('text'),
    dueDate: p.date().nullable(),
    dueTime: p.time().nullable(),
    dueZone: p.text().nullable(),
    dueFloating: p.boolean().nullable(),
    dueAt: p.datetime().nullable(),
    tagIds: p.array(),
    /** Reminders that there are, whatever their state; see reminder-projection.ts. */
    reminderIds: p.array(),
    parentId: p.text().nullable(),
    seriesId: p.text().nullable(),
    /** Wall-clock, `2026-03-29T09:00:00`: it names the occurrence, and no time zone may touch it. */
    occurrenceKey: p.text().nullable(),
    version: p.integer(),
    createdAt: p.datetime(),
    updatedAt: p.datetime(),
    completedAt: p.datetime().nullable(),
    deletedAt: p.datetime().nullable(),
    /** The task whose deletion took this one into the bin too. */
    deletedWith: p.text().nullable(),
    /** Of the call that made it under a client-made id, so that the same call again is told from another. */
    inputHash: p.text().nullable(),
  },
  ...ownedRows(),
});
export type Task = InferEntity<typeof TaskEntity>;

/** What revertTask brings back. */
export type TaskVersionSnapshot = Pick<
  TaskState,
  'title' | 'description' | 'status' | 'priority' | 'parentId' | 'completedAt'
> & { due: DueState | null; tagIds: string[] };

/** A task after one of its changes; written with the change. */
export const TaskVersionEntity = defineEntity({
  name: 'TaskVersion',
  tableName: 'task_version',
  properties: {
    taskId: p.text().primary(),
    version: p.integer().primary(),
    ownerId: p.text(),
    at: p.datetime(),
    snapshot: p.json().$type<TaskVersionSnapshot>(),
  },
  ...ownedRows(),
});
export type TaskVersion = InferEntity<typeof TaskVersionEntity>;

/** What tasks know of tags, by the tags' events. */
export const TagEntity = defineEntity({
  name: 'Tag',
  tableName: 'tag',
  properties: {
    id: p.text().primary(),
    ownerId: p.text(),
    name: p.text(),
    /** `tagKey(name)`, by which the filter language finds it. */
    key: p.text(),
    /** Of the tag; an event of a lower one is old news. */
    version: p.integer(),
    deleted: p.boolean(),
  },
  ...ownedRows(),
});
export type Tag = InferEntity<typeof TagEntity>;

/** The time zone that an owner's floating dues follow, by the user's events. */
export const OwnerZoneEntity = defineEntity({
  name: 'OwnerZone',
  tableName: 'owner_zone',
  properties: {
    ownerId: p.text().primary(),
    timeZone: p.text(),
    /** Of the event that said so; an earlier one is old news. */
    at: p.datetime(),
  },
  ...ownedRows(),
});

export const SavedFilterEntity = defineEntity({
  name: 'SavedFilter',
  tableName: 'saved_filter',
  properties: {
    id: p.text().primary(),
    ownerId: p.text(),
    name: p.text(),
    query: p.text(),
    createdAt: p.datetime(),
  },
  ...ownedRows(),
});
export type SavedFilter = InferEntity<typeof SavedFilterEntity>;
