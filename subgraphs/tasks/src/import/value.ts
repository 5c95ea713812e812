import { badInput } from '@rondo/platform/errors.ts';
import type { Priority, TaskStatus } from '@rondo/schema/events/task.ts';
import { scalars } from '@rondo/schema/scalars.ts';
import { Temporal } from 'temporal-polyfill';

/* Values of a record, each with the field that an error names. Blank text is no value. */

/** Throws a RangeError for 30 February. */
export function readDate(text: string): string {
  try {
    if (isoDate.test(text)) return Temporal.PlainDate.from(text).toString();
  } catch {
    // Said below.
  }
  throw new RangeError(`Expected a date such as 2026-03-29, got ${shown(text)}.`);
}

const isoDate = /^\d{4}-\d\d-\d\d$/;

export const readTime = (text: string): string => scalars.LocalTime.parseValue(text);
export const readZone = (text: string): string => scalars.TimeZone.parseValue(text);
export const readDuration = (text: string): string => scalars.Duration.parseValue(text);
export const readLocal = (text: string): string => scalars.LocalDateTime.parseValue(text);

/** An instant as RFC 3339 has it. Throws BAD_USER_INPUT. */
export function readInstant(field: string, text: string): string {
  try {
    const date = new Date(Temporal.Instant.from(text).epochMilliseconds);
    if (date.getUTCFullYear() >= 0 && date.getUTCFullYear() <= 9999) return date.toISOString();
  } catch {
    // Said below.
  }
  throw badInput(field, `Expected an instant such as 2026-03-29T00:30:00.000Z, got ${shown(text)}.`);
}

const statusWords: Readonly<Record<string, TaskStatus>> = {
  ...{ open: 'OPEN', todo: 'OPEN', 'to do': 'OPEN', pending: 'OPEN', false: 'OPEN', no: 'OPEN', '0': 'OPEN' },
  ...{ 'in progress': 'IN_PROGRESS', started: 'IN_PROGRESS', doing: 'IN_PROGRESS' },
  ...{ completed: 'COMPLETED', complete: 'COMPLETED', done: 'COMPLETED', closed: 'COMPLETED' },
  ...{ true: 'COMPLETED', yes: 'COMPLETED', x: 'COMPLETED', '1': 'COMPLETED' },
  ...{ cancelled: 'CANCELLED', canceled: 'CANCELLED' },
};

export function readStatus(text: string): TaskStatus {
  const status = lookUp(statusWords, text);
  if (status) return status;
  throw badInput('status', `Expected OPEN, IN_PROGRESS, COMPLETED or CANCELLED, got ${shown(text)}.`);
}

const priorityWords: Readonly<Record<string, Priority>> = {
  ...{ high: 'HIGH', urgent: 'HIGH', '1': 'HIGH', p1: 'HIGH', medium: 'MEDIUM', normal: 'MEDIUM', '2': 'MEDIUM' },
  ...{ p2: 'MEDIUM', low: 'LOW', '3': 'LOW', p3: 'LOW', none: 'NONE', '4': 'NONE', p4: 'NONE', '0': 'NONE' },
};

export function readPriority(text: string): Priority {
  const priority = lookUp(priorityWords, text);
  if (priority) return priority;
  throw badInput('priority', `Expected HIGH, MEDIUM, LOW or NONE (or 1 to 4), got ${shown(text)}.`);
}

function lookUp<Value>(words: Readonly<Record<string, Value>>, text: string): Value | undefined {
  const word = text.trim().toLowerCase().replaceAll(/[_-]+/g, ' ');
  return Object.hasOwn(words, word) ? words[word] : undefined;
}

export function shown(text: string): string {
  return JSON.stringify(text.slice(0, 60));
}
