import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  type OperationTypeNode,
} from 'graphql';
import type { Random } from './random.ts';

export interface GeneratedOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const VARIABLES = '$yes: Boolean!, $no: Boolean! = false, $n: Int, $kind: Color = GREEN';

/** An operation over the schema: mostly, not always, valid (fields under one name may conflict). */
export function generateOperation(schema: GraphQLSchema, random: Random): GeneratedOperation {
  const kind: OperationTypeNode = random.chance(8) ? ('mutation' as OperationTypeNode) : ('query' as OperationTypeNode);
  const root = schema.getRootType(kind);
  if (!root) throw new Error(`expected the schema to have a ${kind}`);
  const generator = new Generator(schema, random);
  const body = generator.selectionSet(root, 0);
  const variables = {
    yes: random.chance(70),
    ...(random.chance(50) ? { no: random.chance(50) } : {}),
    ...(random.chance(50) ? { n: random.below(4) } : {}),
    ...(random.chance(50) ? { kind: random.pick(['RED', 'BLUE', null]) } : {}),
  };
  // Variables that are not used are an error: use them all where it does no harm.
  const use = '... on Query @include(if: false) { __typename @include(if: $yes) @skip(if: $no) }';
  const text = `${kind} Generated(${VARIABLES}) ${body.replace('{', `{ ${kind === 'query' ? use : ''} `)}`;
  const declared = VARIABLES.split(', ').filter((definition) => {
    const name = definition.slice(0, definition.indexOf(':'));
    return new RegExp(`\\${name}\\b`).test(text.slice(text.indexOf(')')) + generator.fragments());
  });
  const query = `${text.replace(`(${VARIABLES})`, declared.length > 0 ? `(${declared.join(', ')})` : '')}${generator.fragments()}`;
  return { query, variables };
}

const MAX_DEPTH = 4;
/** Fields of an operation: plans and responses grow as a power of them. */
const MAX_FIELDS = 24;

class Generator {
  readonly #schema: GraphQLSchema;
  readonly #random: Random;
  readonly #fragments: string[] = [];
  #aliases = 0;
  #fields = 0;

  constructor(schema: GraphQLSchema, random: Random) {
    this.#schema = schema;
    this.#random = random;
  }

  fragments(): string {
    return this.#fragments.join('');
  }

  selectionSet(type: GraphQLCompositeType, depth: number): string {
    const selections: string[] = [];
    for (let i = this.#random.below(4); i >= 0 && (this.#fields < MAX_FIELDS || selections.length === 0); i--)
      selections.push(this.#selection(type, depth));
    if (this.#random.chance(25)) selections.push(this.#random.chance(50) ? '__typename' : `${this.#alias()}__typename`);
    if (depth === 0 && this.#random.chance(4)) selections.push('__type(name: "E0") { name fields { name } }');
    return `{ ${selections.join(' ')} }`;
  }

  #selection(type: GraphQLCompositeType, depth: number): string {
    if (
      isUnionType(type) ||
      (depth > 0 && this.#fields < MAX_FIELDS && this.#random.chance(isAbstractType(type) ? 50 : 12))
    )
      return this.#fragment(type, depth);
    const fields = Object.values((type as GraphQLObjectType).getFields());
    const mayNest = depth < MAX_DEPTH && this.#fields++ < MAX_FIELDS;
    const usable = fields.filter((field) => mayNest || !isCompositeType(getNamedType(field.type)));
    return usable.length > 0 ? this.#field(this.#random.pick(usable), depth) : '__typename';
  }

  #field(field: GraphQLField<unknown, unknown>, depth: number): string {
    const type = getNamedType(field.type);
    const withArguments = field.args.length > 0 && this.#random.chance(60);
    const args = withArguments
      ? `(${this.#random.pick(['n: 1', 'n: $n', 'kind: RED', 'n: 3, kind: $kind', 'kind: BLUE'])})`
      : '';
    const alias = withArguments || this.#random.chance(20) ? this.#alias() : '';
    const nested = isCompositeType(type) ? this.selectionSet(type, depth + 1) : '';
    return `${alias}${field.name}${args}${this.#directive()} ${nested}`;
  }

  #fragment(type: GraphQLCompositeType, depth: number): string {
    this.#fields++;
    const conditions = this.#overlapping(type);
    const condition = this.#random.pick(conditions);
    const body = this.selectionSet(condition, depth);
    if (this.#random.chance(70)) {
      const named = condition === type && this.#random.chance(30) ? '' : `on ${condition.name}`;
      return `... ${named}${this.#directive()} ${body}`;
    }
    const name = `F${this.#fragments.length}x${this.#aliases++}`;
    this.#fragments.push(` fragment ${name} on ${condition.name} ${body}`);
    return `...${name}${this.#directive()}`;
  }

  /** Types of which an object of `type` may be. */
  #overlapping(type: GraphQLCompositeType): GraphQLCompositeType[] {
    const possible = new Set(isObjectType(type) ? [type] : this.#schema.getPossibleTypes(type));
    const all = Object.values(this.#schema.getTypeMap()).filter(
      (other): other is GraphQLCompositeType => isCompositeType(other) && !other.name.startsWith('__'),
    );
    return all.filter((other) =>
      (isInterfaceType(other) || isUnionType(other) ? this.#schema.getPossibleTypes(other) : [other]).some((object) =>
        possible.has(object as GraphQLObjectType),
      ),
    );
  }

  #directive(): string {
    if (this.#random.chance(88)) return '';
    return this.#random.pick([
      ' @include(if: $yes)',
      ' @skip(if: $no)',
      ' @skip(if: $yes)',
      ' @include(if: $yes) @skip(if: $no)',
      ' @include(if: true)',
    ]);
  }

  /** Now and then one that objects inherit, or that is the name of a field that plans fetch. */
  #alias(): string {
    const special = ['constructor', 'toString', 'id', 'sku', 'hidden', 'region', 'priced'];
    return `${this.#random.chance(10) ? this.#random.pick(special) : `a${this.#aliases++}`}: `;
  }
}
