import { type GraphQLSchema, Kind } from 'graphql';
import type { FetchDataRewrite, QueryPlanSelectionNode } from '../planner/planner.ts';
import { type Interfaces, mergeInto } from './merge.ts';
import type { Data } from './places.ts';
import { compileRewrites } from './rewrites.ts';
import { matchesType } from './types.ts';

/** An entity as subgraphs are asked for it: `{"__typename":…,key…}`. */
export class Representation {
  readonly json: string;
  /** In which collection it was met last, and as which. */
  collection = 0;
  index = 0;

  constructor(json: string) {
    this.json = json;
  }
}

/** How many representations of one kind are kept from one collection to the next. */
const MAX_KEPT = 2_000;

/**
 * The representations of a graph that were met lately: equal ones are the same object, those of hot entities need not
 * be written anew, and tables that stay cost less than tables that grow for each request.
 */
export class RepresentationTables {
  readonly #tables = new Map<string, Map<unknown, Representation>>();
  #collections = 0;

  /** @param kind type and fields of the representations */
  table(kind: string): Map<unknown, Representation> {
    let table = this.#tables.get(kind);
    if (!table) {
      table = new Map();
      this.#tables.set(kind, table);
    }
    return table;
  }

  /** @returns the number of the collection that begins */
  begin(): number {
    this.#collections++;
    // Rarely, and not in the middle of a collection: equal ones would be different then.
    if (this.#collections % 64 === 0)
      for (const table of this.#tables.values()) if (table.size > MAX_KEPT) table.clear();
    return this.#collections;
  }
}

/** What a fetch requires of entities of one type. */
export interface Requirement {
  /** @returns nothing for an object of which a needed field is not known */
  represent(entity: Data): Representation | undefined;
}

/** What a fetch requires of entities, by their type. */
export interface Requirements {
  /** @returns nothing for an object that is not of a type in question */
  of(entity: Data): Requirement | undefined;
}

/** Compiles `requires` and `inputRewrites` of a fetch. */
export function compileRequirements(
  schema: GraphQLSchema,
  tables: RepresentationTables,
  requires: readonly QueryPlanSelectionNode[],
  inputRewrites: readonly FetchDataRewrite[] = [],
): Requirements {
  const byTypename = new Map<string, Requirement | undefined>();
  const compile = (typename: string): Requirement | undefined => {
    if (!requires.some((node) => node.kind === Kind.FIELD || applies(schema, node, typename))) return undefined;
    return (
      scalarKeys(schema, tables, typename, requires, inputRewrites) ?? anyKeys(schema, tables, requires, inputRewrites)
    );
  };
  return {
    of({ __typename: typename }) {
      if (typeof typename !== 'string') return undefined;
      const known = byTypename.get(typename);
      if (known || byTypename.has(typename)) return known;
      const compiled = compile(typename);
      byTypename.set(typename, compiled);
      return compiled;
    },
  };
}

function applies(schema: GraphQLSchema, node: { typeCondition?: string }, typename: string): boolean {
  return node.typeCondition !== undefined && matchesType(schema, node.typeCondition, typename);
}

/** Any fields and rewrites: representations are told apart by their JSON. */
function anyKeys(
  schema: GraphQLSchema,
  tables: RepresentationTables,
  requires: readonly QueryPlanSelectionNode[],
  inputRewrites: readonly FetchDataRewrite[],
): Requirement {
  const rewrite = compileRewrites(schema, inputRewrites);
  const table = tables.table('JSON');
  return {
    represent(entity) {
      const selected = select(schema, entity, requires);
      if (!selected?.__typename) return undefined;
      rewrite?.(selected);
      const json = JSON.stringify(selected);
      return table.get(json) ?? keep(table, json, json);
    },
  };
}

/**
 * The common case, scalars and no rewrite but of the type name. Where it is one scalar, representations are told apart
 * by its value, and JSON is written of the new ones only.
 *
 * @returns nothing where it is not that case
 */
function scalarKeys(
  schema: GraphQLSchema,
  tables: RepresentationTables,
  typename: string,
  requires: readonly QueryPlanSelectionNode[],
  inputRewrites: readonly FetchDataRewrite[],
): Requirement | undefined {
  const keys = fieldsWithoutSelection(schema, typename, requires);
  const sentTypename = rewrittenTypename(schema, typename, inputRewrites);
  if (!keys?.delete('__typename') || sentTypename === undefined) return undefined;
  const fields = [...keys];
  const head = `{"__typename":${JSON.stringify(sentTypename)}`;
  const table = tables.table([sentTypename, ...fields].join(' '));
  const write = (entity: Data): string => {
    let json = head;
    for (const field of fields) json += `,"${field}":${JSON.stringify(entity[field])}`;
    return `${json}}`;
  };
  const [only = ''] = fields;
  if (fields.length !== 1 || only in Object.prototype)
    return {
      represent(entity) {
        if (!fields.every((field) => Object.hasOwn(entity, field))) return undefined;
        const json = write(entity);
        return table.get(json) ?? keep(table, json, json);
      },
    };
  return {
    represent(entity) {
      const value = entity[only];
      if (value === undefined) return undefined;
      // A custom scalar's object is the same as another that says the same.
      const key = typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
      return table.get(key) ?? keep(table, key, write(entity));
    },
  };
}

function keep(table: Map<unknown, Representation>, key: unknown, json: string): Representation {
  const representation = new Representation(json);
  table.set(key, representation);
  return representation;
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
    } else if (typeof object.__typename === 'string' && applies(schema, selection, object.__typename)) {
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

/** @returns nothing where rewrites change more than the type name */
function rewrittenTypename(
  schema: GraphQLSchema,
  typename: string,
  inputRewrites: readonly FetchDataRewrite[],
): string | undefined {
  let sent = typename;
  for (const rewrite of inputRewrites) {
    const [condition, field] = rewrite.path;
    if (rewrite.kind !== 'ValueSetter' || rewrite.path.length !== 2 || field !== '__typename') return undefined;
    if (!condition?.startsWith('... on ')) return undefined;
    if (matchesType(schema, condition.slice('... on '.length), sent)) sent = String(rewrite.setValueTo);
  }
  return sent;
}

/** @returns nothing where a field has a selection of its own */
function fieldsWithoutSelection(
  schema: GraphQLSchema,
  typename: string,
  selections: readonly QueryPlanSelectionNode[],
  fields = new Set<string>(),
): Set<string> | undefined {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      if (selection.selections) return undefined;
      fields.add(selection.alias ?? selection.name);
    } else if (applies(schema, selection, typename)) {
      if (!fieldsWithoutSelection(schema, typename, selection.selections, fields)) return undefined;
    }
  }
  return fields;
}
