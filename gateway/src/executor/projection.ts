import {
  type FieldNode,
  type GraphQLCompositeType,
  GraphQLError,
  type GraphQLOutputType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import { clientError, ErrorPaths, type Failure, MAX_REPORTED_PLACES } from './errors.ts';
import { collectFields, type Selection } from './fields.ts';
import type { Data } from './places.ts';
import { planningKey } from './planning-names.ts';

/**
 * Shapes the merged answers of the subgraphs into the response, in one walk: the fields that the client selected under
 * its names and in its order, values checked against the API schema, nulls propagated (specification §6.4.4).
 */
export interface Projection {
  /** @returns the response's data; errors found on the way are appended to `errors` */
  project(root: Data, errors: GraphQLError[], failures: Failures | undefined, local?: Data): Data | null;
}

/** What could not be had of an object, by response name of the field. */
export type Failures = ReadonlyMap<object, ReadonlyMap<string, Failure>>;

/** Kinds of what a value can be: numbers, as this is what the walk switches on. */
const STRING = 0;
const INT = 1;
const FLOAT = 2;
const BOOLEAN = 3;
const ID = 4;
const ENUM = 5;
const ANY = 6;
const OBJECT = 7;
const LIST = 8;
const TYPENAME = 9;
const INTROSPECTION = 10;

interface Shape {
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

interface FieldShape {
  readonly key: string;
  /** Under which name it was fetched. */
  readonly fetchedKey: string;
  readonly nonNull: boolean;
  readonly shape: Shape;
  /** `Task.title`, for messages. */
  readonly label: string;
  /** Whether reading `fetchedKey` off an object could find something inherited (`constructor`). */
  readonly inherited: boolean;
}

interface ObjectShape {
  /** Null where it is not known which type of an interface it is, and does not matter. */
  readonly typeName: string | null;
  /** It is not known, and does matter. */
  readonly isUndetermined: boolean;
  readonly fields: readonly FieldShape[];
  /** All keys in their order: a copy of it is filled faster than an object is grown. */
  readonly template: Data;
}

export function compileProjection(selection: Selection, rootType: GraphQLCompositeType): Projection {
  const root = new ObjectShapes(selection, rootType, [selection.operation.selectionSet]);
  return {
    project(data, errors, failures, local) {
      const walk = new Walk(errors, failures, local);
      const shape = root.of(rootType.name);
      const projected = shape && walk.object(shape, data, 0);
      walk.reportSilentFailures();
      return projected ?? null;
    },
  };
}

/** The shapes of objects that one field may give. */
class ObjectShapes {
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
    const template: Data = {};
    for (const [key, nodes] of collectFields(this.#selection, type, this.#selectionSets)) {
      const field = fieldShape(this.#selection, type, key, nodes);
      if (!field) continue;
      fields.push(field);
      Object.defineProperty(template, key, { value: null, configurable: true, enumerable: true, writable: true });
    }
    const typeName = isObjectType(type) ? type.name : null;
    return { typeName, isUndetermined: typeName === null && this.#matters(type), fields, template };
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
  const common = { key, fetchedKey, label: `${type.name}.${name}`, inherited: fetchedKey in Object.prototype };
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

/** One walk. Its methods return `undefined` for a null that has its error and propagates to the parent. */
class Walk {
  readonly #errors: GraphQLError[];
  readonly #failures: Failures | undefined;
  readonly #local: Data | undefined;
  /** Where the walk is, up to the depth in hand. */
  readonly #path: (string | number)[] = [];
  #explained: ErrorPaths | undefined;

  constructor(errors: GraphQLError[], failures: Failures | undefined, local: Data | undefined) {
    this.#errors = errors;
    this.#failures = failures;
    this.#local = local;
  }

  object(shape: ObjectShape, source: Data, depth: number): Data | undefined {
    const out = { ...shape.template };
    for (const field of shape.fields) {
      const { key, fetchedKey, shape: fieldType } = field;
      const kind = fieldType.kind;
      let value: unknown;
      if (kind < OBJECT) {
        value = field.inherited && !Object.hasOwn(source, fetchedKey) ? undefined : source[fetchedKey];
        if (value === undefined || value === null) value = this.#failures && this.#fail(source, field, depth);
        else if (!isValidLeaf(fieldType, value)) value = this.#invalid(field.label, key, depth);
      } else if (kind === TYPENAME) {
        value = shape.typeName;
      } else if (kind === INTROSPECTION) {
        value = this.#local?.[key];
      } else {
        const raw = field.inherited && !Object.hasOwn(source, fetchedKey) ? undefined : source[fetchedKey];
        if (raw === undefined || raw === null) {
          value = this.#failures && this.#fail(source, field, depth);
        } else {
          this.#path[depth] = key;
          value = this.composite(fieldType, raw, depth + 1, field.label);
          if (value === undefined) {
            if (field.nonNull) return undefined;
            value = null;
          }
        }
      }
      if (value === undefined || value === null) {
        if (field.nonNull) {
          this.#violation(field.label, key, depth);
          return undefined;
        }
        value = null;
      }
      out[key] = value;
    }
    return out;
  }

  /** An object or a list: not a leaf, not null. */
  composite(shape: Shape, raw: unknown, depth: number, label: string): unknown {
    if (shape.kind === LIST) {
      if (!Array.isArray(raw) || !shape.item) return this.#invalidHere(label, depth);
      return this.list(shape, shape.item, raw, depth, label);
    }
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return this.#invalidHere(label, depth);
    const source = raw as Data;
    const object = shape.objects?.of(source.__typename);
    if (!object || object.isUndetermined) return this.#invalidHere(label, depth);
    return this.object(object, source, depth);
  }

  list(shape: Shape, item: Shape, raw: readonly unknown[], depth: number, label: string): unknown[] | undefined {
    const out = new Array<unknown>(raw.length);
    for (let i = 0; i < raw.length; i++) {
      const element = raw[i];
      let value: unknown;
      if (element === undefined || element === null) {
        value = null;
      } else if (item.kind < OBJECT) {
        value = isValidLeaf(item, element) ? element : this.#invalid(label, i, depth);
      } else {
        this.#path[depth] = i;
        value = this.composite(item, element, depth + 1, label);
        if (value === undefined) {
          if (shape.itemNonNull) return undefined;
          value = null;
        }
      }
      if (value === null && shape.itemNonNull) {
        this.#violation(label, i, depth);
        return undefined;
      }
      out[i] = value;
    }
    return out;
  }

  /** Failures of which no selected field tells must not get lost. */
  reportSilentFailures(): void {
    if (!this.#failures) return;
    for (const byKey of this.#failures.values())
      for (const failure of byKey.values())
        if (failure.reported === 0) {
          failure.reported++;
          this.#errors.push(clientError(failure, undefined));
        }
  }

  #fail(source: object, { key, fetchedKey }: FieldShape, depth: number): null {
    const failure = this.#failures?.get(source)?.get(fetchedKey);
    if (failure && failure.reported < MAX_REPORTED_PLACES) {
      failure.reported++;
      const path = this.#pathTo(key, depth);
      if (!this.#isExplained(path)) this.#report(clientError(failure, path), path);
    }
    return null;
  }

  #invalid(label: string, key: string | number, depth: number): null {
    const path = this.#pathTo(key, depth);
    if (!this.#isExplained(path))
      this.#report(new GraphQLError(`${label} has a value that its type does not allow.`, { path }), path);
    return null;
  }

  #invalidHere(label: string, depth: number): null {
    return this.#invalid(label, this.#path[depth - 1] ?? '', depth - 1);
  }

  #violation(label: string, key: string | number, depth: number): void {
    const path = this.#pathTo(key, depth);
    if (this.#isExplained(path)) return;
    const position = typeof key === 'number' ? `an element of ${label}` : label;
    this.#report(new GraphQLError(`Cannot return null for non-nullable ${position}.`, { path }), path);
  }

  #pathTo(key: string | number, depth: number): (string | number)[] {
    return [...this.#path.slice(0, depth), key];
  }

  #isExplained(path: readonly (string | number)[]): boolean {
    if (this.#errors.length === 0) return false;
    this.#explained ??= new ErrorPaths(this.#errors);
    return this.#explained.explain(path);
  }

  #report(error: GraphQLError, path: readonly (string | number)[]): void {
    this.#explained?.add(path);
    this.#errors.push(error);
  }
}

function isValidLeaf(shape: Shape, value: unknown): boolean {
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
