import { RondoError } from '@rondo/platform/errors.ts';
import type { Channel, SettledState } from '@rondo/schema/events/reminder-request.ts';
import type { Priority, TaskStatus } from '@rondo/schema/events/task.ts';
import type { RecurrenceRequest, SeriesImport } from '@rondo/schema/methods/recurrence.ts';
import type { TransferFormat } from '@rondo/schema/methods/transfer.ts';
import { GraphQLError } from 'graphql';
import { placeDue, type WallDue } from '../due.ts';
import type { TaskVersionSnapshot } from '../entities.ts';
import { draftOf, type TaskDraft } from '../task-input.ts';

/** What a file has, one after the other. `place` names where: `Line 12`. */
export type ImportItem = TaskItem | FaultyItem | TagItem | FilterItem | SeriesItem;

/** Counts as a task that failed. */
export interface FaultyItem {
  kind: 'fault';
  place: string;
  message: string;
}

export interface TagItem {
  kind: 'tag';
  name: string;
  color: string;
}

export interface FilterItem {
  kind: 'filter';
  place: string;
  source: string;
  name: string;
  query: string;
}

/** A series that tasks of the same file are occurrences of. */
export interface SeriesItem {
  kind: 'series';
  place: string;
  source: string;
  series: Omit<SeriesImport, 'id' | 'originalId'>;
}

export interface TaskItem {
  kind: 'task';
  place: string;
  /** What its id is made of. Where it is an id of the user's own task already, that task is meant. */
  source: string;
  parentSource: string | null;
  draft: Pick<TaskDraft, 'title' | 'description' | 'priority' | 'tagNames'>;
  status: TaskStatus;
  due: WallDue | null;
  recurrence: ImportedRecurrence | null;
  /** Of an occurrence of a series of the same file. */
  occurrence: { seriesSource: string; key: string } | null;
  reminders: ImportedReminder[];
  createdAt: string | null;
  updatedAt: string | null;
  completedAt: string | null;
  /** What only our own export knows. */
  kept: KeptTask | null;
  /** What could not be taken over, though the task is. */
  warnings: string[];
}

export interface ImportedRecurrence extends RecurrenceRequest {
  start: string;
  skipped: string[];
  notBefore: string | null;
}

export interface ImportedReminder {
  /** What its id is made of, with the task's; null: its place among them. */
  source: string | null;
  at: string | null;
  before: string | null;
  channels: Channel[];
  state?: SettledState;
}

export interface KeptTask {
  version: number;
  deletedAt: string | null;
  deletedWith: string | null;
  /** By names of tags, as the task's own. */
  versions: (Omit<TaskVersionSnapshot, 'tagIds'> & { tags: string[]; version: number; at: string })[];
}

/** What a file is read with. */
export interface ReadingContext {
  format: TransferFormat;
  /** The user's, which floating dues and words such as "tomorrow" are read in. */
  timeZone: string;
  now: Date;
  /**
   * Occurrences that stand in the file as components of their own, by the UID of their series. Filled by the first reading
   * and used by the second: they may come before their series or after it.
   */
  overrides: Map<string, string[]>;
}

type TaskFields = Omit<Partial<TaskItem>, 'kind' | 'place' | 'source' | 'draft'> & {
  title: string;
  description?: string;
  priority?: Priority;
  tags?: readonly string[];
};

/** A task as it is to be made, or what is wrong with it. `read` throws BAD_USER_INPUT, or whatever a scalar does. */
export function readTask(place: string, source: string, read: () => TaskFields): TaskItem | FaultyItem {
  try {
    const { title, description, priority, tags = [], ...fields } = read();
    const tagNames = [...new Map(tags.map((name) => [name.trim().toLowerCase(), name.trim()])).values()];
    const draft = draftOf({ title, description, priority, tagNames: tagNames.filter((name) => name !== '') });
    if (fields.due) placeDue('due', fields.due);
    return {
      ...{ kind: 'task', place, source, draft, parentSource: null, status: 'OPEN', due: null, recurrence: null },
      ...{ occurrence: null, reminders: [], createdAt: null, updatedAt: null, completedAt: null, kept: null },
      warnings: [],
      ...fields,
    };
  } catch (error) {
    return { kind: 'fault', place, message: messageOf(error) };
  }
}

/** What a user is told of a fault of theirs; throws again what is none. */
export function messageOf(error: unknown): string {
  if (error instanceof RondoError) {
    const field = error.argument?.replace(/^input\./, '');
    return field ? `${field}: ${error.message}` : error.message;
  }
  if (error instanceof GraphQLError || error instanceof RangeError) return error.message;
  throw error;
}
