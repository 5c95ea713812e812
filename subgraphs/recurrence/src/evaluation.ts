import { badInput, RondoError } from '@rondo/platform/errors.ts';
import { ErrorCode } from '@rondo/schema/errors.ts';
import type { Series } from './entities.ts';
import { formatWall } from './rule/calendar.ts';
import { nextOccurrence, upcoming } from './rule/next.ts';
import { type Preview, previewRecurrence } from './rule/preview.ts';
import type { Occurrence } from './rule/resolve.ts';
import { InvalidRule } from './rule/rule.ts';
import { summarize } from './rule/summary.ts';
import { type Recurrence, type RecurrenceInput, validateRecurrence } from './rule/validate.ts';

const maximumPreview = 100;

/** The first occurrence of a rule, on or after its start. Throws INVALID_RECURRENCE with the argument below `path`. */
export function firstKey(input: RecurrenceInput, path: string): string {
  return refusing(path, () => {
    const { start, expansion } = validateRecurrence(input);
    // validateRecurrence has proved that there is one.
    return formatWall(expansion.next(start - 1) ?? start);
  });
}

/** The next `first` occurrences of a rule after `after`. */
export function preview(input: RecurrenceInput, first: number, after: string | null | undefined): Preview {
  checkFirst(first);
  return refusing('', () => previewRecurrence(input, first, after ?? undefined));
}

export function checkFirst(first: number): void {
  if (first < 1 || first > maximumPreview) {
    throw badInput('first', `Expected first from 1 to ${maximumPreview}, got ${first}.`);
  }
}

/** Says a refused rule as INVALID_RECURRENCE. `path` is where the recurrence stands among the arguments, '' for the root. */
function refusing<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof InvalidRule)) throw error;
    const name = error.part === 'start' || error.part === 'timeZone' || error.part === 'after' ? error.part : 'rule';
    throw new RondoError(ErrorCode.INVALID_RECURRENCE, error.message, { argument: path ? `${path}.${name}` : name });
  }
}

/** What follows a series' open occurrence, closed at the instant `closedAt`; null where nothing does. */
export function nextKeyOf(series: Series, closedAt: Date): string | null {
  const { mode, missed, made, skipped, recentKeys, currentKey } = series;
  const excluded = new Set([...skipped, ...recentKeys]);
  const progress = { recurrence: recurrenceOf(series), mode, missed, made, excluded };
  return nextOccurrence(progress, currentKey, closedAt)?.key ?? null;
}

/** The open occurrence of a series and those after it. */
export function upcomingOf(series: Series, first: number): Occurrence[] {
  checkFirst(first);
  if (series.ended) return [];
  const { mode, made, currentKey, moved, skipped } = series;
  return upcoming(
    { recurrence: recurrenceOf(series), mode, made },
    { from: currentKey, first, moved: new Map(Object.entries(moved)), skipped: new Set(skipped) },
  );
}

/** A series' rule in plain words. */
export function summaryOf(series: Series): string {
  return summarize(recurrenceOf(series));
}

function recurrenceOf({ rule, start, timeZone }: Series): Recurrence {
  return validateRecurrence({ rule, start, timeZone });
}
