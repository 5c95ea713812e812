import type { DueState } from '@rondo/schema/events/task.ts';
import type { CalendarFeed } from '@rondo/schema/methods/transfer.ts';
import { dueOf } from '../due.ts';
import type { ExportedTask, FoundReminder, ReadSeries } from '../export/task-page.ts';
import { icsInstant, icsLines, icsLocal, icsText } from './ics-text.ts';

export type ComponentName = CalendarFeed['component'];

/** What a component is made of, besides its task. */
export interface ComponentParts {
  component: ComponentName;
  tags: readonly string[];
  /** Of an occurrence. */
  series: ReadSeries | undefined;
  reminders: readonly FoundReminder[];
}

const statuses = {
  VTODO: { OPEN: 'NEEDS-ACTION', IN_PROGRESS: 'IN-PROCESS', COMPLETED: 'COMPLETED', CANCELLED: 'CANCELLED' },
  VEVENT: { OPEN: 'CONFIRMED', IN_PROGRESS: 'CONFIRMED', COMPLETED: 'CONFIRMED', CANCELLED: 'CANCELLED' },
} as const;
const priorities = { HIGH: '1', MEDIUM: '5', LOW: '9', NONE: null } as const;

type Place = Pick<DueState, 'time' | 'timeZone' | 'floating'>;

/**
 * A task as a VTODO or VEVENT (RFC 5545 §3.6). The open occurrence of a series stands for all that are to come, by RRULE from its key
 * on; where it was moved, it stands apart by its RECURRENCE-ID. Occurrences that are closed are components of their own.
 */
export function taskComponents(task: ExportedTask, parts: ComponentParts): string {
  const { component } = parts;
  const series = standing(task, parts.series);
  const due = dueOf(task);
  if (component === 'VEVENT' && !due) return '';
  if (!due || !series) {
    return icsLines(
      wrapped(component, [...common(task, uidOf(task.id), parts), ...when(due, component), ...alarms(parts, due)]),
    );
  }
  const uid = uidOf(series.id);
  const place = { time: series.allDay ? null : '', timeZone: series.timeZone, floating: series.floating };
  const lines = [...common(task, uid, parts), ...recurrence(series, place, component), ...alarms(parts, due)];
  const isMoved = `${due.date}T${due.time ?? '00:00:00'}` !== series.currentKey;
  const moved = isMoved
    ? [
        ...common(task, uid, parts),
        ...at('RECURRENCE-ID', series.currentKey, place),
        ...when(due, component),
        ...alarms(parts, due),
      ]
    : [];
  return icsLines([...wrapped(component, lines), ...(isMoved ? wrapped(component, moved) : [])]);
}

/**
 * The series, where the task is its open occurrence. The series comes to know of an occurrence a moment after the task was
 * made: a later one is the open one already.
 */
function standing(task: ExportedTask, series: ReadSeries | undefined): ReadSeries | null {
  const { occurrenceKey } = task;
  if (!series || series.ended || !occurrenceKey || !isOpen(task) || occurrenceKey < series.currentKey) return null;
  if (occurrenceKey === series.currentKey) return series;
  return { ...series, currentKey: occurrenceKey, left: series.left === null ? null : Math.max(1, series.left - 1) };
}

/** The time zones that a task's component names. */
export function zonesOf(task: ExportedTask, series: ReadSeries | undefined): string[] {
  const due = dueOf(task);
  const zones = [due && !due.floating && due.time !== null ? due.timeZone : null];
  if (series && !series.floating && !series.allDay) zones.push(series.timeZone);
  return zones.filter((zone) => zone !== null && zone !== 'UTC') as string[];
}

const isOpen = (task: ExportedTask) => task.status === 'OPEN' || task.status === 'IN_PROGRESS';

const uidOf = (id: string) => `${id}@rondo`;

function wrapped(component: ComponentName, lines: readonly string[]): string[] {
  return [`BEGIN:${component}`, ...lines, `END:${component}`];
}

