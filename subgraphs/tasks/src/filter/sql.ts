import {
  type Condition,
  type DueCondition,
  type OverdueCondition,
  type Range,
  type TextCondition,
  TYPO_SIMILARITY,
} from '@rondo/schema/filter/condition.ts';
import { sortKeys } from '../sort.ts';

export interface CompiledFilter {
  /** A condition on the row `t` of `tasks.task`, true or false and never null, in parentheses where it needs them. */
  sql: string;
  /** The values of its placeholders, in order. */
  params: (string | readonly string[])[];
}

export interface FilterBindings {
  /** The ids of the owner's tags by `tagKey`; see `tagKeysOf`. What is missing is a tag that does not exist. */
  tagIds: ReadonlyMap<string, readonly string[]>;
  /** The number of the first placeholder; 1 where nothing is said. */
  firstParameter?: number;
}

/**
 * What the transaction that runs a compiled filter has to set first: the operator `<%`, which an index answers, takes
 * its threshold from a setting and nowhere else. With PostgreSQL's default of 0.6 fewer mistyped words are found than
 * by change streams.
 */
export const TYPO_SETTING = { name: 'pg_trgm.word_similarity_threshold', value: String(TYPO_SIMILARITY) } as const;

/**
 * Compiles a resolved filter to a PostgreSQL condition that holds for the same tasks as `matchesCondition`.
 *
 * It relies on the row: `search_text` is `tasks.search_text(title, description)`; `due_date`, `due_zone`, `due_floating`
 * and `due_at` are null together; `due_at` of a whole day is that day's start in its zone. No text of the query is in
 * the SQL, only in `params`. The owner and the bin are the caller's conditions.
 */
export function compileFilter(condition: Condition, { tagIds, firstParameter = 1 }: FilterBindings): CompiledFilter {
  const compiler = new Compiler(tagIds, firstParameter);
  return { sql: compiler.compile(condition), params: compiler.params };
}

const INSTANT_COLUMN = { createdAt: 't.created_at', updatedAt: 't.updated_at', completedAt: 't.completed_at' } as const;

/** `due_at` as the indexes have it. */
const DUE_KEY = sortKeys.due('t.');

/**
 * `due_at` of a whole day lies this close to the viewer's instants that the day is compared with, whatever the zones: up
 * to 26 hours between two zones, and a day between an instant and the start of its day. In milliseconds.
 */
const DAY_MARGIN = 3 * 86_400_000;

class Compiler {
  readonly params: CompiledFilter['params'] = [];
  readonly #tagIds: FilterBindings['tagIds'];
  readonly #firstParameter: number;

  constructor(tagIds: FilterBindings['tagIds'], firstParameter: number) {
    this.#tagIds = tagIds;
    this.#firstParameter = firstParameter;
  }

  compile(condition: Condition): string {
    switch (condition.kind) {
      case 'everything':
        return 'true';
      case 'and':
        return `(${condition.conditions.map((inner) => this.compile(inner)).join(' AND ')})`;
      case 'or':
        return `(${condition.conditions.map((inner) => this.compile(inner)).join(' OR ')})`;
      case 'not':
        return `(NOT ${this.compile(condition.condition)})`;
      case 'text':
        return this.#text(condition);
      case 'tag': {
        const ids = this.#tagIds.get(condition.key) ?? [];
        return ids.length === 0 ? 'false' : `(t.tag_ids && ${this.#bind(ids, 'text[]')})`;
      }
      case 'untagged':
        return `(t.tag_ids = '{}')`;
      case 'priority':
        return `(t.priority = ${this.#bind(condition.priority, 'text')})`;
      case 'status':
        return `(t.status = ${this.#bind(condition.status, 'text')})`;
      case 'due':
        return this.#due(condition);
      case 'overdue':
        return this.#overdue(condition);
      case 'undated':
        return '(t.due_date IS NULL)';
      case 'time': {
        const column = INSTANT_COLUMN[condition.field];
        return allOf([`${column} IS NOT NULL`, ...this.#instants(column, condition.instants)]);
      }
      case 'recurring':
        return '(t.series_id IS NOT NULL)';
      case 'subtask':
        return '(t.parent_id IS NOT NULL)';
      case 'reminder':
        return 't.has_reminder';
    }
  }

  /**
   * LIKE is exact here: folded text has neither `%` nor `_`. A word that is found as it stands is asked for so, although
   * it is similar as well: LIKE decides twenty times as fast, and most tasks are found by it. A word in a quarter of
   * 1 000 000 tasks takes 280 ms, by similarity alone 600.
   */
  #text({ sequence, typos }: TextCondition): string {
    const exact = `t.search_text LIKE ${this.#bind(`%${sequence}%`, 'text')}`;
    return typos === null ? `(${exact})` : `(${exact} OR ${this.#bind(typos, 'text')} <% t.search_text)`;
  }

  #due({ dates, instants }: DueCondition): string {
    const bounds = this.#instants(DUE_KEY, {
      from: instants.from === undefined ? undefined : instants.from - DAY_MARGIN,
      to: instants.to === undefined ? undefined : instants.to + DAY_MARGIN,
    });
    const day = allOf(['t.due_time IS NULL', ...this.#range('t.due_date', dates, 'date')]);
    const time = allOf(['t.due_time IS NOT NULL', ...this.#instants('t.due_at', instants)]);
    return allOf(['t.due_date IS NOT NULL', ...bounds, `(${day} OR ${time})`]);
  }

  #overdue({ now, today }: OverdueCondition): string {
    const instant = this.#bind(toInstant(now), 'timestamptz');
    const bound = this.#bind(toInstant(now + DAY_MARGIN), 'timestamptz');
    return `(t.status IN ('OPEN', 'IN_PROGRESS') AND t.due_date IS NOT NULL AND ${DUE_KEY} < ${bound} AND CASE
      WHEN t.due_time IS NOT NULL THEN t.due_at < ${instant}
      WHEN t.due_floating THEN t.due_date < ${this.#bind(today, 'date')}
      ELSE t.due_date < (${instant} AT TIME ZONE t.due_zone)::date END)`;
  }

  #instants(column: string, { from, to }: Range<number>): string[] {
    const range = {
      from: from === undefined ? undefined : toInstant(from),
      to: to === undefined ? undefined : toInstant(to),
    };
    return this.#range(column, range, 'timestamptz');
  }

  #range(column: string, { from, to }: Range<string>, type: string): string[] {
    const lower = from === undefined ? [] : [`${column} >= ${this.#bind(from, type)}`];
    const upper = to === undefined ? [] : [`${column} < ${this.#bind(to, type)}`];
    return [...lower, ...upper];
  }

  #bind(value: string | readonly string[], type: string): string {
    this.params.push(value);
    return `$${this.#firstParameter + this.params.length - 1}::${type}`;
  }
}

function allOf(conditions: readonly string[]): string {
  return `(${conditions.join(' AND ')})`;
}

function toInstant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
