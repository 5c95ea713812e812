import { type DirectiveNode, type DocumentNode, Kind, type ValueNode, visit } from 'graphql';

/** The values of the variables that @skip and @include depend on. */
export type Conditions = ReadonlyMap<string, boolean>;

/** The variables that @skip and @include use anywhere in the document. */
export function conditionNames(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: {
      enter(node) {
        const condition = isCondition(node) && conditionOf(node);
        if (condition && condition.kind === Kind.VARIABLE) names.add(condition.name.value);
      },
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

export function withoutConditions(directives: readonly DirectiveNode[] | undefined): DirectiveNode[] | undefined {
  return directives?.filter((directive) => !isCondition(directive));
}

function isCondition(directive: DirectiveNode): boolean {
  return directive.name.value === 'skip' || directive.name.value === 'include';
}

function conditionOf(directive: DirectiveNode): ValueNode | undefined {
  return directive.arguments?.find((argument) => argument.name.value === 'if')?.value;
}

const isTrue = (value: ValueNode | undefined): boolean => value?.kind === Kind.BOOLEAN && value.value;
