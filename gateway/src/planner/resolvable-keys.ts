import { type ConstDirectiveNode, type DefinitionNode, Kind, parse, print } from 'graphql';

/**
 * A supergraph in which each subgraph's resolvable keys of a type come before those that are not.
 *
 * Apollo's planner takes the first key where it comes back to a subgraph for a field with @requires, even one that
 * the subgraph has declared not to resolve (`getLocallySatisfiableKey` in @apollo/query-graphs 2.14).
 *
 * @throws GraphQLError where the SDL has a syntax error
 */
export function withResolvableKeysFirst(supergraphSdl: string): string {
  if (!supergraphSdl.includes('resolvable: false')) return supergraphSdl;
  const document = parse(supergraphSdl, { noLocation: true });
  let isChanged = false;
  const definitions = document.definitions.map((definition): DefinitionNode => {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION)
      return definition;
    const directives = definition.directives ?? [];
    const ordered = [...directives].sort((a, b) => Number(isNotResolvable(a)) - Number(isNotResolvable(b)));
    if (ordered.every((directive, i) => directive === directives[i])) return definition;
    isChanged = true;
    return { ...definition, directives: ordered };
  });
  return isChanged ? print({ ...document, definitions }) : supergraphSdl;
}

function isNotResolvable({ name, arguments: args }: ConstDirectiveNode): boolean {
  if (name.value !== 'join__type') return false;
  const value = args?.find((argument) => argument.name.value === 'resolvable')?.value;
  return value?.kind === Kind.BOOLEAN && !value.value;
}
