import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type FieldNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  print,
  type SchemaDefinitionNode,
  type SelectionSetNode,
  stripIgnoredCharacters,
} from 'graphql';
import { directiveArgument, namedTypeOf, parseFieldSet } from './field-sets.ts';

/**
 * A field that some @requires name with different arguments, with one choice of arguments: `_rondoRequired1_price` for
 * `price(currency: "EUR")`. Subgraphs never see these names.
 */
const PREFIX = '_rondoRequired';
const VARIANT = new RegExp(`^${PREFIX}\\d+_(\\w+)$`);

export function hasVariants(text: string): boolean {
  return text.includes(PREFIX);
}

/** The field of which a name is a variant, if it is one. */
export function fieldOfVariant(name: string): string | undefined {
  return VARIANT.exec(name)?.[1];
}

/**
 * A supergraph in which a field that @requires name with different arguments is as many fields, inaccessible to clients.
 *
 * Apollo's planner fetches a required field once for an object, under its own name: of two fields that require it with
 * different arguments both would be computed from one of the values. Of fields of two names it fetches both.
 *
 * @throws GraphQLError where the SDL has a syntax error
 */
export function withVariantsOfRequired(supergraphSdl: string): string {
  if (!/requires: "(?:[^"\\]|\\.)*\(/.test(supergraphSdl)) return supergraphSdl;
  const document = parse(supergraphSdl, { noLocation: true });
  const schema = document.definitions.find((node) => node.kind === Kind.SCHEMA_DEFINITION);
  const variants = variantsOf(document);
  if (variants.size === 0 || !schema) return supergraphSdl;
  const { name: inaccessible, definitions } = withInaccessible(document, schema);
  const types = typesOf(document);
  return print({
    ...document,
    definitions: definitions.map((node) =>
      isFieldsNode(node) ? withVariants(node, types, variants, inaccessible) : node,
    ),
  });
}

/** By the name of a field: the arguments that it is required with, as text, and the name that it gets for them. */
type Variants = ReadonlyMap<string, ReadonlyMap<string, string>>;
type FieldsNode = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;
type Types = ReadonlyMap<string, ReadonlyMap<string, FieldDefinitionNode>>;

function variantsOf(document: DocumentNode): Variants {
  const types = typesOf(document);
  const uses = new Map<string, Set<string>>();
  for (const node of document.definitions.filter(isFieldsNode))
    for (const { directives } of node.fields ?? [])
      for (const directive of directives ?? []) {
        const required = directiveArgument(directive, 'join__field', 'requires');
        if (required === undefined) continue;
        mapFieldSet(parseFieldSet(required), types, node.name.value, (field) => {
          const name = field.name.value;
          uses.set(name, (uses.get(name) ?? new Set()).add(argumentsText(field)));
          return field;
        });
      }
  const variants = new Map<string, Map<string, string>>();
  for (const [name, texts] of uses)
    if (texts.size > 1) variants.set(name, new Map([...texts].map((text, i) => [text, `${PREFIX}${i}_${name}`])));
  return variants;
}

function withVariants(node: FieldsNode, types: Types, variants: Variants, inaccessible: string): FieldsNode {
  const fields = (node.fields ?? []).flatMap((field): FieldDefinitionNode[] => {
    const directives = field.directives?.map((each) => requiringVariants(each, node.name.value, types, variants));
    const names = field.arguments?.length ? variants.get(field.name.value)?.values() : undefined;
    const joins = directives?.filter(({ name }) => name.value === 'join__field') ?? [];
    const copies = [...(names ?? [])].map((name) => ({
      ...field,
      description: undefined,
      name: { kind: Kind.NAME, value: name } as const,
      directives: [...joins, { kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: inaccessible } } as const],
    }));
    return [{ ...field, directives }, ...copies];
  });
  return { ...node, fields };
}

function requiringVariants(
  directive: ConstDirectiveNode,
  typeName: string,
  types: Types,
  variants: Variants,
): ConstDirectiveNode {
  const required = directiveArgument(directive, 'join__field', 'requires');
  if (required === undefined) return directive;
  const renamed = mapFieldSet(parseFieldSet(required), types, typeName, (field) => {
    const value = variants.get(field.name.value)?.get(argumentsText(field));
    return value === undefined ? field : { ...field, name: { kind: Kind.NAME, value } };
  });
  const value = stripIgnoredCharacters(print(renamed)).slice(1, -1);
  return {
    ...directive,
    arguments: directive.arguments?.map((argument) =>
      argument.name.value === 'requires' ? { ...argument, value: { kind: Kind.STRING, value } } : argument,
    ),
  };
}

/** Maps the fields of a field set that can have arguments; types as they are where these fields have their own names. */
function mapFieldSet(
  set: SelectionSetNode,
  types: Types,
  typeName: string,
  map: (field: FieldNode) => FieldNode,
): SelectionSetNode {
  const selections = set.selections.map((node) => {
    if (node.kind === Kind.FRAGMENT_SPREAD) return node;
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const type = node.typeCondition?.name.value ?? typeName;
      return { ...node, selectionSet: mapFieldSet(node.selectionSet, types, type, map) };
    }
    const definition = types.get(typeName)?.get(node.name.value);
    const below = definition && namedTypeOf(definition.type);
    const selectionSet = node.selectionSet && below ? mapFieldSet(node.selectionSet, types, below, map) : undefined;
    const field = selectionSet ? { ...node, selectionSet } : node;
    return definition?.arguments?.length ? map(field) : field;
  });
  return { ...set, selections };
}

const argumentsText = ({ arguments: args = [] }: FieldNode): string =>
  args
    .map((argument) => print(argument))
    .sort()
    .join();

function typesOf(document: DocumentNode): Types {
  return new Map(
    document.definitions
      .filter(isFieldsNode)
      .map((node) => [node.name.value, new Map((node.fields ?? []).map((field) => [field.name.value, field]))]),
  );
}

function isFieldsNode(node: DefinitionNode): node is FieldsNode {
  return node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION;
}

const INACCESSIBLE = 'https://specs.apollo.dev/inaccessible/v0.2';

/** The document with @inaccessible, and under which name. */
function withInaccessible(
  document: DocumentNode,
  schema: SchemaDefinitionNode,
): { name: string; definitions: readonly DefinitionNode[] } {
  for (const link of schema.directives ?? [])
    if (directiveArgument(link, 'link', 'url')?.startsWith('https://specs.apollo.dev/inaccessible/'))
      return { name: directiveArgument(link, 'link', 'as') ?? 'inaccessible', definitions: document.definitions };
  const added = parse(`schema @link(url: "${INACCESSIBLE}", for: SECURITY) { query: Query }
    directive @inaccessible on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION`);
  const [addedSchema, directive] = added.definitions;
  const links = addedSchema?.kind === Kind.SCHEMA_DEFINITION ? (addedSchema.directives ?? []) : [];
  const definitions = document.definitions.map((node) =>
    node === schema ? { ...schema, directives: [...(schema.directives ?? []), ...links] } : node,
  );
  return { name: 'inaccessible', definitions: directive ? [...definitions, directive] : definitions };
}
