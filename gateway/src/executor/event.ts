import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql';
import type { FetchNode } from '../planner/planner.ts';
import { type Conditions, isIncluded } from './conditions.ts';
import type { Data } from './places.ts';
import { matchesType } from './types.ts';

/** Takes from an event what the primary fetch of a subscription would have brought, under its names. */
export type EventReader = (event: Data, conditions: Conditions) => Data;

/**
 * Compiles the primary fetch of a subscription plan. An event is shaped as the schema is: its root has the subscription's
 * field, objects have their fields by name (not alias), objects of abstract types their `__typename`. It is not changed.
 * What the fetch does not select is left out, what it selects and the event lacks stays unknown.
 */
export function compileEventReader(schema: GraphQLSchema, primary: FetchNode): EventReader {
  const document = primary.operationDocumentNode ?? parse(primary.operation, { noLocation: true });
  const reader = new Reader(schema, document);
  return (event, conditions) => {
    for (const definition of document.definitions)
      if (definition.kind === Kind.OPERATION_DEFINITION)
        return reader.read(event, definition.selectionSet, schema.getSubscriptionType() ?? undefined, conditions);
    return {};
  };
}

class Reader {
  readonly #schema: GraphQLSchema;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;

  constructor(schema: GraphQLSchema, document: DocumentNode) {
    this.#schema = schema;
    this.#fragments = new Map(
      document.definitions.flatMap((node) =>
        node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
      ),
    );
  }

  read(
    source: Data,
    selectionSet: SelectionSetNode,
    declared: GraphQLNamedType | undefined,
    conditions: Conditions,
    into: Data = {},
  ): Data {
    const type = this.#runtimeType(source, declared);
    for (const selection of selectionSet.selections) {
      if (!isIncluded(selection.directives, conditions)) continue;
      if (selection.kind === Kind.FIELD) {
        const name = selection.name.value;
        const key = selection.alias?.value ?? name;
        const value =
          name === '__typename' ? type?.name : this.#value(source, name, selection.selectionSet, type, conditions);
        if (value !== undefined) into[key] = value;
        continue;
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : this.#fragments.get(selection.name.value);
      const condition = fragment?.typeCondition?.name.value;
      if (fragment && (!condition || (type && matchesType(this.#schema, condition, type.name))))
        this.read(source, fragment.selectionSet, type, conditions, into);
    }
    return into;
  }

  #value(
    source: Data,
    name: string,
    selectionSet: SelectionSetNode | undefined,
    type: GraphQLNamedType | undefined,
    conditions: Conditions,
  ): unknown {
    const value = Object.hasOwn(source, name) ? source[name] : undefined;
    if (!selectionSet || value === undefined || value === null) return value;
    const field = type && 'getFields' in type ? type.getFields()[name] : undefined;
    const declared = field && getNamedType(field.type);
    const read = (element: unknown): unknown => {
      if (Array.isArray(element)) return element.map(read);
      if (typeof element !== 'object' || element === null) return null;
      return this.read(element as Data, selectionSet, declared, conditions);
    };
    return read(value);
  }

  #runtimeType(source: Data, declared: GraphQLNamedType | undefined): GraphQLNamedType | undefined {
    if (typeof source.__typename === 'string') return this.#schema.getType(source.__typename);
    return isObjectType(declared) ? declared : undefined;
  }
}
