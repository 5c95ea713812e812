import { ErrorCode } from '@rondo/schema/errors.ts';
import {
  type ConstDirectiveNode,
  type FieldNode,
  GraphQLError,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  Kind,
  parse,
  print,
  type SelectionSetNode,
} from 'graphql';
import { collectFields, type Selection } from './fields.ts';

/** By type and field name, what the field requires with arguments: the path of the required field → its arguments. */
export type RequiredArguments = ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, string>>>;

/**
 * Of a supergraph's @requires those that name a field with arguments which another one of the same type names with
 * others.
 */
export function conflictingArguments(supergraph: GraphQLSchema): RequiredArguments {
  const conflicting = new Map<string, ReadonlyMap<string, ReadonlyMap<string, string>>>();
  for (const type of Object.values(supergraph.getTypeMap())) {
    if (!isObjectType(type)) continue;
    const byField = new Map<string, ReadonlyMap<string, string>>();
    for (const field of Object.values(type.getFields())) {
      const required = requiredBy(field.astNode?.directives ?? []);
      if (required.size > 0) byField.set(field.name, required);
    }
    if (clash(byField)) conflicting.set(type.name, byField);
  }
  return conflicting;
}

/**
 * Apollo's planner fetches a required field once for an object, under its own name, and a representation has room for
 * one value of it. Two fields that require it with different arguments would both be computed from the last one's.
 *
 * @throws GraphQLError BAD_USER_INPUT where an operation asks for two such fields of one object: none is better than a wrong value
 */
export function refuseConflictingArguments(
  required: RequiredArguments,
  selection: Selection,
  rootFields: readonly (readonly FieldNode[])[],
): void {
  if (required.size === 0) return;
  const rootType = selection.schema.getRootType(selection.operation.operation);
  // Types of objects with the selections on them: without this, interfaces below interfaces multiply.
  const visited = new Set<string>();
  const known = new Map<SelectionSetNode, number>();
  const idOf = (set: SelectionSetNode): number => {
    const id = known.get(set) ?? known.size;
    known.set(set, id);
    return id;
  };
  const visit = (typeName: string, fields: readonly (readonly FieldNode[])[]): void => {
    const ofType = required.get(typeName);
    if (ofType) {
      const selected = fields.flatMap(([node]) => node?.name.value ?? []);
      const pair = clash(new Map(selected.map((name) => [name, ofType.get(name) ?? NOTHING])));
      if (pair)
        throw new GraphQLError(
          `${typeName}.${pair[0]} and ${typeName}.${pair[1]} require the same field with different arguments, and cannot be selected of one object: ask for the object twice, under two aliases.`,
          {
            nodes: fields.flat().filter(({ name }) => pair.includes(name.value)),
            extensions: { code: ErrorCode.BAD_USER_INPUT },
          },
        );
    }
    for (const nodes of fields) visitBelow(typeName, nodes);
  };
  const visitBelow = (typeName: string, nodes: readonly FieldNode[]): void => {
    const parent = selection.schema.getType(typeName);
    const name = nodes[0]?.name.value ?? '';
    const field = isObjectType(parent) ? parent.getFields()[name] : undefined;
    const type = field && getNamedType(field.type);
    if (!isCompositeType(type)) return;
    const sets = nodes.flatMap(({ selectionSet }): SelectionSetNode[] => (selectionSet ? [selectionSet] : []));
    const ids = sets.map(idOf).join();
    for (const object of isAbstractType(type) ? selection.schema.getPossibleTypes(type) : [type]) {
      const place = `${object.name} ${ids}`;
      if (visited.has(place)) continue;
      visited.add(place);
      visit(object.name, [...collectFields(selection, object, sets).values()]);
    }
  };
  if (rootType) visit(rootType.name, rootFields);
}

const NOTHING: ReadonlyMap<string, string> = new Map();

/** @returns the first two fields that require the same path with different arguments */
function clash(byField: ReadonlyMap<string, ReadonlyMap<string, string>>): readonly [string, string] | undefined {
  const seen = new Map<string, readonly [field: string, args: string]>();
  for (const [field, required] of byField) {
    for (const [path, args] of required) {
      const before = seen.get(path);
      if (before && before[1] !== args) return [before[0], field];
      seen.set(path, before ?? [field, args]);
    }
  }
  return undefined;
}

function requiredBy(directives: readonly ConstDirectiveNode[]): Map<string, string> {
  const found = new Map<string, string>();
  const read = (set: SelectionSetNode, path: string): void => {
    for (const node of set.selections) {
      if (node.kind === Kind.FRAGMENT_SPREAD) continue;
      const below = node.kind === Kind.FIELD ? `${path}.${node.name.value}` : path;
      if (node.kind === Kind.FIELD && node.arguments?.length)
        found.set(
          below,
          node.arguments
            .map((argument) => print(argument))
            .sort()
            .join(),
        );
      if (node.selectionSet) read(node.selectionSet, below);
    }
  };
  for (const directive of directives) {
    if (directive.name.value !== 'join__field') continue;
    const value = directive.arguments?.find(({ name }) => name.value === 'requires')?.value;
    if (value?.kind !== Kind.STRING || !value.value.includes('(')) continue;
    const [operation] = parse(`{ ${value.value} }`, { noLocation: true }).definitions;
    if (operation?.kind === Kind.OPERATION_DEFINITION) read(operation.selectionSet, '');
  }
  return found;
}
