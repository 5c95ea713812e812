import { type DirectiveNode, type DocumentNode, Kind, type SelectionNode, type ValueNode, visit } from 'graphql';

/** The values of the variables that @skip and @include depend on. */
export type Conditions = ReadonlyMap<string, boolean>;

/** The variables that @skip and @include use anywhere in the document. */
export function conditionNames(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive(node) {
      const condition = isCondition(node) && conditionOf(node);
      if (condition && condition.kind === Kind.VARIABLE) names.add(condition.name.value);
    },
  });
  return [...names];
}

/** Whether @skip and @include let a selection in (specification §3.13.1, §3.13.2). */
export function isIncluded(directives: readonly DirectiveNode[] | undefined, conditions: Conditions): boolean {
  for (const directive of directives ?? []) {
    if (!isCondition(directive)) continue;
    const value = conditionOf(directive);
    const holds = value?.kind === Kind.VARIABLE ? conditions.get(value.name.value) : isTrue(value);
    if (holds === (directive.name.value === 'skip')) return false;
  }
  return true;
}

/**
 * The document without what is not included, so that it is planned for what is fetched: plans with conditions in them
 * make a fetch depend on fields that are needed for a skipped one only.
 */
export function withoutConditions(document: DocumentNode, conditions: Conditions): DocumentNode {
  return visit(document, {
    SelectionSet: {
      enter(node) {
        const selections = node.selections.filter((selection) => isIncluded(selection.directives, conditions));
        if (selections.length === node.selections.length) return undefined;
        return { ...node, selections: selections.length > 0 ? selections : NOTHING };
      },
    },
    Directive: (node) => (isCondition(node) ? null : undefined),
  });
}

/** What is asked of an object of which nothing is to be shown but whether it is there. */
const NOTHING: readonly SelectionNode[] = [{ kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }];

function isCondition(directive: DirectiveNode): boolean {
  return directive.name.value === 'skip' || directive.name.value === 'include';
}

function conditionOf(directive: DirectiveNode): ValueNode | undefined {
  return directive.arguments?.find((argument) => argument.name.value === 'if')?.value;
}

const isTrue = (value: ValueNode | undefined): boolean => value?.kind === Kind.BOOLEAN && value.value;
