import type { DueState } from '@rondo/schema/events/task.ts';
import { Temporal } from 'temporal-polyfill';
import type { Reminder } from './entities.ts';

/** What of a task decides when its reminders fire. */
export interface TaskTiming {
  open: boolean;
  due?: DueState | null;
}

export type ReminderTiming = Pick<Reminder, 'state' | 'at' | 'askedAt' | 'before' | 'snoozedUntil'>;

/** What a change of its task means for a reminder: whether it waits from now on, and for when. */
export type Consequence =
  | { state: 'SCHEDULED' | 'SNOOZED'; at: Date }
  /** `at`: the moment that it would have had. */
  | { state: 'CANCELLED'; at: Date };

/**
 * The instant `before` a due time. Days and longer units are taken off the calendar of its zone, so that "a day before"
 * 09:00 is 09:00, whatever the clocks do in between. A due without time counts from its `at`, the start of its day.
 * Throws a RangeError where that instant is before the year 1.
 */
export function momentBefore(due: Pick<DueState, 'at' | 'timeZone'>, before: string): Date {
  const moment = Temporal.Instant.from(due.at)
    .toZonedDateTimeISO(due.timeZone)
    .subtract(Temporal.Duration.from(before));
  if (moment.year < 1) throw new RangeError(`${before} before ${due.at} is in no year that can be shown.`);
  return new Date(moment.epochMilliseconds);
}

/**
 * What becomes of a reminder when its task goes from `was` to `is`; null: nothing. Nothing fires for a moment that a change put into the
 * past. What was acknowledged stays so.
 */
export function follow(reminder: ReminderTiming, was: TaskTiming, is: TaskTiming, now: Date): Consequence | null {
  const waits = reminder.state === 'SCHEDULED' || reminder.state === 'SNOOZED';
  if (reminder.state === 'ACKNOWLEDGED') return null;
  if (!is.open) return waits ? { state: 'CANCELLED', at: reminder.at } : null;
  if (reminder.state === 'CANCELLED') return revive(reminder, is, now);
  if (!reminder.before) return null;

  const moment = momentOf(reminder, is);
  const stayed = moment?.getTime() === momentOf(reminder, was)?.getTime();
  if (stayed && was.open) return null;
  if (moment && moment > now) return { state: 'SCHEDULED', at: moment };
  // Where the new moment has passed, or there is none: a snooze was asked for on its own, what was sent was sent.
  return reminder.state === 'SCHEDULED' ? { state: 'CANCELLED', at: moment ?? reminder.at } : null;
}

/** A cancelled reminder waits again where its moment is ahead. */
function revive(reminder: ReminderTiming, task: TaskTiming, now: Date): Consequence | null {
  const { snoozedUntil } = reminder;
  if (snoozedUntil && snoozedUntil > now) return { state: 'SNOOZED', at: snoozedUntil };
  const moment = momentOf(reminder, task);
  return moment && moment > now ? { state: 'SCHEDULED', at: moment } : null;
}

/** Null for a relative one whose task has no due time, or one too early for there to be a moment so long before it. */
export function momentOf(
  { before, askedAt }: Pick<ReminderTiming, 'before' | 'askedAt'>,
  { due }: Pick<TaskTiming, 'due'>,
): Date | null {
  if (!before) return askedAt ?? null;
  if (!due) return null;
  try {
    return momentBefore(due, before);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
