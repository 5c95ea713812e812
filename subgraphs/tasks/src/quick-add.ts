import { RondoError } from '@rondo/platform/errors.ts';
import { cleanText } from '@rondo/platform/input.ts';
import type { Operation } from '@rondo/platform/operation.ts';
import type { Principal } from '@rondo/platform/principal.ts';
import type { DueState, Priority } from '@rondo/schema/events/task.ts';
import { Temporal } from 'temporal-polyfill';
import type { TaskChange } from './change.ts';
import { placeDue } from './due.ts';
import { MAX_READ_LENGTH, parseQuickAdd, type QuickAdd, type QuickAddPart } from './quick-add/parse-quick-add.ts';
import { createTask } from './task.ts';

export interface ParsedTask {
  title: string;
  due: DueState | null;
  priority: Priority;
  tags: string[];
  rule: string | null;
  parts: QuickAddPart[];
}

/** What `quickAddTask` would make of a text for this viewer, now. Throws BAD_USER_INPUT. */
export function parseTask(principal: Principal, text: string): ParsedTask {
  const { title, due, priority, tags, recurrence, parts } = read(principal, text);
  const { timeZone } = principal;
  return {
    title,
    due: due && placeDue('text', { ...due, timeZone, floating: true }),
    priority: priority ?? 'NONE',
    tags,
    rule: recurrence?.rule ?? null,
    parts,
  };
}

/** Makes a task of a line of text. The same text under the same id is the same call, whatever "tomorrow" means by now. */
export async function quickAddTask(
  operation: Operation,
  { id, text }: { id?: string | null; text: string },
): Promise<TaskChange> {
  const { title, due, priority, tags, recurrence, reminders } = read(operation.principal, text);
  const input = {
    ...{ id, title, due, priority, recurrence, tagNames: tags },
    reminders: reminders.map((reminder) =>
      'at' in reminder ? { at: new Date(reminder.at) } : { before: reminder.before },
    ),
  };
  try {
    return await createTask(operation, input, { text });
  } catch (error) {
    if (!(error instanceof RondoError)) throw error;
    const argument = error.argument === 'input.id' ? 'id' : 'text';
    throw new RondoError(error.code, error.message, { ...error.extensions, argument });
  }
}

function read({ timeZone }: Principal, text: string): QuickAdd {
  cleanText('text', text, { maximum: MAX_READ_LENGTH, blank: false });
  return parseQuickAdd(text, { now: Temporal.Now.instant(), timeZone });
}
