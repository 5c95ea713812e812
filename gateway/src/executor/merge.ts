type Data = Record<string, unknown>;

const isObject = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The interfaces of a supergraph: what subgraphs with an @interfaceObject give as the type of an object. */
export type Interfaces = ReadonlySet<unknown>;

/**
 * Merges a subgraph's answer into what is known of an object, in place. Lists of the same length are merged element by
 * element; everything else that both have is taken from `source`, of which parts become parts of `target`. A runtime
 * type that is known does not become an interface again.
 */
export function mergeInto(target: Data, source: Data, interfaces: Interfaces): void {
  for (const key in source) {
    const value = source[key];
    if (value === undefined) continue;
    const known = Object.hasOwn(target, key) ? target[key] : undefined;
    if (key === '__typename' && known !== undefined && interfaces.has(value)) continue;
    if (known === undefined || known === null || typeof value !== 'object' || value === null || known === value) {
      set(target, key, value);
    } else if (Array.isArray(value)) {
      if (Array.isArray(known) && known.length === value.length) mergeLists(known, value, interfaces);
      else set(target, key, value);
    } else if (isObject(known)) {
      mergeInto(known, value as Data, interfaces);
    } else {
      set(target, key, value);
    }
  }
}

function mergeLists(target: unknown[], source: readonly unknown[], interfaces: Interfaces): void {
  for (let i = 0; i < source.length; i++) {
    const known = target[i];
    const value = source[i];
    if (isObject(known) && isObject(value)) mergeInto(known, value, interfaces);
    else if (Array.isArray(known) && Array.isArray(value) && known.length === value.length)
      mergeLists(known, value, interfaces);
    else target[i] = value;
  }
}

function set(target: Data, key: string, value: unknown): void {
  // A response name may be `__proto__`.
  if (key === '__proto__')
    Object.defineProperty(target, key, { value, configurable: true, enumerable: true, writable: true });
  else target[key] = value;
}

/** A copy of JSON data that shares nothing with it. */
export function cloneJson<T>(value: T): T {
  if (Array.isArray(value)) return value.map(cloneJson) as T;
  if (!isObject(value)) return value;
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  const copy: Data = {};
  for (const key in value) set(copy, key, cloneJson(value[key]));
  return copy as T;
}
