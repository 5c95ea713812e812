import { badInput } from '@rondo/platform/errors.ts';
import { cleanText } from '@rondo/platform/input.ts';
import type { FilterNode } from '@rondo/schema/filter/ast.ts';
import type { Condition, TextCondition } from '@rondo/schema/filter/condition.ts';
import { type FilterContext, resolveFilter } from '@rondo/schema/filter/resolve.ts';
import { wordsOf } from '@rondo/schema/filter/text.ts';
import { type IdPrefix, isId } from '@rondo/schema/ids.ts';
import { compileFilter } from './filter/sql.ts';
import type { DateTimeRange, DueMatch, TagMatch, TaskFilter } from './generated/resolvers.ts';
import { textTermsOf } from './relevance.ts';
import { sortKeys } from './sort.ts';

const limits = { conditions: 200, depth: 20, ids: 100, search: 500, words: 20 } as const;

/**
 * Compiles `TaskFilter` to a condition on the row `t`, true or false and never null, that appends its values to `params`.
 * `terms` collects what is searched for, outside of `not`. The bin is the caller's. Throws BAD_USER_INPUT.
 */
export class TaskFilterCompiler {
  readonly terms: TextCondition[] = [];
  readonly #params: unknown[];
  readonly #context: FilterContext;
  #conditions = 0;

  constructor(params: unknown[], context: FilterContext) {
    this.#params = params;
    this.#context = context;
  }

  compile(filter: TaskFilter, path = 'filter', depth = 0, negated = false): string {
    this.#count(path, depth, filter);
    const inner = (each: TaskFilter, at: string, not = negated) => this.compile(each, at, depth + 1, not);
    const { and, or, not, status, priority, tags, due, createdAt, completedAt, search } = filter;
    return allOf([
      ...(and ?? []).map((each, index) => inner(each, `${path}.and.${index}`)),
      ...(or ? [anyOf(or.map((each, index) => inner(each, `${path}.or.${index}`)))] : []),
      ...(not ? [`(not ${inner(not, `${path}.not`, !negated)})`] : []),
      ...(status ? [`t.status = any(${this.#bind(status, 'text[]')})`] : []),
      ...(priority ? [`t.priority = any(${this.#bind(priority, 'text[]')})`] : []),
      ...(tags ? this.#tags(tags, `${path}.tags`) : []),
      ...(due ? this.#due(due) : []),
      ...(createdAt ? this.#instants('t.created_at', createdAt) : []),
      ...(completedAt ? ['t.completed_at is not null', ...this.#instants('t.completed_at', completedAt)] : []),
      ...(filter.seriesId == null ? [] : [this.#equals('t.series_id', 'series', filter.seriesId)]),
      ...(filter.parentId == null ? [] : [this.#equals('t.parent_id', 'task', filter.parentId)]),
      ...(search == null ? [] : [this.#search(search, `${path}.search`, negated)]),
    ]);
  }

  #count(path: string, depth: number, filter: TaskFilter): void {
    this.#conditions++;
    if (this.#conditions > limits.conditions || depth > limits.depth) {
      throw badInput(
        path,
        `Expected at most ${limits.conditions} conditions nested at most ${limits.depth} deep. Use a simpler filter.`,
      );
    }
    if (depth > 0 && filter.deleted) {
      throw badInput(`${path}.deleted`, 'The bin is asked for at the top of the filter: give `deleted` there.');
    }
  }

  #tags(match: TagMatch, path: string): string[] {
    const ids = (name: keyof TagMatch) => {
      const given = match[name] ?? [];
      if (given.length > limits.ids) {
        throw badInput(`${path}.${name}`, `Expected at most ${limits.ids} tags, got ${given.length}.`);
      }
      return given.filter((id) => isId('tag', id));
    };
    const [any, all, none] = [ids('any'), ids('all'), ids('none')];
    const known = all.length === (match.all?.length ?? 0);
    return [
      ...(match.any ? [`t.tag_ids && ${this.#bind(any, 'text[]')}`] : []),
      ...(match.all ? [known ? `t.tag_ids @> ${this.#bind(all, 'text[]')}` : 'false'] : []),
      ...(match.none ? [`not (t.tag_ids && ${this.#bind(none, 'text[]')})`] : []),
    ];
  }

  #due({ from, to, overdue, isNull }: DueMatch): string[] {
    const range = from || to ? ['t.due_at is not null', ...this.#instants(sortKeys.due('t.'), { from, to })] : [];
    return [
      ...range,
      ...(overdue == null ? [] : [`${overdue ? '' : 'not '}${this.#condition(overdueNow(this.#context))}`]),
      ...(isNull == null ? [] : [`t.due_at is ${isNull ? '' : 'not '}null`]),
    ];
  }

  #instants(column: string, { from, to }: DateTimeRange): string[] {
    return [
      ...(from ? [`${column} >= ${this.#bind(from.toISOString(), 'timestamptz')}`] : []),
      ...(to ? [`${column} < ${this.#bind(to.toISOString(), 'timestamptz')}`] : []),
    ];
  }

  #equals(column: string, prefix: IdPrefix, id: string): string {
    return isId(prefix, id) ? `(${column} is not null and ${column} = ${this.#bind(id, 'text')})` : 'false';
  }

  #search(search: string, path: string, negated: boolean): string {
    const words = wordsOf(cleanText(path, search, { maximum: limits.search, blank: true }));
    if (words.length > limits.words) {
      throw badInput(path, `Expected at most ${limits.words} words, got ${words.length}.`);
    }
    const condition = resolveFilter(everyWord(words, negated), this.#context);
    // Resolved under NOT, where a word is not also found with typing mistakes; the NOT itself is compiled above.
    const searched = condition.kind === 'not' ? condition.condition : condition;
    if (!negated) this.terms.push(...textTermsOf(searched));
    return this.#condition(searched);
  }

  #condition(condition: Condition): string {
    const compiled = compileFilter(condition, { tagIds: new Map(), firstParameter: this.#params.length + 1 });
    this.#params.push(...compiled.params);
    return compiled.sql;
  }

  #bind(value: string | readonly string[], type: string): string {
    this.#params.push(value);
    return `$${this.#params.length}::${type}`;
  }
}

function everyWord(words: readonly string[], negated: boolean): FilterNode {
  const nowhere = { start: 0, end: 0 };
  const operands = words.map((text): FilterNode => ({ kind: 'text', text, phrase: false, ...nowhere }));
  const operand: FilterNode =
    operands.length === 0 ? { kind: 'everything', ...nowhere } : { kind: 'and', operands, ...nowhere };
  return negated ? { kind: 'not', operand, ...nowhere } : operand;
}

/** The filter language's `due:overdue`. */
export function overdueNow({ now, timeZone }: FilterContext): Condition {
  const today = now.toZonedDateTimeISO(timeZone).toPlainDate().toString();
  return { kind: 'overdue', now: now.epochMilliseconds, today };
}

function allOf(conditions: readonly string[]): string {
  return conditions.length === 0 ? 'true' : `(${conditions.join(' and ')})`;
}

function anyOf(conditions: readonly string[]): string {
  return conditions.length === 0 ? 'false' : `(${conditions.join(' or ')})`;
}
