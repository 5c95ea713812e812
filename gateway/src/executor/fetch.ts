import { type DocumentNode, type FieldNode, type GraphQLSchema, Kind, parse, type SelectionSetNode } from 'graphql';
import type { FetchNode } from '../planner/planner.ts';
import { type SubgraphError, type SubgraphResult, SubgraphUnavailable, UNAVAILABLE } from '../sources/source.ts';
import { type Batch, Collector } from './collector.ts';
import type { Dispatch, FetchTemplate } from './dispatch.ts';
import { clientError, type Failure, MAX_REPORTED_PLACES, type ResponsePath } from './errors.ts';
import { type Interfaces, mergeInto } from './merge.ts';
import { type Data, objectsAt, placesAt } from './places.ts';
import type { RepresentationTables } from './representation.ts';
import { compileRewrites, type Rewrite } from './rewrites.ts';
import { type Run, recordFailure, type Step } from './run.ts';

export type Path = readonly (string | number)[];

export interface PlanContext {
  readonly supergraphSchema: GraphQLSchema;
  readonly interfaces: Interfaces;
  readonly representations: RepresentationTables;
  readonly dispatch: Dispatch;
}

/** While one plan is compiled. */
export interface Compilation {
  readonly graph: PlanContext;
  /** Fetches that ask for the same entities collect them together. */
  readonly collectors: Map<string, Collector>;
}

/** Compiles a Fetch node that fills the objects at `path`. */
export function compileFetch(context: Compilation, node: FetchNode, path: Path): Step {
  const fetch = new CompiledFetch(context.graph, node, path);
  if (!node.requires) return (run) => fetch.fetchFields(run);
  const key = Collector.keyOf(path, node);
  const collector =
    context.collectors.get(key) ??
    new Collector(context.graph.supergraphSchema, context.graph.representations, path, node);
  context.collectors.set(key, collector);
  return (run) => fetch.fetchEntities(run, collector);
}

class CompiledFetch {
  readonly #dispatch: Dispatch;
  readonly #interfaces: Interfaces;
  readonly #path: Path;
  readonly #template: FetchTemplate;
  readonly #variables: readonly string[];
  readonly #rewriteOutput: Rewrite | undefined;
  readonly #renamed: ReadonlyMap<string, string>;
  #keys: ReadonlySet<string> | undefined;

  constructor({ supergraphSchema, interfaces, dispatch }: PlanContext, node: FetchNode, path: Path) {
    this.#dispatch = dispatch;
    this.#interfaces = interfaces;
    this.#path = path;
    this.#template = new Template(node);
    this.#variables = node.variableUsages ?? [];
    this.#rewriteOutput = compileRewrites(supergraphSchema, node.outputRewrites);
    this.#renamed = new Map(
      node.outputRewrites?.flatMap((rewrite) =>
        rewrite.kind === 'KeyRenamer' ? [[rewrite.path.at(-1) ?? '', rewrite.renameKeyTo] as const] : [],
      ),
    );
  }

  /** A fetch of root fields: the same for all objects at the path. */
  fetchFields(run: Run): Promise<void> | undefined {
    const targets = this.#path.length === 0 ? [run.data] : objectsAt(run.data, this.#path);
    if (targets.length === 0 || run.inFlight?.isCancelled) return undefined;
    const variables = `${this.#variablesJson(run)}}`;
    return this.#dispatch.send(this.#template, variables, 0, run.context, run.inFlight).then(
      (result) => {
        this.#reportErrors(run, result, targets, (path) => this.#placesOf(run, new Set(targets), path));
        if (!result.data) return;
        this.#rewriteOutput?.(result.data);
        run.version++;
        for (const target of targets) mergeInto(target, result.data, this.#interfaces);
      },
      (error: unknown) => this.#fail(run, targets, error),
    );
  }

  fetchEntities(run: Run, collector: Collector): Promise<void> | undefined {
    const batch = collector.collect(run);
    for (const object of batch.incomplete) this.#inheritFailure(run, object);
    const count = batch.representations.length;
    if (count === 0 || run.inFlight?.isCancelled) return undefined;
    const head = this.#variablesJson(run);
    const variables = `${head}${head === '{' ? '' : ','}"representations":[${batch.representations.join(',')}]}`;
    return this.#dispatch.send(this.#template, variables, count, run.context, run.inFlight).then(
      (result) => this.#receive(run, batch, result),
      (error: unknown) => this.#fail(run, batch.objects, error),
    );
  }

  #receive(run: Run, batch: Batch, result: SubgraphResult): void {
    const { representations, objects, indexes } = batch;
    if (result.errors?.length) {
      const represented = (index: number) => new Set(objects.filter((_, i) => indexes[i] === index));
      this.#reportErrors(run, result, objects, ([field, index, ...path]) =>
        field === '_entities' && typeof index === 'number' ? this.#placesOf(run, represented(index), path) : [],
      );
    }
    if (!result.data) return;
    const entities = result.data._entities;
    if (!Array.isArray(entities) || entities.length !== representations.length) {
      this.#fail(run, objects, new SubgraphUnavailable('expected as many entities as representations'));
      return;
    }
    run.version++;
    if (this.#rewriteOutput) this.#rewriteEntities(batch, entities);
    for (let i = 0; i < objects.length; i++) {
      const entity = entities[indexes[i] as number];
      if (entity) mergeInto(objects[i] as Data, entity, this.#interfaces);
    }
  }

  #rewriteEntities({ objects, indexes }: Batch, entities: readonly Data[]): void {
    for (const [i, object] of objects.entries()) {
      const entity = entities[indexes[i] as number];
      if (entity) entity.__typename ??= object.__typename;
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

  /** Where the client sees what is at a path below the objects. */
  #placesOf(run: Run, objects: ReadonlySet<object>, path: ResponsePath): ResponsePath[] {
    const rest = this.#rename(path);
    if (this.#path.length === 0) return [rest];
    const places: ResponsePath[] = [];
    placesAt(run.data, this.#path, (object, place) => {
      if (objects.has(object)) places.push([...place, ...rest]);
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
