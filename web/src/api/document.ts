declare const types: unique symbol;

/** The text of an operation, with its fragments, that knows the types of its answer and variables. */
export type TypedDocument<Data, Variables> = string & { readonly [types]?: (variables: Variables) => Data };

/** Left out where an operation has none. */
export type VariablesArgument<Variables> =
  Record<string, never> extends Variables ? [variables?: Variables] : [variables: Variables];
