import type { Priority, TaskStatus } from '../events/task.ts';

/** Where something stands in the query: from `start` up to but not including `end`, in UTF-16 code units. */
export interface Span {
  start: number;
  end: number;
}

export type Comparison = ':' | '<' | '<=' | '>' | '>=';

/** A point in time as it was written; `resolve.ts` turns it into a day or an instant of the viewer. */
export type TimeValue =
  | { kind: 'date'; date: string }
  /** ISO weekday, Monday is 1. */
  | { kind: 'weekday'; weekday: number }
  /** Counted from today, negative in the past. */
  | { kind: 'days'; amount: number; unit: 'd' | 'w' | 'm' | 'y' }
  /** Counted from now; `now` itself is 0. */
  | { kind: 'hours'; amount: number };

export type TimeField = 'created' | 'updated' | 'completed';

export type FilterTerm =
  /** `text` as it was written, without quotes and escapes. A phrase stood in quotes. */
  | { kind: 'text'; text: string; phrase: boolean }
  | { kind: 'tag'; name: string }
  | { kind: 'noTag' }
  | { kind: 'priority'; priority: Priority }
  | { kind: 'status'; status: TaskStatus }
  | { kind: 'due'; comparison: Comparison; value: TimeValue }
  | { kind: 'overdue' }
  | { kind: 'noDue' }
  | { kind: 'time'; field: TimeField; comparison: Comparison; value: TimeValue }
  | { kind: 'recurring' }
  | { kind: 'subtask' }
  | { kind: 'reminder' };

/** What `parseFilter` makes of a query. `everything` is the empty query; `and` and `or` have two operands or more. */
export type FilterNode = Span &
  (
    | { kind: 'everything' }
    | { kind: 'and'; operands: FilterNode[] }
    | { kind: 'or'; operands: FilterNode[] }
    | { kind: 'not'; operand: FilterNode }
    | FilterTerm
  );
