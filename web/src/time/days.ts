import { Temporal } from 'temporal-polyfill';
import type { DueFieldsFragment, DueInput } from '../api/generated/operations.ts';

export type Due = DueFieldsFragment;

/** Days are ISO dates, `2026-03-29`: they compare and sort as text. */
export type Day = string;

export function today(timeZone: string): Day {
  return Temporal.Now.plainDateISO(timeZone).toString();
}

export function addDays(day: Day, days: number): Day {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

export function addMonths(day: Day, months: number): Day {
  return Temporal.PlainDate.from(day).add({ months }).toString();
}

/** Monday is 1. */
export function weekdayOf(day: Day): number {
  return Temporal.PlainDate.from(day).dayOfWeek;
}

/** The first day of the week that `day` is in. @param firstWeekday Monday is 1 */
export function startOfWeek(day: Day, firstWeekday = 1): Day {
  return addDays(day, -((weekdayOf(day) - firstWeekday + 7) % 7));
}

export function startOfMonth(day: Day): Day {
  return `${day.slice(0, 8)}01`;
}

export function daysBetween(from: Day, to: Day): number {
  return Temporal.PlainDate.from(from).until(to).days;
}

/** Which weekday a calendar begins with where this language is spoken. */
export function firstWeekdayOf(locale: string): number {
  try {
    const settings = new Intl.Locale(locale) as Intl.Locale & {
      getWeekInfo?: () => { firstDay: number };
      weekInfo?: { firstDay: number };
    };
    return (settings.getWeekInfo?.() ?? settings.weekInfo)?.firstDay ?? 1;
  } catch {
    return 1;
  }
}

/** The viewer's day on which something is due: its own date, or for a time in another zone the viewer's. */
export function dueDay(due: Due, timeZone: string): Day {
  if (due.time === null || due.timeZone === timeZone) return due.date;
  return Temporal.Instant.from(due.at).toZonedDateTimeISO(timeZone).toPlainDate().toString();
}

export function isOverdue(due: Due, timeZone: string, now: number): boolean {
  if (due.time !== null) return Date.parse(due.at) < now;
  return due.date < today(due.floating ? timeZone : due.timeZone);
}

/** What the server will make of `input`; a time that a clock skips moves forward by the gap, one that it repeats is the first. */
export function dueOf(input: DueInput, viewerZone: string): Due {
  const timeZone = input.timeZone ?? viewerZone;
  const time = input.time ?? null;
  const at = Temporal.PlainDate.from(input.date)
    .toPlainDateTime(time ?? '00:00')
    .toZonedDateTime(timeZone, { disambiguation: 'compatible' });
  return {
    date: input.date,
    time: time === null ? null : time.length === 5 ? `${time}:00` : time,
    timeZone,
    floating: !input.timeZone,
    at: new Date(at.epochMilliseconds).toISOString(),
  };
}

/** The input that says the same. */
export function inputOf(due: Due | null): DueInput | null {
  return due && { date: due.date, time: due.time, timeZone: due.floating ? null : due.timeZone };
}

const formats = new Map<string, Intl.DateTimeFormat>();

let region = '';

/** From here on days and times are written as in this country, wherever its language is the one they are written in. */
export function setRegion(locale: string): void {
  region = locale;
}

function format(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const locale = region.startsWith(`${language}-`) ? region : language;
  const key = locale + JSON.stringify(options);
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(locale, options);
    formats.set(key, found);
  }
  return found;
}

/** A day, formatted as written, whatever the zone of the browser. */
export function formatDay(day: Day, locale: string, options: Intl.DateTimeFormatOptions): string {
  return format(locale, { timeZone: 'UTC', ...options }).format(new Date(`${day}T00:00:00Z`));
}

export function formatTime(time: string, locale: string): string {
  return format(locale, { timeZone: 'UTC', hour: 'numeric', minute: '2-digit' }).format(
    new Date(`2000-01-01T${time}Z`),
  );
}

export function formatInstant(
  at: string,
  locale: string,
  timeZone: string,
  options: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeStyle: 'short' },
): string {
  return format(locale, { timeZone, ...options }).format(new Date(at));
}
