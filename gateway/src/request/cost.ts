import { badInput } from '@rondo/platform/errors.ts';
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
  isInputObjectType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql';
import { type CostDirectives, type ListSize, noCostDirectives } from './cost-directives.ts';
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
 * - each object that can come back is 1 point, scalars and enums are free, unless `@cost` on the field or else on its
 *   type says another weight;
 * - an argument or input field that is given costs its `@cost`, else nothing;
 * - a list has as many as its `@listSize` says. Where it has none, as many as `first`, `last` or `ids`, its own argument
 *   or that of the object it stands in, says; without one of these, a connection has 50 edges and nodes, another list is
 *   taken to have 5;
 * - each mutation is 10 points more, unless it has a `@cost`;
 * - `rateLimit` and introspection are free.
 *
 * @param values the coerced variables
 * @throws GraphQLError BAD_USER_INPUT where a list's `@listSize` requires one slicing argument and got none, or several
 */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  values: Variables,
  directives: CostDirectives = noCostDirectives,
): number {
  const root = schema.getRootType(operation.operation);
  if (!root) return 0;
  const estimate = new Estimate(schema, document, values, directives);
  return Math.min(Math.max(0, estimate.below(root, operation.selectionSet, undefined)), Number.MAX_SAFE_INTEGER);
}

/** How many there are in the lists of a selection, where an argument of its object says so. */
interface Page {
  readonly size: number;
  /** The lists that it is the size of; undefined: of all that have none of their own. */
  readonly fields: ReadonlySet<string> | undefined;
}

class Estimate {
  readonly #schema: GraphQLSchema;
  readonly #values: Variables;
  readonly #directives: CostDirectives;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** By fragment, then by the page around it, which its fields may depend on. */
  readonly #known = new Map<string, Map<string, number>>();

  constructor(schema: GraphQLSchema, document: DocumentNode, values: Variables, directives: CostDirectives) {
    this.#schema = schema;
    this.#values = values;
    this.#directives = directives;
    this.#fragments = new Map(
      document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
    );
  }

  below(type: GraphQLCompositeType, { selections }: SelectionSetNode, page: Page | undefined): number {
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

  #fragment(name: string, page: Page | undefined): number {
    const fragment = this.#fragments.get(name);
    const type = this.#composite(fragment?.typeCondition.name.value);
    if (!fragment || !type) return 0;
    let known = this.#known.get(name);
    if (!known) {
      known = new Map();
      this.#known.set(name, known);
    }
    const around = page ? `${page.size} ${[...(page.fields ?? ['*'])].join(' ')}` : '';
    let cost = known.get(around);
    if (cost === undefined) {
      cost = this.below(type, fragment.selectionSet, page);
      known.set(around, cost);
    }
    return cost;
  }

  #field(parent: GraphQLCompositeType, node: FieldNode, page: Page | undefined): number {
    const name = node.name.value;
    if (FREE.has(name)) return 0;
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
    if (!field) return 0;
    const coordinate = `${parent.name}.${name}`;
    const weight = this.#weight(parent, name);
    const mutation = parent === this.#schema.getMutationType() && weight === undefined ? MUTATION : 0;
    const given = mutation + this.#arguments(coordinate, field, node);
    const type = getNamedType(field.type);
    const listSize = this.#listSize(parent, name);
    const own = listSize ? this.#sizeBy(listSize, field, node) : this.#size(field, node);
    const around = page && (page.fields === undefined || page.fields.has(name)) ? page.size : undefined;
    const size = isList(field.type) ? (own ?? around ?? ASSUMED_LIST_SIZE) : 1;
    const each = weight ?? this.#directives.typeWeight(type.name) ?? (isCompositeType(type) ? 1 : 0);
    if (!node.selectionSet || !isCompositeType(type)) return given + size * each;
    return given + size * (each + this.below(type, node.selectionSet, this.#pageWithin(type, listSize, own)));
  }

  #pageWithin(type: GraphQLNamedType, listSize: ListSize | undefined, own: number | undefined): Page | undefined {
    const size = own ?? (isConnection(type) ? DEFAULT_PAGE : undefined);
    return size === undefined
      ? undefined
      : { size, fields: listSize?.sizedFields.size ? listSize.sizedFields : undefined };
  }

  /** Of an interface's field: the most that any of its objects has, as it may be that one. */
  #weight(parent: GraphQLCompositeType, name: string): number | undefined {
    const weights = this.#owners(parent).flatMap((type) => this.#directives.weight(`${type}.${name}`) ?? []);
    return weights.length > 0 ? Math.max(...weights) : undefined;
  }

  #listSize(parent: GraphQLCompositeType, name: string): ListSize | undefined {
    for (const type of this.#owners(parent)) {
      const listSize = this.#directives.listSize(`${type}.${name}`);
      if (listSize) return listSize;
    }
    return undefined;
  }

  #owners(parent: GraphQLCompositeType): string[] {
    if (!isInterfaceType(parent)) return [parent.name];
    return [parent.name, ...this.#schema.getPossibleTypes(parent).map((type) => type.name)];
  }

  #arguments(coordinate: string, field: GraphQLField<unknown, unknown>, node: FieldNode): number {
    let cost = 0;
    for (const argument of node.arguments ?? []) {
      const name = argument.name.value;
      const value = this.#argument(field, node, name);
      if (value === undefined || value === null) continue;
      cost += this.#directives.weight(`${coordinate}.${name}`) ?? 0;
      if (!this.#directives.weighsInputFields) continue;
      const definition = field.args.find((each) => each.name === name);
      if (definition) cost += this.#inputFields(getNamedType(definition.type), this.#plain(argument.value));
    }
    return cost;
  }

  /** Of what is given of an input object, or of a list of them. */
  #inputFields(type: GraphQLNamedType, value: unknown): number {
    if (!isInputObjectType(type) || typeof value !== 'object' || value === null) return 0;
    if (Array.isArray(value)) return value.reduce((sum: number, each) => sum + this.#inputFields(type, each), 0);
    let cost = 0;
    for (const [name, inner] of Object.entries(value)) {
      const field = type.getFields()[name];
      if (!field || inner === undefined || inner === null) continue;
      cost += this.#directives.weight(`${type.name}.${name}`) ?? 0;
      cost += this.#inputFields(getNamedType(field.type), inner);
    }
    return cost;
  }

  #plain(value: ValueNode): unknown {
    return valueFromASTUntyped(value, { ...this.#values });
  }

  #sizeBy(listSize: ListSize, field: GraphQLField<unknown, unknown>, node: FieldNode): number | undefined {
    const { slicingArguments, assumedSize, requireOneSlicingArgument } = listSize;
    const given = slicingArguments
      .map((name) => this.#argument(field, node, name))
      .filter((value) => typeof value === 'number');
    if (requireOneSlicingArgument && slicingArguments.length > 0 && given.length !== 1) {
      throw badInput(slicingArguments[0] ?? '', `Expected one of ${slicingArguments.join(', ')}, got ${given.length}.`);
    }
    return given.length > 0 ? Math.max(0, ...given) : assumedSize;
  }

  /** As an argument says it, by its name alone. */
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
    if (!value) return definition.defaultValue;
    if (value.kind !== Kind.VARIABLE) return this.#plain(value);
    return Object.hasOwn(this.#values, value.name.value) ? this.#values[value.name.value] : definition.defaultValue;
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
