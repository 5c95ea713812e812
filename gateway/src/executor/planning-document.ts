import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { type Conditions, isIncluded, withoutConditions } from './conditions.ts';
import { type FieldSetNames, planningKey } from './planning-names.ts';

/**
 * The document as it is planned: with response names that clash with no field of a plan's own, and, where `conditions`
 * are given, without what they leave out. A plan with conditions in it makes a fetch depend on fields that are needed
 * for a skipped one only.
 */
export function planningDocument(
  document: DocumentNode,
  conditions: Conditions | undefined,
  fieldSets: FieldSetNames,
): DocumentNode {
  const writer = new Writer(document, conditions, fieldSets);
  const definitions = document.definitions.flatMap((definition) => {
    if (definition.kind === Kind.OPERATION_DEFINITION)
      return { ...definition, selectionSet: writer.selectionSet(definition.selectionSet) };
    return definition.kind === Kind.FRAGMENT_DEFINITION ? (writer.fragment(definition.name.value) ?? []) : definition;
  });
  return { ...document, definitions };
}

class Writer {
  readonly #conditions: Conditions | undefined;
  readonly #fieldSets: FieldSetNames;
  readonly #sources: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Undefined where nothing is left of the fragment. */
  readonly #fragments = new Map<string, FragmentDefinitionNode | undefined>();

  constructor(document: DocumentNode, conditions: Conditions | undefined, fieldSets: FieldSetNames) {
    this.#conditions = conditions;
    this.#fieldSets = fieldSets;
    this.#sources = new Map(
      document.definitions.flatMap((node) =>
        node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
      ),
    );
  }

  fragment(name: string): FragmentDefinitionNode | undefined {
    if (this.#fragments.has(name)) return this.#fragments.get(name);
    const source = this.#sources.get(name);
    const selections = source ? this.#selections(source.selectionSet) : [];
    const fragment = source && selections.length > 0 ? { ...source, selectionSet: setOf(selections) } : undefined;
    this.#fragments.set(name, fragment);
    return fragment;
  }

  /** Of an object of which nothing is left it is asked whether it is there. */
  selectionSet(node: SelectionSetNode): SelectionSetNode {
    const selections = this.#selections(node);
    return setOf(selections.length > 0 ? selections : [TYPENAME]);
  }

  #selections({ selections }: SelectionSetNode): SelectionNode[] {
    return selections.flatMap((node): SelectionNode | SelectionNode[] => {
      if (this.#conditions && !isIncluded(node.directives, this.#conditions)) return [];
      const directives = this.#conditions ? withoutConditions(node.directives) : node.directives;
      if (node.kind === Kind.FIELD) return { ...this.#field(node), directives };
      if (node.kind === Kind.FRAGMENT_SPREAD) return this.fragment(node.name.value) ? { ...node, directives } : [];
      const inner = this.#selections(node.selectionSet);
      return inner.length > 0 ? { ...node, directives, selectionSet: setOf(inner) } : [];
    });
  }

  #field(node: FieldNode): FieldNode {
    const key = planningKey(node, this.#fieldSets);
    const alias = key === node.name.value ? node.alias : ({ kind: Kind.NAME, value: key } as const);
    return { ...node, alias, selectionSet: node.selectionSet && this.selectionSet(node.selectionSet) };
  }
}

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

const setOf = (selections: readonly SelectionNode[]): SelectionSetNode => ({ kind: Kind.SELECTION_SET, selections });
