/** Our executor where Apollo Server takes one, over the supergraph that @apollo/gateway holds. */
import {
  ApolloGateway,
  type GatewayConfig,
  type GraphQLDataSource,
  type SupergraphManager,
  type SupergraphSdlHook,
} from '@apollo/gateway';
import type {
  GatewayExecutionResult,
  GatewayExecutor,
  GatewayInterface,
  GatewayLoadResult,
  GatewaySchemaLoadOrUpdateCallback,
  GatewayUnsubscriber,
} from '@apollo/server-gateway-interface';
import type { FormattedExecutionResult, GraphQLSchema } from 'graphql';
import { createPlanner, plannerConfig, plannerOf, preparedForPlanning } from '../planner/planner.ts';
import type { DataSource, RequestContext } from '../sources/source.ts';
import { createExecutor, type Executor, type ExecutorOptions } from './executor.ts';

// @apollo/gateway reports usage unless told not to, and asks when a gateway is made.
process.env.APOLLO_TELEMETRY_DISABLED = '1';

/** What the executor takes from Apollo Server's context value. */
export interface GatewayContext extends RequestContext {
  readonly signal?: AbortSignal;
}

export interface RondoGatewayOptions extends Omit<ExecutorOptions, 'supergraph'> {
  /** SDL, or a manager that brings it and its updates. */
  readonly supergraphSdl: string | SupergraphManager | SupergraphSdlHook;
  /** Default: as @apollo/gateway logs, to the console. */
  readonly logger?: GatewayConfig['logger'];
}

/** `new ApolloServer({ gateway })`; its context value is a {@link GatewayContext}. */
export class RondoGateway implements GatewayInterface {
  readonly #gateway: ApolloGateway;
  readonly #options: RondoGatewayOptions;
  readonly #sources = new Map<string, DataSource>();
  /** Also those that operations in flight still use after their subgraph has moved. */
  readonly #opened: DataSource[] = [];
  #executor: Executor | undefined;
  #fault: unknown;

  constructor(options: RondoGatewayOptions) {
    this.#options = options;
    this.#gateway = new ApolloGateway({
      supergraphSdl: prepared(options.supergraphSdl),
      logger: options.logger,
      queryPlannerConfig: plannerConfig(options.planner),
      validateSupergraph: false,
      buildService: ({ name, url }) => this.#buildService(name, url ?? ''),
    });
    // The first listener: Apollo Server must not have a schema that the executor does not know.
    this.#gateway.onSchemaLoadOrUpdate(({ coreSupergraphSdl, apiSchema }) => {
      try {
        this.#take(coreSupergraphSdl, apiSchema);
        this.#fault = undefined;
      } catch (error) {
        // @apollo/gateway logs what a listener throws, and goes on.
        this.#fault = error;
        throw error;
      }
    });
  }

  /** For other transports than Apollo Server's. @throws Error before `load` */
  get executor(): Executor {
    if (!this.#executor) throw new Error('The gateway has not loaded its supergraph yet.');
    return this.#executor;
  }

  onSchemaLoadOrUpdate(callback: GatewaySchemaLoadOrUpdateCallback): GatewayUnsubscriber {
    return this.#gateway.onSchemaLoadOrUpdate(callback);
  }

  /** @throws Error where the supergraph does not load */
  async load(options: Parameters<GatewayInterface['load']>[0]): Promise<GatewayLoadResult> {
    await this.#gateway.load(options);
    if (this.#fault) throw this.#fault;
    return { executor: this.#execute };
  }

  async stop(): Promise<void> {
    await this.#gateway.stop();
    await Promise.all(this.#opened.map((source) => source.close?.()));
  }

  readonly #execute: GatewayExecutor = async ({ document, request, context }) => {
    const { signal } = context as GatewayContext;
    return (await this.executor.execute({
      document,
      operationName: request.operationName,
      variables: request.variables,
      context,
      signal,
    })) as GatewayExecutionResult;
  };

  #take(supergraphSdl: string, apiSchema: GraphQLSchema): void {
    // The only way to the planner that @apollo/gateway has made, for lack of a getter.
    const { queryPlanner } = this.#gateway.__testing();
    const planner = queryPlanner
      ? plannerOf(queryPlanner, apiSchema)
      : createPlanner(supergraphSdl, this.#options.planner);
    if (this.#executor) {
      this.#executor.replaceSupergraph(planner);
      return;
    }
    this.#executor = createExecutor({
      ...this.#options,
      supergraph: planner,
      dataSources: (name) => {
        const source = this.#sources.get(name);
        if (!source) throw new Error(`expected a data source of @apollo/gateway, got none for ${name}`);
        return source;
      },
    });
  }

  /** @apollo/gateway asks for a source when a subgraph is new or has moved. */
  #buildService(name: string, url: string): GraphQLDataSource {
    const source = this.#options.dataSources(name, url);
    this.#sources.set(name, source);
    this.#opened.push(source);
    return {
      process: () => Promise.reject(new Error(`expected that the executor calls ${name}, not @apollo/gateway`)),
    };
  }
}

/**
 * For Apollo Server's option of this name: as its own, and lets go of what it has written.
 *
 * Apollo Server makes an object with a getter of its own for each request to a gateway. V8 makes a hidden class for
 * each such object, in the old generation of the heap, which keeps the getter, the request and its response until the
 * next full collection (measured with 50 operations at once: each minor collection moved 4 MB there, not 0.7 MB).
 */
export function stringifyResult(result: FormattedExecutionResult): string {
  const json = JSON.stringify(result);
  const { data } = result;
  if (data) for (const key in data) data[key] = undefined;
  return json;
}

/** Brings what the planner does better with, at the start and at each update. */
function prepared(supergraph: string | SupergraphManager | SupergraphSdlHook): SupergraphSdlHook {
  if (typeof supergraph === 'string') return async () => ({ supergraphSdl: preparedForPlanning(supergraph) });
  return async (options) => {
    const hook = typeof supergraph === 'function' ? supergraph : supergraph.initialize.bind(supergraph);
    const started = await hook({ ...options, update: (sdl) => options.update(preparedForPlanning(sdl)) });
    return { ...started, supergraphSdl: preparedForPlanning(started.supergraphSdl) };
  };
}
