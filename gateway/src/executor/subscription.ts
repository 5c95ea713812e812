import { ErrorCode } from '@rondo/schema/errors.ts';
import { type ExecutionResult, type FieldNode, GraphQLError, type SelectionNode, visit } from 'graphql';
import type { RequestContext } from '../sources/source.ts';
import type { CompiledOperation, Variables } from './operation.ts';
import type { Data } from './places.ts';

export interface EventArguments {
  /** Shaped as the schema is, from its root field: `{ taskChanges: { task: { id, … } } }`. It is not changed. */
  readonly event: Data;
  /** As the client sent them. */
  readonly variables?: Variables | null;
  /** Its `principalKey` must tell events apart: what is fetched for one must not be an answer from before it. */
  readonly context?: RequestContext;
  readonly signal?: AbortSignal;
}

/** A subscription whose events come from the gateway itself. */
export interface Subscription {
  /** The root field; its arguments are the stream's. */
  readonly field: FieldNode;
  /** By which name clients get the field. */
  readonly responseKey: string;
  /**
   * The variables of which the result for an event depends. Subscribers that agree in operation, these and principal
   * can share each result; variables that only the root field's arguments use are not among them.
   */
  readonly selectionVariables: readonly string[];
  /** The result for one event: what the event carries is taken from it, the rest is fetched. */
  executeEvent(args: EventArguments): Promise<ExecutionResult>;
}

/** @throws GraphQLError where the operation is not a subscription to one field (specification §5.2.3.1) */
export function subscriptionOf(compiled: CompiledOperation): Subscription {
  if (compiled.operation.operation !== 'subscription') throw new GraphQLError('The operation is not a subscription.');
  const fields = compiled.rootFields();
  const field = fields[0]?.[0];
  if (!field || fields.length > 1)
    throw new GraphQLError('A subscription must select one top-level field.', {
      extensions: { code: ErrorCode.BAD_USER_INPUT },
    });
  return {
    field,
    responseKey: field.alias?.value ?? field.name.value,
    selectionVariables: selectionVariables(compiled, fields.flat()),
    executeEvent: ({ event, variables, context, signal }) =>
      compiled.execute(variables ?? {}, context ?? {}, signal, event),
  };
}

function selectionVariables({ fragments }: CompiledOperation, fields: readonly FieldNode[]): string[] {
  const variables = new Set<string>();
  const spreads = new Set<string>();
  const read = (selection: SelectionNode): void =>
    void visit(selection, {
      Variable: { enter: ({ name }) => void variables.add(name.value) },
      FragmentSpread: {
        enter({ name }) {
          if (spreads.has(name.value)) return;
          spreads.add(name.value);
          for (const inner of fragments.get(name.value)?.selectionSet.selections ?? []) read(inner);
        },
      },
    });
  for (const { selectionSet } of fields) for (const selection of selectionSet?.selections ?? []) read(selection);
  return [...variables];
}
