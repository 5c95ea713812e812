import { badInput, conflict } from '@rondo/platform/errors.ts';
import type { Operation } from '@rondo/platform/operation.ts';
import type { Principal } from '@rondo/platform/principal.ts';
import { type Channel, channels, type SettledState } from '@rondo/schema/events/reminder-request.ts';
import type { DueState } from '@rondo/schema/events/task.ts';
import { isId } from '@rondo/schema/ids.ts';
import { Temporal } from 'temporal-polyfill';
import { PushSubscriptionEntity, type Reminder, ReminderEntity } from './entities.ts';
import { momentBefore } from './schedule.ts';

/** A reminder as it is asked for. Exactly one of `at` and `before`; no channels: the usual ones. */
export interface ReminderAsk {
  id: string | null;
  at: Date | null;
  before: string | null;
  channels: readonly Channel[];
  /** Of one that is taken over from elsewhere: what became of it there, where it does not wait any more. */
  state?: SettledState | undefined;
}

type DueMoment = Pick<DueState, 'at' | 'timeZone'>;

/** On one task. */
export const maximumReminders = 50;

/**
 * When a reminder is to fire for the first time. Throws BAD_USER_INPUT, with `argument` below `path`, for one that could
 * never be made.
 */
export function readMoment(path: string, ask: ReminderAsk, due: DueMoment | null, now: Date): Date {
  if ((ask.at === null) === (ask.before === null)) {
    throw badInput(path, `Expected exactly one of \`at\` and \`before\`, got ${ask.at === null ? 'neither' : 'both'}.`);
  }
  const argument = ask.at === null ? `${path}.before` : `${path}.at`;
  const moment = ask.at ?? relativeMoment(argument, ask.before ?? '', due);
  if (moment <= now) {
    throw badInput(
      argument,
      `The reminder would be at ${moment.toISOString()}, which is past. Give a moment that is still ahead.`,
    );
  }
  return moment;
}

function relativeMoment(argument: string, before: string, due: DueMoment | null): Date {
  const { sign } = readDuration(argument, before);
  if (sign < 0) throw badInput(argument, `Expected a duration of zero or more before the due time, got ${before}.`);
  if (!due) {
    throw badInput(argument, 'The task has no due time that the reminder could be before. Give it one, or use `at`.');
  }
  try {
    return momentBefore(due, before);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw badInput(argument, `${before} before the due time is out of range.`);
  }
}

/** Throws BAD_USER_INPUT for text that is no duration. */
export function readDuration(argument: string, text: string): Temporal.Duration {
  try {
    return Temporal.Duration.from(text);
  } catch {
    throw badInput(argument, `Expected an ISO 8601 duration such as PT15M or P1D, got ${text.slice(0, 40)}.`);
  }
}

export function checkReminderId(argument: string, id: string): void {
  if (!isId('reminder', id)) {
    throw badInput(argument, `Expected reminder_ and a UUIDv7 in 26 base32 characters, got ${id.slice(0, 60)}.`);
  }
}

/**
 * Refuses what a task that is being created by `principal` could not have, without making any. See methods/notifications.ts. The operation
 * is one over every owner's rows, as whether an id is in use is asked of them all.
 */
export async function checkReminders(
  { em, now }: Operation,
  principal: Principal,
  input: { taskId: string; dueAt: string | null; asks: readonly ReminderAsk[] },
): Promise<void> {
  const { asks, dueAt, taskId } = input;
  if (asks.length > maximumReminders) {
    throw badInput('input.reminders', `Expected at most ${maximumReminders} reminders on a task, got ${asks.length}.`);
  }
  const due = dueAt === null ? null : { at: dueAt, timeZone: principal.timeZone };
  const ids = new Set<string>();
  for (const [index, ask] of asks.entries()) {
    const path = `input.reminders.${index}`;
    readMoment(path, ask, due, now);
    if (ask.id === null) continue;
    checkReminderId(`${path}.id`, ask.id);
    if (ids.has(ask.id)) throw conflict(`${path}.id`, 'Two of the reminders have the same id. Give each its own.');
    ids.add(ask.id);
  }
  if (ids.size === 0) return;
  const known = await em.find(ReminderEntity, { id: { $in: [...ids] } });
  // Those of the same task were made by the same call before.
  const taken = known.find((reminder) => reminder.taskId !== taskId || reminder.ownerId !== principal.userId);
  const index = asks.findIndex(({ id }) => id !== null && id === taken?.id);
  if (taken) throw conflict(`input.reminders.${index}.id`, 'This id is taken. Use a new one.');
}

/** The channels asked for, each once and in the SDL's order; where none were, the usual ones. */
export async function channelsFor({ em, principal }: Operation, asked: readonly Channel[]): Promise<Channel[]> {
  if (asked.length > 0) return channels.filter((channel) => asked.includes(channel));
  const browsers = await em.count(PushSubscriptionEntity, { ownerId: principal.userId });
  return channels.filter((channel) => channel !== 'WEB_PUSH' || browsers > 0);
}

/** Whether a reminder is what `ask` made: the same call again. */
export function isSameAsk(reminder: Reminder, taskId: string, ask: ReminderAsk): boolean {
  const asked = channels.filter((channel) => ask.channels.includes(channel));
  return (
    reminder.taskId === taskId &&
    reminder.askedAt?.getTime() === ask.at?.getTime() &&
    (reminder.before ?? null) === ask.before &&
    (asked.length === 0 || asked.join() === reminder.channels.join())
  );
}

export async function findReminder({ em }: Operation, id: string): Promise<Reminder | null> {
  return em.findOne(ReminderEntity, { id });
}
