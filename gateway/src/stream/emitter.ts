import type { TailedEvent } from '@rondo/platform/platform.ts';
import type { Principal } from '@rondo/platform/principal.ts';
import type { FilterNode } from '@rondo/schema/filter/ast.ts';
import type { ExecutionResult } from 'graphql';
import type { Subscription } from '../executor/subscription.ts';
import type { RequestContext } from '../sources/source.ts';
import { changeOf } from './change.ts';
import { encodeCursor } from './cursor.ts';
import { matchOf } from './filter-match.ts';
import type { Emission } from './group.ts';
import type { StreamField } from './stream-fields.ts';

/** A subscription as its subscribers share it. */
export interface StreamOperation {
  /** Equal where operation, principal and all values that matter are equal. */
  readonly key: string;
  readonly field: StreamField;
  readonly filter: FilterNode | null;
  readonly subscription: Subscription;
  readonly variables: Readonly<Record<string, unknown>>;
  /** What the subgraph calls for one event go on with. `share`: calls with the same text may share an answer. */
  readonly contextFor: (share: string) => Promise<RequestContext>;
  /** The response as clients get it: errors with our codes. An event costs nothing, and says nothing of it. */
  readonly respond: (result: ExecutionResult) => object;
}

/** Fills an event's response: from the event what it carries, from the subgraphs what the operation wants beyond. */
export function createEmitter(
  operation: StreamOperation,
  principal: Principal,
  cursorKey: () => Promise<string>,
): (event: TailedEvent) => Promise<Emission | null> {
  const { field, filter, subscription, variables } = operation;
  return async (event) => {
    const change = changeOf(event);
    if (!change || (field === 'taskChanges' && !change.task)) return null;
    const match = filter ? matchOf(filter, change, principal.timeZone) : null;
    if (filter && !match) return null;
    const { partition, offset } = event;
    const cursor = encodeCursor(new Map([[partition, offset + 1n]]), principal.userId, await cursorKey());
    const result = await subscription.executeEvent({
      event: { [field]: { ...change.fields, cursor, ...(change.task ? { match } : {}) } },
      variables,
      context: await operation.contextFor(`${partition}:${offset}`),
    });
    return { payload: JSON.stringify(operation.respond(withoutGone(result))), cursor };
  };
}

/** An entity that is gone is a null, not a fault: the errors of its fields that could not be null are dropped. */
function withoutGone(result: ExecutionResult): ExecutionResult {
  if (!result.errors) return result;
  const errors = result.errors.filter(({ path, extensions }) => extensions.code !== undefined || !isGone(result, path));
  return errors.length > 0 ? { ...result, errors } : { data: result.data };
}

/** Whether a path leads below a field of the change that is null. */
function isGone({ data }: ExecutionResult, path: readonly (string | number)[] = []): boolean {
  const [root = '', field = ''] = path;
  const change = data?.[root];
  return path.length > 2 && isObject(change) && change[field] === null;
}

function isObject(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null;
}