function common(task: ExportedTask, uid: string, { component, tags }: ComponentParts): string[] {
  const { title, description, status, priority, createdAt, updatedAt, completedAt, parentId } = task;
  const isTodo = component === 'VTODO';
  const done = status === 'COMPLETED';
  return [
    ...[`UID:${uid}`, `DTSTAMP:${icsInstant(updatedAt)}`, `CREATED:${icsInstant(createdAt)}`],
    `LAST-MODIFIED:${icsInstant(updatedAt)}`,
    // An event can't be completed.
    `SUMMARY:${icsText(!isTodo && done ? `✓ ${title}` : title)}`,
    ...(description === '' ? [] : [`DESCRIPTION:${icsText(description)}`]),
    `STATUS:${statuses[component][status]}`,
    ...(isTodo && done && completedAt ? [`COMPLETED:${icsInstant(completedAt)}`, 'PERCENT-COMPLETE:100'] : []),
    ...(isTodo ? [] : ['TRANSP:TRANSPARENT']),
    ...(priorities[priority] === null ? [] : [`PRIORITY:${priorities[priority]}`]),
    ...(tags.length === 0 ? [] : [`CATEGORIES:${tags.map(icsText).join(',')}`]),
    ...(parentId ? [`RELATED-TO:${uidOf(parentId)}`] : []),
  ];
}

/** When it is due: of an event its start, which has no length. */
function when(due: DueState | null, component: ComponentName): string[] {
  if (!due) return [];
  return at(component === 'VTODO' ? 'DUE' : 'DTSTART', `${due.date}T${due.time ?? '00:00:00'}`, due);
}

/** A property with a wall-clock time: of a whole day a DATE, floating without a zone, else in its zone. */
function at(name: string, local: string, { time, timeZone, floating }: Place): string[] {
  if (time === null) return [`${name};VALUE=DATE:${icsLocal(local.slice(0, 10))}`];
  if (floating) return [`${name}:${icsLocal(local)}`];
  return [timeZone === 'UTC' ? `${name}:${icsLocal(local)}Z` : `${name};TZID=${timeZone}:${icsLocal(local)}`];
}

/** From the open occurrence on: what came before it stands as tasks that are closed. */
function recurrence(series: ReadSeries, place: Place, component: ComponentName): string[] {
  const { rule, left, currentKey, skipped, mode, missed } = series;
  const current = left === null ? rule : rule.replace(/COUNT=\d+/i, `COUNT=${left}`);
  const excluded = skipped.filter((key) => key > currentKey);
  return [
    ...at('DTSTART', currentKey, place),
    // Programs of to-dos go by DUE, which the others do not miss.
    ...(component === 'VTODO' ? at('DUE', currentKey, place) : []),
    `RRULE:${current}`,
    ...excluded.flatMap((key) => at('EXDATE', key, place)),
    ...(mode === 'COMPLETION' ? ['X-RONDO-MODE:COMPLETION'] : []),
    ...(missed === 'KEEP' ? ['X-RONDO-MISSED:KEEP'] : []),
  ];
}

/** Reminders that wait, as alarms (§3.6.6). */
function alarms({ reminders, component }: ComponentParts, due: DueState | null): string[] {
  return reminders
    .filter(({ state }) => state === 'SCHEDULED' || state === 'SNOOZED')
    .flatMap(({ asked, before }) => {
      const related = component === 'VTODO' && due ? ';RELATED=END' : '';
      const trigger = asked
        ? `TRIGGER;VALUE=DATE-TIME:${icsInstant(new Date(asked))}`
        : `TRIGGER${related}:${negative(before)}`;
      return ['BEGIN:VALARM', 'ACTION:DISPLAY', trigger, 'DESCRIPTION:Reminder', 'END:VALARM'];
    });
}

/** RFC 5545 §3.3.6 has no months and years: they are 30 and 365 days. */
function negative(before: string | null): string {
  const [, date = '', time = ''] = /^P([^T]*)(T.*)?$/.exec(before ?? 'PT0S') ?? [];
  const amount = (unit: string) => Number(new RegExp(`(\\d+)${unit}`).exec(date)?.[1] ?? 0);
  const days = amount('Y') * 365 + amount('M') * 30 + amount('W') * 7 + amount('D');
  const duration = `P${days > 0 ? `${days}D` : ''}${time.replace(/\.\d+S/, 'S')}`;
  return duration === 'P' || /^PT0[HMS]$/.test(duration) ? 'PT0S' : `-${duration}`;
}
