import { type DocumentNode, type FieldNode, type GraphQLSchema, Kind, parse, type SelectionSetNode } from 'graphql';
import type { FetchNode } from '../planner/planner.ts';
import { type SubgraphError, type SubgraphResult, SubgraphUnavailable, UNAVAILABLE } from '../sources/source.ts';
import type { Dispatch, FetchTemplate } from './dispatch.ts';
import { clientError, type Failure, MAX_REPORTED_PLACES, type ResponsePath } from './errors.ts';
import { type Interfaces, mergeInto } from './merge.ts';
import { type Data, objectsAt, placesAt } from './places.ts';
import { compileRepresentation, type RepresentationWriter } from './representation.ts';
import { compileRewrites, type Rewrite } from './rewrites.ts';
import { type Run, recordFailure, type Step } from './run.ts';

export type Path = readonly (string | number)[];

export interface PlanContext {
  readonly supergraphSchema: GraphQLSchema;
  readonly interfaces: Interfaces;
  readonly dispatch: Dispatch;
}

/** The representations of one entity fetch in one run. */
interface Batch {
  readonly targets: Data[];
  /** For each target the index of its representation. */
  readonly indexes: number[];
  readonly representations: string[];
}

/** Compiles a Fetch node that fills the objects at `path`. */
export function compileFetch(context: PlanContext, node: FetchNode, path: Path): Step {
  const fetch = new CompiledFetch(context, node, path);
  return node.requires ? (run) => fetch.fetchEntities(run) : (run) => fetch.fetchFields(run);
}

class CompiledFetch {
  readonly #dispatch: Dispatch;
  readonly #interfaces: Interfaces;
  readonly #path: Path;
  readonly #template: FetchTemplate;
  readonly #variables: readonly string[];
  readonly #represent: RepresentationWriter | undefined;
  readonly #rewriteOutput: Rewrite | undefined;
  readonly #renamed: ReadonlyMap<string, string>;
  #keys: ReadonlySet<string> | undefined;

