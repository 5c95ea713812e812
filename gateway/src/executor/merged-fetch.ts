import {
  type ArgumentNode,
  type DocumentNode,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  print,
  type SelectionNode,
  type VariableDefinitionNode,
} from 'graphql';
import type { SubgraphResult } from '../sources/source.ts';
import type { Batch } from './collector.ts';
import type { Dispatch } from './dispatch.ts';
import type { EntityFetch } from './fetch.ts';
import { isEntities, RequestTemplate, variablesJson } from './request-template.ts';
import type { Run } from './run.ts';

/** A fetch with something to ask for in this run. */
interface Part {
  readonly fetch: EntityFetch;
  readonly batch: Batch;
  /** Of its entities in the merged request: response name and variable. */
  readonly alias: string;
}

/** Entity fetches that start together and go to the same subgraph, in one request. */
export class MergedFetch {
  readonly #dispatch: Dispatch;
  readonly #fetches: readonly EntityFetch[];
  /** By which of the fetches have something to ask for. */
  readonly #templates = new Map<string, RequestTemplate | undefined>();
  readonly #pending = new WeakMap<Run, Promise<void> | undefined>();

  constructor(dispatch: Dispatch, fetches: readonly EntityFetch[]) {
    this.#dispatch = dispatch;
    this.#fetches = fetches;
  }

  /** Sends at the first call in a run; every call's promise is that of the one request. */
  run(run: Run): Promise<void> | undefined {
    if (!this.#pending.has(run)) this.#pending.set(run, this.#send(run));
    return this.#pending.get(run);
  }

  #send(run: Run): Promise<void> | undefined {
    const parts: Part[] = [];
    for (const [i, fetch] of this.#fetches.entries()) {
      const batch = fetch.collect(run);
      if (batch) parts.push({ fetch, batch, alias: `_entities${i}` });
    }
    const template = parts.length > 1 ? this.#templateFor(parts) : undefined;
    if (!template) return apart(run, parts);
    const names = new Set(parts.flatMap(({ fetch }) => fetch.variables));
    let variables = variablesJson([...names], run);
    let count = 0;
    for (const { alias, batch } of parts) {
      variables += `${variables === '{' ? '' : ','}"${alias}":[${batch.representations.join(',')}]`;
      count += batch.representations.length;
    }
    return this.#dispatch.send(template, `${variables}}`, count, run.context, run.inFlight, {
      receive(result) {
        // A fault of one part, such as a type that the subgraph does not know, must not be a fault of all.
        if (!result.data) return apart(run, parts);
        for (const part of parts) part.fetch.receive(run, part.batch, resultOf(part, parts, result));
        return undefined;
      },
      fail(error) {
        for (const { fetch, batch } of parts) fetch.fail(run, batch, error);
      },
    });
  }

  #templateFor(parts: readonly Part[]): RequestTemplate | undefined {
    const key = parts.map(({ alias }) => alias).join();
    if (!this.#templates.has(key)) this.#templates.set(key, merge(parts));
    return this.#templates.get(key);
  }
}

function apart(run: Run, parts: readonly Part[]): Promise<void> | undefined {
  if (run.inFlight?.isCancelled) return undefined;
  const sent = parts.map(({ fetch, batch }) => fetch.send(run, batch));
  return sent.length < 2 ? sent[0] : Promise.all(sent).then(() => undefined);
}

/** The answer that the fetch would have had alone. Errors that are of none in particular go to the first. */
function resultOf(part: Part, parts: readonly Part[], { data, errors }: SubgraphResult): SubgraphResult {
  return {
    data: data && { _entities: data[part.alias] },
    errors: errors?.flatMap((error) => {
      const [field, ...rest] = error.path ?? [];
      const owner = parts.find(({ alias }) => alias === field);
      if ((owner ?? parts[0]) !== part) return [];
      return { ...error, path: owner && ['_entities', ...rest] };
    }),
  };
}

/** @returns nothing where the operations have more than a selection of entities, or a name of ours is taken */
function merge(parts: readonly Part[]): RequestTemplate | undefined {
  const variables = new Map<string, VariableDefinitionNode>();
  const selections: SelectionNode[] = [];
  for (const { fetch, alias } of parts) {
    const [operation, ...others] = fetch.template.document.definitions;
    if (operation?.kind !== Kind.OPERATION_DEFINITION || others.length > 0) return undefined;
    const [selection, ...more] = operation.selectionSet.selections;
    if (selection?.kind !== Kind.FIELD || !isEntities(selection) || more.length > 0) return undefined;
    for (const definition of operation.variableDefinitions ?? []) {
      const name = definition.variable.name.value === 'representations' ? alias : definition.variable.name.value;
      if (name === alias && fetch.variables.includes(alias)) return undefined;
      variables.set(name, { ...definition, variable: variable(name) });
    }
    const argument: ArgumentNode = { kind: Kind.ARGUMENT, name: nameNode('representations'), value: variable(alias) };
    selections.push({ ...selection, alias: nameNode(alias), arguments: [argument] });
  }
  const operationName = parts[0]?.fetch.template.operationName;
  const operation: OperationDefinitionNode = {
    kind: Kind.OPERATION_DEFINITION,
    operation: OperationTypeNode.QUERY,
    name: operationName ? nameNode(operationName) : undefined,
    variableDefinitions: [...variables.values()],
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  };
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [operation] };
  return new RequestTemplate({
    subgraph: parts[0]?.fetch.template.subgraph ?? '',
    kind: OperationTypeNode.QUERY,
    query: print(document),
    operationName,
    document,
  });
}

const nameNode = (value: string) => ({ kind: Kind.NAME, value }) as const;
const variable = (name: string) => ({ kind: Kind.VARIABLE, name: nameNode(name) }) as const;
