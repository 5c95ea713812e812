import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import { collectFields, type Selection } from './fields.ts';
import type { Data } from './places.ts';
import { planningKey } from './planning-names.ts';

/** Kinds of what a value can be: numbers, as this is what the walk switches on. */
const STRING = 0;
const INT = 1;
const FLOAT = 2;
const BOOLEAN = 3;
const ID = 4;
const ENUM = 5;
const ANY = 6;
export const OBJECT = 7;
export const LIST = 8;
export const TYPENAME = 9;
export const INTROSPECTION = 10;

/** What the API schema and the operation say of a value. */
export interface Shape {
  readonly kind: number;
  /** ENUM */
  readonly values: ReadonlySet<unknown> | undefined;
  /** LIST */
  readonly item: Shape | undefined;
  readonly itemNonNull: boolean;
  readonly typeName: string;
  /** OBJECT: by runtime type name, made when first met. */
  readonly objects: ObjectShapes | undefined;
}

export interface FieldShape {
  readonly key: string;
  /** Under which name it was fetched. */
  readonly fetchedKey: string;
  readonly nonNull: boolean;
  readonly shape: Shape;
  /** `Task.title`, for messages. */
  readonly label: string;
  /** Whether reading `fetchedKey` off an object could find something inherited (`constructor`). */
  readonly inherited: boolean;
  /** Whether any subgraph is asked for it; found out when it is first missing. */
  isPlanned: boolean | undefined;
}

export interface ObjectShape {
  /** Null where it is not known which type of an interface it is, and does not matter. */
  readonly typeName: string | null;
  /** It is not known, and does matter. */
  readonly isUndetermined: boolean;
  readonly fields: readonly FieldShape[];
  /** With the own key `__proto__`, where that is selected: assigning it to another object would not make it. */
  readonly template: Data | undefined;
}

/** The shapes of objects that one field may give. */
export class ObjectShapes {
  readonly #selection: Selection;
  readonly #type: GraphQLCompositeType;
  readonly #selectionSets: readonly SelectionSetNode[];
  readonly #byTypeName = new Map<string, ObjectShape | undefined>();

  constructor(selection: Selection, type: GraphQLCompositeType, selectionSets: readonly SelectionSetNode[]) {
    this.#selection = selection;
    this.#type = type;
    this.#selectionSets = selectionSets;
  }

  /** @returns nothing where the API schema has no such type here */
  of(typeName: unknown): ObjectShape | undefined {
    const name = typeof typeName === 'string' ? typeName : this.#type.name;
    const known = this.#byTypeName.get(name);
    if (known || this.#byTypeName.has(name)) return known;
    const type = this.#selection.schema.getType(name);
    const shape = isCompositeType(type) ? this.#compile(type) : undefined;
    this.#byTypeName.set(name, shape);
    return shape;
  }

  #compile(type: GraphQLCompositeType): ObjectShape {
    const fields: FieldShape[] = [];
    for (const [key, nodes] of collectFields(this.#selection, type, this.#selectionSets)) {
      const field = fieldShape(this.#selection, type, key, nodes);
      if (!field) continue;
      fields.push(field);
    }
    const typeName = isObjectType(type) ? type.name : null;
    const isUndetermined = typeName === null && this.#matters(type);
    const keys = fields.map(({ key }) => key);
    const template = keys.includes('__proto__') ? Object.fromEntries(keys.map((key) => [key, null])) : undefined;
    return { typeName, isUndetermined, fields, template };
  }

  /** Whether other fields are selected, or the type itself, depending on which type of an abstract one it is. */
  #matters(type: GraphQLCompositeType): boolean {
    const fieldsOf = (of: GraphQLCompositeType) => collectFields(this.#selection, of, this.#selectionSets);
    const fields = fieldsOf(type);
    if (fields.values().some(([node]) => node?.name.value === '__typename')) return true;
    const keys = [...fields.keys()].join();
    const possible = isAbstractType(type) ? this.#selection.schema.getPossibleTypes(type) : [];
    return possible.some((object) => [...fieldsOf(object).keys()].join() !== keys);
  }
}

function fieldShape(
  selection: Selection,
  type: GraphQLCompositeType,
  key: string,
  nodes: readonly FieldNode[],
): FieldShape | undefined {
  const [node] = nodes;
  if (!node) return undefined;
  const name = node.name.value;
  const fetchedKey = planningKey(node, selection.fieldSets);
  const common = {
    key,
    fetchedKey,
    label: `${type.name}.${name}`,
    inherited: fetchedKey in Object.prototype,
    isPlanned: undefined,
  };
  if (name === '__typename') return { ...common, nonNull: true, shape: leaf(TYPENAME, 'String') };
  if (name === '__schema' || name === '__type')
    return { ...common, nonNull: name === '__schema', shape: leaf(INTROSPECTION, name) };
  const declared = 'getFields' in type ? type.getFields()[name]?.type : undefined;
  if (!declared) return undefined;
  const nonNull = isNonNullType(declared);
  return { ...common, nonNull, shape: shapeOf(selection, nonNull ? declared.ofType : declared, nodes) };
}

const BUILT_IN: Readonly<Record<string, number>> = { String: STRING, Int: INT, Float: FLOAT, Boolean: BOOLEAN, ID };

function leaf(kind: number, typeName: string, values?: ReadonlySet<unknown>): Shape {
  return { kind, values, item: undefined, itemNonNull: false, typeName, objects: undefined };
}

function shapeOf(selection: Selection, type: GraphQLOutputType, nodes: readonly FieldNode[]): Shape {
  if (isListType(type)) {
    const itemNonNull = isNonNullType(type.ofType);
    const item = shapeOf(selection, itemNonNull ? type.ofType.ofType : type.ofType, nodes);
    return { kind: LIST, values: undefined, item, itemNonNull, typeName: String(type), objects: undefined };
  }
  if (isCompositeType(type)) {
    const selectionSets = nodes.flatMap((node) => node.selectionSet ?? []);
    const objects = new ObjectShapes(selection, type, selectionSets);
    return { kind: OBJECT, values: undefined, item: undefined, itemNonNull: false, typeName: type.name, objects };
  }
  if (isEnumType(type)) return leaf(ENUM, type.name, new Set(type.getValues().map((value) => value.name)));
  return leaf(BUILT_IN[String(type)] ?? ANY, String(type));
}

/** Whether a value of a leaf, not null, is one of its type (specification §3.5, §6.4.3). */
export function isValidLeaf(shape: Shape, value: unknown): boolean {
  switch (shape.kind) {
    case STRING:
      return typeof value === 'string';
    case INT:
      return Number.isInteger(value);
    case FLOAT:
      return typeof value === 'number';
    case BOOLEAN:
      return typeof value === 'boolean';
    case ID:
      return typeof value === 'string' || Number.isInteger(value);
    case ENUM:
      return shape.values?.has(value) ?? false;
    default:
      return true;
  }
}
