import type { Priority, TaskStatus } from '../events/task.ts';

/** From `from` up to but not including `to`; open where there is none. */
export interface Range<Value> {
  from?: Value;
  to?: Value;
}

/**
 * A filter for one viewer at one moment: nothing in it is relative any more. `evaluate.ts` and the tasks subgraph's SQL
 * both start from here, and decide nothing themselves, so that they agree.
 */
export type Condition =
  | { kind: 'everything' }
  | { kind: 'and' | 'or'; conditions: Condition[] }
  | { kind: 'not'; condition: Condition }
  | TextCondition
  /** `key`: see `tagKey`. */
  | { kind: 'tag'; key: string }
  | { kind: 'untagged' }
  | { kind: 'priority'; priority: Priority }
  | { kind: 'status'; status: TaskStatus }
  | DueCondition
  | OverdueCondition
  | { kind: 'undated' }
  | { kind: 'time'; field: 'createdAt' | 'updatedAt' | 'completedAt'; instants: Range<number> }
  | { kind: 'recurring' }
  | { kind: 'subtask' }
  | { kind: 'reminder' };

export interface TextCondition {
  kind: 'text';
  /** What the task's `searchTextOf` has to contain: ` oat milk ` for a phrase, ` mil` for a word or its beginning. */
  sequence: string;
  /** A word that is also found with typing mistakes: where pg_trgm's word_similarity reaches TYPO_SIMILARITY. */
  typos: string | null;
}

export interface DueCondition {
  kind: 'due';
  /** For what is due on a whole day: its own date. `2026-12-01`. */
  dates: Range<string>;
  /** For what is due at a time: when that really is. Epoch milliseconds. */
  instants: Range<number>;
}

/** Open or in progress, and due before `now`; due on a whole day: that day is over where the due is. */
export interface OverdueCondition {
  kind: 'overdue';
  /** Epoch milliseconds. */
  now: number;
  /** The viewer's date, by which floating dues go. */
  today: string;
}

export const TYPO_SIMILARITY = 0.5;

/** Tag names are the same tag where this is the same: case does not count, accents do. */
export function tagKey(name: string): string {
  return name.trim().normalize('NFC').toLowerCase();
}

/** The keys of all tags that a condition asks for, each once: what has to be looked up before it is compiled to SQL. */
export function tagKeysOf(condition: Condition): string[] {
  const keys = new Set<string>();
  const pending = [condition];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.kind === 'tag') keys.add(next.key);
    if (next.kind === 'and' || next.kind === 'or') pending.push(...next.conditions);
    if (next.kind === 'not') pending.push(next.condition);
  }
  return [...keys];
}
