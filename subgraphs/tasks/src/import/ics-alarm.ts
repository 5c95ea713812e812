import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';
import type { WallDue } from '../due.ts';
import type { IcsClock } from './ics-time.ts';
import type { ImportedReminder } from './item.ts';

interface AlarmContext {
  clock: IcsClock;
  due: WallDue | null;
  start: WallDue | null;
  warnings: string[];
}

const maximumReminders = 20;

/** Reminders of the alarms (RFC 5545 §3.6.6). One that comes after the due time is left out, and so is what repeats of one. */
export function readAlarms(component: ICAL.Component, context: AlarmContext): ImportedReminder[] {
  const reminders = component
    .getAllSubcomponents('valarm')
    .map((alarm) => {
      try {
        return reminderOf(alarm, context);
      } catch {
        // The parser's word on a value that is none, or a span beyond what there is.
        context.warnings.push('an alarm is left out: expected a TRIGGER such as -PT15M');
        return null;
      }
    })
    .filter((reminder) => reminder !== null);
  const distinct = [...new Map(reminders.map((reminder) => [`${reminder.at} ${reminder.before}`, reminder])).values()];
  if (distinct.length > maximumReminders) context.warnings.push(`only the first ${maximumReminders} alarms are kept`);
  return distinct.slice(0, maximumReminders);
}

function reminderOf(alarm: ICAL.Component, context: AlarmContext): ImportedReminder | null {
  const trigger = alarm.getFirstProperty('trigger');
  const value = trigger?.getFirstValue();
  const reminder = { source: null, channels: [] };
  if (trigger && value instanceof ICAL.Time) {
    const at = context.clock.instantOf(trigger);
    if (at === null) return null;
    return { ...reminder, at, before: null };
  }
  if (trigger && value instanceof ICAL.Duration && context.due) {
    const before = beforeDue(value, String(trigger.getFirstParameter('related') ?? 'START').toUpperCase(), context);
    if (before) return { ...reminder, at: null, before };
  }
  context.warnings.push('an alarm is left out: it is not before the due time');
  return null;
}

/** How long before the due time; null where it is after. A trigger counts from the start, where there is one beside the due. */
function beforeDue(trigger: ICAL.Duration, related: string, { clock, due, start }: AlarmContext): string | null {
  if (!due) return null;
  const span = start && related !== 'END' ? clock.instantOfDue(due) - clock.instantOfDue(start) : 0;
  if (span === 0) {
    if (!trigger.isNegative && trigger.toSeconds() > 0) return null;
    const { weeks, days, hours, minutes, seconds } = trigger;
    // Days stay days: a day before is the same time of day, whatever the clocks do.
    return Temporal.Duration.from({ days: weeks * 7 + days, hours, minutes, seconds }).toString();
  }
  const seconds = span / 1_000 - trigger.toSeconds();
  return seconds < 0 ? null : Temporal.Duration.from({ seconds }).round({ largestUnit: 'hour' }).toString();
}
