import { Temporal } from 'temporal-polyfill';
import type { Comparison, FilterNode, FilterTerm, TimeField, TimeValue } from './ast.ts';
import { type Condition, type DueCondition, type Range, type TextCondition, tagKey } from './condition.ts';
import { foldText } from './text.ts';

export interface FilterContext {
  now: Temporal.Instant;
  /** The viewer's, an IANA name. */
  timeZone: string;
}

type Day = Temporal.PlainDate;

/** What PostgreSQL can write and read back with four digits, with days to spare for zones and index bounds. */
const FIRST_DAY = Temporal.PlainDate.from('0001-01-10');
const LAST_DAY = Temporal.PlainDate.from('9999-12-20');

/** A word that people mistype, and long enough for trigrams to tell it from others. 2025 is not a mistyped 2026. */
const TYPO_WORD = /^\p{L}{4,64}$/u;

const UNIT = { d: 'days', w: 'weeks', m: 'months', y: 'years' } as const;
const FIELD = { created: 'createdAt', updated: 'updatedAt', completed: 'completedAt' } as const;

/**
 * What a filter asks of a task, for this viewer and at this moment.
 *
 * A day is the viewer's, from its first instant to that of the next. `due:monday` is the next Monday and
 * `created>=monday` the last one; on a Monday both are today. Hours and `now` compare instants; what is due on a whole
 * day is compared with the day in which the instant falls, so that `due<now` is not yet what is due today.
 *
 * A word outside of NOT is also found with typing mistakes, where it has four letters or more and no digits.
 */
export function resolveFilter(filter: FilterNode, context: FilterContext): Condition {
  const resolver = new Resolver(context);
  return resolver.resolve(filter, false);
}

class Resolver {
  readonly #now: Temporal.Instant;
  readonly #timeZone: string;
  readonly #today: Day;

  constructor({ now, timeZone }: FilterContext) {
    this.#now = now;
    this.#timeZone = timeZone;
    this.#today = this.#dayOf(now);
  }

  resolve(node: FilterNode, negated: boolean): Condition {
    switch (node.kind) {
      case 'everything':
        return { kind: 'everything' };
      case 'and':
      case 'or':
        return { kind: node.kind, conditions: node.operands.map((operand) => this.resolve(operand, negated)) };
      case 'not':
        return { kind: 'not', condition: this.resolve(node.operand, true) };
      case 'text':
        return resolveText(node.text, node.phrase, negated);
      default:
        return this.#term(node);
    }
  }

  #term(term: Exclude<FilterTerm, { kind: 'text' }>): Condition {
    switch (term.kind) {
      case 'tag':
        return { kind: 'tag', key: tagKey(term.name) };
      case 'noTag':
        return { kind: 'untagged' };
      case 'priority':
        return { kind: 'priority', priority: term.priority };
      case 'status':
        return { kind: 'status', status: term.status };
      case 'due':
        return { kind: 'due', ...this.#compare(term.comparison, term.value, 'due') };
      case 'overdue':
        return { kind: 'overdue', now: this.#now.epochMilliseconds, today: this.#today.toString() };
      case 'noDue':
        return { kind: 'undated' };
      case 'time': {
        const { instants } = this.#compare(term.comparison, term.value, term.field);
        return { kind: 'time', field: FIELD[term.field], instants };
      }
      default:
        return { kind: term.kind };
    }
  }

  #compare(comparison: Comparison, value: TimeValue, field: TimeField | 'due'): Omit<DueCondition, 'kind'> {
    if (value.kind === 'hours') {
      const instant = this.#now.add({ hours: value.amount });
      const days = rangeOf(comparison, this.#dayOf(instant), nextDay);
      const instants = rangeOf(comparison, instant.epochMilliseconds, (milliseconds) => milliseconds + 1);
      return { dates: mapRange(days, String), instants };
    }
    const days = rangeOf(comparison, this.#day(value, field), nextDay);
    return { dates: mapRange(days, String), instants: mapRange(days, (day) => this.#startOf(day)) };
  }

  #day(value: Exclude<TimeValue, { kind: 'hours' }>, field: TimeField | 'due'): Day {
    switch (value.kind) {
      case 'date':
        return clamp(Temporal.PlainDate.from(value.date));
      case 'days':
        return clamp(this.#today.add({ [UNIT[value.unit]]: value.amount }));
      case 'weekday': {
        const ahead = (value.weekday - this.#today.dayOfWeek + 7) % 7;
        return this.#today.add({ days: field === 'due' || ahead === 0 ? ahead : ahead - 7 });
      }
    }
  }

  #dayOf(instant: Temporal.Instant): Day {
    return instant.toZonedDateTimeISO(this.#timeZone).toPlainDate();
  }

  #startOf(day: Day): number {
    return day.toZonedDateTime(this.#timeZone).epochMilliseconds;
  }
}

function resolveText(text: string, phrase: boolean, negated: boolean): TextCondition {
  const folded = foldText(text);
  if (phrase) return { kind: 'text', sequence: folded, typos: null };
  const word = folded.trim();
  return { kind: 'text', sequence: folded.trimEnd(), typos: !negated && TYPO_WORD.test(word) ? word : null };
}

function rangeOf<Value>(comparison: Comparison, value: Value, next: (value: Value) => Value): Range<Value> {
  switch (comparison) {
    case ':':
      return { from: value, to: next(value) };
    case '<':
      return { to: value };
    case '<=':
      return { to: next(value) };
    case '>':
      return { from: next(value) };
    case '>=':
      return { from: value };
  }
}

function mapRange<From, To>({ from, to }: Range<From>, map: (value: From) => To): Range<To> {
  return { ...(from === undefined ? {} : { from: map(from) }), ...(to === undefined ? {} : { to: map(to) }) };
}

function nextDay(day: Day): Day {
  return day.add({ days: 1 });
}

function clamp(day: Day): Day {
  if (Temporal.PlainDate.compare(day, FIRST_DAY) < 0) return FIRST_DAY;
  return Temporal.PlainDate.compare(day, LAST_DAY) > 0 ? LAST_DAY : day;
}
