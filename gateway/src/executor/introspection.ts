import { executeSync, type FieldNode, Kind, visit } from 'graphql';
import type { Selection } from './fields.ts';
import type { Data } from './places.ts';

/** Answers `__schema` and `__type` from the API schema. */
export type Introspection = (variables: Readonly<Record<string, unknown>>) => Data;

/** @returns nothing where the operation asks for neither at its root */
export function compileIntrospection(
  { schema, operation, fragments, conditions }: Selection,
  rootFields: Iterable<readonly FieldNode[]>,
): Introspection | undefined {
  const fields = [...rootFields].flat().filter(({ name }) => name.value === '__schema' || name.value === '__type');
  if (fields.length === 0) return undefined;
  const used = new Set<string>();
  for (const node of [...fields, ...fragments.values()])
    visit(node, { Variable: { enter: ({ name }) => void used.add(name.value) } });
  const document = {
    kind: Kind.DOCUMENT,
    definitions: [
      {
        ...operation,
        variableDefinitions: operation.variableDefinitions?.filter(({ variable }) => used.has(variable.name.value)),
        selectionSet: { kind: Kind.SELECTION_SET, selections: fields },
      },
      ...fragments.values(),
    ],
  } as const;
  const execute = (variables: Readonly<Record<string, unknown>>): Data =>
    executeSync({ schema, document, variableValues: variables, rootValue: {} }).data ?? {};
  const dependsOnValues = [...used].some((name) => !conditions.has(name));
  if (dependsOnValues) return execute;
  // Not for good: it takes up to some megabytes, and documents that ask for that much are easily made by the hundred.
  let kept: WeakRef<Data> | undefined;
  return (variables) => {
    const known = kept?.deref();
    if (known) return known;
    const answer = execute(variables);
    kept = new WeakRef(answer);
    return answer;
  };
}
