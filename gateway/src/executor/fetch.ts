import type { GraphQLSchema } from 'graphql';
import type { FetchNode } from '../planner/planner.ts';
import { type SubgraphResult, SubgraphUnavailable } from '../sources/source.ts';
import { type Batch, Collector } from './collector.ts';
import type { Dispatch } from './dispatch.ts';
import type { ResponsePath } from './errors.ts';
import { FetchFaults } from './fetch-faults.ts';
import { type Interfaces, mergeInto } from './merge.ts';
import { type Data, objectsAt } from './places.ts';
import type { RepresentationTables } from './representation.ts';
import { RequestTemplate, variablesJson } from './request-template.ts';
import { compileRewrites, type Rewrite } from './rewrites.ts';
import type { Run } from './run.ts';

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

/** A fetch of root fields: the same for all objects at its path. */
export class FieldFetch {
  readonly #dispatch: Dispatch;
  readonly #interfaces: Interfaces;
  readonly #path: ResponsePath;
  readonly #template: RequestTemplate;
  readonly #variables: readonly string[];
  readonly #rewriteOutput: Rewrite | undefined;
  readonly #faults: FetchFaults;

  constructor({ graph }: Compilation, node: FetchNode, path: ResponsePath) {
    this.#dispatch = graph.dispatch;
    this.#interfaces = graph.interfaces;
    this.#path = path;
    this.#template = templateOf(node);
    this.#variables = node.variableUsages ?? [];
    this.#rewriteOutput = compileRewrites(graph.supergraphSchema, node.outputRewrites);
    this.#faults = new FetchFaults(node, path, this.#template);
  }

  run(run: Run): Promise<void> | undefined {
    const objects = this.#path.length === 0 ? [run.data] : objectsAt(run.data, this.#path);
    if (objects.length === 0 || run.inFlight?.isCancelled) return undefined;
    const variables = `${variablesJson(this.#variables, run)}}`;
    return this.#dispatch.send(this.#template, variables, 0, run.context, run.inFlight, {
      receive: (result) => this.#receive(run, objects, result),
      fail: (error) => this.#faults.fail(run, objects, error),
    });
  }

  #receive(run: Run, objects: readonly Data[], result: SubgraphResult): undefined {
    this.#faults.report(run, result, objects, (rest) => ({ objects: new Set(objects), rest }));
    if (!result.data) return;
    this.#rewriteOutput?.(result.data);
    run.collected = undefined;
    for (const object of objects) mergeInto(object, result.data, this.#interfaces);
  }
}

/** A fetch of fields of the entities at its path. */
export class EntityFetch {
  readonly template: RequestTemplate;
  /** The client's variables that it uses. */
  readonly variables: readonly string[];
  readonly #dispatch: Dispatch;
  readonly #interfaces: Interfaces;
  readonly #collector: Collector;
  readonly #rewriteOutput: Rewrite | undefined;
  readonly #faults: FetchFaults;

  constructor({ graph, collectors }: Compilation, node: FetchNode, path: ResponsePath) {
    this.template = templateOf(node);
    this.variables = node.variableUsages ?? [];
    this.#dispatch = graph.dispatch;
    this.#interfaces = graph.interfaces;
    const key = Collector.keyOf(path, node);
    this.#collector = collectors.get(key) ?? new Collector(graph.supergraphSchema, graph.representations, path, node);
    collectors.set(key, this.#collector);
    this.#rewriteOutput = compileRewrites(graph.supergraphSchema, node.outputRewrites);
    this.#faults = new FetchFaults(node, path, this.template);
  }

  run(run: Run): Promise<void> | undefined {
    const batch = this.collect(run);
    return batch && this.send(run, batch);
  }

  /** @returns nothing where there is nothing to ask for */
  collect(run: Run): Batch | undefined {
    const batch = this.#collector.collect(run);
    this.#faults.inherit(run, batch.incomplete);
    return batch.representations.length === 0 || run.inFlight?.isCancelled ? undefined : batch;
  }

  send(run: Run, batch: Batch): Promise<void> {
    const { representations } = batch;
    const head = variablesJson(this.variables, run);
    const variables = `${head}${head === '{' ? '' : ','}"representations":[${representations.join(',')}]}`;
    return this.#dispatch.send(this.template, variables, representations.length, run.context, run.inFlight, {
      receive: (result) => this.receive(run, batch, result),
      fail: (error) => this.fail(run, batch, error),
    });
  }

  receive(run: Run, batch: Batch, result: SubgraphResult): undefined {
    const { representations, objects, indexes } = batch;
    if (result.errors?.length)
      this.#faults.report(run, result, objects, ([field, index, ...rest]) =>
        field === '_entities' && typeof index === 'number' ? { objects: objectsOf(batch, index), rest } : undefined,
      );
    if (!result.data) return;
    const entities = result.data._entities;
    if (!Array.isArray(entities) || entities.length !== representations.length) {
      this.fail(run, batch, new SubgraphUnavailable('expected as many entities as representations'));
      return;
    }
    run.collected = undefined;
    if (this.#rewriteOutput) this.#rewriteEntities(batch, entities, this.#rewriteOutput);
    for (let i = 0; i < objects.length; i++) {
      const entity = entities[indexes[i] as number];
      if (entity) mergeInto(objects[i] as Data, entity, this.#interfaces);
    }
  }

  fail(run: Run, { objects }: Batch, error: unknown): void {
    this.#faults.fail(run, objects, error);
  }

  #rewriteEntities({ objects, indexes }: Batch, entities: readonly Data[], rewrite: Rewrite): void {
    for (const [i, object] of objects.entries()) {
      const entity = entities[indexes[i] as number];
      if (entity) entity.__typename ??= object.__typename;
    }
    for (const entity of entities) rewrite(entity);
  }
}

/** The objects of one representation. */
function objectsOf({ objects, indexes }: Batch, index: number): ReadonlySet<object> {
  return new Set(objects.filter((_, i) => indexes[i] === index));
}

function templateOf(node: FetchNode): RequestTemplate {
  return new RequestTemplate({
    subgraph: node.serviceName,
    kind: node.operationKind,
    query: node.operation,
    operationName: node.operationName,
    document: node.operationDocumentNode,
  });
}
