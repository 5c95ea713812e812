import { type ASTNode, type DocumentNode, Kind, type OperationDefinitionNode, visit } from 'graphql';

/**
 * Of nodes of a document the arguments that they stand in, as paths such as `input.due.time` or `ids.3`; those that stand
 * in none are left out. In one walk, as a fault may be of thousands of nodes.
 */
export function argumentsOf(document: DocumentNode, nodes: ReadonlySet<ASTNode>): ReadonlyMap<ASTNode, string> {
  const found = new Map<ASTNode, string>();
  if (nodes.size === 0) return found;
  visit(document, {
    enter(node, _key, _parent, path) {
      const argument = nodes.has(node) ? argumentOn(document, path) : undefined;
      if (argument !== undefined) found.set(node, argument);
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
