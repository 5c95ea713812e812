import { badInput } from '@rondo/platform/errors.ts';
import type { Operation } from '@rondo/platform/operation.ts';
import { queryRows } from '@rondo/platform/query.ts';
import type { Priority } from '@rondo/schema/events/task.ts';
import { priorities } from '@rondo/schema/events/task.ts';
import { Temporal } from 'temporal-polyfill';
import { compileFilter } from './filter/sql.ts';
import { overdueNow } from './task-filter.ts';

const maximumDays = 400;
const maximumTags = 100;
const [firstDate, lastDate] = ['1970-01-01', '9999-12-30'];
/** Days of a streak that are looked at together. */
const streakBatch = 32;

interface DayCount {
  date: string;
  count: number;
}

export interface TaskStatistics {
  completedByDay: DayCount[];
  createdByDay: DayCount[];
  openByPriority: { priority: Priority; count: number }[];
  openByTag: { tag: { id: string }; count: number }[];
  overdue: number;
  streakDays: number;
  medianHoursToComplete: number | null;
}

/** The principal's tasks outside the bin. */
const own = 'tasks.own_task t where t.owner_id = $1 and t.deleted_at is null';
const open = `t.status in ('OPEN', 'IN_PROGRESS')`;

/** `from` and `to` are both included. Days are those of `timeZone`, or else the principal's. Throws BAD_USER_INPUT. */
export async function taskStatistics(
  operation: Operation,
  { from, to, timeZone }: { from: string; to: string; timeZone?: string | null },
): Promise<TaskStatistics> {
  const { principal, now } = operation;
  const zone = timeZone ?? principal.timeZone;
  const days = daysOf(from, to);
  const starts = startsOf(days, zone);
  const instant = Temporal.Instant.fromEpochMilliseconds(now.getTime());
  return {
    completedByDay: await countByDay(operation, 't.completed_at', days, starts),
    createdByDay: await countByDay(operation, 't.created_at', days, starts),
    openByPriority: await countByPriority(operation),
    openByTag: await countByTag(operation),
    overdue: await countOverdue(operation, instant, zone),
    streakDays: await streak(operation, instant.toZonedDateTimeISO(zone).toPlainDate(), zone),
    medianHoursToComplete: await medianHours(operation, starts),
  };
}

function daysOf(from: string, to: string): Temporal.PlainDate[] {
  for (const [argument, date] of Object.entries({ from, to })) {
    if (date < firstDate || date > lastDate) {
      throw badInput(argument, `Expected a date from ${firstDate} to ${lastDate}, got ${date}.`);
    }
  }
  const first = Temporal.PlainDate.from(from);
  const count = first.until(to).days + 1;
  if (count < 1) throw badInput('to', `Expected a day on or after ${from}, got ${to}.`);
  if (count > maximumDays) throw badInput('to', `Expected at most ${maximumDays} days, got ${count}.`);
  return Array.from({ length: count }, (_, index) => first.add({ days: index }));
}

/** When each day starts in a zone, and when the one after the last does. RFC 3339. */
function startsOf(days: readonly Temporal.PlainDate[], zone: string): string[] {
  const after = days.at(-1)?.add({ days: 1 });
  return [...days, ...(after ? [after] : [])].map((day) => day.toZonedDateTime(zone).toInstant().toString());
}

async function countByDay(
  { em, principal }: Operation,
  column: 't.completed_at' | 't.created_at',
  days: readonly Temporal.PlainDate[],
  starts: readonly string[],
): Promise<DayCount[]> {
  const rows = await queryRows<{ day: number; count: number }>(
    em,
    `select width_bucket(${column}, $2::timestamptz[]) as day, count(*)::int as count from ${own}
     and ${column} >= $3 and ${column} < $4 group by 1`,
    [principal.userId, starts, starts.at(0), starts.at(-1)],
  );
  const counts = new Map(rows.map(({ day, count }) => [day, count]));
  return days.map((day, index) => ({ date: day.toString(), count: counts.get(index + 1) ?? 0 }));
}

async function countByPriority({ em, principal }: Operation): Promise<TaskStatistics['openByPriority']> {
  const rows = await queryRows<{ priority: Priority; count: number }>(
    em,
    `select t.priority, count(*)::int as count from ${own} and ${open} group by 1`,
    [principal.userId],
  );
  const counts = new Map(rows.map(({ priority, count }) => [priority, count]));
  return priorities.map((priority) => ({ priority, count: counts.get(priority) ?? 0 }));
}

async function countByTag({ em, principal }: Operation): Promise<TaskStatistics['openByTag']> {
  const rows = await queryRows<{ id: string; count: number }>(
    em,
    `select tag.id, count(*)::int as count from (select t.tag_ids from ${own} and ${open}) as tagged,
     unnest(tagged.tag_ids) as tag (id) group by 1 order by 2 desc, 1 limit ${maximumTags}`,
    [principal.userId],
  );
  return rows.map(({ id, count }) => ({ tag: { id }, count }));
}

async function countOverdue({ em, principal }: Operation, now: Temporal.Instant, timeZone: string): Promise<number> {
  const overdue = compileFilter(overdueNow({ now, timeZone }), { tagIds: new Map(), firstParameter: 2 });
  const [row] = await queryRows<{ count: number }>(em, `select count(*)::int as count from ${own} and ${overdue.sql}`, [
    principal.userId,
    ...overdue.params,
  ]);
  return row?.count ?? 0;
}

/** Days in a row with a completed task, up to `today`, or to the day before while today has none. */
async function streak(operation: Operation, today: Temporal.PlainDate, zone: string): Promise<number> {
  let length = 0;
  for (let newest = today; ; newest = newest.subtract({ days: streakBatch })) {
    const days = Array.from({ length: streakBatch }, (_, index) => newest.subtract({ days: streakBatch - 1 - index }));
    const active = (await completedOn(operation, startsOf(days, zone))).reverse();
    if (newest === today && active[0] === false) active.shift();
    const gap = active.indexOf(false);
    length += gap < 0 ? active.length : gap;
    if (gap >= 0) return length;
  }
}

/** Whether a task was completed on each of the days that begin, and end, at `starts`. */
async function completedOn({ em, principal }: Operation, starts: readonly string[]): Promise<boolean[]> {
  const rows = await queryRows<{ active: boolean }>(
    em,
    `select exists (select 1 from ${own} and t.completed_at >= day.start and t.completed_at < day.finish) as active
     from unnest($2::timestamptz[], $3::timestamptz[]) with ordinality as day (start, finish, place) order by day.place`,
    [principal.userId, starts.slice(0, -1), starts.slice(1)],
  );
  return rows.map((row) => row.active);
}

async function medianHours({ em, principal }: Operation, starts: readonly string[]): Promise<number | null> {
  const [row] = await queryRows<{ hours: number | null }>(
    em,
    `select percentile_cont(0.5) within group (
       order by greatest(0, extract(epoch from t.completed_at - t.created_at)::double precision) / 3600
     ) as hours from ${own} and t.completed_at >= $2 and t.completed_at < $3`,
    [principal.userId, starts.at(0), starts.at(-1)],
  );
  return row?.hours ?? null;
}
