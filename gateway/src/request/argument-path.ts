import { type ASTNode, BREAK, type DocumentNode, Kind, type OperationDefinitionNode, visit } from 'graphql';

/**
 * The argument that a node of a document stands in, as a path such as `input.due.time` or `ids.3`; undefined where it
 * stands in none.
 */
export function argumentAt(document: DocumentNode, node: ASTNode): string | undefined {
  let found: string | undefined;
  visit(document, {
    enter(visited, _key, _parent, path) {
      if (visited !== node) return undefined;
      found = argumentOn(document, path);
      return BREAK;
    },
  });
  return found;
}

/** Of each variable the argument that it is first used in. Fragments count whether or not the operation spreads them. */
export function variableArguments(
  document: DocumentNode,
  operation: OperationDefinitionNode,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  visit(document, {
    enter(node, _key, _parent, path) {
      if (node.kind === Kind.VARIABLE_DEFINITION) return false;
      if (node.kind === Kind.OPERATION_DEFINITION && node !== operation) return false;
      if (node.kind !== Kind.VARIABLE) return undefined;
      const argument = argumentOn(document, path);
      if (argument !== undefined && !found.has(node.name.value)) found.set(node.name.value, argument);
      return undefined;
    },
  });
  return found;
}

/** `path` leads through the document by keys and indexes, as `visit` gives it. */
function argumentOn(document: DocumentNode, path: readonly (string | number)[]): string | undefined {
  let at: unknown = document;
  let argument: string | undefined;
  let isInList = false;
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return argument;
    at = (at as Record<string | number, unknown>)[key];
    if (isInList && typeof key === 'number') argument += `.${key}`;
    isInList = key === 'values';
    if (!isNode(at)) continue;
    if (at.kind === Kind.FIELD || at.kind === Kind.DIRECTIVE) argument = undefined;
    if (at.kind === Kind.ARGUMENT) argument = at.name.value;
    if (at.kind === Kind.OBJECT_FIELD && argument !== undefined) argument += `.${at.name.value}`;
  }
  return argument;
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'kind' in value;
}
