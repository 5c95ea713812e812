import { type DocumentNode, type FieldNode, Kind, type OperationTypeNode, parse, type SelectionSetNode } from 'graphql';
import type { Run } from './run.ts';

export interface RequestTemplateInput {
  readonly subgraph: string;
  readonly kind: OperationTypeNode;
  readonly query: string;
  readonly operationName: string | undefined;
  readonly document?: DocumentNode;
}

/** What is the same of a subgraph request each time its plan is executed. */
export class RequestTemplate {
  readonly subgraph: string;
  readonly kind: OperationTypeNode;
  readonly query: string;
  readonly operationName: string | undefined;
  /** The request body up to the variables. */
  readonly bodyHead: string;
  #document: DocumentNode | undefined;

  constructor({ subgraph, kind, query, operationName, document }: RequestTemplateInput) {
    this.subgraph = subgraph;
    this.kind = kind;
    this.query = query;
    this.operationName = operationName;
    const name = operationName ? `"operationName":${JSON.stringify(operationName)},` : '';
    this.bodyHead = `{"query":${JSON.stringify(query)},${name}"variables":`;
    this.#document = document;
  }

  /** `query`, parsed when it is first needed. */
  get document(): DocumentNode {
    this.#document ??= parse(this.query, { noLocation: true });
    return this.#document;
  }
}

/** The variables of these names that the client has sent, as JSON without the closing brace. */
export function variablesJson(names: readonly string[], { variables }: Run): string {
  let json = '{';
  for (const name of names) {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value !== undefined) json += `${json === '{' ? '' : ','}"${name}":${JSON.stringify(value)}`;
  }
  return json;
}

/** The response names of the fields that a fetch adds to its objects, whatever their type. */
export function responseKeys(document: DocumentNode): Set<string> {
  const keys = new Set<string>();
  const visit = (selectionSet: SelectionSetNode): void => {
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FIELD) {
        if (isEntities(selection)) visit(selection.selectionSet);
        else keys.add(selection.alias?.value ?? selection.name.value);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        visit(selection.selectionSet);
      } else {
        const name = selection.name.value;
        for (const definition of document.definitions)
          if (definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === name)
            visit(definition.selectionSet);
      }
    }
  };
  for (const definition of document.definitions)
    if (definition.kind === Kind.OPERATION_DEFINITION) visit(definition.selectionSet);
  return keys;
}

/** Whether it is the field by which federation asks for entities. */
export function isEntities(node: FieldNode): node is FieldNode & { readonly selectionSet: SelectionSetNode } {
  return node.name.value === '_entities' && node.selectionSet !== undefined;
}
