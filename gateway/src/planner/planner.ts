/**
 * Apollo's query planner behind one small interface. This is the only module that imports it, so that another planner
 * can take its place by implementing {@link Planner}.
 */
import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { type QueryPlan, QueryPlanner, type QueryPlannerConfig } from '@apollo/query-planner';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { withVariantsOfRequired } from './required-variants.ts';
import { withResolvableKeysFirst } from './resolvable-keys.ts';
import { VariantPlans } from './variant-plans.ts';

export type {
  ConditionNode,
  DeferNode,
  FetchDataRewrite,
  FetchNode,
  FlattenNode,
  ParallelNode,
  PlanNode,
  QueryPlan,
  QueryPlanSelectionNode,
  SequenceNode,
  SubscriptionNode,
} from '@apollo/query-planner';

export interface SubgraphLocation {
  readonly name: string;
  /** Empty where the supergraph names no address: the subgraph is reached in another way. */
  readonly url: string;
}

export interface Planner {
  /** What clients see: without inaccessible elements and federation machinery. */
  readonly apiSchema: GraphQLSchema;
  /** All types of all subgraphs; runtime type names of data refer to it. */
  readonly supergraphSchema: GraphQLSchema;
  readonly subgraphs: readonly SubgraphLocation[];
  /**
   * Plans one operation of a document that is valid against `apiSchema`.
   *
   * @throws GraphQLError where the document has no such operation or the planner's limits are exceeded
   */
  plan(document: DocumentNode, operationName?: string): QueryPlan;
}

export interface PlannerOptions {
  /** How many alternatives are costed before the best so far is taken: bounds the time of hostile operations. */
  readonly maxEvaluatedPlans?: number;
  /** Lets plans have Defer nodes. */
  readonly defer?: boolean;
}

/** What Apollo's planner is made with, by us or by @apollo/gateway. */
export function plannerConfig({ maxEvaluatedPlans = 1_000, defer = false }: PlannerOptions = {}): QueryPlannerConfig {
  return { incrementalDelivery: { enableDefer: defer }, debug: { maxEvaluatedPlans } };
}

/** What the planner does better with. @throws GraphQLError where the SDL has a syntax error */
export function preparedForPlanning(supergraphSdl: string): string {
  return withVariantsOfRequired(withResolvableKeysFirst(supergraphSdl));
}

/** @throws GraphQLError where the supergraph SDL is broken */
export function createPlanner(supergraphSdl: string, options: PlannerOptions = {}): Planner {
  const supergraph = Supergraph.build(preparedForPlanning(supergraphSdl), { validateSupergraph: false });
  const queryPlanner = new QueryPlanner(supergraph, plannerConfig(options));
  const apiSchema = supergraph.apiSchema().toGraphQLJSSchema({ includeDefer: options.defer ?? false });
  return plannerOf(queryPlanner, apiSchema);
}

/** Over a planner that is there already, of SDL {@link preparedForPlanning}: making one costs a tenth of a second or more. */
export function plannerOf(queryPlanner: QueryPlanner, apiSchema: GraphQLSchema): Planner {
  const { supergraph } = queryPlanner;
  const schema = supergraph.apiSchema();
  const supergraphSchema = supergraph.schema.toGraphQLJSSchema();
  const variants = new VariantPlans(supergraphSchema);
  return {
    apiSchema,
    supergraphSchema,
    subgraphs: supergraph.subgraphsMetadata(),
    plan: (document, operationName) =>
      variants.resolve(
        queryPlanner.buildQueryPlan(operationFromDocument(schema, document, { operationName, validate: false })),
      ),
  };
}
