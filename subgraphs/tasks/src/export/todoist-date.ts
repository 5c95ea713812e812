import type { DueState } from '@rondo/schema/events/task.ts';
import type { ReadSeries } from './task-page.ts';

const weekdays: Readonly<Record<string, string>> = {
  ...{ MO: 'monday', TU: 'tuesday', WE: 'wednesday', TH: 'thursday', FR: 'friday', SA: 'saturday', SU: 'sunday' },
};
const units: Readonly<Record<string, string>> = { DAILY: 'day', WEEKLY: 'week', MONTHLY: 'month', YEARLY: 'year' };

/** A rule in Todoist's words, `every! 2 weeks at 09:00`; null where it has none for it. */
export function todoistRepetition({ rule, mode }: ReadSeries, due: DueState): string | null {
  const parts = new Map(rule.split(';').map((part) => part.split('=') as [string, string]));
  const { FREQ = '', INTERVAL = '1', BYDAY, BYMONTHDAY, WKST: _, ...others } = Object.fromEntries(parts);
  const unit = units[FREQ];
  if (!unit || Object.keys(others).length > 0) return null;
  const every = mode === 'COMPLETION' ? 'every!' : 'every';
  const at = due.time === null ? '' : ` at ${due.time.slice(0, 5)}`;
  const step = INTERVAL === '1' ? `${every} ${unit}` : `${every} ${INTERVAL} ${unit}s`;
  if (!BYDAY && !BYMONTHDAY) return `${step}${at}`;
  if (FREQ === 'WEEKLY' && BYDAY && INTERVAL === '1' && !BYMONTHDAY) {
    const days = BYDAY.split(',').map((day) => weekdays[day]);
    return days.every(Boolean) ? `${every} ${days.join(', ')}${at}` : null;
  }
  if (FREQ === 'MONTHLY' && INTERVAL === '1' && !BYDAY && /^\d+$/.test(BYMONTHDAY ?? '')) {
    return `${every} ${ordinal(Number(BYMONTHDAY))}${at}`;
  }
  return null;
}

function ordinal(day: number): string {
  const ending = day > 10 && day < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th');
  return `${day}${ending}`;
}
