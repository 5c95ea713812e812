import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { Logger } from '@rondo/platform/log.ts';
import type { StateStore } from '@rondo/platform/platform.ts';
import { adoptScalars } from '@rondo/schema/scalars.ts';
import { readScopeRules } from '@rondo/schema/scope-rules.ts';
import { parse } from 'graphql';
import { ScopeCheck } from '../auth/scope-check.ts';
import { RondoGateway } from '../executor/apollo.ts';
import type { Executor } from '../executor/executor.ts';
import type { Limits } from '../limits.ts';
import type { DataSource } from '../sources/source.ts';
import { observeFetch } from '../telemetry.ts';
import { Admission } from './admission.ts';
import { admissionPlugin } from './apollo-plugin.ts';
import { Budget } from './budget.ts';
import type { OperationContext } from './context.ts';
import { readCostDirectives } from './cost-directives.ts';
import { Documents } from './documents.ts';
import { toClientError } from './errors.ts';
import { PersistedOperations } from './persisted-operations.ts';
import type { Safelist } from './safelist.ts';

export interface EngineOptions {
  readonly supergraphSdl: string;
  readonly dataSources: (name: string) => DataSource;
  readonly limits: Limits;
  /** Where gateways count together what callers spend. */
  readonly state: StateStore;
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
  const { limits, introspection, safelist, state, log } = options;
  const gateway = new RondoGateway({
    supergraphSdl: options.supergraphSdl,
    dataSources: options.dataSources,
    planCacheSize: KEPT_PLANS,
    onFetch: observeFetch,
    logger: log,
  });
  // Both have a schema of their own: Apollo Server's comes from @apollo/gateway.
  gateway.onSchemaLoadOrUpdate(({ apiSchema }) => {
    adoptScalars(apiSchema);
    adoptScalars(gateway.executor.apiSchema);
  });
  let admission: Admission | undefined;
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
  const schema = executor.apiSchema;
  const documents = new Documents({ schema, limits: limits.document, introspection, safelist });
  const persisted = new PersistedOperations(documents, safelist);
  const { windowSeconds } = limits;
  admission = new Admission({
    schema,
    documents,
    scopes: new ScopeCheck(schema, readScopeRules(parse(options.supergraphSdl))),
    maximumCost: limits.operationCost,
    costs: readCostDirectives(options.supergraphSdl),
    budgets: {
      user: stack.use(new Budget({ points: limits.userPoints, windowSeconds, state, log })),
      address: stack.use(new Budget({ points: limits.addressPoints, windowSeconds, state, log })),
    },
  });
  const running = stack.move();
  return { apollo, executor, documents, persisted, admission, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
