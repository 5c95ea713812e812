import { type GraphQLSchema, Kind } from 'graphql';
import type { FetchDataRewrite, QueryPlanSelectionNode } from '../planner/planner.ts';
import { type Interfaces, mergeInto } from './merge.ts';
import type { Data } from './places.ts';
import { compileRewrites } from './rewrites.ts';
import { matchesType } from './types.ts';

/**
 * Writes the representation of an entity (`{"__typename":…,key…}`) as JSON, which serves as the key by which equal ones
 * are found and as the part of the request in which it is sent.
 *
 * @returns nothing for an object that is not of a type in question or of which a needed field is not known
 */
export type RepresentationWriter = (entity: Data) => string | undefined;

/** Compiles `requires` and `inputRewrites` of a fetch. */
export function compileRepresentation(
  schema: GraphQLSchema,
  requires: readonly QueryPlanSelectionNode[],
  inputRewrites: readonly FetchDataRewrite[] | undefined,
): RepresentationWriter {
  const rewrite = compileRewrites(schema, inputRewrites);
  const flatWriters = new Map<string, RepresentationWriter | null>();
  return (entity) => {
    const typename = entity.__typename;
    if (typeof typename === 'string') {
      let writer = flatWriters.get(typename);
      if (writer === undefined) {
        writer = compileFlat(schema, typename, requires, inputRewrites);
        flatWriters.set(typename, writer);
      }
      if (writer) return writer(entity);
    }
    const representation = select(schema, entity, requires);
    if (!representation?.__typename) return undefined;
    rewrite?.(representation);
    return JSON.stringify(representation);
  };
}

const NO_INTERFACES: Interfaces = new Set();

/** The fields that `requires` asks of any object. A field that is missing makes the whole unusable. */
function select(
  schema: GraphQLSchema,
  source: unknown,
  selections: readonly QueryPlanSelectionNode[],
): Data | undefined | null {
  if (typeof source !== 'object' || source === null) return null;
  const object = source as Data;
  const result: Data = {};
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias ?? selection.name;
      const value = Object.hasOwn(object, key) ? object[key] : undefined;
      if (value === undefined) return undefined;
      const nested = selection.selections;
      result[key] = nested ? selectValue(schema, value, nested) : value;
    } else if (selection.typeCondition && typeof object.__typename === 'string') {
      if (!matchesType(schema, selection.typeCondition, object.__typename)) continue;
      const part = select(schema, object, selection.selections);
      if (!part) return undefined;
      mergeInto(result, part, NO_INTERFACES);
    }
  }
  return result;
}

function selectValue(schema: GraphQLSchema, value: unknown, selections: readonly QueryPlanSelectionNode[]): unknown {
  if (Array.isArray(value)) return value.map((element) => selectValue(schema, element, selections));
  return select(schema, value, selections) ?? null;
}

/**
 * The common case, keys that are scalars and no rewrite but of the type name, without an object in between.
 *
 * @returns null where it is not that case
 */
function compileFlat(
  schema: GraphQLSchema,
  typename: string,
  requires: readonly QueryPlanSelectionNode[],
  inputRewrites: readonly FetchDataRewrite[] | undefined,
): RepresentationWriter | null {
  const keys = flatKeys(schema, typename, requires);
  if (!keys) return null;
  let sentTypename = typename;
  for (const rewrite of inputRewrites ?? []) {
    const [condition, field] = rewrite.path;
    if (rewrite.kind !== 'ValueSetter' || rewrite.path.length !== 2 || field !== '__typename') return null;
    if (!condition?.startsWith('... on ')) return null;
    if (matchesType(schema, condition.slice('... on '.length), sentTypename)) sentTypename = String(rewrite.setValueTo);
  }
  if (!keys.delete('__typename')) return () => undefined;
  const fields = [...keys].map((key) => ({ key, prefix: `,${JSON.stringify(key)}:` }));
  const head = `{"__typename":${JSON.stringify(sentTypename)}`;
  return (entity) => {
    let json = head;
    for (const { key, prefix } of fields) {
      const value = Object.hasOwn(entity, key) ? entity[key] : undefined;
      if (value === undefined) return undefined;
      json += prefix + JSON.stringify(value);
    }
    return `${json}}`;
  };
}

function flatKeys(
  schema: GraphQLSchema,
  typename: string,
  selections: readonly QueryPlanSelectionNode[],
  keys = new Set<string>(),
): Set<string> | undefined {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      if (selection.selections) return undefined;
      keys.add(selection.alias ?? selection.name);
    } else if (selection.typeCondition && matchesType(schema, selection.typeCondition, typename)) {
      if (!flatKeys(schema, typename, selection.selections, keys)) return undefined;
    }
  }
  return keys;
}
