import type { Wall } from './calendar.ts';

export type Frequency = 'YEARLY' | 'MONTHLY' | 'WEEKLY' | 'DAILY' | 'HOURLY';

/** A BYDAY entry: TU is { weekday: 1, nth: 0 }, -1FR is { weekday: 4, nth: -1 }. Weekdays count from Monday = 0. */
export interface NthWeekday {
  readonly weekday: number;
  /** 0: every such weekday. */
  readonly nth: number;
}

/**
 * The last moment of a rule, inclusive. `wall` is on the series' clock, or in UTC where `utc` is set and the series'
 * zone decides. A bare date means all of that day.
 */
export interface Until {
  readonly wall: Wall;
  readonly utc: boolean;
  readonly dateOnly: boolean;
}

/** A valid RFC 5545 recurrence rule. Lists are ascending and without repeats; an absent part is an empty list. */
export interface Rule {
  /** As given, in capitals, without RRULE: and surrounding blanks. */
  readonly text: string;
  readonly frequency: Frequency;
  readonly interval: number;
  readonly count: number | null;
  readonly until: Until | null;
  readonly months: readonly number[];
  readonly weekNumbers: readonly number[];
  readonly yearDays: readonly number[];
  readonly monthDays: readonly number[];
  readonly weekdays: readonly NthWeekday[];
  readonly hours: readonly number[];
  readonly minutes: readonly number[];
  readonly seconds: readonly number[];
  /** BYSETPOS. Under HOURLY and DAILY at least one lies within the set. */
  readonly positions: readonly number[];
  readonly weekStart: number;
}

/** BY parts and bounds as RFC 5545 names them, besides what stands around a rule. */
export type RulePart =
  | 'FREQ'
  | 'INTERVAL'
  | 'COUNT'
  | 'UNTIL'
  | 'BYMONTH'
  | 'BYWEEKNO'
  | 'BYYEARDAY'
  | 'BYMONTHDAY'
  | 'BYDAY'
  | 'BYHOUR'
  | 'BYMINUTE'
  | 'BYSECOND'
  | 'BYSETPOS'
  | 'WKST';

/** Bounds of what is evaluated at all. */
export const LIMITS = {
  /** Characters; what people write has fewer than 200. */
  text: 4096,
  interval: 1000,
  count: 10_000,
  /** Skipped dates of one series. */
  skipped: 1000,
  /** BYMINUTE times BYSECOND: without it, SECONDLY would come back under the name of HOURLY. */
  timesPerHour: 60,
} as const;

/**
 * The rule, or what it is to be applied to, is refused. The message says which part, what was expected and what came;
 * the API reports it as INVALID_RECURRENCE.
 */
export class InvalidRule extends Error {
  override readonly name = 'InvalidRule';
  readonly part: RulePart | 'rule' | 'start' | 'after' | 'timeZone' | 'skipped';

  constructor(part: InvalidRule['part'], expected: string, got: string) {
    super(`${part}: expected ${expected}, got ${got}`);
    this.part = part;
  }
}

/** Input as it may be shown in a message: quoted, controls escaped, cut after 40 characters. */
export function quoted(text: string): string {
  return text.length > 40 ? `${JSON.stringify(text.slice(0, 40))}… (${text.length} characters)` : JSON.stringify(text);
}