  constructor({ supergraphSchema, interfaces, dispatch }: PlanContext, node: FetchNode, path: Path) {
    this.#dispatch = dispatch;
    this.#interfaces = interfaces;
    this.#path = path;
    this.#template = new Template(node);
    this.#variables = node.variableUsages ?? [];
    this.#represent = node.requires && compileRepresentation(supergraphSchema, node.requires, node.inputRewrites);
    this.#rewriteOutput = compileRewrites(supergraphSchema, node.outputRewrites);
    this.#renamed = new Map(
      node.outputRewrites?.flatMap((rewrite) =>
        rewrite.kind === 'KeyRenamer' ? [[rewrite.path.at(-1) ?? '', rewrite.renameKeyTo] as const] : [],
      ),
    );
  }

  /** A fetch of root fields: the same for all objects at the path. */
  fetchFields(run: Run): Promise<void> | undefined {
    const targets = objectsAt(run.data, this.#path);
    if (targets.length === 0) return undefined;
    const variables = `${this.#variablesJson(run)}}`;
    return this.#dispatch.send(this.#template, variables, 0, run.context, run.inFlight).then(
      (result) => {
        this.#reportErrors(run, result, targets, (path) => this.#placesOf(run, targets, path));
        if (!result.data) return;
        this.#rewriteOutput?.(result.data);
        for (const target of targets) mergeInto(target, result.data, this.#interfaces);
      },
      (error: unknown) => this.#fail(run, targets, error),
    );
  }

  fetchEntities(run: Run): Promise<void> | undefined {
    const batch = this.#collect(run);
    if (batch.representations.length === 0) return undefined;
    const head = this.#variablesJson(run);
    const variables = `${head}${head === '{' ? '' : ','}"representations":[${batch.representations.join(',')}]}`;
    return this.#dispatch
      .send(this.#template, variables, batch.representations.length, run.context, run.inFlight)
      .then((result) => this.#receive(run, batch, result))
      .catch((error: unknown) => this.#fail(run, batch.targets, error));
  }

  #collect(run: Run): Batch {
    const batch: Batch = { targets: [], indexes: [], representations: [] };
    const indexOf = new Map<string, number>();
    for (const target of objectsAt(run.data, this.#path)) {
      const representation = this.#represent?.(target);
      if (representation === undefined) {
        this.#inheritFailure(run, target);
        continue;
      }
      let index = indexOf.get(representation);
      if (index === undefined) {
        index = batch.representations.push(representation) - 1;
        indexOf.set(representation, index);
      }
      batch.targets.push(target);
      batch.indexes.push(index);
    }
    return batch;
  }

  #receive(run: Run, batch: Batch, result: SubgraphResult): void {
    this.#reportErrors(run, result, batch.targets, (path) => this.#entityPlaces(run, batch, path));
    if (!result.data) return;
    const entities = result.data._entities;
    const expected = batch.representations.length;
    if (!Array.isArray(entities) || entities.length !== expected)
      throw new SubgraphUnavailable(`${this.#template.subgraph}: expected ${expected} entities, got something else`);
    if (this.#rewriteOutput) this.#rewriteEntities(batch, entities);
    for (let i = 0; i < batch.targets.length; i++) {
      const target = batch.targets[i];
      const entity = entities[batch.indexes[i] ?? -1];
      if (target && entity) mergeInto(target, entity, this.#interfaces);
    }
  }

  #rewriteEntities(batch: Batch, entities: Data[]): void {
    for (const [i, target] of batch.targets.entries()) {
      const entity = entities[batch.indexes[i] ?? -1];
      if (entity && entity.__typename === undefined) entity.__typename = target.__typename;
    }
    for (const entity of entities) this.#rewriteOutput?.(entity);
  }

  /** The variables that the fetch uses, as JSON without the closing brace. */
  #variablesJson(run: Run): string {
    let json = '{';
    for (const name of this.#variables) {
      const value = Object.hasOwn(run.variables, name) ? run.variables[name] : undefined;
      if (value !== undefined) json += `${json === '{' ? '' : ','}"${name}":${JSON.stringify(value)}`;
    }
    return json;
  }

  /** Errors go to the places where the client sees them; an answer without data is a failure of all targets. */
  #reportErrors(
    run: Run,
    { data, errors }: SubgraphResult,
    targets: readonly Data[],
    placesOf: (path: ResponsePath) => ResponsePath[],
  ): void {
    if (!errors?.length) return;
    for (const error of errors) {
      const places = error.path ? placesOf(error.path) : [];
      for (const place of places.slice(0, MAX_REPORTED_PLACES)) run.errors.push(clientError(error, place));
      if (places.length === 0 && data) run.errors.push(clientError(error, undefined));
    }
    if (!data) this.#failWith(run, targets, errors[0] ?? {});
  }

  #placesOf(run: Run, targets: readonly Data[], path: ResponsePath): ResponsePath[] {
    const rest = this.#rename(path);
    if (this.#path.length === 0) return [rest];
    const places: ResponsePath[] = [];
    placesAt(run.data, this.#path, (object, place) => {
      if (targets.includes(object)) places.push([...place, ...rest]);
    });
    return places;
  }

  #entityPlaces(run: Run, batch: Batch, path: ResponsePath): ResponsePath[] {
    const [field, index, ...rest] = path;
    if (field !== '_entities' || typeof index !== 'number') return [];
    const concerned = new Set(batch.targets.filter((_, i) => batch.indexes[i] === index));
    const renamed = this.#rename(rest);
    const places: ResponsePath[] = [];
    placesAt(run.data, this.#path, (object, place) => {
      if (concerned.has(object)) places.push([...place, ...renamed]);
    });
    return places;
  }

  #rename(path: ResponsePath): ResponsePath {
    if (this.#renamed.size === 0) return path;
    return path.map((element) => (typeof element === 'string' ? (this.#renamed.get(element) ?? element) : element));
  }

  #fail(run: Run, targets: readonly Data[], error: unknown): void {
    const code = error instanceof SubgraphUnavailable ? error.code : UNAVAILABLE;
    this.#failWith(run, targets, {
      message: `The ${this.#template.subgraph} service did not answer.`,
      extensions: { code },
    });
  }

  #failWith(run: Run, targets: readonly Data[], error: SubgraphError): void {
    const failure: Failure = { message: error.message ?? '', extensions: error.extensions ?? {}, reported: 0 };
    recordFailure(run, targets, this.#responseKeys(), failure);
  }

  /** What cannot be asked for as the fetch before failed is missing for the same reason. */
  #inheritFailure(run: Run, target: Data): void {
    const cause = run.failures?.get(target)?.values().next().value;
    if (cause) recordFailure(run, [target], this.#responseKeys(), cause);
  }

  #responseKeys(): ReadonlySet<string> {
    this.#keys ??= new Set([...responseKeys(this.#template.document), ...this.#renamed.values()]);
    return this.#keys;
  }
}

class Template implements FetchTemplate {
  readonly subgraph: string;
  readonly kind: FetchTemplate['kind'];
  readonly query: string;
  readonly operationName: string | undefined;
  readonly bodyHead: string;
  #document: DocumentNode | undefined;

  constructor(node: FetchNode) {
    this.subgraph = node.serviceName;
    this.kind = node.operationKind;
    this.query = node.operation;
    this.operationName = node.operationName;
    const name = node.operationName ? `"operationName":${JSON.stringify(node.operationName)},` : '';
    this.bodyHead = `{"query":${JSON.stringify(node.operation)},${name}"variables":`;
    this.#document = node.operationDocumentNode;
  }

  get document(): DocumentNode {
    this.#document ??= parse(this.query, { noLocation: true });
    return this.#document;
  }
}

/** The fields that a fetch adds to its objects, whatever their type. */
function responseKeys(document: DocumentNode): Set<string> {
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

function isEntities(node: FieldNode): node is FieldNode & { readonly selectionSet: SelectionSetNode } {
  return node.name.value === '_entities' && node.selectionSet !== undefined;
}
