import { type GraphQLSchema, Kind, parse, type SelectionSetNode } from 'graphql';
import type { FetchNode } from '../planner/planner.ts';
import { matchesType } from './types.ts';

/** Whether a plan asks any subgraph for a field of a type, under its response name. */
export type IsPlanned = (typeName: string, key: string) => boolean;

/**
 * Apollo's planner leaves out fragments that it takes to be empty, though they are not: of a shareable field whose union
 * has other members in each subgraph. It finds out when it is first asked, which it seldom is.
 */
export function plannedKeys(schema: GraphQLSchema, fetches: () => Iterable<FetchNode>): IsPlanned {
  let known: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  return (typeName, key) => {
    known ??= read(fetches());
    for (const [condition, keys] of known)
      if (keys.has(key) && (condition === ANY || matchesType(schema, condition, typeName))) return true;
    return false;
  };
}

/** For fields that are selected of whatever is there. */
const ANY = '';

/** Response names by the type that they are asked of. */
function read(fetches: Iterable<FetchNode>): ReadonlyMap<string, ReadonlySet<string>> {
  const known = new Map<string, Set<string>>();
  const note = (condition: string, key: string): void => {
    known.set(condition, (known.get(condition) ?? new Set()).add(key));
  };
  const visit = ({ selections }: SelectionSetNode, condition: string): void => {
    for (const node of selections) {
      if (node.kind === Kind.FIELD) {
        note(condition, node.alias?.value ?? node.name.value);
        if (node.selectionSet) visit(node.selectionSet, ANY);
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        visit(node.selectionSet, node.typeCondition?.name.value ?? condition);
      }
    }
  };
  for (const { operation, operationDocumentNode, outputRewrites } of fetches) {
    const document = operationDocumentNode ?? parse(operation, { noLocation: true });
    for (const definition of document.definitions) {
      if (definition.kind === Kind.OPERATION_DEFINITION) visit(definition.selectionSet, ANY);
      else if (definition.kind === Kind.FRAGMENT_DEFINITION)
        visit(definition.selectionSet, definition.typeCondition.name.value);
    }
    for (const rewrite of outputRewrites ?? []) if (rewrite.kind === 'KeyRenamer') note(ANY, rewrite.renameKeyTo);
  }
  return known;
}
