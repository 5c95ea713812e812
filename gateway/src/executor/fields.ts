import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { type Conditions, isIncluded } from './conditions.ts';
import type { FieldSetNames } from './planning-names.ts';

/** An operation with the values of the variables that its @skip and @include depend on. */
export interface Selection {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly conditions: Conditions;
  readonly fieldSets: FieldSetNames;
}

/**
 * CollectFields (GraphQL specification §6.3.2) for objects of one type, done once instead of for each object. `type` is
 * an interface for data of an @interfaceObject whose implementation nobody asked for.
 */
export function collectFields(
  selection: Selection,
  type: GraphQLCompositeType,
  selectionSets: Iterable<SelectionSetNode>,
): Map<string, FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const visited = new Set<string>();
  for (const selectionSet of selectionSets) collect(selection, type, selectionSet, fields, visited);
  return fields;
}

function collect(
  selection: Selection,
  type: GraphQLCompositeType,
  selectionSet: SelectionSetNode,
  fields: Map<string, FieldNode[]>,
  visited: Set<string>,
): void {
  for (const node of selectionSet.selections) {
    if (!isIncluded(node.directives, selection.conditions)) continue;
    if (node.kind === Kind.FIELD) {
      const key = node.alias?.value ?? node.name.value;
      const same = fields.get(key);
      if (same) same.push(node);
      else fields.set(key, [node]);
    } else if (node.kind === Kind.INLINE_FRAGMENT) {
      if (applies(selection.schema, node.typeCondition?.name.value, type))
        collect(selection, type, node.selectionSet, fields, visited);
    } else if (!visited.has(node.name.value)) {
      visited.add(node.name.value);
      const fragment = selection.fragments.get(node.name.value);
      if (fragment && applies(selection.schema, fragment.typeCondition.name.value, type))
        collect(selection, type, fragment.selectionSet, fields, visited);
    }
  }
}

function applies(schema: GraphQLSchema, condition: string | undefined, type: GraphQLCompositeType): boolean {
  if (condition === undefined || condition === type.name) return true;
  const conditionType = schema.getType(condition);
  return (
    isAbstractType(conditionType) &&
    (isObjectType(type) || isInterfaceType(type)) &&
    schema.isSubType(conditionType, type)
  );
}
