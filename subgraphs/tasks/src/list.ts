import { type Connection, countRows, fetchPage, type PageArguments } from '@rondo/platform/connection.ts';
import type { ServiceContext } from '@rondo/platform/service.ts';
import type { TaskSort } from './generated/resolvers.ts';
import { relevanceOf } from './relevance.ts';
import { type ShownTask, type TaskRow, taskColumns, taskOfRow } from './row.ts';
import { type SelectionInput, selectTasks } from './selection.ts';
import { orderOf, relevanceColumn, sortOf } from './sort.ts';

const select = taskColumns.map((column) => `t.${column}`).join(', ');

/** A page of the principal's tasks. Throws INVALID_FILTER, CURSOR_INVALID and BAD_USER_INPUT. */
export async function listTasks(
  context: ServiceContext,
  args: PageArguments & SelectionInput & { sort?: readonly TaskSort[] | null },
): Promise<Connection<ShownTask>> {
  const { where, params, terms, settings } = await selectTasks(context, args);
  const sort = sortOf(args.sort ?? [], terms.length > 0);
  const ranked = sort.some(({ field }) => field === 'RELEVANCE');
  const [alias, column] = relevanceColumn.split('.');
  const rank = ranked ? ` cross join lateral (select ${relevanceOf(terms, params)} as ${column}) as ${alias}` : '';
  return fetchPage<TaskRow, ShownTask>(
    context,
    { select, from: `tasks.own_task t${rank}`, where, params, order: orderOf(sort), settings },
    args,
    taskOfRow,
  );
}

/** The tasks of a series outside the bin, by occurrence. */
export function listSeries(
  context: ServiceContext,
  { id, ...args }: PageArguments & { id: string },
): Promise<Connection<ShownTask>> {
  return fetchPage<TaskRow, ShownTask>(
    context,
    {
      select,
      from: 'tasks.own_task t',
      where: 't.owner_id = $1 and t.series_id = $2 and t.deleted_at is null',
      params: [context.principal.userId, id],
      order: [
        { sql: 't.occurrence_key', type: 'text' },
        { sql: 't.id', type: 'text' },
      ],
    },
    args,
    taskOfRow,
  );
}

/** How many tasks there are of a selection. */
export async function countTasks(context: ServiceContext, input: SelectionInput): Promise<number> {
  const { where, params, settings } = await selectTasks(context, input);
  return countRows(context, { from: 'tasks.own_task t', where, params, settings });
}
