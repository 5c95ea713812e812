import { type DocumentNode, type ExecutionResult, GraphQLError, type GraphQLSchema } from 'graphql';
import { createPlanner, type Planner, type PlannerOptions } from '../planner/planner.ts';
import type { DataSource, RequestContext } from '../sources/source.ts';
import { Dispatch, type FetchObserver } from './dispatch.ts';
import { LruCache } from './lru-cache.ts';
import { CompiledOperation, type PlannedGraph, type Variables } from './operation.ts';
import { type FieldSetNames, fieldSetNames } from './planning-names.ts';
import { RepresentationTables } from './representation.ts';
import { type Subscription, subscriptionOf } from './subscription.ts';
import { interfacesOf } from './types.ts';

export interface ExecutorOptions {
  /** SDL, or the planner for it. */
  readonly supergraph: string | Planner;
  /** Asked once for each subgraph of a supergraph; `url` is the supergraph's, and may be empty. */
  readonly dataSources: (name: string, url: string) => DataSource;
  /** Compiled operations kept. */
  readonly planCacheSize?: number;
  readonly fetchTimeoutMs?: number;
  readonly onFetch?: FetchObserver;
  readonly planner?: PlannerOptions;
}

export interface ExecuteArguments {
  /** Valid against `apiSchema`. Plans are kept by its identity: keep documents, do not parse them anew. */
  readonly document: DocumentNode;
  readonly operationName?: string | null;
  /** As the client sent them. */
  readonly variables?: Variables | null;
  readonly context?: RequestContext;
  /** Its abort ends the fetches in flight, and `execute` rejects with its reason. */
  readonly signal?: AbortSignal;
}

/** Executes operations over a supergraph. */
export interface Executor {
  readonly apiSchema: GraphQLSchema;
  /**
   * Responds as the GraphQL specification says.
   *
   * @throws the reason of `signal` where it aborts; Error at a fault of the planner
   */
  execute(args: ExecuteArguments): Promise<ExecutionResult>;
  /**
   * A subscription, planned once for all its events.
   *
   * @throws GraphQLError where it is not a subscription to one field or cannot be planned
   */
  subscription(document: DocumentNode, operationName?: string | null): Subscription;
  /** Operations that have begun end over the supergraph they began with. */
  replaceSupergraph(supergraph: string | Planner): void;
}

const DEFAULT_PLAN_CACHE_SIZE = 2_000;
const DEFAULT_FETCH_TIMEOUT_MS = 30_000;

/** @throws GraphQLError where the supergraph SDL is broken */
export function createExecutor(options: ExecutorOptions): Executor {
  let graph = new Graph(options);
  return {
    get apiSchema() {
      return graph.planner.apiSchema;
    },
    async execute({ document, operationName, variables, context, signal }) {
      let operation: CompiledOperation;
      try {
        operation = graph.compile(document, operationName ?? undefined);
      } catch (error) {
        if (error instanceof GraphQLError) return { errors: [error] };
        throw error;
      }
      return operation.execute(variables ?? {}, context ?? {}, signal);
    },
    subscription: (document, operationName) => subscriptionOf(graph.compile(document, operationName ?? undefined)),
    replaceSupergraph(supergraph) {
      graph = new Graph({ ...options, supergraph });
    },
  };
}

/** A supergraph, its data sources and what was compiled for it. */
class Graph implements PlannedGraph {
  readonly planner: Planner;
  readonly supergraphSchema: GraphQLSchema;
  readonly interfaces: ReadonlySet<string>;
  readonly fieldSets: FieldSetNames;
  readonly representations = new RepresentationTables();
  readonly dispatch: Dispatch;
  readonly #operations: LruCache<DocumentNode, Map<string | undefined, CompiledOperation>>;

  constructor(options: ExecutorOptions) {
    const { supergraph } = options;
    this.planner = typeof supergraph === 'string' ? createPlanner(supergraph, options.planner) : supergraph;
    const sources = new Map(
      this.planner.subgraphs.map(({ name, url }) => [name, options.dataSources(name, url)] as const),
    );
    this.supergraphSchema = this.planner.supergraphSchema;
    this.interfaces = interfacesOf(this.supergraphSchema);
    this.fieldSets = fieldSetNames(this.supergraphSchema);
    this.dispatch = new Dispatch({
      sourceOf: (subgraph) => {
        const source = sources.get(subgraph);
        if (!source) throw new Error(`expected a subgraph of the supergraph, got ${subgraph}`);
        return source;
      },
      timeoutMs: options.fetchTimeoutMs ?? DEFAULT_FETCH_TIMEOUT_MS,
      onFetch: options.onFetch,
    });
    this.#operations = new LruCache(options.planCacheSize ?? DEFAULT_PLAN_CACHE_SIZE);
  }

  compile(document: DocumentNode, operationName: string | undefined): CompiledOperation {
    let byName = this.#operations.get(document);
    if (!byName) {
      byName = new Map();
      this.#operations.set(document, byName);
    }
    let operation = byName.get(operationName);
    if (!operation) {
      operation = new CompiledOperation(this, document, operationName);
      byName.set(operationName, operation);
    }
    return operation;
  }
}
