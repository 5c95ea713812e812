import { RondoError } from '@rondo/platform/errors.ts';
import { ErrorCode } from '@rondo/schema/errors.ts';
import type { FieldChange } from '@rondo/schema/events/envelope.ts';
import { type TaskState, taskStateSchema } from '@rondo/schema/events/task.ts';
import type { FilterNode } from '@rondo/schema/filter/ast.ts';
import { matchesCondition } from '@rondo/schema/filter/evaluate.ts';
import { parseFilter } from '@rondo/schema/filter/parse.ts';
import { resolveFilter } from '@rondo/schema/filter/resolve.ts';
import { FilterSyntaxError } from '@rondo/schema/filter/syntax-error.ts';
import { Temporal } from 'temporal-polyfill';
import type { FilterMatch } from '../generated/resolvers.ts';
import type { Change } from './change.ts';

/** @throws RondoError INVALID_FILTER with the position of what is wrong */
export function parseQuery(query: string): FilterNode {
  try {
    return parseFilter(query);
  } catch (error) {
    if (!(error instanceof FilterSyntaxError)) throw error;
    throw new RondoError(ErrorCode.INVALID_FILTER, error.message, {
      argument: 'query',
      position: error.position,
      expected: error.expected,
    });
  }
}

/**
 * Whether the task came to match by this change, still does, or no longer does; null where it matched neither before nor
 * after. Days and hours count from the moment of the event, in the viewer's time zone, so that a replay says what was
 * said live. A task in the bin matches nothing.
 */
export function matchOf(filter: FilterNode, change: Change, timeZone: string): FilterMatch | null {
  if (!change.task) return null;
  const { kind, state } = change.task;
  const condition = resolveFilter(filter, { now: Temporal.Instant.from(change.fields.at), timeZone });
  const before = kind === 'CREATED' ? null : stateBefore(change);
  const matched = before !== null && before.deletedAt === null && matchesCondition(condition, before);
  const matches = state.deletedAt === null && matchesCondition(condition, state);
  if (matches) return matched ? 'STAYED' : 'ENTERED';
  return matched ? 'LEFT' : null;
}

/** One event meets many filters; the state before it is worked out for the first of them. */
const statesBefore = new WeakMap<Change, TaskState>();

/** The task without the change; `updatedAt` is not among an event's changes, and stays what it became. */
function stateBefore(change: Change): TaskState | null {
  if (!change.task) return null;
  const known = statesBefore.get(change);
  if (known) return known;
  const { kind, state, changes } = change.task;
  const undone: Record<string, unknown> = { ...state };
  if (kind === 'RESTORED') undone.deletedAt = change.fields.at;
  if (kind === 'DELETED') undone.deletedAt = null;
  for (const field of changes) undo(undone, field);
  const before = taskStateSchema.parse(undone);
  statesBefore.set(change, before);
  return before;
}

/** Fields that hold an object in the API, and its id in the state. */
const IDS: ReadonlyMap<string, keyof TaskState> = new Map([
  ['parent', 'parentId'],
  ['series', 'seriesId'],
]);
const { shape } = taskStateSchema;

function undo(state: Record<string, unknown>, { field, from }: FieldChange): void {
  const idField = IDS.get(field);
  if (idField) state[idField] = idOf(from);
  else if (Object.hasOwn(shape, field)) state[field] = from;
}

function idOf(value: FieldChange['from']): unknown {
  return typeof value === 'object' && value !== null && 'id' in value ? value.id : null;
}
