/**
 * Apollo's query planner behind one small interface. This is the only module that imports it, so that another planner
 * can take its place by implementing {@link Planner}.
 */
import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { type QueryPlan, QueryPlanner } from '@apollo/query-planner';
import type { DocumentNode, GraphQLSchema } from 'graphql';

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

/**
 * @param apiSchema the supergraph's API schema, where there is one already
 * @throws GraphQLError where the supergraph SDL is broken
 */
export function createPlanner(supergraphSdl: string, options: PlannerOptions = {}, apiSchema?: GraphQLSchema): Planner {
  const supergraph = Supergraph.build(supergraphSdl, { validateSupergraph: false });
  const schema = supergraph.apiSchema();
  const planner = new QueryPlanner(supergraph, {
    incrementalDelivery: { enableDefer: options.defer ?? false },
    debug: { maxEvaluatedPlans: options.maxEvaluatedPlans ?? 1_000 },
  });
  return {
    apiSchema: apiSchema ?? schema.toGraphQLJSSchema({ includeDefer: options.defer ?? false }),
    supergraphSchema: supergraph.schema.toGraphQLJSSchema(),
    subgraphs: supergraph.subgraphsMetadata(),
    plan: (document, operationName) =>
      planner.buildQueryPlan(operationFromDocument(schema, document, { operationName, validate: false })),
  };
}
