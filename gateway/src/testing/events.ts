import type { CloudEvent, FieldChange } from '@rondo/schema/events/envelope.ts';
import { TagCreated, TagDeleted } from '@rondo/schema/events/tag.ts';
import { TaskCreated, type TaskState } from '@rondo/schema/events/task.ts';
import { newId } from '@rondo/schema/ids.ts';

export function eventOf(type: string, userId: string, subject: string, data: unknown, time = new Date()): CloudEvent {
  return {
    specversion: '1.0',
    id: newId('event'),
    source: '/rondo/test',
    type,
    subject,
    time: time.toISOString(),
    datacontenttype: 'application/json',
    partitionkey: userId,
    actorkind: 'USER',
    data,
  };
}

export function stateOf(userId: string, state: Partial<TaskState> = {}): TaskState {
  return {
    id: newId('task'),
    ownerId: userId,
    title: 'Milk',
    description: '',
    status: 'OPEN',
    priority: 'NONE',
    due: null,
    tags: [],
    parentId: null,
    seriesId: null,
    occurrenceKey: null,
    hasReminder: false,
    version: 1,
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    completedAt: null,
    deletedAt: null,
    ...state,
  };
}

export function taskEvent(
  userId: string,
  state: Partial<TaskState> = {},
  { type = TaskCreated.type, changes = [] as FieldChange[], time = new Date() } = {},
): CloudEvent {
  const task = stateOf(userId, state);
  return eventOf(type, userId, task.id, { task, changes }, time);
}

export function tagEvent(userId: string, id: string, { isDeleted = false } = {}): CloudEvent {
  const tag = {
    id,
    ownerId: userId,
    name: 'home',
    color: '#4c6ef5',
    version: 1,
    createdAt: '2026-01-01T00:00:00.000Z',
  };
  return eventOf(isDeleted ? TagDeleted.type : TagCreated.type, userId, id, { tag, changes: [] });
}
