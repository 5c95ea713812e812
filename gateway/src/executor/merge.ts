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
    const known = target[key];
    // Fast for what is new. JSON has no functions: one is inherited, as by the response name `constructor`.
    if (known === undefined && key !== '__proto__') target[key] = value;
    else if (known === value) continue;
    else if (typeof known === 'function' || key === '__proto__') mergeInherited(target, key, value, interfaces);
    else target[key] = merged(key, known, value, interfaces);
  }
}

function merged(key: string, known: unknown, value: unknown, interfaces: Interfaces): unknown {
  if (known === null || typeof value !== 'object' || value === null)
    return key === '__typename' && interfaces.has(value) ? known : value;
  if (Array.isArray(value)) {
    if (!Array.isArray(known) || known.length !== value.length) return value;
    for (let i = 0; i < value.length; i++) known[i] = merged('', known[i], value[i], interfaces);
    return known;
  }
  if (!isObject(known)) return value;
  mergeInto(known, value as Data, interfaces);
  return known;
}

function mergeInherited(target: Data, key: string, source: unknown, interfaces: Interfaces): void {
  const known = Object.hasOwn(target, key) ? target[key] : undefined;
  const value = known === undefined ? source : merged(key, known, source, interfaces);
  Object.defineProperty(target, key, { value, configurable: true, enumerable: true, writable: true });
}

/** A copy of JSON data that shares nothing with it. */
export function cloneJson<T>(value: T): T {
  if (Array.isArray(value)) return value.map(cloneJson) as T;
  if (!isObject(value)) return value;
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, cloneJson(part)])) as T;
}
