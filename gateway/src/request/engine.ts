import type { SupergraphManager } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { Logger } from '@rondo/platform/log.ts';
import { adoptScalars } from '@rondo/schema/scalars.ts';
import { readScopeRules } from '@rondo/schema/scope-rules.ts';
import { type GraphQLSchema, parse } from 'graphql';
import { ScopeCheck } from '../auth/scope-check.ts';
import { RondoGateway } from '../executor/apollo.ts';
import type { Executor } from '../executor/executor.ts';
import type { Limits } from '../limits.ts';
import type { DataSource } from '../sources/source.ts';
import { observeFetch } from '../telemetry.ts';
import { Admission, type Budgets, type Graph } from './admission.ts';
import { admissionPlugin } from './apollo-plugin.ts';
import type { OperationContext } from './context.ts';
import { readCostDirectives } from './cost-directives.ts';
import { Documents } from './documents.ts';
import { toClientError } from './errors.ts';
import { PersistedOperations } from './persisted-operations.ts';
import type { Safelist } from './safelist.ts';

export interface EngineOptions {
  /** SDL, or what brings it and its changes. */
  readonly supergraphSdl: string | SupergraphManager;
  /** Called when another supergraph is served than before. */
  readonly onChange?: () => void;
  readonly dataSources: (name: string) => DataSource;
  readonly limits: Limits;
  readonly budgets: Budgets;
  readonly introspection: boolean;
  /** Where given, only its operations are executed. */
  readonly safelist?: Safelist;
  readonly log: Logger;
}

/** Those of a large operation take up to a megabyte, and anybody who has signed in can think of more. */
const KEPT_PLANS = 500;

/** What all transports execute operations with. */
export interface Engine extends AsyncDisposable {
  readonly apollo: ApolloServer<OperationContext>;
  readonly executor: Executor;
  readonly documents: Documents;
  readonly persisted: PersistedOperations;
  readonly admission: Admission;
}

/**
 * Starts Apollo Server over our executor, with our admission before it.
 *
 * @throws Error where the supergraph does not load
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  await using stack = new AsyncDisposableStack();
  const { limits, budgets, introspection, safelist, log } = options;
  const gateway = new RondoGateway({
    supergraphSdl: options.supergraphSdl,
    dataSources: options.dataSources,
    planCacheSize: KEPT_PLANS,
    onFetch: observeFetch,
    logger: log,
  });
  // Both have a schema of their own: Apollo Server's comes from @apollo/gateway.
  let graph: Graph | undefined;
  let documents: Documents | undefined;
  let admission: Admission | undefined;
  gateway.onSchemaLoadOrUpdate(({ apiSchema, coreSupergraphSdl }) => {
    adoptScalars(apiSchema);
    adoptScalars(gateway.executor.apiSchema);
    graph = readGraph(gateway.executor.apiSchema, coreSupergraphSdl);
    if (!documents) return;
    documents.replaceSchema(graph.schema);
    admission?.replaceGraph(graph);
    // Once Apollo Server, which listens as well, has it too.
    queueMicrotask(() => options.onChange?.());
  });
  const apollo = new ApolloServer<OperationContext>({
    gateway,
    introspection,
    dangerouslyDisableValidation: true,
    parseOptions: { maxTokens: limits.document.tokens },
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    // With an id of its own where it is no operation's: an operation's error gets that of its operation.
    formatError: (error) => toClientError(error, crypto.randomUUID()),
    logger: log,
    plugins: [
      admissionPlugin(() => {
        if (!admission) throw new Error('expected no request before the start');
        return admission;
      }, log),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
  await apollo.start();
  stack.defer(() => apollo.stop());
  const { executor } = gateway;
  if (!graph) throw new Error('expected that a gateway that has started has a supergraph');
  documents = new Documents({ schema: graph.schema, limits: limits.document, introspection, safelist });
  const persisted = new PersistedOperations(documents, safelist);
  admission = new Admission({ graph, documents, maximumCost: limits.operationCost, budgets });
  const running = stack.move();
  return { apollo, executor, documents, persisted, admission, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

function readGraph(schema: GraphQLSchema, supergraphSdl: string): Graph {
  const scopes = new ScopeCheck(schema, readScopeRules(parse(supergraphSdl)));
  return { schema, scopes, costs: readCostDirectives(supergraphSdl) };
}
