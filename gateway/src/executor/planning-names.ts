import { type ConstDirectiveNode, type FieldNode, type GraphQLSchema, Kind } from 'graphql';

/**
 * Plans fetch fields that clients did not select, keys and what @requires names, under those fields' names. Apollo's
 * planner takes a client's field of the same response name for the same field, even where that is an alias of another
 * (`id: title`) or has other arguments. Such fields are therefore planned and fetched under a name of their own.
 */
export interface FieldSetNames {
  /** The fields of all field sets of a supergraph. */
  readonly names: ReadonlySet<string>;
  /** Those that are there with arguments. */
  readonly withArguments: ReadonlySet<string>;
}

const PREFIX = '_rondo_';

/** The response name under which a client's field is planned and fetched. */
export function planningKey({ alias, name }: FieldNode, { names, withArguments }: FieldSetNames): string {
  const key = alias?.value ?? name.value;
  const clashes = key === name.value ? withArguments.has(key) : names.has(key);
  return clashes ? PREFIX + key : key;
}

/** The response name that a client knows. */
export function clientKey<T extends string | number>(key: T): T | string {
  return typeof key === 'string' && key.startsWith(PREFIX) ? key.slice(PREFIX.length) : key;
}

/** Reads the field sets of keys, @requires and @provides off the supergraph's join directives. */
export function fieldSetNames(supergraph: GraphQLSchema): FieldSetNames {
  const names = new Set<string>();
  const withArguments = new Set<string>();
  const read = (directives: readonly ConstDirectiveNode[] | undefined) => {
    for (const fieldSet of fieldSetsOf(directives ?? [])) {
      for (const [, name = ''] of fieldSet.matchAll(/(\w+)/g)) names.add(name);
      for (const [, name = ''] of fieldSet.matchAll(/(\w+)\s*\(/g)) withArguments.add(name);
    }
  };
  for (const type of Object.values(supergraph.getTypeMap())) {
    read(type.astNode?.directives);
    if ('getFields' in type) for (const field of Object.values(type.getFields())) read(field.astNode?.directives);
  }
  return { names, withArguments };
}

const FIELD_SETS: Readonly<Record<string, readonly string[]>> = {
  join__type: ['key'],
  join__field: ['requires', 'provides'],
};

function* fieldSetsOf(directives: readonly ConstDirectiveNode[]): Generator<string> {
  for (const directive of directives)
    for (const { name, value } of directive.arguments ?? [])
      if (value.kind === Kind.STRING && FIELD_SETS[directive.name.value]?.includes(name.value)) yield value.value;
}
