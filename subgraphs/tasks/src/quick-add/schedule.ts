import { Temporal } from 'temporal-polyfill';
import { durationOf, type Now } from './date.ts';
import type { DuePhrase } from './due.ts';
import { type Repetition, repeat } from './occurrence.ts';
import type { Phrase } from './phrases.ts';
import type { ReminderPhrase } from './reminder.ts';

/** What a part of the text says, by the indexes of its words. */
export interface PhrasePart {
  kind: 'due' | 'rule' | 'reminder';
  start: number;
  end: number;
}

export interface Schedule {
  due: Repetition['first'] | null;
  recurrence: { rule: string; mode: 'SCHEDULE' | 'COMPLETION' } | null;
  parts: PhrasePart[];
}

/** When the phrases say that the task is due, and how it repeats. */
export function scheduleOf(phrases: readonly Phrase[], now: Now): Schedule {
  const dues = phrases.filter((phrase) => phrase.kind === 'due').map(({ phrase }) => phrase);
  const day = pick(dues.filter(({ date }) => date !== null));
  const hour = day?.time == null ? pick(dues.filter(({ date }) => date === null)) : undefined;
  const chosen = [day, hour].filter((phrase) => phrase !== undefined);
  const date = day?.date ?? null;
  const time = day?.time ?? hour?.time ?? null;

  const rule = phrases.findLast((phrase) => phrase.kind === 'rule')?.phrase;
  const repetition = rule && repeat(rule, rule.from ?? date, rule.time ?? time, now);
  if (rule && repetition) {
    const used = chosen.filter((phrase) => (phrase.date ? rule.from === null : rule.time === null));
    return {
      due: repetition.first,
      recurrence: { rule: repetition.rule, mode: rule.fromCompletion ? 'COMPLETION' : 'SCHEDULE' },
      parts: [...rule.parts, ...used.map(duePart)],
    };
  }
  return {
    due: chosen.length === 0 ? null : { date: date ?? nextDayAt(time, now), time },
    recurrence: null,
    parts: chosen.map(duePart),
  };
}

/** What "due" introduces, else the last. */
function pick(phrases: readonly DuePhrase[]): DuePhrase | undefined {
  return phrases.findLast(({ explicit }) => explicit) ?? phrases.at(-1);
}

function duePart({ start, end }: DuePhrase): PhrasePart {
  return { kind: 'due', start, end };
}

/** Today where the time is still ahead, else tomorrow. */
function nextDayAt(time: Temporal.PlainTime | null, now: Now): Temporal.PlainDate {
  const passed = time !== null && Temporal.PlainTime.compare(time, now.time) < 0;
  return now.today.add({ days: passed ? 1 : 0 });
}

/** What the phrases ask to be reminded of: durations before the due in ISO 8601, and instants in RFC 3339. */
export function remindersOf(phrases: readonly Phrase[], schedule: Schedule, now: Now) {
  const values: ({ before: string } | { at: string })[] = [];
  const parts: PhrasePart[] = [];
  for (const phrase of phrases) {
    if (phrase.kind !== 'reminder') continue;
    const value = reminderOf(phrase.phrase, schedule, now);
    if (value === null) continue;
    values.push(value);
    parts.push({ kind: 'reminder', start: phrase.start, end: phrase.end });
  }
  return { values, parts };
}

/** Null where it would be about nothing: before a due that there is not, or at a time that has passed. */
function reminderOf({ remind }: ReminderPhrase, { due, recurrence }: Schedule, now: Now) {
  if ('before' in remind) {
    const before = remind.before.map(durationOf).reduce((sum, duration) => sum.add(duration));
    return due && { before: before.toString() };
  }
  const { date, time } = remind.at;
  if (time === null) return null;
  if (recurrence !== null && date === null && due?.time && Temporal.PlainTime.compare(time, due.time) <= 0) {
    // So that each occurrence has its reminder: only relative ones are taken over.
    return { before: time.until(due.time).toString() };
  }
  const day = date ?? due?.date ?? nextDayAt(time, now);
  const at = day.toZonedDateTime({ timeZone: now.zoned.timeZoneId, plainTime: time }).toInstant();
  return Temporal.Instant.compare(at, now.zoned.toInstant()) <= 0
    ? null
    : { at: at.toString({ fractionalSecondDigits: 3 }) };
}
