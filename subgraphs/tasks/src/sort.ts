import type { OrderTerm } from '@rondo/platform/connection.ts';
import { badInput } from '@rondo/platform/errors.ts';
import type { TaskSort, TaskSortField } from './generated/resolvers.ts';

/** An expression over the columns of a task, which stand behind `row` (`t.`). Never null. */
type SortKey = (row: string) => string;

/**
 * What lists are sorted by; each has an index (owner, key, id) over the tasks outside the bin. By due, tasks without
 * one come last in both directions, hence two keys.
 */
export const sortKeys = {
  due: (row) => `coalesce(${row}due_at, 'infinity')`,
  due_descending: (row) => `coalesce(${row}due_at, '-infinity')`,
  created: (row) => `${row}created_at`,
  updated: (row) => `${row}updated_at`,
  priority: (row) => `case ${row}priority when 'HIGH' then 3 when 'MEDIUM' then 2 when 'LOW' then 1 else 0 end`,
  title: (row) => `${row}title_key`,
} as const satisfies Record<string, SortKey>;

const row = 't.';

const ascending: Record<Exclude<TaskSortField, 'RELEVANCE'>, OrderTerm> = {
  DUE: { sql: sortKeys.due(row), type: 'timestamptz' },
  CREATED: { sql: sortKeys.created(row), type: 'timestamptz' },
  UPDATED: { sql: sortKeys.updated(row), type: 'timestamptz' },
  PRIORITY: { sql: `(${sortKeys.priority(row)})`, type: 'integer' },
  TITLE: { sql: sortKeys.title(row), type: 'text' },
};

const maximumTerms = 6;

/** Where RELEVANCE is sorted by, the listing has this column: an integer. */
export const relevanceColumn = 'rank.relevance';

/** What a list is sorted by, which is the caller's choice or else RELEVANCE where text is `searched` for, CREATED where not. */
export function sortOf(sort: readonly TaskSort[], searched: boolean): readonly TaskSort[] {
  if (sort.length > maximumTerms) {
    throw badInput('sort', `Expected at most ${maximumTerms} fields to sort by, got ${sort.length}.`);
  }
  const repeated = sort.findIndex(({ field }, index) => sort.slice(0, index).some((other) => other.field === field));
  if (repeated >= 0)
    throw badInput(`sort.${repeated}`, `Expected each field once, got ${sort[repeated]?.field} twice.`);
  if (sort.length === 0) return [{ field: searched ? 'RELEVANCE' : 'CREATED', direction: 'ASC' }];
  // Without anything searched for, all tasks are equally relevant.
  return searched ? sort : sort.filter(({ field }) => field !== 'RELEVANCE');
}

/** The total order. Ties are settled by id, in the direction of the term before it, so that a page is one range of the index (key, id). */
export function orderOf(sort: readonly TaskSort[]): OrderTerm[] {
  const terms = sort.map(termOf);
  return [...terms, { sql: `${row}id`, type: 'text', descending: terms.at(-1)?.descending ?? false }];
}

function termOf({ field, direction }: TaskSort): OrderTerm {
  if (field === 'RELEVANCE') return { sql: relevanceColumn, type: 'integer', descending: true };
  const descending = direction === 'DESC';
  const sql = field === 'DUE' && descending ? sortKeys.due_descending(row) : ascending[field].sql;
  return { ...ascending[field], sql, descending };
}
