import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  parse,
  type TypeDefinitionNode,
  type TypeExtensionNode,
  valueFromASTUntyped,
} from 'graphql';

/** How many objects a list has, as `@listSize` says it. */
export interface ListSize {
  /** Where no slicing argument is given. */
  readonly assumedSize: number | undefined;
  /** The arguments that say how many; of several that are given the largest counts. */
  readonly slicingArguments: readonly string[];
  /** The fields of the object that are the list; none: the field is the list itself. */
  readonly sizedFields: ReadonlySet<string>;
  /** Whether exactly one slicing argument must be given. */
  readonly requireOneSlicingArgument: boolean;
}

/**
 * What a supergraph says of costs with `@cost` and `@listSize` (https://specs.apollo.dev/cost/v0.1, which follow the IBM
 * GraphQL Cost Directive specification).
 */
export interface CostDirectives {
  /** Of a field, or an argument of it, or an input field: `Query.tasks`, `Query.tasks.query`, `TaskFilter.search`. */
  weight(coordinate: string): number | undefined;
  /** Of each object, scalar or enum value of a type. */
  typeWeight(type: string): number | undefined;
  /** @param coordinate such as `Query.tasks` */
  listSize(coordinate: string): ListSize | undefined;
  /** Whether any input field has a weight: else no value needs to be looked through. */
  readonly weighsInputFields: boolean;
}

const SPECIFICATION = /^https:\/\/specs\.apollo\.dev\/cost\/v0\./;

/** Reads them from supergraph SDL, under the names that its `@link` gives them. Without that link there are none. */
export function readCostDirectives(supergraphSdl: string): CostDirectives {
  const document = parse(supergraphSdl, { noLocation: true });
  const names = directiveNames(document);
  const weights = new Map<string, number>();
  const typeWeights = new Map<string, number>();
  const listSizes = new Map<string, ListSize>();
  let weighsInputFields = false;
  const weightOf = (directives: readonly ConstDirectiveNode[] | undefined): number | undefined => {
    const weight = argumentsOf(directives, names?.cost).weight;
    return typeof weight === 'number' ? weight : undefined;
  };
  const note = (coordinate: string, directives: readonly ConstDirectiveNode[] | undefined): boolean => {
    const weight = weightOf(directives);
    if (weight !== undefined) weights.set(coordinate, weight);
    return weight !== undefined;
  };
  const noteField = (type: string, field: FieldDefinitionNode): void => {
    const coordinate = `${type}.${field.name.value}`;
    note(coordinate, field.directives);
    for (const argument of field.arguments ?? []) note(`${coordinate}.${argument.name.value}`, argument.directives);
    const listSize = listSizeOf(field.directives, names?.listSize);
    if (listSize) listSizes.set(coordinate, listSize);
  };
  for (const node of names ? document.definitions : []) {
    if (!isTypeNode(node)) continue;
    const type = node.name.value;
    const weight = weightOf(node.directives);
    if (weight !== undefined) typeWeights.set(type, weight);
    if (isFieldsNode(node)) for (const field of node.fields ?? []) noteField(type, field);
    if (isInputNode(node))
      for (const field of node.fields ?? [])
        if (note(`${type}.${field.name.value}`, field.directives)) weighsInputFields = true;
  }
  return {
    weight: (coordinate) => weights.get(coordinate),
    typeWeight: (type) => typeWeights.get(type),
    listSize: (coordinate) => listSizes.get(coordinate),
    weighsInputFields,
  };
}

/** Of a graph whose SDL says nothing of costs. */
export const noCostDirectives: CostDirectives = readCostDirectives('type Query { _: Int }');

/** `@cost` and `@cost__listSize`, unless imported under other names (https://specs.apollo.dev/link/v1.0). */
function directiveNames(document: DocumentNode): { cost: string; listSize: string } | undefined {
  for (const node of document.definitions) {
    if (node.kind !== Kind.SCHEMA_DEFINITION && node.kind !== Kind.SCHEMA_EXTENSION) continue;
    for (const directive of node.directives ?? []) {
      if (directive.name.value !== 'link') continue;
      const { url, as, import: imports } = argumentsOf([directive], 'link');
      if (typeof url !== 'string' || !SPECIFICATION.test(url)) continue;
      const prefix = typeof as === 'string' ? as : 'cost';
      const imported = (name: string): string | undefined => {
        for (const each of Array.isArray(imports) ? imports : []) {
          if (each === `@${name}`) return name;
          if (isRecord(each) && each.name === `@${name}`) return typeof each.as === 'string' ? each.as.slice(1) : name;
        }
        return undefined;
      };
      // A directive with its specification's own name needs no prefix.
      return { cost: imported('cost') ?? prefix, listSize: imported('listSize') ?? `${prefix}__listSize` };
    }
  }
  return undefined;
}

function listSizeOf(
  directives: readonly ConstDirectiveNode[] | undefined,
  name: string | undefined,
): ListSize | undefined {
  if (!directives?.some((directive) => directive.name.value === name)) return undefined;
  const { assumedSize, slicingArguments, sizedFields, requireOneSlicingArgument } = argumentsOf(directives, name);
  return {
    assumedSize: typeof assumedSize === 'number' ? assumedSize : undefined,
    slicingArguments: texts(slicingArguments),
    sizedFields: new Set(texts(sizedFields)),
    requireOneSlicingArgument: requireOneSlicingArgument !== false,
  };
}

function argumentsOf(
  directives: readonly ConstDirectiveNode[] | undefined,
  name: string | undefined,
): Readonly<Record<string, unknown>> {
  const found = name === undefined ? undefined : directives?.find((directive) => directive.name.value === name);
  return Object.fromEntries(
    (found?.arguments ?? []).map((argument) => [argument.name.value, valueFromASTUntyped(argument.value)]),
  );
}

type TypeNode = TypeDefinitionNode | TypeExtensionNode;
type FieldsNode = Extract<TypeNode, { readonly fields?: readonly FieldDefinitionNode[] }>;
type InputNode = Exclude<Extract<TypeNode, { readonly fields?: unknown }>, FieldsNode>;

function isTypeNode(node: DocumentNode['definitions'][number]): node is TypeNode {
  return (node.kind.endsWith('TypeDefinition') || node.kind.endsWith('TypeExtension')) && 'name' in node;
}

function isFieldsNode(node: TypeNode): node is FieldsNode {
  return node.kind.startsWith('Object') || node.kind.startsWith('Interface');
}

function isInputNode(node: TypeNode): node is InputNode {
  return node.kind.startsWith('InputObject');
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
