import { GraphQLError } from 'graphql';
import type { SubgraphError } from '../sources/source.ts';

export type ResponsePath = readonly (string | number)[];

/** Places reported for one fault; a fetch that serves thousands of places must not answer with thousands of errors. */
export const MAX_REPORTED_PLACES = 100;

/** What subgraphs' frameworks put into extensions for developers, never for clients. */
const INTERNALS = new Set(['stacktrace', 'exception', 'serviceName']);

/** A subgraph's error as the client sees it: its message and extensions without internals, at the client's path. */
export function clientError(error: SubgraphError, path: ResponsePath | undefined): GraphQLError {
  const extensions: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(error.extensions ?? {})) if (!INTERNALS.has(key)) extensions[key] = value;
  return new GraphQLError(error.message || 'The service answered with an error that has no message.', {
    path,
    extensions,
  });
}

/**
 * Errors as they fit the response: plans fetch fields that the client did not select. An error of such a field is of
 * no interest, unless other fields need it: then it is the error of the object. What the field is called stays inside.
 */
export function fitErrors(
  errors: readonly GraphQLError[],
  data: unknown,
  isRequired: (key: string) => boolean,
): GraphQLError[] {
  return errors.flatMap((error) => {
    const selected = selectedLength(error.path ?? [], data);
    const unselected = error.path?.[selected];
    if (unselected === undefined) return error;
    if (!isRequired(String(unselected))) return [];
    return new GraphQLError(error.message, {
      path: error.path?.slice(0, selected),
      extensions: error.extensions,
    });
  });
}

/** How much of a path the response has: all of it where it leads to a null. */
function selectedLength(path: ResponsePath, data: unknown): number {
  let value = data;
  for (const [i, key] of path.entries()) {
    if (typeof value !== 'object' || value === null) break;
    if (!Object.hasOwn(value, key)) return i;
    value = (value as Record<string | number, unknown>)[key];
  }
  return path.length;
}

/** Why fields of an object are missing. Reported where the response has one of these fields, and only there. */
export interface Failure {
  readonly message: string;
  readonly extensions: Readonly<Record<string, unknown>>;
  /** How often it was reported. */
  reported: number;
}

/** Tells of a null in the response whether an error explains it already (specification §6.4.4: one error a null). */
export class ErrorPaths {
  readonly #root: PathNode = { children: new Map(), isError: false };

  constructor(errors: readonly GraphQLError[]) {
    for (const { path } of errors) if (path) this.add(path);
  }

  add(path: ResponsePath): void {
    let node = this.#root;
    for (const element of path) {
      let child = node.children.get(element);
      if (!child) {
        child = { children: new Map(), isError: false };
        node.children.set(element, child);
      }
      node = child;
    }
    node.isError = true;
  }

  /** Whether there is an error at, below or above the path. */
  explain(path: ResponsePath): boolean {
    let node: PathNode | undefined = this.#root;
    for (const element of path) {
      if (node.isError) return true;
      node = node.children.get(element);
      if (!node) return false;
    }
    return true;
  }
}

interface PathNode {
  readonly children: Map<string | number, PathNode>;
  isError: boolean;
}
