import type { FieldChange } from '@rondo/schema/events/envelope.ts';
import { type TaskState, TaskUpdated } from '@rondo/schema/events/task.ts';
import { newId } from '@rondo/schema/ids.ts';
import { describe, expect, it } from 'vitest';
import { taskEvent } from '../testing/events.ts';
import { changeOf } from './change.ts';
import { matchOf, parseQuery } from './filter-match.ts';

function match(query: string, state: Partial<TaskState>, changes: FieldChange[], type = TaskUpdated.type) {
  const change = changeOf({
    partition: 0,
    offset: 0n,
    bytes: 0,
    event: taskEvent(newId('user'), state, { type, changes }),
  });
  return change && matchOf(parseQuery(query), change, 'Europe/Paris');
}

const home = { id: newId('tag'), name: 'home' };

describe('the state before a change', () => {
  it.each<[string, string, Partial<TaskState>, FieldChange[], string | null]>([
    ['tags', '#home', { tags: [] }, [{ field: 'tags', from: [home], to: [] }], 'LEFT'],
    [
      'a parent',
      'is:subtask',
      { parentId: null },
      [{ field: 'parent', from: { id: newId('task') }, to: null }],
      'LEFT',
    ],
    [
      'a series that is told with more than its id',
      'is:recurring',
      { seriesId: newId('series') },
      [{ field: 'series', from: null, to: { id: newId('series'), rule: 'FREQ=DAILY' } }],
      'ENTERED',
    ],
    ['a due', 'no:due', { due: null }, [{ field: 'due', from: null, to: null }], 'STAYED'],
    [
      'nothing that a filter looks at',
      'milk',
      { title: 'Milk' },
      [{ field: 'occurrenceKey', from: null, to: 'x' }],
      'STAYED',
    ],
    [
      'a field that this version does not know',
      'milk',
      { title: 'Milk' },
      [{ field: 'colour', from: 'red', to: 'x' }],
      'STAYED',
    ],
  ])('is worked out from what changed: %s', (_what, query, state, changes, expected) => {
    expect(match(query, state, changes)).toBe(expected);
  });

  it('of a creation is that there was no task', () => {
    expect(match('milk', { title: 'Milk' }, [], 'task.created.v1')).toBe('ENTERED');
    expect(match('bread', { title: 'Milk' }, [], 'task.created.v1')).toBeNull();
  });

  it('and after it, in the bin, matches nothing', () => {
    const deletedAt = '2026-01-02T00:00:00.000Z';
    expect(match('', { deletedAt }, [{ field: 'title', from: 'x', to: 'Milk' }])).toBeNull();
  });
});
