import { type GraphQLCompositeType, GraphQLError } from 'graphql';
import { clientError, ErrorPaths, type Failure, MAX_REPORTED_PLACES } from './errors.ts';
import type { Selection } from './fields.ts';
import type { Data } from './places.ts';
import type { IsPlanned } from './planned-keys.ts';
import {
  type FieldShape,
  INTROSPECTION,
  isValidLeaf,
  LIST,
  OBJECT,
  type ObjectShape,
  ObjectShapes,
  type Shape,
  TYPENAME,
} from './shapes.ts';

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

/** @param isPlanned tells of what is missing whether it was asked for */
export function compileProjection(
  selection: Selection,
  rootType: GraphQLCompositeType,
  isPlanned: IsPlanned,
): Projection {
  const root = new ObjectShapes(selection, rootType, [selection.operation.selectionSet]);
  return {
    project(data, errors, failures, local) {
      const walk = new Walk(errors, failures, local, isPlanned);
      const shape = root.of(rootType.name);
      const projected = shape && walk.object(shape, data, 0);
      walk.reportSilentFailures();
      return projected ?? null;
    },
  };
}

/** One walk. Its methods return `undefined` for a null that has its error and propagates to the parent. */
class Walk {
  readonly #errors: GraphQLError[];
  readonly #failures: Failures | undefined;
  readonly #local: Data | undefined;
  readonly #isPlanned: IsPlanned;
  #unplanned = 0;
  /** Where the walk is, up to the depth in hand. */
  readonly #path: (string | number)[] = [];
  #explained: ErrorPaths | undefined;

  constructor(errors: GraphQLError[], failures: Failures | undefined, local: Data | undefined, isPlanned: IsPlanned) {
    this.#isPlanned = isPlanned;
    this.#errors = errors;
    this.#failures = failures;
    this.#local = local;
  }

  object(shape: ObjectShape, source: Data, depth: number): Data | undefined {
    const out: Data = shape.template ? { ...shape.template } : {};
    const { fields } = shape;
    for (let i = 0; i < fields.length; i++) {
      const field = fields[i] as FieldShape;
      const { key, fetchedKey, shape: fieldType } = field;
      const kind = fieldType.kind;
      let value: unknown;
      if (kind < OBJECT) {
        value = field.inherited && !Object.hasOwn(source, fetchedKey) ? undefined : source[fetchedKey];
        if (value === undefined || value === null) {
          if (value === undefined) this.#missing(shape, field, depth);
          value = this.#failures && this.#fail(source, field, depth);
        } else if (!isValidLeaf(fieldType, value)) value = this.#invalid(field.label, key, depth);
      } else if (kind === TYPENAME) {
        value = shape.typeName;
      } else if (kind === INTROSPECTION) {
        value = this.#local?.[key];
      } else {
        const raw = field.inherited && !Object.hasOwn(source, fetchedKey) ? undefined : source[fetchedKey];
        if (raw === undefined || raw === null) {
          if (raw === undefined) this.#missing(shape, field, depth);
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

  /** A null that nobody was asked about is not one that somebody has answered. */
  #missing({ typeName }: ObjectShape, field: FieldShape, depth: number): void {
    field.isPlanned ??= typeName === null || this.#isPlanned(typeName, field.fetchedKey);
    if (field.isPlanned || ++this.#unplanned > MAX_REPORTED_PLACES) return;
    const path = this.#pathTo(field.key, depth);
    if (this.#isExplained(path)) return;
    const message = `${field.label} was asked of no service: not all that know the field around it know ${typeName} there.`;
    this.#report(new GraphQLError(message, { path }), path);
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
    // What is around it becomes null, which an error of another field there explains as well.
    const around = path.slice(0, -1);
    if (this.#isExplained(path) || (around.length > 0 && this.#isExplained(around))) return;
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
