import { parseWall } from './calendar.ts';
import { type Occurrence, occurrenceAt } from './resolve.ts';
import { InvalidRule, quoted } from './rule.ts';
import { summarize } from './summary.ts';
import { type RecurrenceInput, validateRecurrence } from './validate.ts';

export interface Preview {
  readonly occurrences: readonly Occurrence[];
  /** Whether the rule ends by COUNT or UNTIL. */
  readonly finite: boolean;
  readonly summary: string;
}

/**
 * What a rule would do: its first `first` occurrences, or those with keys after `after`.
 *
 * @throws {InvalidRule}
 */
export function previewRecurrence(input: RecurrenceInput, first: number, after?: string): Preview {
  const { rule, start, until, zone, expansion } = validateRecurrence(input);
  const from = after === undefined ? start : parseWall(after);
  if (from === undefined) {
    throw new InvalidRule('after', 'a local date-time such as 2026-03-29T09:00:00', quoted(after ?? ''));
  }
  const keys = expansion.walk(after === undefined ? start : from + 1).take(first);
  return {
    occurrences: Array.from(keys, (key) => occurrenceAt(zone, key)),
    finite: rule.count !== null || rule.until !== null,
    summary: summarize({ rule, start, until }),
  };
}
