import { buildSubgraphSchema, type GraphQLResolverMap } from '@apollo/subgraph';
import { badInput } from '@rondo/platform/errors.ts';
import type { SubgraphExecutor } from '@rondo/platform/executor.ts';
import { readSubgraphSdl } from '@rondo/schema/subgraphs.ts';
import { execute } from 'graphql';
import { PRINCIPAL_HEADER } from '../auth/caller.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import type { OperationContext } from '../request/context.ts';
import { inProcessSource } from '../sources/inprocess.ts';
import type { DataSource } from '../sources/source.ts';
import { findNodes } from './nodes.ts';

export interface VirtualSubgraphOptions {
  readonly services: ReadonlyMap<string, { readonly execute: SubgraphExecutor }>;
  /** The position of a user's change stream now. */
  readonly streamHead: (userId: string) => Promise<string>;
}

const MAXIMUM_IDS = 100;

/**
 * The subgraph that the gateway resolves itself: what belongs to no service, or to all. Its event roots are only
 * declared here; the change stream fills them.
 */
export function createVirtualSubgraph({ services, streamHead }: VirtualSubgraphOptions): DataSource {
  const nodes = (ids: readonly string[], context: OperationContext) =>
    findNodes(services, ids, context.headers?.[PRINCIPAL_HEADER] ?? '');
  const resolvers: Resolvers<OperationContext> = {
    Query: {
      node: async (_parent, { id }, context) => (await nodes([id], context))[0] ?? null,
      nodes: (_parent, { ids }, context) => {
        if (ids.length > MAXIMUM_IDS) throw badInput('ids', `Expected at most ${MAXIMUM_IDS} ids, got ${ids.length}.`);
        return nodes(ids, context);
      },
      streamCursor: (_parent, _args, { caller }) => streamHead(caller.principal.userId),
      rateLimit: async (_parent, _args, { report }) => {
        const { limit, remaining, resetAt } = await report();
        return { limit, remaining, resetAt: new Date(resetAt) };
      },
    },
    Node: { __resolveType: ({ __typename }) => __typename },
  };
  const schema = buildSubgraphSchema([
    { typeDefs: readSubgraphSdl('gateway'), resolvers: resolvers as GraphQLResolverMap },
  ]);
  return inProcessSource(({ document, variables, context }) =>
    execute({ schema, document, variableValues: variables, contextValue: context }),
  );
}
