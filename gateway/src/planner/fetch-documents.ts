/** The operations that plans send to subgraphs. */

import {
  type DocumentNode,
  type FieldNode,
  Kind,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import type { FetchNode } from './planner.ts';
import { fieldOfVariant } from './required-variants.ts';

export function documentOf(node: FetchNode): DocumentNode {
  return node.operationDocumentNode ?? parse(node.operation, { noLocation: true });
}

/** The fetch with another document, in which variants are asked for by the field's own name, under theirs as aliases. */
export function withFieldsOfVariants(node: FetchNode, document: DocumentNode): FetchNode {
  const used = new Set<string>();
  const definitions = document.definitions.map((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION) return definition;
    const selectionSet: SelectionSetNode = visit(definition.selectionSet, {
      Field: (field) => {
        const value = fieldOfVariant(field.name.value);
        return value && { ...field, alias: field.alias ?? field.name, name: { kind: Kind.NAME, value } };
      },
      Variable: ({ name }) => void used.add(name.value),
    });
    const variableDefinitions = definition.variableDefinitions?.filter(({ variable }) => used.has(variable.name.value));
    return { ...definition, selectionSet, variableDefinitions };
  });
  return {
    ...node,
    variableUsages: node.variableUsages?.filter((name) => used.has(name)),
    operation: print({ ...document, definitions }),
    operationDocumentNode: undefined,
  };
}

/** The fields that a fetch asks of entities, with the types that it asks them of. */
export function* entityFields(document: DocumentNode): Generator<{ typeName: string; field: FieldNode }> {
  for (const definition of document.definitions)
    if (definition.kind === Kind.OPERATION_DEFINITION)
      for (const entities of definition.selectionSet.selections)
        if (entities.kind === Kind.FIELD && entities.selectionSet) yield* fieldsOf(entities.selectionSet, '');
}

function* fieldsOf({ selections }: SelectionSetNode, typeName: string): ReturnType<typeof entityFields> {
  for (const node of selections) {
    if (node.kind === Kind.FIELD) yield { typeName, field: node };
    else if (node.kind === Kind.INLINE_FRAGMENT)
      yield* fieldsOf(node.selectionSet, node.typeCondition?.name.value ?? typeName);
  }
}

/** A document that asks of entities these fields only. */
export function onlyFields(document: DocumentNode, fields: ReadonlySet<FieldNode>): DocumentNode {
  const only = (set: SelectionSetNode): SelectionSetNode => ({
    ...set,
    selections: set.selections.flatMap((node): SelectionNode | SelectionNode[] => {
      if (node.kind === Kind.FIELD) return fields.has(node) ? node : [];
      if (node.kind === Kind.FRAGMENT_SPREAD) return node;
      const selectionSet = only(node.selectionSet);
      return selectionSet.selections.length > 0 ? { ...node, selectionSet } : [];
    }),
  });
  const definitions = document.definitions.map((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION) return definition;
    const selections = definition.selectionSet.selections.map((node) =>
      node.kind === Kind.FIELD && node.selectionSet ? { ...node, selectionSet: only(node.selectionSet) } : node,
    );
    return { ...definition, selectionSet: { ...definition.selectionSet, selections } };
  });
  return { ...document, definitions };
}
