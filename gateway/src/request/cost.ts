import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Variables } from './variables.ts';

/** Points for a mutation, besides what it returns. */
const MUTATION = 10;
/** Objects that a list is taken to have where no argument says how many. */
const ASSUMED_LIST_SIZE = 5;
/** Of a connection where neither `first` nor `last` is given. */
const DEFAULT_PAGE = 50;
/** The subgraphs refuse more. */
const MAXIMUM_PAGE = 100;
/** At no cost, alone or beside others. */
const FREE = new Set(['rateLimit', '__schema', '__type']);

/**
 * What an operation costs at most, in points, before it is executed:
 *
 * - each object that can come back is 1 point, scalars and enums are free;
 * - a list has as many as `first`, `last` or `ids` says, its own argument or that of the object it stands in;
 * - without one, a connection has 50 edges and nodes, another list is taken to have 5;
 * - each mutation is 10 points more;
 * - `rateLimit` and introspection are free.
 *
 * @param values the coerced variables
 */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  values: Variables,
): number {
  const root = schema.getRootType(operation.operation);
  if (!root) return 0;
  const cost = new Estimate(schema, document, values).below(root, operation.selectionSet, undefined);
  return Math.min(cost, Number.MAX_SAFE_INTEGER);
}

class Estimate {
  readonly #schema: GraphQLSchema;
  readonly #values: Variables;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** By fragment, then by the page size around it, which its fields may depend on. */
  readonly #known = new Map<string, Map<number | undefined, number>>();

  constructor(schema: GraphQLSchema, document: DocumentNode, values: Variables) {
    this.#schema = schema;
    this.#values = values;
    this.#fragments = new Map(
      document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
    );
  }

  /** @param page how many there are in the lists of the selection, where an argument of its object says so */
  below(type: GraphQLCompositeType, { selections }: SelectionSetNode, page: number | undefined): number {
    let cost = 0;
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        cost += this.#field(type, selection, page);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition?.name.value;
        cost += this.below(this.#composite(condition) ?? type, selection.selectionSet, page);
      } else cost += this.#fragment(selection.name.value, page);
    }
    return cost;
  }

  #fragment(name: string, page: number | undefined): number {
    const fragment = this.#fragments.get(name);
    const type = this.#composite(fragment?.typeCondition.name.value);
    if (!fragment || !type) return 0;
    let known = this.#known.get(name);
    if (!known) {
      known = new Map();
      this.#known.set(name, known);
    }
    let cost = known.get(page);
    if (cost === undefined) {
      cost = this.below(type, fragment.selectionSet, page);
      known.set(page, cost);
    }
    return cost;
  }

  #field(parent: GraphQLCompositeType, node: FieldNode, page: number | undefined): number {
    const name = node.name.value;
    if (FREE.has(name)) return 0;
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
    const mutation = parent === this.#schema.getMutationType() ? MUTATION : 0;
    const type = field && getNamedType(field.type);
    if (!field || !node.selectionSet || !isCompositeType(type)) return mutation;
    const own = this.#size(field, node);
    const size = isList(field.type) ? (own ?? page ?? ASSUMED_LIST_SIZE) : 1;
    const within = own ?? (isConnection(type) ? DEFAULT_PAGE : undefined);
    return mutation + size * (1 + this.below(type, node.selectionSet, within));
  }

  /** As an argument says it. */
  #size(field: GraphQLField<unknown, unknown>, node: FieldNode): number | undefined {
    for (const name of ['first', 'last', 'ids']) {
      const value = this.#argument(field, node, name);
      if (Array.isArray(value)) return Math.min(value.length, MAXIMUM_PAGE);
      if (typeof value === 'number') return Math.max(0, Math.min(value, MAXIMUM_PAGE));
    }
    return undefined;
  }

  #argument(field: GraphQLField<unknown, unknown>, node: FieldNode, name: string): unknown {
    const definition = field.args.find((argument) => argument.name === name);
    if (!definition) return undefined;
    const value = node.arguments?.find((argument) => argument.name.value === name)?.value;
    switch (value?.kind) {
      case Kind.VARIABLE:
        return Object.hasOwn(this.#values, value.name.value) ? this.#values[value.name.value] : definition.defaultValue;
      case Kind.INT:
        return Number(value.value);
      case Kind.LIST:
        return value.values;
      default:
        return definition.defaultValue;
    }
  }

  #composite(name: string | undefined): GraphQLCompositeType | undefined {
    const type = name === undefined ? undefined : this.#schema.getType(name);
    return isCompositeType(type) ? type : undefined;
  }
}

function isConnection(type: GraphQLNamedType): boolean {
  return isObjectType(type) && 'edges' in type.getFields() && 'pageInfo' in type.getFields();
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(getNullableType(type));
}
