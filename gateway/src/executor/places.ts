import type { ResponsePath } from './errors.ts';

export type Data = Record<string, unknown>;

/**
 * The objects at a plan's path (`users.@.reviews.@.product`, where `@` enters a list) in document order, absent ones
 * left out. An object that is at several places is met as often.
 */
export function objectsAt(root: Data, path: readonly (string | number)[]): Data[] {
  const found: Data[] = [];
  collect(root, path, 0, found);
  return found;
}

function collect(start: unknown, path: readonly (string | number)[], from: number, found: Data[]): void {
  let value = start;
  for (let i = from; i < path.length; i++) {
    if (value === null || typeof value !== 'object') return;
    if (Array.isArray(value)) {
      const next = path[i] === '@' ? i + 1 : i;
      for (const element of value) collect(element, path, next, found);
      return;
    }
    const key = path[i] as string;
    value = Object.hasOwn(value, key) ? (value as Data)[key] : undefined;
  }
  if (value === null || typeof value !== 'object') return;
  if (Array.isArray(value)) for (const element of value) collect(element, path, path.length, found);
  else found.push(value as Data);
}

/** As {@link objectsAt}, with where each is in the response. Only for errors: it is slower. */
export function placesAt(
  root: Data,
  path: readonly (string | number)[],
  visit: (object: Data, place: ResponsePath) => void,
): void {
  walk(root, path, 0, [], visit);
}

function walk(
  value: unknown,
  path: readonly (string | number)[],
  at: number,
  place: (string | number)[],
  visit: (object: Data, place: ResponsePath) => void,
): void {
  if (value === null || typeof value !== 'object') return;
  if (Array.isArray(value)) {
    const next = path[at] === '@' ? at + 1 : at;
    for (const [i, element] of value.entries()) walk(element, path, next, [...place, i], visit);
    return;
  }
  const key = path[at];
  if (key === undefined) visit(value as Data, place);
  else if (typeof key === 'string' && Object.hasOwn(value, key))
    walk((value as Data)[key], path, at + 1, [...place, key], visit);
}
