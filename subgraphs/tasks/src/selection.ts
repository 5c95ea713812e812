import type { Setting } from '@rondo/platform/connection.ts';
import { RondoError } from '@rondo/platform/errors.ts';
import type { ServiceContext } from '@rondo/platform/service.ts';
import { ErrorCode } from '@rondo/schema/errors.ts';
import type { FilterNode } from '@rondo/schema/filter/ast.ts';
import { type TextCondition, tagKeysOf } from '@rondo/schema/filter/condition.ts';
import { parseFilter } from '@rondo/schema/filter/parse.ts';
import { type FilterContext, resolveFilter } from '@rondo/schema/filter/resolve.ts';
import { FilterSyntaxError } from '@rondo/schema/filter/syntax-error.ts';
import { Temporal } from 'temporal-polyfill';
import { compileFilter, TYPO_SETTING } from './filter/sql.ts';
import type { TaskFilter } from './generated/resolvers.ts';
import { textTermsOf } from './relevance.ts';
import { tagIdsByKey } from './tag-projection.ts';
import { TaskFilterCompiler } from './task-filter.ts';

/** Tasks of the principal, in SQL: rows `t` of `tasks.own_task`. */
export interface Selection {
  where: string;
  params: unknown[];
  /** What is searched for. */
  terms: readonly TextCondition[];
  settings: readonly Setting[];
}

export interface SelectionInput {
  query?: string | null;
  filter?: TaskFilter | null;
}

/** What `query` and `filter` select. Throws INVALID_FILTER with `position`, and BAD_USER_INPUT. */
export async function selectTasks(context: ServiceContext, { query, filter }: SelectionInput): Promise<Selection> {
  const { principal } = context;
  const now: FilterContext = { now: Temporal.Now.instant(), timeZone: principal.timeZone };
  const params: unknown[] = [principal.userId];
  const compiler = new TaskFilterCompiler(params, now);
  // The owner, which the view checks by itself, is named here too: the planner estimates by it.
  const conditions = [`t.owner_id = $1 and t.deleted_at is ${filter?.deleted ? 'not null' : 'null'}`];
  if (filter) conditions.push(compiler.compile(filter));
  const terms = compiler.terms;
  if (query != null) {
    const condition = resolveFilter(parseQuery('query', query), now);
    const keys = tagKeysOf(condition);
    const tagIds = keys.length > 0 ? await context.read((operation) => tagIdsByKey(operation, keys)) : new Map();
    const compiled = compileFilter(condition, { tagIds, firstParameter: params.length + 1 });
    params.push(...compiled.params);
    conditions.push(compiled.sql);
    terms.push(...textTermsOf(condition));
  }
  const settings = terms.length > 0 ? [TYPO_SETTING] : [];
  return { where: conditions.join(' and '), params, terms, settings };
}

/** Throws INVALID_FILTER. */
export function parseQuery(argument: string, query: string): FilterNode {
  try {
    return parseFilter(query);
  } catch (error) {
    if (!(error instanceof FilterSyntaxError)) throw error;
    const { message, position, expected } = error;
    throw new RondoError(ErrorCode.INVALID_FILTER, message, { argument, position, expected });
  }
}
