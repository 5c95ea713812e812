import type { GraphQLSchema } from 'graphql';
import type { FetchDataRewrite } from '../planner/planner.ts';
import { matchesType } from './types.ts';

const FRAGMENT = '... on ';

/** Applies rewrites of a plan, in place, to a JSON value. */
export type Rewrite = (value: unknown) => void;

/**
 * Compiles rewrites as Apollo's planner writes them: a path of field names and type conditions (`... on T`) whose last
 * element is the field to set or to rename. Lists on the way are entered. An object without `__typename` matches every
 * type condition.
 */
export function compileRewrites(
  schema: GraphQLSchema,
  rewrites: readonly FetchDataRewrite[] | undefined,
): Rewrite | undefined {
  if (!rewrites?.length) return undefined;
  return (value) => {
    for (const rewrite of rewrites) apply(schema, rewrite, 0, value);
  };
}

function apply(schema: GraphQLSchema, rewrite: FetchDataRewrite, at: number, value: unknown): void {
  if (Array.isArray(value)) {
    for (const element of value) apply(schema, rewrite, at, element);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const object = value as Record<string, unknown>;
  const element = rewrite.path[at];
  if (element === undefined) return;
  if (element.startsWith(FRAGMENT)) {
    const typename = object.__typename;
    if (typeof typename !== 'string' || matchesType(schema, element.slice(FRAGMENT.length), typename))
      apply(schema, rewrite, at + 1, value);
    return;
  }
  if (at < rewrite.path.length - 1) {
    if (Object.hasOwn(object, element)) apply(schema, rewrite, at + 1, object[element]);
    return;
  }
  if (rewrite.kind === 'ValueSetter') object[element] = rewrite.setValueTo;
  else if (Object.hasOwn(object, element)) {
    object[rewrite.renameKeyTo] = object[element];
    delete object[element];
  }
}
