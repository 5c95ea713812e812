import { DAY_SECONDS, dayOfWall, formatWall, modulo, parseWall, secondOfDay, type Wall } from './calendar.ts';
import { expand } from './expand.ts';
import { movedOccurrence, type Occurrence, occurrenceAt, resolve } from './resolve.ts';
import { InvalidRule, quoted } from './rule.ts';
import type { Recurrence } from './validate.ts';
import type { EpochSeconds, Zone } from './zone.ts';

export type RecurrenceMode = 'SCHEDULE' | 'COMPLETION';
export type MissedPolicy = 'SKIP' | 'KEEP';

/** How far a series has come. */
export interface Progress {
  readonly recurrence: Recurrence;
  readonly mode: RecurrenceMode;
  readonly missed: MissedPolicy;
  /** Keys that must not come: the skipped ones. In COMPLETION mode also those of earlier occurrences. */
  readonly excluded: ReadonlySet<string>;
  /** Occurrences that the series has had, the current one and skipped ones included. COMPLETION holds COUNT against it. */
  readonly made: number;
}

/**
 * The occurrence that follows `current`, which was completed (or skipped) at `completedAt`; null when the series ends.
 *
 * SCHEDULE keeps to the rule. KEEP: the next key, however late, so that each missed one comes once. SKIP: the next key
 * that happens after the completion and after the current one.
 *
 * COMPLETION counts from the day of the completion in the series' zone, at the series' time of day, and so may go back
 * to before a current key that was completed early. COUNT is over the whole series, UNTIL stays. A rule with several
 * times a day may go on the same day; an HOURLY one counts from the minute of the completion.
 */
export function nextOccurrence(progress: Progress, current: string, completedAt: Date): Occurrence | null {
  const { recurrence, mode, missed } = progress;
  const key = wallOfKey(current);
  const completed = completedAt.getTime() / 1000;
  if (mode === 'COMPLETION') return afterCompletion(progress, key, completed);
  if (missed === 'KEEP') return firstOf(recurrence.expansion.walk(key + 1), progress, key, Number.NEGATIVE_INFINITY);
  return firstAhead(progress, key, Math.max(completed, resolve(recurrence.zone, key).instant));
}

function firstAhead(progress: Progress, current: Wall, instant: EpochSeconds): Occurrence | null {
  const { expansion, zone } = progress.recurrence;
  const from = Math.max(current + 1, earliestWallAfter(zone, instant));
  return firstOf(expansion.walk(from), progress, current, instant);
}

function afterCompletion(progress: Progress, current: Wall, completed: EpochSeconds): Occurrence | null {
  const { rule, start, zone, until } = progress.recurrence;
  if (rule.count !== null && progress.made >= rule.count) return null;
  const local = Math.floor(completed) + zone.offsetAt(Math.floor(completed));
  const today = dayOfWall(local);
  const hourly = rule.frequency === 'HOURLY';
  const anchor = hourly ? local - modulo(local, 60) : today * DAY_SECONDS + secondOfDay(start);
  const severalADay = hourly || rule.hours.length > 1 || rule.minutes.length > 1 || rule.seconds.length > 1;
  const from = severalADay ? earliestWallAfter(zone, completed) : (today + 1) * DAY_SECONDS;
  const counted = expand(rule, anchor, { from, until, count: null });
  const next = firstOf(counted.walk(from), progress, current, completed);
  if (next !== null || expand(rule, anchor, { from, count: null }).next(from - 1) !== undefined) return next;
  // Every four years on 29 February, completed in 2027: from there it would never come again. Better by its schedule.
  return firstOf(expand(rule, start, { from, until, count: null }).walk(from), progress, current, completed);
}

/** The first of the keys that may come and that happens after `instant`. */
function firstOf(keys: Iterable<Wall>, progress: Progress, current: Wall, instant: EpochSeconds): Occurrence | null {
  const { zone } = progress.recurrence;
  for (const key of keys) {
    if (key === current || resolve(zone, key).instant <= instant || progress.excluded.has(formatWall(key))) continue;
    return occurrenceAt(zone, key);
  }
  return null;
}

/**
 * No wall time before this one happens after `instant`. It lies before the clock's own time where a gap was less than a
 * day ago: at 03:10, an hour lost at 02:00, the key 02:30 is still ahead.
 */
function earliestWallAfter(zone: Zone, instant: EpochSeconds): Wall {
  const second = Math.floor(instant);
  return second + Math.min(zone.offsetAt(second), zone.offsetAt(second - DAY_SECONDS));
}

export interface UpcomingOptions {
  /** The first key to list, if the rule has it. */
  readonly from: string;
  readonly first: number;
  /** Keys of occurrences that were moved, and where to on the clock of the series' zone. */
  readonly moved?: ReadonlyMap<string, string>;
  /** Listed with note SKIPPED. */
  readonly skipped?: ReadonlySet<string>;
}

/**
 * The next occurrences, from the key `from` on, in the order of their keys. In COMPLETION mode, which no one can foresee,
 * those that come if each is completed on its day.
 */
export function upcoming(progress: Omit<Progress, 'missed' | 'excluded'>, options: UpcomingOptions): Occurrence[] {
  const { recurrence, mode, made } = progress;
  const { rule, zone, until } = recurrence;
  const { first, moved, skipped } = options;
  const from = wallOfKey(options.from);
  const byCompletion = mode === 'COMPLETION';
  const left = byCompletion && rule.count !== null ? rule.count - made + 1 : first;
  const expansion = byCompletion ? expand(rule, from, { until, count: null }) : recurrence.expansion;
  const keys = expansion.walk(from).take(Math.max(0, Math.min(first, left)));
  return Array.from(keys, (wall) => {
    const key = formatWall(wall);
    const movedTo = moved?.get(key);
    if (skipped?.has(key)) return occurrenceAt(zone, wall, 'SKIPPED');
    return movedTo === undefined ? occurrenceAt(zone, wall) : movedOccurrence(zone, key, wallOfKey(movedTo), 'MOVED');
  });
}

function wallOfKey(key: string): Wall {
  const wall = parseWall(key);
  if (wall === undefined) throw new InvalidRule('start', 'a local date-time such as 2026-03-29T09:00:00', quoted(key));
  return wall;
}
