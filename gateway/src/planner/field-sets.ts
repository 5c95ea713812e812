import { type ConstDirectiveNode, Kind, parse, type SelectionSetNode, type TypeNode } from 'graphql';

/** @throws GraphQLError where it is none */
export function parseFieldSet(fieldSet: string): SelectionSetNode {
  const [operation] = parse(`{ ${fieldSet} }`, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`expected a field set, got ${fieldSet}`);
  return operation.selectionSet;
}

/** The text, or the name of an enum's value, that a directive of a given name has as an argument. */
export function directiveArgument(
  { name, arguments: args }: ConstDirectiveNode,
  directive: string,
  argument: string,
): string | undefined {
  if (name.value !== directive) return undefined;
  const value = args?.find((each) => each.name.value === argument)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}

export function namedTypeOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedTypeOf(type.type);
}
