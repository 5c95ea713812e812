import { uniqueViolation } from '@rondo/platform/database/sql-state.ts';
import { badInput, conflict, notFound } from '@rondo/platform/errors.ts';
import { cleanText } from '@rondo/platform/input.ts';
import type { Operation } from '@rondo/platform/operation.ts';
import { queryRows } from '@rondo/platform/query.ts';
import { isId, newId } from '@rondo/schema/ids.ts';
import { type SavedFilter, SavedFilterEntity } from './entities.ts';
import { parseQuery } from './selection.ts';
import { checkId } from './task-input.ts';

const maximumName = 100;
const maximumFilters = 200;

/** By name. */
export function savedFilters({ em }: Operation): Promise<SavedFilter[]> {
  return em.find(SavedFilterEntity, {}, { orderBy: { name: 'asc', id: 'asc' } });
}

/**
 * Makes a saved filter, or changes the one of that id. The same query under the same name, without an id, is the same call.
 * Throws INVALID_FILTER, and CONFLICT where the name is taken.
 */
export async function saveFilter(
  operation: Operation,
  input: { id?: string | null; name: string; query: string },
): Promise<SavedFilter> {
  const { em, principal, now } = operation;
  const name = cleanText('name', input.name, { maximum: maximumName, blank: false });
  parseQuery('query', input.query);
  const { query } = input;
  const id = input.id == null ? newId('filter') : checkId('filter', 'id', input.id);
  // Saves of one user take turns, so that the same call sees what it made.
  await queryRows(em, 'select pg_advisory_xact_lock(hashtextextended($1, 0))', [`tasks.filters ${principal.userId}`]);
  const filters = await savedFilters(operation);
  const existing = filters.find((filter) => filter.id === id);
  if (existing) {
    em.assign(existing, { name, query });
    await flushNamed(operation, name);
    return existing;
  }
  const same = filters.find((filter) => filter.name === name && filter.query === query);
  if (same && input.id == null) return same;
  if (filters.length >= maximumFilters) {
    throw badInput('name', `There can be ${maximumFilters} saved filters at most. Delete one first.`);
  }
  const filter = em.create(SavedFilterEntity, { id, ownerId: principal.userId, name, query, createdAt: now });
  await flushNamed(operation, name);
  return filter;
}

export async function deleteSavedFilter({ em }: Operation, id: string): Promise<string> {
  const deleted = isId('filter', id) ? await em.nativeDelete(SavedFilterEntity, { id }) : 0;
  if (deleted === 0) throw notFound('id', 'saved filter', id);
  return id;
}

async function flushNamed({ em }: Operation, name: string): Promise<void> {
  try {
    await em.flush();
  } catch (error) {
    const violated = uniqueViolation(error);
    if (violated === 'saved_filter_name_unique') {
      throw conflict('name', `You have a filter named ${name} already (case does not count). Change it by its id.`);
    }
    // Somebody else's id, whose row this role does not see.
    if (violated === 'saved_filter_pkey') throw conflict('id', 'This id is taken. Use a new one.');
    throw error;
  }
}
