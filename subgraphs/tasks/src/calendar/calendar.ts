import type { ServiceContext } from '@rondo/platform/service.ts';
import type { Piece } from '@rondo/schema/methods/transfer.ts';
import { z } from 'zod';
import { type PageRequest, readTaskPage, remindersOf, seriesOf } from '../export/task-page.ts';
import { type ComponentName, taskComponents, zonesOf } from './component.ts';
import { icsLines, icsText } from './ics-text.ts';
import { timeZoneComponent } from './time-zone.ts';

const pageSize = 250;

export interface CalendarRequest extends Pick<PageRequest, 'where' | 'params' | 'settings'> {
  component: ComponentName;
  /** What calendar programs show. */
  name: string;
  /** Tasks at most; those created first. */
  maximum: number;
}

const cursorSchema = z.object({ after: z.string(), zones: z.array(z.string()), count: z.number().int() });

/** A piece of a calendar of tasks. A time zone is defined before the first component that names it. */
export async function readCalendar(
  context: ServiceContext,
  request: CalendarRequest,
  cursor: string | null,
): Promise<Piece> {
  const { component, name, maximum, ...selection } = request;
  const { after, zones, count } = cursor === null ? start : cursorSchema.parse(JSON.parse(cursor));
  const size = Math.min(pageSize, maximum - count);
  const { tasks, names, next } = await readTaskPage(context, { ...selection, after, size });
  const [series, reminders] = await Promise.all([seriesOf(context, tasks), remindersOf(context, tasks)]);
  const defined = new Set(zones);
  let text = cursor === null ? beginning(name) : '';
  for (const task of tasks) {
    const own = series.get(task.seriesId ?? '');
    for (const zone of zonesOf(task, own)) {
      if (!defined.has(zone)) text += timeZoneComponent(zone, new Date());
      defined.add(zone);
    }
    text += taskComponents(task, {
      component,
      tags: task.tagIds.flatMap((id) => names.get(id) ?? []),
      series: own,
      reminders: reminders.get(task.id) ?? [],
    });
  }
  const so = count + tasks.length;
  if (next === null || so >= maximum) return { text: text + icsLines(['END:VCALENDAR']), next: null };
  return { text, next: JSON.stringify({ after: next, zones: [...defined], count: so }) };
}

const start = { after: null, zones: [], count: 0 };

function beginning(name: string): string {
  return icsLines([
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Rondo//Tasks//EN', 'CALSCALE:GREGORIAN', 'METHOD:PUBLISH'],
    ...[`NAME:${icsText(name)}`, `X-WR-CALNAME:${icsText(name)}`],
    ...['REFRESH-INTERVAL;VALUE=DURATION:PT15M', 'X-PUBLISHED-TTL:PT15M'],
  ]);
}

/** All tasks outside the bin as to-dos. */
export function exportCalendar(context: ServiceContext, cursor: string | null): Promise<Piece> {
  const where = 't.owner_id = $1 and t.deleted_at is null';
  const params = [context.principal.userId];
  const maximum = Number.MAX_SAFE_INTEGER;
  return readCalendar(context, { component: 'VTODO', name: 'Rondo', where, params, maximum }, cursor);
}
