import { RondoError } from '@rondo/platform/errors.ts';
import { ErrorCode } from '@rondo/schema/errors.ts';
import {
  coerceInputValue,
  type DocumentNode,
  type GraphQLSchema,
  isInputType,
  isNonNullType,
  type OperationDefinitionNode,
  print,
  typeFromAST,
  type VariableDefinitionNode,
  valueFromAST,
} from 'graphql';
import { variableArguments } from './argument-path.ts';
import { nestedTooDeep } from './limits.ts';
import { isNestedAtMost } from './nesting.ts';

export type Variables = Readonly<Record<string, unknown>>;

const MAXIMUM_ERRORS = 20;

/**
 * The values of an operation's variables (specification §6.1.2), or what is wrong with them. Errors name the argument
 * that is to blame: the one that the variable is used in, and the place in its value.
 *
 * @param nesting levels of lists and objects that a value may have
 */
export function coerceVariables(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  given: Variables,
  nesting: number,
): { values: Record<string, unknown>; errors: readonly RondoError[] } {
  const values: Record<string, unknown> = {};
  const errors: RondoError[] = [];
  let usedIn: ReadonlyMap<string, string> | undefined;
  const refuse = (name: string, path: readonly (string | number)[], reason: string) => {
    usedIn ??= variableArguments(document, operation);
    const argument = [usedIn.get(name) ?? name, ...path].join('.');
    errors.push(new RondoError(ErrorCode.BAD_USER_INPUT, reason, { argument }));
    if (errors.length === MAXIMUM_ERRORS) throw new EnoughErrors();
  };
  try {
    for (const definition of operation.variableDefinitions ?? []) {
      const name = definition.variable.name.value;
      if (isNestedAtMost(given[name], nesting))
        coerceVariable(schema, definition, given, values, (path, reason) => refuse(name, path, reason));
      else refuse(name, [], nestedTooDeep(name, nesting).message);
    }
  } catch (error) {
    if (!(error instanceof EnoughErrors)) throw error;
  }
  return { values, errors };
}

/** Ends the coercion of a value with a fault in each of half a million places: each costs more than a well-formed one. */
class EnoughErrors extends Error {}

function coerceVariable(
  schema: GraphQLSchema,
  { variable, type: typeNode, defaultValue }: VariableDefinitionNode,
  given: Variables,
  values: Record<string, unknown>,
  refuse: (path: readonly (string | number)[], reason: string) => void,
): void {
  const name = variable.name.value;
  const type = typeFromAST(schema, typeNode);
  if (!type || !isInputType(type)) return;
  if (!Object.hasOwn(given, name)) {
    if (defaultValue) values[name] = valueFromAST(defaultValue, type);
    else if (isNonNullType(type))
      refuse([], `Variable "$${name}" of required type "${print(typeNode)}" was not provided.`);
    return;
  }
  const value = given[name];
  if (value === null && isNonNullType(type)) {
    refuse([], `Variable "$${name}" of non-null type "${print(typeNode)}" must not be null.`);
    return;
  }
  values[name] = coerceInputValue(value, type, (path, _invalid, error) => {
    const place = path.length > 0 ? ` at "${path.join('.')}"` : '';
    refuse(path, `Variable "$${name}" got an invalid value${place}: ${error.message}`);
  });
}
