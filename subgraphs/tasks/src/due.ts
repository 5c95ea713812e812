import { badInput } from '@rondo/platform/errors.ts';
import type { Operation } from '@rondo/platform/operation.ts';
import { queryRows } from '@rondo/platform/query.ts';
import type { DueState } from '@rondo/schema/events/task.ts';
import { Temporal } from 'temporal-polyfill';
import type { Task } from './entities.ts';

/** A due as a caller asks for it; without a time zone it is floating. */
export interface DueRequest {
  date: string;
  time?: string | null;
  timeZone?: string | null;
}

export type WallDue = Omit<DueState, 'at'>;

/** What a task's row says of its due. */
type DueColumns = Pick<Task, 'dueDate' | 'dueTime' | 'dueZone' | 'dueFloating' | 'dueAt'>;

const firstDate = '1970-01-01';
/** A day short of the last year that RFC 3339 can write, so that it is in that year in every zone. */
const lastDate = '9999-12-30';

/**
 * The instant of a wall-clock time in a zone; of the day's start where `time` is null. A time that the clocks skip is
 * moved forward by the gap, of one that they repeat the first is meant (Temporal's `compatible`, RFC 5545 §3.3.5).
 */
export function instantOf({ date, time, timeZone }: Pick<WallDue, 'date' | 'time' | 'timeZone'>): Date {
  const day = Temporal.PlainDate.from(date);
  const zoned =
    time === null
      ? day.toZonedDateTime(timeZone)
      : day.toPlainDateTime(time).toZonedDateTime(timeZone, { disambiguation: 'compatible' });
  return new Date(zoned.epochMilliseconds);
}

/** The due with its instant. Throws BAD_USER_INPUT, `argument` being where the due stands in the input. */
export function placeDue(argument: string, due: WallDue): DueState {
  if (due.date < firstDate || due.date > lastDate) {
    throw badInput(`${argument}.date`, `Expected a date from ${firstDate} to ${lastDate}, got ${due.date}.`);
  }
  return { ...due, at: instantOf(due).toISOString() };
}

/** What a caller asked for, floating dues in the principal's time zone. Throws BAD_USER_INPUT for what can't be kept. */
export function requestedDue(operation: Operation, argument: string, request: DueRequest): Promise<DueState> {
  const { date, time, timeZone } = request;
  const floating = timeZone == null;
  const due = { date, time: time ?? null, timeZone: timeZone ?? operation.principal.timeZone, floating };
  return checkedDue(operation, argument, due);
}

/** The same for a due that another service asks for. */
export async function checkedDue(operation: Operation, argument: string, due: WallDue): Promise<DueState> {
  if (!due.floating) await checkZone(operation, `${argument}.timeZone`, due.timeZone);
  return placeDue(argument, due);
}

const knownZones = new Set<string>();

/** Whether a day is over in a due's zone is asked of PostgreSQL, whose tzdata may be older than the runtime's. */
async function checkZone({ em }: Operation, argument: string, timeZone: string): Promise<void> {
  if (knownZones.has(timeZone)) return;
  const [row] = await queryRows<{ known: boolean }>(em, 'select tasks.is_time_zone($1) as known', [timeZone]);
  if (!row?.known) throw badInput(argument, `The database does not know the time zone ${timeZone}. Use one near it.`);
  knownZones.add(timeZone);
}

export function dueOf(task: DueColumns): DueState | null {
  const { dueDate, dueTime, dueZone, dueFloating, dueAt } = task;
  if (!dueDate || !dueZone || !dueAt) return null;
  return {
    date: dueDate,
    time: dueTime ?? null,
    timeZone: dueZone,
    floating: dueFloating ?? false,
    at: dueAt.toISOString(),
  };
}

export function dueColumns(due: DueState | null): DueColumns {
  return {
    dueDate: due?.date ?? null,
    dueTime: due?.time ?? null,
    dueZone: due?.timeZone ?? null,
    dueFloating: due?.floating ?? null,
    dueAt: due ? new Date(due.at) : null,
  };
}

/**
 * Brings a floating due into the owner's time zone. Closed tasks and those in the bin do not follow when that changes,
 * and catch up when they are open again.
 */
export function followZone({ principal }: Operation, task: Task, timeZone: string = principal.timeZone): void {
  const due = dueOf(task);
  if (!due?.floating || due.timeZone === timeZone) return;
  Object.assign(task, dueColumns(placeDue('due', { ...due, timeZone })));
}
