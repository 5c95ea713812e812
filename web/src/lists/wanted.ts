import { TaskPageDocument } from '../api/generated/operations.ts';
import { request } from '../api/request.ts';
import type { Loading, Wanted } from '../replica/load.ts';
import type { Replica } from '../replica/replica.ts';
import { fetchTask } from '../replica/send.ts';
import { type ListSpec, queryOf } from './list.ts';
import { listKey } from './settings.ts';

/**
 * Of an address, what a load has to read out of turn: an open task, or a list that is not among what comes first.
 * @param location a path with its parameters
 */
export function wantedAt({ pathname, search }: Pick<Location, 'pathname' | 'search'>, replica: Replica): Wanted | null {
  const parameters = new URLSearchParams(search);
  const id = parameters.get('task');
  if (id !== null && !replica.tasks.has(id)) {
    const read = async () => {
      const task = await fetchTask(id);
      return task ? [task] : [];
    };
    return { key: id, read };
  }
  const list = listAt(pathname, parameters, replica);
  if (list === null || comesFirst(list)) return null;
  const query = queryOf(list);
  const filter = query === null ? { deleted: true } : null;
  const sort =
    list.kind === 'completed' || list.kind === 'bin'
      ? ({ field: 'UPDATED', direction: 'DESC' } as const)
      : ({ field: 'DUE' } as const);
  return {
    key: keyOf(list),
    read: async () => (await request(TaskPageDocument, { query, filter, sort: [sort] })).tasks.nodes,
  };
}

/** Whether so much of the list is here that it can be shown: if it is empty, it is so for good. */
export function isListHere(list: ListSpec, loading: Loading | null): boolean {
  if (loading === null) return true;
  return loading.begun && (comesFirst(list) || loading.shown.has(keyOf(list)));
}

const comesFirst = ({ kind }: ListSpec) => kind === 'today' || kind === 'all' || kind === 'upcoming';

const keyOf = (list: ListSpec) => (list.kind === 'query' ? list.query : listKey(list));

function listAt(path: string, parameters: URLSearchParams, { tags, filters }: Replica): ListSpec | null {
  const [, kind, id = ''] = path.split('/');
  const tag = tags.get(id);
  const filter = filters.get(id);
  switch (kind) {
    case 'completed':
    case 'bin':
      return { kind };
    case 'search': {
      const query = parameters.get('q') ?? '';
      return query === '' ? null : { kind: 'query', query };
    }
    case 'tags':
      return tag ? { kind: 'tag', id, name: tag.name } : null;
    case 'filters':
      return filter ? { kind: 'filter', id, name: filter.name, query: filter.query } : null;
    default:
      return null;
  }
}
