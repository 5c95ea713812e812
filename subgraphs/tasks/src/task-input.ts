import { badInput } from '@rondo/platform/errors.ts';
import { cleanText } from '@rondo/platform/input.ts';
import type { ReminderRequest } from '@rondo/schema/events/reminder-request.ts';
import type { Priority, TaskStatus } from '@rondo/schema/events/task.ts';
import { isId, newId } from '@rondo/schema/ids.ts';
import type { RecurrenceRequest } from '@rondo/schema/methods/recurrence.ts';
import type { DueRequest } from './due.ts';
import type { CreateTaskInput, ReminderInput, UpdateTaskInput } from './generated/resolvers.ts';
import { checkTagCount, checkTagNames } from './tag-projection.ts';

const maximumTitle = 500;
const maximumDescription = 50_000;
const maximumReminders = 20;

/** A task to be made: every text is clean, what was left out has its default. What needs the database is not yet checked. */
export interface TaskDraft {
  title: string;
  description: string;
  priority: Priority;
  due: DueRequest | null;
  tagIds: string[];
  tagNames: string[];
  parentId: string | null;
  recurrence: RecurrenceRequest | null;
  reminders: ReminderDraft[];
}

/** `id` is null where the caller made none. */
export type ReminderDraft = Omit<ReminderRequest, 'id'> & { id: string | null };

/** Throws BAD_USER_INPUT. */
export function draftOf(input: CreateTaskInput): TaskDraft {
  const tagIds = input.tagIds ?? [];
  const tagNames = checkTagNames('input.tagNames', input.tagNames ?? []);
  checkTagCount(tagNames.length > 0 ? 'input.tagNames' : 'input.tagIds', new Set(tagIds).size + tagNames.length);
  const { recurrence } = input;
  return {
    title: cleanTitle(input.title),
    description: cleanDescription(input.description ?? ''),
    priority: input.priority ?? 'NONE',
    due: input.due ? wallOf(input.due) : null,
    tagIds,
    tagNames,
    parentId: input.parentId ?? null,
    recurrence: recurrence
      ? { rule: recurrence.rule, mode: recurrence.mode ?? 'SCHEDULE', missed: recurrence.missed ?? 'SKIP' }
      : null,
    reminders: reminderDrafts(input.reminders ?? []),
  };
}

/** The changes that a caller asked for; what is undefined stays as it is. */
export interface TaskPatch {
  title?: string;
  description?: string;
  status?: TaskStatus;
  priority?: Priority;
  due?: DueRequest | null;
  tagIds?: string[];
  parentId?: string | null;
}

/** Throws BAD_USER_INPUT. */
export function patchOf(input: UpdateTaskInput): TaskPatch {
  const patch: TaskPatch = {};
  if (input.title !== undefined) patch.title = cleanTitle(required('title', input.title));
  if (input.description !== undefined) patch.description = cleanDescription(input.description ?? '');
  if (input.status !== undefined) patch.status = required('status', input.status);
  if (input.priority !== undefined) patch.priority = input.priority ?? 'NONE';
  if (input.due !== undefined) patch.due = input.due ? wallOf(input.due) : null;
  if (input.tagIds !== undefined) {
    patch.tagIds = input.tagIds ?? [];
    checkTagCount('input.tagIds', new Set(patch.tagIds).size);
  }
  if (input.parentId !== undefined) patch.parentId = input.parentId;
  return patch;
}

/** A client-made id. Throws BAD_USER_INPUT. */
export function checkId(prefix: 'task' | 'filter' | 'reminder', argument: string, id: string): string {
  if (isId(prefix, id)) return id;
  throw badInput(
    argument,
    `Expected ${prefix}_ and a UUIDv7 in 26 base32 characters, got ${JSON.stringify(id.slice(0, 60))}.`,
  );
}

/** Reminders with the ids that they will have. */
export function reminderRequests(drafts: readonly ReminderDraft[]): ReminderRequest[] {
  return drafts.map((draft) => ({ ...draft, id: draft.id ?? newId('reminder') }));
}

function reminderDrafts(inputs: readonly ReminderInput[]): ReminderDraft[] {
  if (inputs.length > maximumReminders) {
    throw badInput('input.reminders', `Expected at most ${maximumReminders} reminders, got ${inputs.length}.`);
  }
  const ids = inputs.flatMap(({ id }) => id ?? []);
  if (new Set(ids).size < ids.length) throw badInput('input.reminders', 'Expected different ids, got one twice.');
  return inputs.map(({ id, at, before, channels }, index) => ({
    id: id == null ? null : checkId('reminder', `input.reminders.${index}.id`, id),
    at: at?.toISOString() ?? null,
    before: before ?? null,
    channels: [...new Set(channels ?? [])],
  }));
}

function cleanTitle(title: string): string {
  return cleanText('input.title', title, { maximum: maximumTitle, blank: false });
}

function cleanDescription(description: string): string {
  return cleanText('input.description', description, { maximum: maximumDescription, blank: true });
}

function wallOf({ date, time, timeZone }: DueRequest): DueRequest {
  return { date, time: time ?? null, timeZone: timeZone ?? null };
}

function required<Value>(field: string, value: Value | null): Value {
  if (value !== null) return value;
  throw badInput(`input.${field}`, `A task always has a ${field}: give one, or leave \`${field}\` out.`);
}
